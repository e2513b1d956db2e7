/** With which credential the service is asked: a bearer token, the browser's cookies, or a guest ticket. */
import { callerOf } from './caller';
import type { Environment } from './environment';
import { TokenError } from './errors';
import type { GuestTicket } from './guest';

/**
 * The app's own sign-in: returns the bearer token of the user who is signed in, nothing if no one is.
 *
 * It is called whenever a token is wanted, so that a sign-out, or another user, is noticed: let it
 * return a cached token. With `fresh: true` the service has refused what it returned before: then it
 * is to get a new one from the identity provider, not from a cache.
 */
export type Bearer = (request: {
  readonly fresh: boolean;
}) => string | null | undefined | Promise<string | null | undefined>;

/** A credential, before it is sent. */
export interface Credential {
  readonly kind: 'bearer' | 'cookies' | 'guest';
  /** A bearer token or a guest ticket; empty for cookies, and for a guest without a ticket. */
  readonly token: string;
  /** The same string for the same caller, in any tab and at any time. */
  readonly caller: string;
}

/** The caller whom only the browser knows: a page cannot read the cookies of its session. */
export const COOKIES: Credential = { kind: 'cookies', token: '', caller: 'cookies' };

/** Milliseconds that `bearer` may take. */
const BEARER_LIMIT_MS = 30_000;

/** A guest, who may still have to get a ticket. */
export const guestWith = (ticket = ''): Credential => ({
  kind: 'guest',
  token: ticket,
  caller: callerOf(ticket),
});

/**
 * Asks the app for a bearer token, or else settles for a guest.
 *
 * @throws TokenError `bearer_failed` or `not_logged_in`
 */
export async function findCredential(
  environment: Environment,
  bearer: Bearer | undefined,
  ticket: GuestTicket | undefined,
  fresh: boolean,
): Promise<Credential> {
  let token: unknown;
  try {
    // Not called at once, so that it shares this call if it asks for a token itself.
    await undefined;
    token = await environment.within(BEARER_LIMIT_MS, bearer?.({ fresh }));
    if (token && typeof token !== 'string') throw token;
  } catch (cause) {
    throw new TokenError('bearer_failed', 'bearer failed; see cause.', { cause });
  }
  if (token) return { kind: 'bearer', token: token as string, caller: callerOf(token as string) };
  if (ticket) return guestWith(await ticket.read());
  throw new TokenError('not_logged_in', 'No user is signed in.');
}
