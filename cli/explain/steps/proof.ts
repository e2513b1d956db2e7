/** Whose proof a JWT is: its type, its issuer, and its signature by a key of that issuer. */

import type { AuthenticationRuntime } from '../../../src/authenticate';
import {
  type HmacAlgorithm,
  requireAlgorithm,
  type SignatureAlgorithm,
} from '../../../src/authenticate/algorithms';
import { isGuestTicket } from '../../../src/authenticate/guest-ticket';
import { matchIssuer } from '../../../src/authenticate/issuer';
import { requireTokenType, type UnverifiedJwt } from '../../../src/authenticate/jwt';
import type { FoundKey } from '../../../src/authenticate/key-set/key-source';
import { loadKeysOf } from '../../../src/authenticate/key-set/load';
import type { SigningKey } from '../../../src/authenticate/key-set/signing-keys';
import { verifyWithPublicKey, verifyWithSecret } from '../../../src/authenticate/signature';
import { nameOfIssuer, type PublishedKeys } from '../../../src/authenticate/trust';
import { Refusal } from '../../../src/errors';
import type { IssuerEntry, Settings } from '../../../src/settings';
import { DEFAULT_TOKEN_TYPES } from '../../../src/settings/trust';
import { printable } from '../../shared/printable';
import type { Check } from '../model';
import { judged, oneOf, open, quote, refusalBy } from '../show';
import type { Trial } from '../trial';

/** What can be told of a proof. */
export interface Proof {
  checks: readonly Check[];
  guest: boolean;
  /** The entry that a person is judged by; a guess if the issuer does not match. */
  entry?: IssuerEntry;
}

/** Judges type, issuer, algorithm, key and signature. */
export async function checkProof(jwt: UnverifiedJwt, trial: Trial): Promise<Proof> {
  const { settings, unproven } = trial;
  const assumed = unproven.includes('signature') ? trial.whyUnproven : undefined;
  const { guests } = settings;
  if (guests && isGuestTicket(jwt.header)) {
    const checks = checkSecret(jwt, ['HS256'], guests.tickets.secrets, 'GUEST_SECRET');
    return { checks: [typeCheck(jwt, guests !== undefined), ...checks], guest: true };
  }
  const { check, entry } = checkIssuer(jwt, settings);
  const before = [typeCheck(jwt, guests !== undefined, entry?.tokenTypes), check];
  if (!entry)
    return { checks: [...before, open('Signature', 'no entry, so no key')], guest: false };
  const { keys } = entry;
  const issuer = nameOfIssuer(entry.issuer);
  const signature =
    keys.kind === 'shared'
      ? checkSecret(jwt, keys.algorithms, keys.secrets, 'the shared secret', assumed)
      : await checkPublished(jwt, issuer, keys, trial, assumed);
  return { checks: [...before, ...signature], guest: false, entry };
}

function typeCheck(
  { header }: UnverifiedJwt,
  guests: boolean,
  types: readonly string[] = DEFAULT_TOKEN_TYPES,
): Check {
  const ticket = isGuestTicket(header);
  return judged(
    'Type',
    guests && ticket ? undefined : refusalBy(() => requireTokenType(header, types)),
    {
      found: `typ ${quote(header.typ)}`,
      wanted: `JWT, at+jwt or nothing${guests ? '; guest-ticket+jwt for a guest' : ''}`,
      ...(ticket && !guests && { note: 'a guest ticket, and GUESTS is not on' }),
    },
  );
}

function checkIssuer({ claims }: UnverifiedJwt, { issuers }: Settings) {
  const found = issuers.find(({ issuer }) => matchIssuer(issuer, claims));
  const names = issuers.flatMap(({ issuer }) => nameOfIssuer(issuer) || []);
  const entry = found ?? (issuers.length === 1 ? issuers[0] : undefined);
  const texts = { found: `iss ${quote(claims.iss)}`, wanted: oneOf(names) };
  if (names.length === 0) {
    const check = open('Issuer', 'not looked at: the secret alone decides', texts.found);
    return { check, entry };
  }
  const refused = found
    ? undefined
    : new Refusal('issuer_mismatch', 'iss must be equal, to the letter');
  return { check: judged('Issuer', refused, texts), entry };
}

