/** The SDK's Client, as far as a connection deals with it; the real one is in the browser tests. */
import { EventEmitter } from 'node:events';

type State = 'connecting' | 'connected' | 'disconnecting' | 'disconnected' | 'denied';

export class FakeClient extends EventEmitter {
  /** All that were made in a test. */
  static made: FakeClient[] = [];
  /** What becomes of each one. */
  static behave: (client: FakeClient) => void = (client) => client.succeed();

  static reset(): void {
    FakeClient.made = [];
    FakeClient.behave = (client) => client.succeed();
  }

  connectionState: State = 'connecting';
  readonly updates: string[] = [];
  shutdowns = 0;
  /** What `updateToken` does; undefined to do it. */
  onUpdate: ((token: string) => Promise<void>) | undefined;

  constructor(
    readonly token: string,
    readonly options?: { region?: string; logLevel?: string },
  ) {
    super();
    FakeClient.made.push(this);
    setTimeout(() => FakeClient.behave(this));
  }

  succeed(): void {
    this.change('connected');
    this.emit('initialized');
  }

  /** In the order of the SDK: a lost connection first, what it was in truth next. */
  refuse(errorCode: number): void {
    const error = { terminal: true, message: 'UNAUTHORIZED', httpStatusCode: 401, errorCode };
    this.change('denied');
    this.emit('initFailed', { error: { terminal: true, message: 'disconnected' } });
    this.emit('connectionError', error);
    this.emit('initFailed', { error });
  }

  change(state: State): void {
    this.connectionState = state;
    this.emit('connectionStateChanged', state);
  }

  /** As the SDK behaves when Twilio closes the socket at the end of a token. */
  expire(): void {
    this.change('disconnecting');
    this.emit('tokenExpired');
    setTimeout(() => this.change('disconnected'), 3000);
  }

  async updateToken(token: string): Promise<void> {
    this.updates.push(token);
    if (!['connected', 'disconnected', 'denied'].includes(this.connectionState)) {
      throw new Error(`updateToken in the state ${this.connectionState} is a trap`);
    }
    if (this.onUpdate) return this.onUpdate(token);
    if (this.connectionState !== 'connected') this.change('connected');
  }

  async shutdown(): Promise<void> {
    this.shutdowns++;
  }
}
