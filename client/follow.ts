/** Refreshing without being asked, for as long as someone follows. */
import type { AccessToken } from './access-token';
import { AFTER_FAILURE_MS, AT_LEAST_MS } from './back-off';
import type { Environment, Stop } from './environment';
import type { TokenError } from './errors';
import { createListeners } from './listeners';

/** Milliseconds between two looks at the clock: timers stop while a device sleeps. */
const LOOK_MS = 60_000;

/** Those who want to know about new tokens. */
export interface Followers {
  add(onToken: (token: AccessToken) => void, onError?: (error: TokenError) => void): Stop;
  /** There is a new token. */
  tell(token: AccessToken): void;
  /** The device may have slept or been offline. */
  wake(): void;
  /** Nothing is refreshed before the next `tell`. */
  halt(): void;
}

/**
 * Starts without any.
 *
 * @param dueIn milliseconds until the service should be asked for a token
 * @param refresh calls `tell` if it succeeds
 */
export function followers(
  environment: Environment,
  dueIn: () => number,
  refresh: () => Promise<unknown>,
): Followers {
  const all = createListeners<[AccessToken | undefined, TokenError?]>(environment.report);
  let halted = false;
  let refreshing = false;
  let stop: Stop | undefined;

  const schedule = (atLeastMs = AT_LEAST_MS) => {
    stop?.();
    stop = undefined;
    if (halted || refreshing || all.size === 0) return;
    stop = environment.timer(look, Math.max(atLeastMs, Math.min(dueIn(), LOOK_MS)), true);
  };
  const halt = () => {
    halted = true;
    schedule();
  };
  const look = () => {
    if (dueIn() > 0) return schedule();
    refreshing = true;
    refresh()
      .then(
        () => AT_LEAST_MS,
        (error: TokenError) => {
          if (!error.retriable && error.code !== 'closed' && !halted) {
            halt();
            all.tell(undefined, error);
          }
          return AFTER_FAILURE_MS;
        },
      )
      .then((atLeastMs) => {
        refreshing = false;
        schedule(atLeastMs);
      });
  };

  return {
    add(onToken, onError) {
      const remove = all.add((token, error) => {
        if (token) return onToken(token);
        if (error) return onError?.(error);
      });
      schedule();
      return () => {
        remove();
        schedule();
      };
    },
    tell(token) {
      halted = false;
      all.tell(token);
      schedule();
    },
    wake: () => schedule(0),
    halt,
  };
}
