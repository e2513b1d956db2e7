/** Signs what one's own backend would sign, for a service that shares a secret with it. */
import { createSecretKey } from 'node:crypto';
import { nameOfIssuer } from '../src/authenticate/trust';
import type { IssuerEntry } from '../src/settings';
import { type Fault, signDraft } from './identity-provider/faults';
import { PEOPLE, type Person } from './identity-provider/people';

const LIFETIME_SECONDS = 3600;

/** Signs a token for a person, with a fault in it if one is named. */
export type SignBearer = (person: Person, fault?: Fault) => Promise<string>;

/**
 * Stands in for the backend that shares a secret with the service.
 *
 * @param issuers those that the service trusts; the first one with a shared secret is used
 * @returns undefined if none has one, so that only their own logins can issue tokens
 */
export function ownBackend(issuers: readonly IssuerEntry[]): SignBearer | undefined {
  for (const entry of issuers) {
    const { keys } = entry;
    if (keys?.kind !== 'shared') continue;
    const header = { alg: keys.algorithms[0] ?? 'HS256', typ: entry.tokenTypes[0] ?? 'JWT' };
    const key = createSecretKey(Buffer.from(keys.secrets[0] ?? ''));
    return (person, fault) => signDraft({ header, payload: payloadOf(person, entry), key }, fault);
  }
  return undefined;
}

/** The claims that an entry asks for, and those of the person. */
function payloadOf(person: Person, entry: IssuerEntry) {
  const { issuer, audience, audienceClaim, requiredClaims, requiredScope, identity } = entry;
  const { claim, claimType } = identity;
  const iat = Math.floor(Date.now() / 1000);
  return {
    ...Object.fromEntries(requiredClaims.map(({ claim, value }) => [claim, value])),
    ...(!(claim in person) && { [claim]: person.sub }),
    ...person,
    ...(claimType === 'number' && { [claim]: PEOPLE.indexOf(person) + 1 }),
    ...(issuer.kind !== 'any' && { iss: nameOfIssuer(issuer) }),
    ...(audience !== 'any' && { [audienceClaim]: audience[0] }),
    scope: requiredScope.join(' '),
    iat,
    exp: iat + LIFETIME_SECONDS,
  };
}
