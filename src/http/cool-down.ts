/** The fourth layer: an issuer that failed is left alone for a while. */
import { Refusal } from '../errors';
import { FetchFailure } from './get';

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 30_000;

/** Told of each load that failed, so once per cool-down. */
export type FailureReport = (cause: string, retryAfter: number) => void;

/**
 * After a failure, refuses at once for 5 s, then 10 s, 20 s and at most 30 s, until a load succeeds.
 * Those who shared the failed load have seen one failure, not many.
 *
 * @param now milliseconds since the epoch
 * @throws Refusal `issuer_unavailable`, with the rest of the pause as `retryAfter`
 */
export function coolDownAfterFailure<Arguments extends unknown[], T>(
  load: (...args: Arguments) => Promise<T>,
  now: () => number,
  report: FailureReport,
): (...args: Arguments) => Promise<T> {
  let failures = 0;
  let until = 0;
  let cause = '';
  const unavailable = () =>
    new Refusal('issuer_unavailable', cause, {
      retryAfterSeconds: Math.max(1, Math.ceil((until - now()) / 1000)),
    });

  return async (...args) => {
    if (now() < until) throw unavailable();
    const before = failures;
    try {
      const result = await load(...args);
      failures = 0;
      return result;
    } catch (error) {
      if (failures === before) {
        failures += 1;
        until = now() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** before);
        // A foreign error may quote what it choked on.
        cause = error instanceof FetchFailure ? error.message : 'the load failed unexpectedly';
        report(cause, unavailable().details.retryAfterSeconds ?? 1);
      }
      throw unavailable();
    }
  };
}
