/** Logins that this machine can stand in for, so that there are tokens without a sign-in page. */
import { createSecretKey } from 'node:crypto';
import { nameOfIssuer } from '../src/authenticate/issuer';
import type { IssuerEntry } from '../src/settings';
import { FAULTS, type Fault, signDraft } from './identity-provider/faults';
import { fetchBearer } from './identity-provider/fetch-bearer';
import { PEOPLE, type Person } from './identity-provider/people';

const LIFETIME_SECONDS = 3600;

const ALL_FAULTS = Object.keys(FAULTS) as Fault[];

/** A login that this machine can stand in for. */
export interface LocalLogin {
  /** What it can do wrong. */
  readonly faults: readonly Fault[];
  /** Signs a token for a person, with a fault in it if one is named. */
  readonly sign: (person: Person, fault?: Fault) => Promise<string>;
}

/** The development identity provider. */
export function providerLogin(issuer: string): LocalLogin {
  return {
    faults: ALL_FAULTS,
    sign: ({ sub }, fault) => fetchBearer(issuer, { person: sub, ...(fault && { fault }) }),
  };
}

/**
 * One's own backend, which shares a secret with the service.
 *
 * @param issuers those that the service trusts; the first one with a shared secret is used
 * @returns undefined if none has one, so that only their own logins can issue tokens
 */
export function backendLogin(issuers: readonly IssuerEntry[]): LocalLogin | undefined {
  for (const entry of issuers) {
    const { keys, issuer } = entry;
    if (keys?.kind !== 'shared') continue;
    const header = { alg: keys.algorithms[0] ?? 'HS256', typ: entry.tokenTypes[0] ?? 'JWT' };
    const key = createSecretKey(Buffer.from(keys.secrets[0] ?? ''));
    return {
      // A backend has no ID tokens, and perhaps no issuer that could be misspelt.
      faults: ALL_FAULTS.filter(
        (fault) => fault !== 'id_token' && (fault !== 'issuer_slash' || issuer.kind === 'exact'),
      ),
      sign: (person, fault) =>
        signDraft({ header: { ...header }, payload: payloadOf(person, entry), key }, fault),
    };
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
