/** With whose proof the service is asked: a person's bearer token, or a visitor's guest ticket. */
import { TokenError } from './errors';
import type { GuestTicket } from './guest';

/**
 * The app's own login: returns the bearer token of whoever is logged in, nothing if nobody is.
 *
 * It is called each time a new access token is needed, with `fresh: true` after the service has
 * refused what it returned before: then it is to get a new one from the login, not from a cache.
 */
export type Bearer = (request: {
  readonly fresh: boolean;
}) => string | null | undefined | Promise<string | null | undefined>;

/** A proof, before it is shown. */
export interface Credential {
  /** A bearer token or a guest ticket. */
  readonly token: string;
  readonly guest: boolean;
  /** The same text for the same caller, in whatever tab and whenever it is. */
  readonly caller: string;
}

/**
 * Asks the app for a bearer token, or else settles for a guest.
 *
 * @throws TokenError
 */
export async function findCredential(
  bearer: Bearer | undefined,
  ticket: GuestTicket | undefined,
  fresh: boolean,
): Promise<Credential> {
  let token: string | null | undefined;
  try {
    token = await bearer?.({ fresh });
  } catch (cause) {
    throw new TokenError('bearer_failed', 'The login failed.', { cause });
  }
  const guest = !token;
  token ||= await ticket?.obtain();
  if (!token) throw new TokenError('not_logged_in', 'Nobody is logged in.');
  return { token, guest, caller: callerOf(token) };
}

/** Claims that may differ between two tokens of one person for one purpose. */
const PASSING = /^(exp|iat|nbf|jti|auth_time|nonce|at_hash|uti|aio|rh)$/;

/**
 * Two tokens are of the same caller if they differ in nothing but when and under which number they
 * were issued. What cannot be read is a caller of its own: tabs then share less, never too much.
 */
function callerOf(token: string): string {
  try {
    const payload = String(token.split('.')[1]).replace(/-/g, '+').replace(/_/g, '/');
    const claims = Object.entries(JSON.parse(atob(payload)));
    return JSON.stringify(claims.filter(([name]) => !PASSING.test(name)));
  } catch {
    return token;
  }
}
