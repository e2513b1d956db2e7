/** Where an app's access tokens come from: one cache, one request at a time. */
import { type AccessToken, freshness, type HeldToken, isValid } from './access-token';
import { type Asker, askForToken, betterCredential } from './ask';
import { backOff } from './back-off';
import { type Bearer, COOKIES, type Credential, findCredential, guestWith } from './credentials';
import {
  type Environment,
  environmentOf,
  type Stop,
  type Stopwatch,
  stopwatch,
  type TokenStorage,
} from './environment';
import { asTokenError, closedError, type TokenError } from './errors';
import { followers } from './follow';
import { type GuestOptions, guestTicket } from './guest';
import { type Fetch, poster } from './request';
import { joinTabs, type Tabs } from './tabs';

/** Where tokens come from. At least one of `bearer`, `credentials` and `guest` is needed. */
export interface TokenSourceOptions {
  /** The address of the service's `/token`, absolute or relative to the page. */
  readonly url: string;
  /** The app's own sign-in. Default: every user is a guest. */
  readonly bearer?: Bearer | undefined;
  /**
   * Sends the browser's cookies instead of a bearer token, for an app whose session is a cookie that
   * the service accepts. Not together with `bearer`. Default: no cookies are sent.
   */
  readonly credentials?: 'include' | undefined;
  /** Lets users who are not signed in in as guests. Default: they are refused. */
  readonly guest?: boolean | GuestOptions | undefined;
  /** Sends the requests. Default: the global `fetch` at the time of the request. */
  readonly fetch?: Fetch | undefined;
  /** Keeps the guest ticket. Default: `localStorage`; where there is none, this source's memory. */
  readonly storage?: TokenStorage | undefined;
}

/** Gives access tokens, and asks the service for them no more often than needed. */
export interface TokenSource {
  /**
   * An access token of the user who is signed in now: the one at hand until its `refreshAfter`, else
   * a new one; while the service cannot be reached, the one at hand until it expires.
   *
   * @param request `replacing` asks for another token than this one, which Twilio has refused or is
   * about to let expire
   * @throws TokenError
   */
  get(request?: { readonly replacing?: string | undefined }): Promise<AccessToken>;
  /**
   * Keeps the token fresh from now on, also through sleep.
   *
   * @param onToken is called with each new one, also with those that another tab has fetched
   * @param onError is called when there can be none until the user or the operator does something
   * @returns a function that unsubscribes
   */
  follow(onToken: (token: AccessToken) => void, onError?: (error: TokenError) => void): () => void;
  /**
   * Forgets the token, for a sign-out. Promises of `get()` that are pending reject with `closed`. The
   * source can be used again.
   */
  clear(): void;
}

/** How many attempts a caller without a valid token is made to wait for, and for how long. */
const ATTEMPTS = 4;
const PATIENCE_MS = 30_000;

/** The question under way. */
interface Flight {
  /** Running since before the caller was found. */
  readonly age: Stopwatch;
  readonly first: Credential;
  /** Whom it has asked for: another one after the refusal of a credential that was too old. */
  readonly callers: string[];
  answer: Promise<AccessToken>;
  cancelled: boolean;
  /**
   * Gives it up.
   *
   * @param next the answer for those who wait. Default: they are told that it was closed
   */
  cancel(next?: Promise<AccessToken>): void;
}

