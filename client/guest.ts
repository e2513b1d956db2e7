/** Guest tickets: a visitor without a login stays the same one, across tabs and for weeks. */
import type { Environment } from './environment';
import { TokenError } from './errors';
import type { Post } from './request';

/** How visitors without a login get in. */
export interface GuestOptions {
  /**
   * Passes the challenge that the service wants (Turnstile, hCaptcha, reCAPTCHA) and returns what
   * the widget gave. Called only when a visitor has no ticket. Default: nothing is sent.
   */
  readonly challenge?: (() => string | Promise<string>) | undefined;
}

/** The ticket of the visitor. */
export interface GuestTicket {
  /** Undefined if there is none. */
  read(): string | undefined;
  /** Fetches one if there is none. */
  obtain(): Promise<string>;
  /** Removes this one; another tab may have put a new one in its place. */
  remove(ticket: string): void;
}

/**
 * The ticket in `localStorage`, the one thing that is kept there.
 *
 * @param tokenUrl the service's `/token`, beside which `/guest` lies
 */
export function guestTicket(
  environment: Environment,
  post: Post,
  tokenUrl: string,
  { challenge }: GuestOptions,
): GuestTicket {
  const { storage, locks } = environment;
  const endpoint = new URL('guest', tokenUrl).href;
  const name = `conversations-guest-ticket ${endpoint}`;
  // For this page alone, where nothing can be stored.
  let kept: string | undefined;

  const read = () => storage?.getItem(name) ?? kept;

  const obtain = async () => {
    const found = read();
    if (found !== undefined) return found;
    const form = challenge && { challenge: await challenge() };
    const { body } = await post(endpoint, { ...form });
    const ticket = Object(body).guestTicket;
    if (typeof ticket !== 'string') {
      throw new TokenError('answer_malformed', 'The answer has no guest ticket.');
    }
    kept = ticket;
    try {
      storage?.setItem(name, ticket);
    } catch {
      // There is no room. This page has it all the same.
    }
    return ticket;
  };

  return {
    read,
    // Two tabs of a new visitor are one visitor.
    obtain: () => (locks && read() === undefined ? locks.request(name, {}, obtain) : obtain()),
    remove(ticket) {
      if (read() !== ticket) return;
      kept = undefined;
      storage?.removeItem(name);
    },
  };
}
