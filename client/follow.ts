/** Refreshing without being asked, for as long as somebody follows. */
import type { AccessToken } from './access-token';
import type { TokenError } from './errors';

/** Milliseconds between two looks at the clock: timers stand still while a device sleeps. */
const LOOK = 60_000;
/** Milliseconds between two refreshes at least, whatever the service says. */
const AT_LEAST = 1000;
/** Milliseconds until the next try after one that failed. */
const AFTER_FAILURE = 30_000;

/** Who wants to know of new tokens. */
export interface Followers {
  add(onToken: (token: AccessToken) => void, onError?: (error: TokenError) => void): () => void;
  /** There is a new token. */
  tell(token: AccessToken): void;
  /** The device may have slept or been offline. */
  wake(): void;
  /** Nothing is refreshed before the next `tell`. */
  halt(): void;
}

/**
 * Starts without anybody.
 *
 * @param dueIn milliseconds until the token should be refreshed
 * @param refresh calls `tell` if it succeeds
 */
export function followers(dueIn: () => number, refresh: () => Promise<unknown>): Followers {
  const all = new Set<{
    onToken: (token: AccessToken) => void;
    onError: ((error: TokenError) => void) | undefined;
  }>();
  let halted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = (atLeast = AT_LEAST) => {
    clearTimeout(timer);
    if (halted || all.size === 0) return;
    timer = setTimeout(look, Math.max(atLeast, Math.min(dueIn(), LOOK)));
  };
  const look = () => {
    if (dueIn() > 0) return schedule();
    refresh().then(
      () => schedule(),
      (error: TokenError) => {
        if (error.retriable) return schedule(AFTER_FAILURE);
        if (halted) return;
        halted = true;
        for (const { onError } of all) onError?.(error);
      },
    );
  };

  return {
    add(onToken, onError) {
      const follower = { onToken, onError };
      all.add(follower);
      schedule();
      return () => {
        all.delete(follower);
        schedule();
      };
    },
    tell(token) {
      halted = false;
      for (const { onToken } of all) onToken(token);
      schedule();
    },
    wake: () => schedule(0),
    halt() {
      halted = true;
      schedule();
    },
  };
}