/**
 * Creates a source of access tokens. Nothing happens before its first `get()` or `follow()`.
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
  return createTokenSourceIn(environmentOf(), options);
}

/** `createTokenSource` in any surroundings. */
export function createTokenSourceIn(
  environment: Environment,
  options: TokenSourceOptions,
): TokenSource {
  const { bearer, credentials, guest, storage } = options;
  if (!options.url || (bearer ? credentials : !credentials && !guest)) {
    throw new TypeError('Give url, and bearer or credentials or guest.');
  }

  const pause = backOff(environment);
  const send = poster(environment, options.fetch);
  const post: typeof send = (...request) => {
    pause.asked();
    return send(...request);
  };
  const url = () => environment.absolute(options.url);
  const guestUrl = () => url().replace(/[^/]*([?#].*)?$/, 'guest');
  const ticket = guest
    ? // Without options of its own, `true` has no challenge either.
      guestTicket(environment, post, guestUrl, guest as GuestOptions, storage)
    : undefined;
  const asker: Asker = { environment, post, url, bearer, ticket };
  let finding: Promise<Credential> | undefined;
  /** Who is signed in now; `bearer` is called once for all who ask at the same moment. */
  const find = (): Promise<Credential> => {
    if (credentials) return Promise.resolve(COOKIES);
    finding ??= findCredential(environment, bearer, ticket, false).finally(() => {
      finding = undefined;
    });
    return finding;
  };

  let held: HeldToken | undefined;
  /** For whom: more than one if a credential was refused, and a fresh one accepted. */
  let heldFor: readonly string[] = [];
  let tabs: (Tabs & { readonly caller: string }) | undefined;
  let flight: Flight | undefined;
  /** A token that must not be used any more, whoever offers it. */
  let replaced: string | undefined;
  /** The credential that the service refuses, and its answer. */
  let stop: { readonly token: string; readonly error: TokenError } | undefined;
  /** Why there is a pause. */
  let failure: TokenError | undefined;
  let stopWaking: Stop | undefined;
  /** Counts the calls of `clear()`. */
  let session = 0;

  /** Milliseconds for which the token at hand may be handed out without asking. */
  const fresh = () => (held?.answer.token === replaced ? 0 : freshness(held));
  const following = followers(
    environment,
    () => Math.max(fresh(), pause.left()),
    () => serve(undefined),
  );

  const keep = (token: HeldToken, callers: readonly string[]) => {
    held = token;
    heldFor = callers;
    stop = failure = undefined;
    pause.reset();
    following.tell(token.answer);
  };

  const join = (caller: string): Tabs => {
    if (tabs?.caller === caller) return tabs;
    tabs?.leave();
    const isForThem = () => heldFor.includes(caller);
    const joined = joinTabs(environment, `${url()} ${caller}`, {
      held: () => (isForThem() && fresh() > 0 ? held : undefined),
      offered(token) {
        const { token: text, identity } = token.answer;
        if (text === replaced || text === held?.answer.token) return;
        if (held && isForThem() && held.answer.identity !== identity) {
          // With the same cookies: another user has signed in since.
          if (credentials && token.age() < held.age()) held = undefined;
        } else if (credentials && !held && !(flight && token.age() <= flight.age())) {
          // Cookies are the same in all tabs, but the user may have changed: only what the service
          // was asked for after this tab began to ask is surely for the user of now.
        } else if (freshness(token) > fresh()) {
          const others = flight?.callers.includes(caller) ? flight.callers : heldFor;
          keep(token, others.includes(caller) ? others : [caller]);
        }
      },
      left() {
        if (credentials) held = undefined;
      },
    });
    tabs = { caller, ...joined };
    return tabs;
  };

  const checkCurrent = ({ cancelled }: Flight) => {
    if (cancelled) throw closedError();
  };

  /** Gets a fresh token from another tab or from the service, and keeps it. */
  const obtain = async (mine: Flight, credential: Credential): Promise<void> => {
    const { caller, token, kind } = credential;
    checkCurrent(mine);
    if (token && token === stop?.token) throw stop.error;
    const { alone, ask, tell } = join(caller);
    if (!mine.callers.includes(caller)) mine.callers.push(caller);
    const have = () => fresh() > 0 && heldFor.includes(caller);
    await alone(async () => {
      // Another tab may have offered a token while this one waited for its turn.
      if (!have() && (held || kind !== 'cookies')) await ask();
      checkCurrent(mine);
      if (have()) return;
      const answered = await askForToken(asker, credential);
      checkCurrent(mine);
      keep(answered, mine.callers);
      tell(answered);
    });
  };

  const attempt = async (mine: Flight, found: Credential): Promise<void> => {
    let credential = found;
    const ask = async () => {
      if (credential.kind === 'guest' && ticket) {
        credential = guestWith(await ticket.obtain(() => mine.cancelled));
      }
      await obtain(mine, credential);
    };
    try {
      try {
        await ask();
      } catch (error) {
        checkCurrent(mine);
        const better = await betterCredential(asker, credential, asTokenError(error));
        if (!better) throw error;
        credential = better;
        await ask();
      }
    } catch (thrown) {
      checkCurrent(mine);
      const error = asTokenError(thrown);
      const { kind, token } = credential;
      if (token && /^(unauthorized|forbidden)$/.test(error.code)) stop = { token, error };
      if (kind === 'cookies' && error.code === 'unauthorized') tabs?.tellLeft();
      throw error;
    }
  };

  /** Whether a question is asked for this caller. A new guest has no ticket yet. */
  const isFor = ({ callers }: Flight, { kind, caller }: Credential) =>
    callers.includes(caller) || (!callers[0] && kind === 'guest');

  const refresh = async (mine: Flight): Promise<AccessToken> => {
    for (let attempts = 0; ; attempts++) {
      const enough = attempts > 0 && (attempts >= ATTEMPTS || isValid(held));
      if (failure && (enough || pause.left() > PATIENCE_MS)) throw failure;
      await pause.over(() => mine.cancelled);
      checkCurrent(mine);
      try {
        const found = attempts === 0 ? mine.first : await find();
        // Another user has signed in since, or the same one with another credential.
        if (!isFor(mine, found)) mine.callers.splice(0);
        await attempt(mine, found);
        return (held as HeldToken).answer;
      } catch (thrown) {
        checkCurrent(mine);
        const error = asTokenError(thrown);
        if (error.retriable && error.code !== 'bearer_failed') pause.failed(error);
        if (error.code !== 'unavailable') throw error;
        failure = error;
      }
    }
  };

  const start = (first: Credential, age: Stopwatch): Flight => {
    let cancel: Flight['cancel'] = () => {};
    const stopped = new Promise<AccessToken>((resolve) => {
      cancel = (next = Promise.reject(closedError())) => {
        mine.cancelled = true;
        if (flight === mine) flight = undefined;
        resolve(next);
        pause.nudge();
      };
    });
    const callers = first.caller ? [first.caller] : [];
    const mine: Flight = { age, first, callers, answer: stopped, cancelled: false, cancel };
    flight = mine;
    mine.answer = Promise.race([stopped, refresh(mine)]).finally(() => {
      if (flight === mine) flight = undefined;
    });
    return mine;
  };

  const forget = () => {
    flight?.cancel();
    tabs?.leave();
    tabs = held = stop = failure = undefined;
  };

  const serve = async (replacing: string | undefined): Promise<AccessToken> => {
    const begun = session;
    const age = stopwatch(environment);
    /** The token at hand, while nothing better can be had. */
    const makeshift = () =>
      isValid(held) && held.answer.token !== replacing ? held.answer : undefined;
    const orMakeshift = (thrown: unknown): AccessToken => {
      if (begun !== session) throw closedError();
      const error = asTokenError(thrown);
      if (error.code === 'not_logged_in') forget();
      const answer = error.retriable ? makeshift() : undefined;
      if (!answer) throw error;
      return answer;
    };

    let who: Credential;
    try {
      who = await find();
    } catch (error) {
      return orMakeshift(error);
    }
    if (begun !== session) throw closedError();
    if (!heldFor.includes(who.caller)) held = undefined;
    const other = flight && !isFor(flight, who) ? flight : undefined;
    if (held && (fresh() > 0 || (makeshift() && pause.left() > 0))) return held.answer;
    stopWaking ??= environment.onWake((user) => {
      pause.wake(user);
      following.wake();
    });
    let answer: AccessToken;
    try {
      if (other) flight = undefined;
      const { answer: next } = flight ?? start(who, age);
      other?.cancel(next);
      answer = await next;
    } catch (error) {
      return orMakeshift(error);
    }
    // In the meantime it may have turned out to be worth nothing.
    return answer.token === replaced ? serve(replacing) : answer;
  };

  const get: TokenSource['get'] = ({ replacing } = {}) => {
    if (replacing !== undefined) replaced = replacing;
    // Whoever asks is probably waiting, though bounded by what `pause` allows.
    if (!isValid(held)) pause.wake(true);
    return serve(replacing);
  };

  return {
    get,
    follow: following.add,
    clear() {
      session++;
      if (credentials) tabs?.tellLeft();
      forget();
      replaced = undefined;
      heldFor = [];
      following.halt();
      pause.reset();
      stopWaking?.();
      stopWaking = undefined;
    },
  };
}
