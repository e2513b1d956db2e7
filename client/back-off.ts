/** When to ask again after a failure: what the service says, and no less than a growing pause. */
import { type Environment, type Stopwatch, stopwatch } from './environment';
import type { TokenError } from './errors';

/** Milliseconds: the first pause, which doubles with each further failure, and the longest. */
const FIRST = 1000;
const LONGEST = 30_000;
/** By how much a pause is drawn out, at most, so that clients do not all come back at once. */
const JITTER = 0.5;

/** The pause after a failure. */
export interface BackOff {
  /** Milliseconds that are left of it; 0 if there is none. */
  left(): number;
  /** Begins a pause, longer than the one before. */
  failed(error: TokenError): void;
  /** All is well again, or all is over. */
  reset(): void;
  /** Waits until it is over. */
  over(): Promise<void>;
  /** Ends a pause whose reason may be gone: the network may be back. */
  wake(): void;
}

/** Starts without a pause. */
export function backOff(environment: Environment): BackOff {
  let failures = 0;
  let length = 0;
  let passed: Stopwatch = () => 0;
  let wakeable = false;
  let proceed = () => {};

  const left = () => Math.max(0, length - passed());
  return {
    left,
    failed({ status, retryAfter = 0 }) {
      const pause = Math.max(Math.min(FIRST * 2 ** failures, LONGEST), retryAfter * 1000);
      failures++;
      length = pause * (1 + JITTER * Math.random());
      passed = stopwatch(environment);
      wakeable = status === undefined;
    },
    reset() {
      failures = length = 0;
      proceed();
    },
    async over() {
      while (left() > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left());
          proceed = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    wake() {
      if (wakeable) length = 0;
      proceed();
    },
  };
}
