/** A connection to Twilio Conversations that is made when the app asks, and not before. */
import { environmentOf } from './environment';
import { asTokenError, closedError, TokenError } from './errors';
import { keepConnected } from './keep-connected';
import { createListeners } from './listeners';
import { type ConversationsClient, type ConversationsClientClass, ready } from './sdk';
import type { TokenSource } from './token-source';

/**
 * - `closed`: there is no Client, and nothing is fetched.
 * - `connecting`: on the way, or on the way back after sleep or without a network.
 * - `connected`: the Client can be used.
 * - `failed`: the user or the operator has to do something, see the error; `open()` tries again.
 */
export type ConnectionState = 'closed' | 'connecting' | 'connected' | 'failed';

/** A connection at one moment. A change makes a new one. */
export interface ConnectionSnapshot<C> {
  readonly state: ConnectionState;
  /** The Client, from when it can be used until the connection is closed or has failed. */
  readonly client?: C;
  /** Why the connection has failed. */
  readonly error?: TokenError;
}

/** What to connect with. */
export interface ConnectOptions<C extends ConversationsClient, O = object> {
  /** The SDK's class, which the app imports: `import { Client } from '@twilio/conversations'`. */
  readonly Client: ConversationsClientClass<C, O>;
  /** Options for it besides the `region`, which comes with the token. Default: none. */
  readonly clientOptions?: O | undefined;
  /** Is called with each new state, and with the error if it is `failed`. */
  readonly onChange?: ((state: ConnectionState, error?: TokenError) => void) | undefined;
}

/** A connection that an app opens and closes. */
export interface Connection<C> {
  readonly state: ConnectionState;
  /** The same object until something changes, as `useSyncExternalStore` of React wants it. */
  readonly snapshot: ConnectionSnapshot<C>;
  /**
   * Calls with the state whenever the snapshot has changed, and with the error if it is `failed`.
   *
   * @returns a function that unsubscribes
   */
  subscribe(listener: (state: ConnectionState, error?: TokenError) => void): () => void;
  /**
   * Fetches a token, makes the Client, and waits until it can be used. From then on the user is
   * billable at Twilio. Returns the same Client for as long as it lasts and the same user is signed
   * in; for another user it makes a new one.
   *
   * @throws TokenError
   */
  open(): Promise<C>;
  /**
   * Shuts the Client down and forgets the token. For a sign-out, not for a lost network, from which
   * the connection recovers by itself. It can be opened again. Never rejects.
   */
  close(): Promise<void>;
}

/** Milliseconds that a Client may take to shut down. One that was never ready takes forever. */
const SHUTDOWN_LIMIT_MS = 2000;

/** One opening of a connection, from the first question until it is over. */
interface Opening<C> {
  client: Promise<C>;
  /** Whose, as soon as the token is there. */
  identity?: string;
  /** How many calls of `open()` are finding out whether the user is still the same. */
  checks: number;
  /** Why it is over; undefined while it is not. */
  over?: TokenError;
  /** Ends it, and shuts its Client down. */
  end(reason: TokenError): Promise<void>;
  /** Ends it, and the connection has failed. */
  fail(error: TokenError): void;
}

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
  const environment = environmentOf();
  const listeners = createListeners<[ConnectionState, TokenError?]>(environment.report);
  if (onChange) listeners.add(onChange);
  let snapshot: ConnectionSnapshot<C> = { state: 'closed' };
  let current: Opening<C> | undefined;
  let closes = 0;

  const change = (next: ConnectionSnapshot<C>) => {
    if (snapshot.state === next.state && snapshot.client === next.client) return;
    snapshot = next;
    listeners.tell(next.state, ...(next.error ? [next.error] : []));
  };

  const start = (): Opening<C> => {
    let cancel = (_error: TokenError) => {};
    const cancelled = new Promise<never>((_, reject) => {
      cancel = reject;
    });
    cancelled.catch(() => {});
    let shutDown = async () => {};

    /** Makes a Client, and a new one with another token if Twilio refuses the first: it is dead. */
    const make = async (replacing?: string): Promise<C> => {
      const token = await Promise.race([cancelled, source.get({ replacing })]);
      if (mine.over) throw mine.over;
      mine.identity = token.identity;
      const client = new Client(token.token, { ...clientOptions, region: token.region } as O);
      let stop = () => {};
      shutDown = async () => {
        stop();
        shutDown = async () => {};
        // Also of one that throws, or takes forever.
        const pending = (async () => client.shutdown())();
        await environment.within(SHUTDOWN_LIMIT_MS, pending).catch(() => {});
      };
      try {
        await ready(client, cancelled);
      } catch (error) {
        if (replacing || (error as TokenError).code !== 'twilio_refused') throw error;
        void shutDown();
        return make(token.token);
      }
      if (mine.over) throw mine.over;
      const onConnected = (connected: boolean) => {
        if (current === mine) change({ state: connected ? 'connected' : 'connecting', client });
      };
      stop = keepConnected(environment, source, client, token, onConnected, mine.fail);
      onConnected(client.connectionState === 'connected');
      return client;
    };

    const mine: Opening<C> = {
      checks: 0,
      end(reason) {
        mine.over ??= reason;
        cancel(mine.over);
        return shutDown();
      },
      fail(error) {
        if (current !== mine) return;
        // Another user: `open()` has noticed it too, and goes on with them.
        if (mine.checks > 0 && error.code === 'not_logged_in') return;
        current = undefined;
        void mine.end(error);
        // The source was cleared, or asked for another user: nothing has failed.
        change(error.code === 'closed' ? { state: 'closed' } : { state: 'failed', error });
      },
      client: Promise.resolve().then(() => make()),
    };
    mine.client = mine.client.catch((thrown) => {
      const error =
        thrown instanceof TokenError
          ? thrown
          : new TokenError('twilio_failed', 'Client failed; see cause.', { cause: thrown });
      mine.fail(error);
      throw error;
    });
    // It is handled by those who wait for it.
    mine.client.catch(() => {});
    return mine;
  };

  /** Whether another user is signed in than the one for whom a connection is open. */
  const isForAnother = async (opening: Opening<C>): Promise<boolean> => {
    opening.checks++;
    const found = await source.get().catch(asTokenError);
    opening.checks--;
    if (!(found instanceof TokenError))
      return found.identity !== (opening.identity ?? found.identity);
    if (!found.retriable && found.code !== 'closed') opening.fail(found);
    return false;
  };

  return {
    get state() {
      return snapshot.state;
    },
    get snapshot() {
      return snapshot;
    },
    subscribe: listeners.add,
    async open() {
      const before = current;
      if (before) {
        const closesBefore = closes;
        const isAnother = await isForAnother(before);
        if (current && current !== before) return current.client;
        const { over } = before;
        if (over && (over.code !== 'closed' || closes !== closesBefore)) throw over;
        if (!over && !isAnother) return before.client;
        void before.end(closedError());
      }
      const opening = start();
      current = opening;
      change({ state: 'connecting' });
      return opening.client;
    },
    async close() {
      const last = current;
      closes++;
      current = undefined;
      source.clear();
      const ended = last?.end(closedError());
      change({ state: 'closed' });
      await ended;
    },
  };
}
