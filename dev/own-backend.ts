/** Signs what one's own backend would sign, for a service that shares a secret with it. */
import { createSecretKey } from 'node:crypto';
import { nameOfIssuer } from '../src/authenticate/trust';
import type { IssuerEntry } from '../src/settings';
import { type Fault, signDraft } from './identity-provider/faults';
import type { Person } from './identity-provider/people';

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
  for (const { issuer, keys, audience, audienceClaim, requiredScope } of issuers) {
    if (keys.kind !== 'shared') continue;
    return async (person, fault) => {
      const iat = Math.floor(Date.now() / 1000);
      const payload = {
        ...person,
        ...(issuer.kind !== 'any' && { iss: nameOfIssuer(issuer) }),
        ...(audience !== 'any' && { [audienceClaim]: audience[0] }),
        scope: requiredScope.join(' '),
        iat,
        exp: iat + LIFETIME_SECONDS,
      };
      const key = createSecretKey(Buffer.from(keys.secrets[0] ?? ''));
      return signDraft(
        { header: { alg: keys.algorithms[0] ?? 'HS256', typ: 'JWT' }, payload, key },
        fault,
      );
    };
  }
  return undefined;
}
