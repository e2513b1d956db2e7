/** A connection to Twilio Conversations that is made when the app asks, and not before. */
import { TokenError } from './errors';
import { keepConnected } from './keep-connected';
import { type ConversationsClient, type ConversationsClientClass, ready } from './sdk';
import type { TokenSource } from './token-source';

/**
 * - `closed`: there is no Client, and nothing is fetched.
 * - `connecting`: on the way, or on the way back after sleep or without a network.
 * - `connected`: the Client can be used.
 * - `failed`: somebody has to do something, see the error; `open()` tries again.
 */
export type ConnectionState = 'closed' | 'connecting' | 'connected' | 'failed';

/** What to connect with. */
export interface ConnectOptions<C extends ConversationsClient, O = object> {
  /** The SDK's class, which the app imports: `import { Client } from '@twilio/conversations'`. */
  readonly Client: ConversationsClientClass<C, O>;
  /** Options for it besides the `region`, which comes with the token. Default: none. */
  readonly clientOptions?: O | undefined;
  /** Is told each new state, and the error if it is `failed`. */
  readonly onChange?: ((state: ConnectionState, error?: TokenError) => void) | undefined;
}

/** A connection that an app opens and closes. */
export interface Connection<C> {
  readonly state: ConnectionState;
  /**
   * Fetches a token, makes the Client, and waits until it can be used. From then on the user is
   * billable at Twilio. Returns the same Client for as long as it lasts.
   *
   * @throws TokenError
   */
  open(): Promise<C>;
  /**
   * Shuts the Client down and forgets the token. For a log-out, not for a lost network, from which
   * the connection recovers by itself. It can be opened again.
   */
  close(): Promise<void>;
}

/** Milliseconds that a Client may take to shut down. One that was never ready waits forever. */
const SHUTDOWN_LIMIT = 2000;

/**
 * Prepares a connection. Nothing is fetched and no Client is made before `open()`.
 *
 * @example
 * import { Client } from '@twilio/conversations';
 * const connection = connect(source, { Client });
 * chatButton.onclick = async () => show(await connection.open());
 * logOutButton.onclick = () => connection.close();
 */
export function connect<C extends ConversationsClient, O = object>(
  source: TokenSource,
  { Client, clientOptions, onChange }: ConnectOptions<C, O>,
): Connection<C> {
  let state: ConnectionState = 'closed';
  let opening: Promise<C> | undefined;
  let shutDown = async () => {};
  let cancel = (_error: TokenError) => {};

  const change = (next: ConnectionState, error?: TokenError) => {
    if (state === next) return;
    state = next;
    onChange?.(next, error);
  };

  /** Makes a Client, and a new one with another token if Twilio refuses the first: it is dead. */
  const make = async (cancelled: Promise<never>, replacing?: string): Promise<C> => {
    const token = await Promise.race([cancelled, source.get({ replacing })]);
    const client = new Client(token.token, { ...clientOptions, region: token.region } as O);
    let stop = () => {};
    shutDown = () => {
      stop();
      const limit = new Promise<void>((resolve) => setTimeout(resolve, SHUTDOWN_LIMIT));
      return Promise.race([limit, client.shutdown().catch(() => {})]);
    };
    try {
      await Promise.race([cancelled, ready(client)]);
    } catch (error) {
      if (replacing || (error as TokenError).code !== 'twilio_refused') throw error;
      void shutDown();
      return make(cancelled, token.token);
    }
    stop = keepConnected(
      source,
      client,
      token,
      (connected) => change(connected ? 'connected' : 'connecting'),
      (error) => {
        opening = undefined;
        change('failed', error);
      },
    );
    change('connected');
    return client;
  };

  const start = async (): Promise<C> => {
    change('connecting');
    const cancelled = new Promise<never>((_, reject) => {
      cancel = reject;
    });
    try {
      // The remains of one that has failed.
      void shutDown();
      return await make(cancelled);
    } catch (error) {
      if ((error as TokenError).code !== 'closed') {
        void shutDown();
        opening = undefined;
        change('failed', error as TokenError);
      }
      throw error;
    }
  };

  return {
    get state() {
      return state;
    },
    open() {
      opening ??= start();
      return opening;
    },
    async close() {
      opening = undefined;
      cancel(new TokenError('closed', 'Closed meanwhile.'));
      source.clear();
      const last = shutDown;
      shutDown = async () => {};
      await last();
      change('closed');
    },
  };
}
