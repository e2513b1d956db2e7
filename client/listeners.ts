/** The one list of callbacks: of followers of a token, and of those who watch a connection. */
import type { Stop } from './environment';

/** Callbacks of the app. */
export interface Listeners<Arguments extends unknown[]> {
  readonly size: number;
  /** Returns what removes it. */
  add(listener: (...news: Arguments) => unknown): Stop;
  /** Calls each. */
  tell(...news: Arguments): void;
}

/**
 * Starts an empty list. A callback may add and remove callbacks, cause further news, throw, or return
 * a promise that rejects: each callback is called at most once with each piece of news, never with
 * older news after newer, and never after it was removed.
 *
 * @param report is called with what a callback throws
 */
export function createListeners<Arguments extends unknown[]>(
  report: (error: unknown) => void,
): Listeners<Arguments> {
  // Replaced and never changed, so that a loop over it sees no callback that is added meanwhile.
  let all: readonly { readonly listener: (...news: Arguments) => unknown }[] = [];
  let latest = 0;
  return {
    get size() {
      return all.length;
    },
    add(listener) {
      const entry = { listener };
      all = [...all, entry];
      return () => {
        all = all.filter((each) => each !== entry);
      };
    },
    tell(...news) {
      latest++;
      const own = latest;
      for (const entry of all) {
        // A callback has caused newer news, and all have been called with that.
        if (own !== latest) return;
        if (!all.includes(entry)) continue;
        try {
          Promise.resolve(entry.listener(...news)).catch(report);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
