/**
 * The surroundings: every API of a browser that this library uses is reached through this file.
 * Each may be missing, throw, reject, or never settle, as in sandboxed frames, with blocked cookies,
 * in old browsers, on a server or in React Native. The library then works with less.
 */

/** Returns the milliseconds since it was started. */
export type Stopwatch = () => number;

/** Stops, unsubscribes or cancels. Calling it again has no effect. */
export type Stop = () => void;

/**
 * Where a guest ticket is kept: `localStorage`, or React Native's `AsyncStorage`. Each method may
 * return a promise.
 */
export interface TokenStorage {
  getItem(name: string): string | null | undefined | Promise<string | null | undefined>;
  setItem(name: string, value: string): unknown;
  removeItem(name: string): unknown;
}

/** A channel to other tabs. No method throws. */
export interface Channel {
  post(message: unknown): void;
  close(): void;
}

/** The surroundings. No function throws, and no promise rejects or stays pending for ever. */
export interface Environment {
  /** Milliseconds by the device's clock: includes sleep, and jumps when the clock is set. */
  now(): number;
  /** Milliseconds that never jump; in some browsers this clock stops during sleep. */
  uptime(): number;
  /** The absolute form of an address, or the address itself where there is no page. */
  absolute(url: string): string;
  /** The global `fetch` at the time of the call. */
  fetch(): unknown;
  /** Aborts a request. Its `abort()` may throw. */
  aborter(): AbortController | undefined;
  /**
   * Calls once after a time.
   *
   * @param background lets a Node process end in the meantime
   * @returns undefined where nothing can be timed
   */
  timer(run: () => void, ms: number, background?: boolean): Stop | undefined;
  /** Waits for at most this long; rejects as the promise does, or with undefined. */
  within<T>(ms: number, pending: T | PromiseLike<T>): Promise<T>;
  /** The storage of the page; reading it throws where storage is blocked. */
  storage(): TokenStorage;
  /** Undefined where tabs cannot talk to each other. */
  channel(name: string, onMessage: (message: unknown) => void): Channel | undefined;
  /**
   * Runs while no other tab runs something under the same name. Where that cannot be arranged, or
   * another tab takes too long, it runs all the same.
   */
  exclusively<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Holds a name until it is stopped, for other tabs to count. */
  hold(name: string): Stop;
  /** The names that are held now, in all tabs; undefined where that is unknown. */
  held(): Promise<readonly string[] | undefined>;
  /**
   * Calls when the user looks at the page, or when the network or the page comes back.
   *
   * @param listener gets true if a user is there, who should not have to wait
   */
  onWake(listener: (user: boolean) => void): Stop;
  /** Reports an error that a callback of the app threw. */
  report(error: unknown): void;
}

/** Milliseconds that another tab may work under a lock before this one stops waiting. */
const LOCK_LIMIT_MS = 20_000;
/** Milliseconds that the list of locks may take. */
const QUERY_LIMIT_MS = 500;
/** The longest time that timers can measure. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs what may fail. A promise that it returns may reject without being handled. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return quiet(run());
  } catch {
    return undefined;
  }
}

/** The same value. If it is a promise that rejects, that is handled. */
function quiet<T>(value: T): T {
  const pending = value as PromiseLike<unknown> | undefined | null;
  if (typeof pending?.then === 'function') pending.then(undefined, () => {});
  return value;
}

/**
 * The browser, worker, server or app that this runs in.
 *
 * @param scope the global object. Everything is looked up in it when it is used.
 */
export function environmentOf(scope: typeof globalThis = globalThis): Environment {
  let locksWork = true;

  const environment: Environment = {
    now: Date.now,
    uptime: () => Number(attempt(() => scope.performance.now())) || 0,
    absolute: (url) => attempt(() => new URL(url, scope.location.href).href) ?? url,
    fetch: () => attempt(() => scope.fetch),
    aborter: () => attempt(() => new scope.AbortController()),

    timer(run, ms, background) {
      let stopped = false;
      const fire = () => {
        if (stopped) return;
        stopped = true;
        run();
      };
      try {
        const handle = quiet(scope.setTimeout(fire, Math.min(ms, LONGEST_TIMER_MS)));
        // Timers of browsers are numbers.
        if (background) attempt(() => (handle as unknown as { unref(): void }).unref());
        return () => {
          stopped = true;
          attempt(() => scope.clearTimeout(handle));
        };
      } catch {
        return undefined;
      }
    },

    within: (ms, pending) =>
      new Promise((resolve, reject) => {
        const stop = environment.timer(() => reject(), ms);
        Promise.resolve(pending)
          .then(resolve, reject)
          .finally(() => stop?.());
      }),

    storage: () => scope.localStorage,

    channel(name, onMessage) {
      const channel = attempt(() => new scope.BroadcastChannel(name));
      if (!channel) return undefined;
      attempt(() => {
        channel.onmessage = (event) => onMessage(event?.data);
      });
      // In Node an open channel keeps the process alive.
      attempt(() => (channel as unknown as { unref(): void }).unref());
      return {
        post: (message) => void attempt(() => channel.postMessage(message)),
        close: () => void attempt(() => channel.close()),
      };
    },

    exclusively: <T>(name: string, run: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        let result: Promise<T> | undefined;
        const start = () => {
          stop?.();
          if (!result) {
            result = run();
            result.then(resolve, reject);
          }
          return result;
        };
        // A request that is refused, or answered without a lock, must not stop this tab.
        const startAnyway = () => void start().catch(() => {});
        const stop = locksWork
          ? environment.timer(() => {
              // Waiting a second time would take as long.
              locksWork = false;
              startAnyway();
            }, LOCK_LIMIT_MS)
          : undefined;
        const request = stop && attempt(() => scope.navigator.locks.request(name, start));
        if (request?.then) request.then(startAnyway, startAnyway);
        else startAnyway();
      }),

    hold(name) {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      attempt(() => scope.navigator.locks.request(name, () => released));
      return release;
    },

    async held() {
      const query = attempt(() => scope.navigator.locks.query());
      const snapshot = await environment.within(QUERY_LIMIT_MS, query).catch(() => undefined);
      return attempt(() => snapshot?.held?.map(({ name }) => `${name}`));
    },

    onWake(listener) {
      const wake = (event: Event) => {
        if (attempt(() => scope.document.visibilityState) !== 'hidden') {
          listener(event?.type !== 'online');
        }
      };
      // The first one is of the document, and bubbles to the window.
      const events = ['visibilitychange', 'focus', 'pageshow', 'online'];
      for (const name of events) attempt(() => scope.addEventListener(name, wake));
      return () => {
        for (const name of events) attempt(() => scope.removeEventListener(name, wake));
      };
    },

    report(error) {
      attempt(() => (scope.reportError ?? scope.console.error)(error));
    },
  };
  return environment;
}

/**
 * Starts to measure. The device's clock may be set back, and the other one may stop during sleep;
 * the one that has advanced further is closer to the truth, and a clock that was set forward only
 * makes things older.
 *
 * @param ageMs what it begins with
 */
export function stopwatch({ now, uptime }: Environment, ageMs = 0): Stopwatch {
  const started = [now(), uptime()] as const;
  return () => ageMs + Math.max(now() - started[0], uptime() - started[1]);
}
