/** Where an app's access tokens come from: one cache, one request at a time. */
import { type AccessToken, freshness, type HeldToken, isValid } from './access-token';
import { type Asker, askForToken, betterCredential } from './ask';
import { backOff } from './back-off';
import { type Bearer, type Credential, findCredential } from './credentials';
import { browserEnvironment, type Environment } from './environment';
import { TokenError } from './errors';
import { followers } from './follow';
import { type GuestOptions, guestTicket } from './guest';
import { type Fetch, poster } from './request';
import { joinTabs, type Tabs } from './tabs';

/** Where tokens come from. At least one of `bearer` and `guest` is needed. */
export interface TokenSourceOptions {
  /** The service's `/token`, absolute or relative to the page. */
  readonly url: string;
  /** The app's login. Default: everybody is a guest. */
  readonly bearer?: Bearer | undefined;
  /** Lets in whoever `bearer` returns nothing for, as a guest. Default: they are refused. */
  readonly guest?: boolean | GuestOptions | undefined;
  /** Sends the requests. Default: the global `fetch`. */
  readonly fetch?: Fetch | undefined;
}

/** Gives access tokens, and asks the service for them no more often than needed. */
export interface TokenSource {
  /**
   * An access token that is good for a while: the one at hand until its `refreshAfter`, else a new
   * one; while the service cannot be reached, the one at hand until it expires.
   *
   * @param request `replacing` asks for another token than this one, which Twilio has refused or is
   * about to let expire
   * @throws TokenError
   */
  get(request?: { readonly replacing?: string | undefined }): Promise<AccessToken>;
  /**
   * Keeps the token fresh from now on, also through sleep.
   *
   * @param onToken is told of each new one, also of those that another tab has fetched
   * @param onError is told when there can be none until somebody does something
   * @returns what ends that
   */
  follow(onToken: (token: AccessToken) => void, onError?: (error: TokenError) => void): () => void;
  /**
   * Forgets the token, for a log-out: otherwise the next user of the page would get it. The source
   * can be used again.
   */
  clear(): void;
}

/** How often a caller without a valid token is made to wait for another try, and for how long. */
const TRIES = 4;
const PATIENCE = 30_000;

/**
 * Creates a source of access tokens. Nothing happens before its first `get()`.
 *
 * @example
 * const source = createTokenSource({
 *   url: 'https://your-service.twil.io/token',
 *   bearer: ({ fresh }) => login.getAccessToken({ cacheMode: fresh ? 'off' : 'on' }),
 * });
 * const { token, region } = await source.get();
 * @throws TypeError if the options make no sense
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return createTokenSourceIn(browserEnvironment(), options);
}

/** `createTokenSource` in any surroundings. */
export function createTokenSourceIn(
  environment: Environment,
  options: TokenSourceOptions,
): TokenSource {
  const { bearer, guest } = options;
  if (!bearer && !guest) throw new TypeError('Give bearer, guest, or both.');
  const url = new URL(options.url, globalThis.location?.href).href;
  const post = poster(environment, options.fetch);
  // Without options of its own, `true` has no challenge either.
  const ticket = guest ? guestTicket(environment, post, url, guest as GuestOptions) : undefined;
  const asker: Asker = { post, url, bearer, ticket };

  let held: HeldToken | undefined;
  let flight: Promise<AccessToken> | undefined;
  /** What is no use any more, whoever offers it. */
  let replaced: string | undefined;
  /** The bearer token or ticket that the service will not have, and what it said. */
  let stop: { token: string; error: TokenError } | undefined;
  /** Why there is a pause. */
  let failure: TokenError | undefined;
  let tabs: (Tabs & { caller: string }) | undefined;
  let stopWaking: (() => void) | undefined;
  /** Another one after each `clear()`, so that what was under way is dropped. */
  let session = {};

  const pause = backOff(environment);
  const following = followers(
    () => Math.max(freshness(held), pause.left()),
    () => get(),
  );

  const keep = (token: HeldToken) => {
    held = token;
    stop = undefined;
    pause.reset();
    following.tell(token.answer);
  };

  const join = (caller: string): Tabs => {
    if (tabs?.caller !== caller) {
      tabs?.leave();
      // The user has changed without a log-out.
      if (tabs) held = undefined;
      const offered = (token: HeldToken) => {
        const known = [replaced, held?.answer.token].includes(token.answer.token);
        if (!known && freshness(token) > freshness(held)) keep(token);
      };
      const name = `conversations-token ${url} ${caller}`;
      tabs = { caller, ...joinTabs(environment, name, () => held, offered) };
    }
    return tabs;
  };

  /** Gets a fresh token from another tab or from the service, and keeps it. */
  const obtain = async (credential: Credential, current: () => void): Promise<void> => {
    current();
    if (credential.token === stop?.token) throw stop.error;
    const { alone, ask, tell } = join(credential.caller);
    await alone(async () => {
      // Another tab may have told of a token while this one waited for its turn.
      if (!freshness(held)) await ask();
      current();
      if (freshness(held)) return;
      const token = await askForToken(asker, credential);
      current();
      keep(token);
      tell(token);
    });
  };

  const attempt = async (current: () => void): Promise<void> => {
    let credential = await findCredential(bearer, ticket, false);
    try {
      try {
        await obtain(credential, current);
      } catch (error) {
        const better = await betterCredential(asker, credential, error as TokenError);
        if (!better) throw error;
        credential = better;
        await obtain(credential, current);
      }
    } catch (error) {
      const { code } = error as TokenError;
      if (code === 'unauthorized' || code === 'forbidden') {
        stop = { token: credential.token, error: error as TokenError };
      }
      throw error;
    }
  };

  const refresh = async (): Promise<AccessToken> => {
    const begun = session;
    const current = () => {
      if (begun !== session) throw new TokenError('closed', 'Closed meanwhile.');
    };
    for (let tries = 1; ; tries++) {
      const enough = tries > 1 && (tries > TRIES || isValid(held));
      if (failure && (enough || pause.left() > PATIENCE)) throw failure;
      await pause.over();
      try {
        await attempt(current);
        return held?.answer as AccessToken;
      } catch (error) {
        current();
        if ((error as TokenError).code !== 'unavailable') throw error;
        failure = error as TokenError;
        pause.failed(failure);
      }
    }
  };

  const get: TokenSource['get'] = async ({ replacing } = {}) => {
    if (replacing !== undefined) {
      replaced = replacing;
      if (held?.answer.token === replacing) held = undefined;
    }
    if (held && (freshness(held) || (isValid(held) && pause.left()))) return held.answer;
    stopWaking ??= environment.onWake(() => {
      pause.wake();
      following.wake();
    });
    if (!flight) {
      const mine = refresh().finally(() => {
        if (flight === mine) flight = undefined;
      });
      flight = mine;
    }
    try {
      return await flight;
    } catch (error) {
      if ((error as TokenError).retriable && isValid(held)) return held.answer;
      throw error;
    }
  };

  return {
    get,
    follow: following.add,
    clear() {
      session = {};
      held = flight = stop = replaced = undefined;
      following.halt();
      pause.reset();
      tabs?.leave();
      tabs = undefined;
      stopWaking?.();
      stopWaking = undefined;
    },
  };
}