function algorithmCheck({ header }: UnverifiedJwt, algorithms: readonly string[]): Check {
  const refused = refusalBy(() => requireAlgorithm(header.alg, algorithms));
  return judged('Algorithm', refused, {
    found: `alg ${quote(header.alg)}`,
    wanted: oneOf(algorithms),
  });
}

function checkSecret(
  jwt: UnverifiedJwt,
  algorithms: readonly HmacAlgorithm[],
  secrets: readonly (string | Uint8Array)[],
  name: string,
  assumed?: string,
): Check[] {
  const algorithm = algorithmCheck(jwt, algorithms);
  if (algorithm.mark === 'fails') {
    return [algorithm, open('Signature', 'not checked: of another algorithm')];
  }
  if (assumed !== undefined) return [algorithm, open('Signature', assumed)];
  const refused = refusalBy(() => verifyWithSecret(jwt, jwt.header.alg as HmacAlgorithm, secrets));
  return [algorithm, judged('Signature', refused, { wanted: `an HMAC under ${name}` })];
}

async function checkPublished(
  jwt: UnverifiedJwt,
  issuer: string,
  keys: PublishedKeys,
  trial: Trial,
  assumed: string | undefined,
): Promise<Check[]> {
  const algorithm = algorithmCheck(jwt, keys.algorithms);
  if (algorithm.mark === 'fails') {
    return [algorithm, open('Signature', 'not checked: of another algorithm')];
  }
  if (assumed !== undefined) return [algorithm, open('Signature', assumed)];
  const found = await findKey(jwt, issuer, keys, trial.runtime);
  const key = judged('Key', found instanceof Refusal ? found : undefined, {
    found: `kid ${quote(jwt.header.kid)}`,
    wanted: `a key of ${keys.fetch ? 'the key set' : 'keySet in src/policy.ts'} for it`,
    ...(await noteOn(found, issuer, keys, trial)),
  });
  if (found instanceof Refusal) return [algorithm, key, open('Signature', 'not checked: no key')];
  const refused = refusalBy(() => verifyWithPublicKey(jwt, found.key));
  const signature = judged('Signature', refused, { wanted: 'one of this key' });
  return [algorithm, key, signature];
}

async function findKey(
  { header }: UnverifiedJwt,
  issuer: string,
  keys: PublishedKeys,
  { keySource }: AuthenticationRuntime,
): Promise<FoundKey | Refusal> {
  try {
    return await keySource(issuer, keys).find(header.alg as SignatureAlgorithm, header.kid);
  } catch (error) {
    return Refusal.of(error);
  }
}

/** Where a key is from; or, if none fits, which ones there are. */
async function noteOn(
  found: FoundKey | Refusal,
  issuer: string,
  { jwksUri, fetch, seed = [] }: PublishedKeys,
  { get, runtime }: Trial,
): Promise<{ note?: string }> {
  if (!(found instanceof Refusal)) {
    return { note: found.state === 'seed' ? 'compiled in' : 'fetched from the issuer' };
  }
  if (found.code !== 'key_unknown') return {};
  const location = { issuer, ...(jwksUri !== undefined && { jwksUri }) };
  const keys = fetch ? await loadKeysOf(location, get, runtime.now)().catch(() => []) : seed;
  return { note: `there are: ${keys.map(nameOf).join(', ')}` };
}

const nameOf = ({ jwk: { kid, alg, kty } }: SigningKey) =>
  `${kid === undefined ? 'one without kid' : printable(kid, 40)} (${printable(alg ?? kty, 20)})`;
