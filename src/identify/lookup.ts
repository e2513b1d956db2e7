/** From a claim value to its identity and back, for tools; no request comes this way. */

import { claimPath } from '../authenticate/claim';
import { type Identity, type IdentityRules, identify } from '.';
import { unescapeIdentity } from './escape';

/**
 * The identity that a claim value gets.
 *
 * @param issuer the issuer whose claim it is, as configured; empty if it names none
 * @throws Refusal with one of the codes of `identity_unusable`
 */
export function identityOfClaim(value: string, issuer: string, rules: IdentityRules): Identity {
  const [name = '', ...holders] = claimPath(rules.claim).reverse();
  const claim = rules.claimType === 'number' && /^-?\d+$/.test(value) ? Number(value) : value;
  // Whoever asks has looked the address up, so it counts as verified.
  let claims: Record<string, unknown> = { [name]: claim, email_verified: true };
  for (const holder of holders) claims = { [holder]: claims };
  return identify({
    kind: 'person',
    entry: { identity: rules },
    issuer,
    claims,
    expiresAtSeconds: 0,
  });
}

/** The claim value behind an identity; undefined if these rules make it of none that can be read. */
export function readIdentity(identity: string, rules: IdentityRules): string | undefined {
  const prefix = rules.namespace === undefined ? '' : `${rules.namespace}~`;
  if (!identity.startsWith(prefix)) return undefined;
  const formatted = identity.slice(prefix.length);
  switch (rules.format.kind) {
    case 'escaped':
      return unescapeIdentity(formatted);
    case 'verbatim':
      return formatted.includes('~') ? undefined : formatted;
    case 'hashed':
      return undefined;
  }
}
