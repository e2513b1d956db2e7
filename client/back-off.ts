/** How often the service is asked: the one place that decides about pauses. */
import { type Environment, type Stopwatch, stopwatch } from './environment';
import type { TokenError } from './errors';

/** Milliseconds: the shortest pause after a failure… */
const SHORTEST_MS = 1000;
/** …the longest in an outage (no network, the identity provider is down)… */
const LONGEST_MS = 300_000;
/** …and the longest where the service works, but turned this caller away (429, a gateway). */
const LONGEST_TURNED_AWAY_MS = 60_000;
/** How much longer than `Retry-After` a pause may be, so that clients do not all come back at once. */
const SPREAD = 0.5;
/** Milliseconds in which clients ask again whose network comes back at the same time. */
const COME_BACK_MS = 3000;

/** Milliseconds from one look at a token that is due to the next, at least. */
export const AT_LEAST_MS = 1000;
/** The same after a failure, which may be one of `bearer`, for which there is no pause. */
export const AFTER_FAILURE_MS = 30_000;

/**
 * No client asks more often than this, whatever happens: so many requests at once, and one more for
 * each period that passes.
 */
const BURST = 10;
const PERIOD_MS = 15_000;

/** Decides when the service may be asked. */
export interface BackOff {
  /** Milliseconds until the service may be asked; 0 if it may be asked now. */
  left(): number;
  /** Counts a request, which is about to be sent. */
  asked(): void;
  /** Begins a pause, usually longer than the one before. */
  failed(error: TokenError): void;
  /** The service works. */
  reset(): void;
  /** Waits until the service may be asked, or `enough` returns true after a `nudge`. */
  over(enough: () => boolean): Promise<void>;
  /**
   * The reason for a pause may be gone. A `Retry-After` holds nevertheless.
   *
   * @param user whether someone is looking at the page, and should be served at once
   */
  wake(user: boolean): void;
  /** Lets all who wait look again. */
  nudge(): void;
}

/** Starts without a pause. */
export function backOff(environment: Environment): BackOff {
  /** Milliseconds of the last pause, before `Retry-After`; 0 if all is well. */
  let growing = 0;
  let lengthMs = 0;
  let passed: Stopwatch = () => 0;
  let told = false;
  let waiting: (() => void)[] = [];

  let spent = 0;
  let sinceSpent = stopwatch(environment);
  const spentNow = () => Math.max(0, spent - sinceSpent() / PERIOD_MS);

  const left = () => Math.max(0, lengthMs - passed(), (spentNow() - (BURST - 1)) * PERIOD_MS);
  const pause = (ms: number) => {
    lengthMs = ms;
    passed = stopwatch(environment);
  };
  const nudge = () => {
    const all = waiting;
    waiting = [];
    for (const look of all) look();
  };

  return {
    left,
    nudge,
    asked() {
      spent = spentNow() + 1;
      sinceSpent = stopwatch(environment);
    },
    failed({ status, refusal, retryAfter }) {
      const turnedAway = status !== undefined && !refusal;
      const longest = turnedAway ? LONGEST_TURNED_AWAY_MS : LONGEST_MS;
      // Clients that failed together do not stay together, and do not come back together either.
      growing = growing ? growing * (1.5 + 2 * Math.random()) : SHORTEST_MS * (1 + Math.random());
      growing = Math.min(growing, (longest * (1 + Math.random())) / 2);
      told = retryAfter !== undefined;
      pause(Math.max(growing, (retryAfter ?? 0) * 1000 * (1 + SPREAD * Math.random())));
    },
    reset() {
      growing = lengthMs = 0;
      nudge();
    },
    async over(enough) {
      while (left() > 0 && !enough()) {
        await new Promise<void>((resolve) => {
          const stop = environment.timer(resolve, left());
          // Where nothing can be timed, nothing can be waited for.
          if (!stop) lengthMs = spent = 0;
          waiting.push(() => {
            stop?.();
            resolve();
          });
          if (!stop) nudge();
        });
      }
    },
    wake(user) {
      if (told || lengthMs === 0) return;
      const soonMs = user ? 0 : COME_BACK_MS * Math.random();
      if (soonMs < lengthMs - passed()) pause(soonMs);
      nudge();
    },
  };
}
