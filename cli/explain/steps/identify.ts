/** The second step: under which name? */
import type { Caller } from '../../../src/authenticate/bearer-jwt';
import { type Identity, type IdentityRules, identify } from '../../../src/identify';
import { findClaim } from '../../../src/identify/claim';
import type { Check } from '../model';
import { judged, open, quote, refusalBy } from '../show';

/** The checks of this step, and the identity if there is one. */
export interface Named {
  checks: readonly Check[];
  identity?: Identity;
}

/** Names a caller. */
export function checkIdentity(caller: Caller | undefined, rules: IdentityRules | undefined): Named {
  const title = 'Identity';
  if (!caller) return { checks: [open(title, 'no claims to find it in')] };
  if (!rules) return { checks: [open(title, 'not known by which claim: the issuer has no entry')] };
  let identity: Identity | undefined;
  const refused = refusalBy(() => {
    identity = identify(caller, rules);
  });
  const { claim, claimType, format, namespace } = rules;
  const check = judged(title, refused, {
    found: `${claim} ${quote(findClaim(caller.claims, claim).value)}`,
    wanted: [
      claimType === 'number' ? 'a whole number' : 'a text',
      format.kind,
      ...(namespace === undefined ? [] : [`behind ${namespace}~`]),
    ].join(', '),
    ...(identity !== undefined && { note: `becomes ${identity}` }),
  });
  return { checks: [check], ...(identity !== undefined && { identity }) };
}
