/** The first step: whose proof is this? */

import { authenticate, looksLikeJwt } from '../../../src/authenticate';
import { findOptionalCredential } from '../../../src/authenticate/credential';
import { Refusal } from '../../../src/errors';
import { judged, noneFails, refusalBy } from '../show';
import type { Trial } from '../trial';
import type { Found } from './found';
import { checkJwt } from './jwt';
import { checkOpaque } from './opaque';

/** Makes the checks of this step. If none fails, the caller is the service's own. */
export async function checkAuthentication(trial: Trial, madeUp: boolean): Promise<Found> {
  const { request, settings, runtime, token } = trial;
  const found = looksLikeJwt(token) ? await checkJwt(trial, madeUp) : await checkOpaque(trial);
  // The service itself says this before all else, and a good one is not worth a line.
  const refused = refusalBy(() => requireCredential(findOptionalCredential(request)));
  const credential = refused ? [judged('Credential', refused)] : [];
  const checks = [...credential, ...found.checks];
  if (!noneFails(checks)) return { ...found, checks };
  try {
    return { ...found, checks, caller: await authenticate(request, settings, runtime) };
  } catch (error) {
    return { ...found, checks: [...checks, judged('All together', Refusal.of(error))] };
  }
}

function requireCredential(token: string | undefined): void {
  if (token === undefined) throw new Refusal('missing_credential', 'no credential was sent');
}
