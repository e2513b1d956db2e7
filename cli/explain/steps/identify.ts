/** The second step: under which name? */
import { findClaim } from '../../../src/authenticate/claim';
import { GUEST_IDENTITY, type Identity, identify } from '../../../src/identify';
import type { Check } from '../model';
import { judged, open, quote, refusalBy } from '../show';
import type { Found } from './found';

/** The checks of this step, and the identity if there is one. */
export interface Named {
  checks: readonly Check[];
  identity?: Identity;
}

/** Names a caller. */
export function checkIdentity(caller: Found['caller']): Named {
  const title = 'Identity';
  if (!caller) return { checks: [open(title, 'no claims to find it in')] };
  let identity: Identity | undefined;
  const refused = refusalBy(() => {
    identity = identify(caller);
  });
  const { claim, claimType, format, namespace } =
    caller.kind === 'guest' ? GUEST_IDENTITY : caller.entry.identity;
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
