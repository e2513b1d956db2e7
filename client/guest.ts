/** Guest tickets: a visitor who is not signed in keeps one identity, across tabs and for weeks. */
import { readGuestTicket } from './answer';
import type { Environment, Stop, TokenStorage } from './environment';
import { closedError, TokenError } from './errors';
import type { Post } from './request';

/** How visitors who are not signed in get in. */
export interface GuestOptions {
  /**
   * Passes the challenge that the service wants (Turnstile, hCaptcha, reCAPTCHA) and returns the
   * response of the widget. Called only when a visitor has no ticket, and given up when another tab
   * has got one in the meantime. Default: nothing is sent.
   */
  readonly challenge?: (() => string | Promise<string>) | undefined;
}

/** The ticket of the visitor. No method but `obtain` rejects. */
export interface GuestTicket {
  /** Undefined if there is none. */
  read(): Promise<string | undefined>;
  /**
   * Fetches one if there is none.
   *
   * @param over returns true if no one waits any more
   * @throws TokenError
   */
  obtain(over: () => boolean): Promise<string>;
  /** Removes this one; another tab may have put a new one in its place. */
  remove(ticket: string): Promise<void>;
}

/** Milliseconds that a storage may take. */
const STORAGE_LIMIT_MS = 1000;
/** Milliseconds between two looks for a ticket that another tab has got. */
const LOOK_MS = 1000;

/**
 * The ticket in `localStorage` or the app's own storage, the one thing that is kept there.
 *
 * @param endpoint the address of the service's `/guest`
 * @param given the storage of the app. Default: that of the page
 */
export function guestTicket(
  environment: Environment,
  post: Post,
  endpoint: () => string,
  { challenge }: GuestOptions,
  given: TokenStorage | undefined,
): GuestTicket {
  const name = () => `conversations-guest-ticket ${endpoint()}`;
  /** What was written last, for a page where nothing can be stored. */
  let kept: string | undefined;
  let isStored = false;

  /** Uses the storage; undefined if it fails. */
  const use = async <T>(run: (storage: TokenStorage) => T | Promise<T>) => {
    try {
      const pending = run(given ?? environment.storage());
      return { value: await environment.within(STORAGE_LIMIT_MS, pending) };
    } catch {
      return undefined;
    }
  };

  const read = async () => {
    const found = await use((storage) => storage.getItem(name()));
    const value = found?.value;
    if (typeof value === 'string' && value) return value;
    // What another tab has removed is gone; what could not be stored is still here.
    return found && isStored ? undefined : kept;
  };

  const write = async (ticket: string) => {
    kept = ticket;
    await use((storage) => storage.setItem(name(), ticket));
    isStored = (await use((storage) => storage.getItem(name())))?.value === ticket;
  };

  /** The response of the challenge, or nothing if another tab gets a ticket first. */
  const passChallenge = async (over: () => boolean): Promise<string | undefined> => {
    if (!challenge) return undefined;
    let stop: Stop | undefined;
    let passed = false;
    const overtaken = new Promise<undefined>((resolve) => {
      const look = async () => {
        if (passed) return;
        if (over() || (await read()) !== undefined) return resolve(undefined);
        stop = environment.timer(look, LOOK_MS);
      };
      stop = environment.timer(look, LOOK_MS);
    });
    try {
      return await Promise.race([overtaken, challenge()]);
    } catch (cause) {
      throw new TokenError('challenge_failed', 'challenge failed; see cause.', { cause });
    } finally {
      passed = true;
      stop?.();
    }
  };

  return {
    read,
    async obtain(over) {
      const found = await read();
      if (found !== undefined) return found;
      // Outside of the lock: a challenge may stay open for ever in a tab that no one looks at.
      const response = await passChallenge(over);
      // Two tabs of a new visitor are one visitor.
      return environment.exclusively(name(), async () => {
        const other = await read();
        if (other !== undefined) return other;
        if (over()) throw closedError();
        const form = response === undefined ? {} : { challenge: response };
        const { body } = await post(endpoint(), form as Record<string, string>, false);
        const ticket = readGuestTicket(body);
        await write(ticket);
        return ticket;
      });
    },
    async remove(ticket) {
      if ((await read()) !== ticket) return;
      kept = undefined;
      await use((storage) => storage.removeItem(name()));
    },
  };
}
