/** One question to the service, in the name of a user or of a guest. */
import { type HeldToken, holdToken } from './access-token';
import { readAccessToken } from './answer';
import { type Bearer, type Credential, findCredential, guestWith } from './credentials';
import type { Environment } from './environment';
import type { TokenError } from './errors';
import type { GuestTicket } from './guest';
import type { Post } from './request';

/** Everything that a question needs. */
export interface Asker {
  readonly environment: Environment;
  readonly post: Post;
  /** Absolute, where there is a page. */
  readonly url: () => string;
  readonly bearer: Bearer | undefined;
  /** Undefined if there are no guests. */
  readonly ticket: GuestTicket | undefined;
}

/**
 * Asks for an access token.
 *
 * @throws TokenError
 */
export async function askForToken(asker: Asker, { kind, token }: Credential): Promise<HeldToken> {
  const { post, url, ticket } = asker;
  const before = kind === 'guest' ? undefined : await ticket?.read();
  const form = {
    ...(token && { access_token: token }),
    ...(before !== undefined && { guestTicket: before }),
  };
  const { body, age } = await post(url(), form, kind === 'cookies');
  const held = holdToken(readAccessToken(body), age);
  // A user who has signed in is not a guest any more, and who comes after a sign-out is another one.
  if (before !== undefined) await ticket?.remove(before);
  return held;
}

/**
 * Finds a better credential after a refusal.
 *
 * @returns undefined if there is none
 */
export async function betterCredential(
  { environment, bearer, ticket }: Asker,
  credential: Credential,
  { code, refusal }: TokenError,
): Promise<Credential | undefined> {
  if (refusal?.code === 'guest_ticket_invalid') {
    await ticket?.remove((await ticket.read()) ?? '');
    return credential;
  }
  if (code !== 'unauthorized') return undefined;
  // The browser has no cookie of a session: a guest, if there are guests.
  if (credential.kind === 'cookies') {
    return ticket && refusal?.code === 'missing_credential'
      ? guestWith(await ticket.read())
      : undefined;
  }
  if (credential.kind === 'guest') await ticket?.remove(credential.token);
  // An identity provider that has nothing new leaves it at the refusal.
  const fresh = await findCredential(environment, bearer, ticket, true).catch(() => undefined);
  return fresh?.token && fresh.token === credential.token ? undefined : fresh;
}
