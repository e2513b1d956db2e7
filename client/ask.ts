/** One question to the service, in the name of a person or of a guest. */
import { type HeldToken, hold } from './access-token';
import { type Bearer, type Credential, findCredential } from './credentials';
import { TokenError } from './errors';
import type { GuestTicket } from './guest';
import type { Post } from './request';

/** Everything that a question needs. */
export interface Asker {
  readonly post: Post;
  /** Absolute. */
  readonly url: string;
  readonly bearer: Bearer | undefined;
  /** Undefined if there are no guests. */
  readonly ticket: GuestTicket | undefined;
}

/**
 * Asks for an access token.
 *
 * @throws TokenError
 */
export async function askForToken(asker: Asker, credential: Credential): Promise<HeldToken> {
  const { post, url, ticket } = asker;
  const before = credential.guest ? undefined : ticket?.read();
  const { body, age } = await post(url, {
    access_token: credential.token,
    ...(before !== undefined && { guestTicket: before }),
  });
  const token = hold(body, age);
  if (!token) {
    throw new TokenError('answer_malformed', 'The answer has no access token.');
  }
  // Who has logged in is a guest no more, and whoever comes after a log-out is another one.
  if (before !== undefined) ticket?.remove(before);
  return token;
}

/**
 * Finds out with what to ask a second time after a refusal.
 *
 * @returns undefined if there is nothing better
 * @throws TokenError if no new guest ticket can be had just now
 */
export async function betterCredential(
  { bearer, ticket }: Asker,
  credential: Credential,
  { code, refusal }: TokenError,
): Promise<Credential | undefined> {
  if (refusal?.code === 'guest_ticket_invalid') {
    ticket?.remove(ticket.read() as string);
    return credential;
  }
  if (code !== 'unauthorized') return undefined;
  if (credential.guest) ticket?.remove(credential.token);
  try {
    const fresh = await findCredential(bearer, ticket, true);
    return fresh.token === credential.token ? undefined : fresh;
  } catch (error) {
    // A login that gives nothing new leaves it at the refusal.
    if ((error as TokenError).code === 'unavailable') throw error;
    return undefined;
  }
}
