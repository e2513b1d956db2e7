/** Bearer tokens for a service that shares a secret with its own backend. */
import { SignJWT } from 'jose';
import { nameOfIssuer } from '../src/authenticate/trust';
import type { IssuerEntry } from '../src/settings';
import type { Person } from './identity-provider/people';

/** In seconds. */
const LIFETIME = 3600;

/**
 * Signs what the backend would sign: a token for the person that the service accepts.
 *
 * @param issuers those that the service trusts; the first one with a shared secret counts.
 * @returns undefined if none has one, so that only their own logins can issue tokens.
 */
export async function signBearer(
  person: Person,
  issuers: readonly IssuerEntry[],
): Promise<string | undefined> {
  for (const { issuer, keys, audience, audienceClaim, requiredScope } of issuers) {
    if (keys.kind !== 'shared') continue;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      ...person,
      ...(issuer.kind !== 'any' && { iss: nameOfIssuer(issuer) }),
      ...(audience !== 'any' && { [audienceClaim]: audience[0] }),
      scope: requiredScope.join(' '),
      iat: now,
      exp: now + LIFETIME,
    })
      .setProtectedHeader({ alg: keys.algorithms[0] ?? 'HS256', typ: 'JWT' })
      .sign(Buffer.from(keys.secrets[0] ?? ''));
  }
  return undefined;
}
