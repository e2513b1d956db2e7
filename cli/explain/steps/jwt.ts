/** A JWT: its form, its proof, its times, and whether its issuer confirms it. */

import { type AskedIssuer, confirm } from '../../../src/authenticate/ask-login';
import { TICKET_CLOCK_TOLERANCE_SECONDS } from '../../../src/authenticate/guest-ticket';
import { matchIssuer } from '../../../src/authenticate/issuer';
import type { Claims } from '../../../src/authenticate/jwt';
import { nameOfIssuer } from '../../../src/authenticate/trust';
import { Refusal } from '../../../src/errors';
import type { IssuerEntry, Settings } from '../../../src/settings';
import type { Check } from '../model';
import { judged, noneFails, open } from '../show';
import type { Trial } from '../trial';
import { checkForm } from './form';
import type { Found } from './found';
import { checkProof, type Proof } from './proof';
import { checkTimes } from './times';

/**
 * Judges a JWT.
 *
 * @param madeUp whether its text was made here, so that only what is wrong with it is of interest
 */
export async function checkJwt(trial: Trial, madeUp: boolean): Promise<Found> {
  const { settings, runtime } = trial;
  const { text, types, jwt, claims } = checkForm(trial.token);
  const form = [...(madeUp ? text.filter(({ mark }) => mark === 'fails') : text), ...types];
  const proof = jwt && (await checkProof(jwt, trial));
  const rules = timeRules(proof, settings);
  const before = [
    ...form,
    ...(proof
      ? proof.checks.filter(({ title }) => !madeUp || !['Type', 'Algorithm'].includes(title))
      : [open('Signature', 'not checked: the token cannot be read')]),
    ...(claims ? checkTimes(claims, rules, runtime.now() / 1000) : []),
  ];
  const caller = claims && guess(claims, proof);
  const confirmation = caller && (await checkConfirmation(caller, noneFails(before), proof, trial));
  return {
    kind: proof?.guest ? 'guest' : 'person',
    checks: [...before, ...(confirmation ?? [])],
    ...(claims && { claims }),
    ...(caller && { caller }),
    ...(proof?.entry && { entry: proof.entry }),
  };
}

const NO_ENTRY = {
  audience: undefined,
  audienceClaim: 'aud',
  requiredClaims: [],
  maxAgeSeconds: undefined,
};

function timeRules(proof: Proof | undefined, { guests, issuers }: Settings) {
  if (proof?.guest && guests) {
    const audience = [guests.tickets.audience];
    return { ...NO_ENTRY, audience, clockToleranceSeconds: TICKET_CLOCK_TOLERANCE_SECONDS };
  }
  // The tolerance is the same for all issuers.
  const { clockToleranceSeconds = 0 } = issuers[0] ?? {};
  return proof?.entry ?? { ...NO_ENTRY, clockToleranceSeconds };
}

/** Whom the token would be of, if it counted. */
function guess(claims: Claims, proof: Proof | undefined): Found['caller'] {
  const known = { subject: claims.sub, claims, expiresAtSeconds: Number.POSITIVE_INFINITY };
  if (proof?.guest) return { kind: 'guest', ...known };
  if (!proof?.entry) return undefined;
  const { entry } = proof;
  const issuer = nameOfIssuer(entry.issuer) || undefined;
  return { kind: 'person', entry, issuer, ...matchIssuer(entry.issuer, claims), ...known };
}

async function checkConfirmation(
  caller: NonNullable<Found['caller']>,
  sound: boolean,
  proof: Proof | undefined,
  { token, settings, unproven, runtime }: Trial,
): Promise<Check[]> {
  const title = 'Confirmation';
  if (unproven.includes('confirmation')) return [open(title, 'its issuer is not asked')];
  const entry = settings.issuers.find((each) => each === proof?.entry);
  if (!isConfirmed(entry) || caller.kind !== 'person') return [];
  // The service shows no token around that it refuses anyway.
  if (!sound) return [open(title, 'not asked for, because the token is refused already')];
  const refused = await confirm(token, caller, runtime.lookups(entry)).then(
    () => undefined,
    (error: unknown) => Refusal.of(error),
  );
  return [judged(title, refused, { wanted: `a yes of ${entry.lookup.endpoint.url}` })];
}

const isConfirmed = (entry: IssuerEntry | undefined): entry is IssuerEntry & AskedIssuer =>
  entry?.lookup !== undefined && entry.lookup.tokens !== 'opaque';
