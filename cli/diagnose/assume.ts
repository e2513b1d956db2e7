/**
 * Assumes that what failed were good, so that the service's own code judges the rest: a signature by
 * a key that is made up here and settings that trust it, a claim by another value, a rule by its
 * absence.
 */
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { HMAC_HASHES, type HmacAlgorithm } from '../../src/authenticate/algorithms';
import { checkRegisteredClaims } from '../../src/authenticate/jwt';
import type { PublicJwk } from '../../src/authenticate/key-set/signing-keys';
import type { Refusal } from '../../src/errors';
import { encodePart } from '../../src/hmac';
import { isJsonObject } from '../../src/http/json';
import type { IssuerEntry, Settings } from '../../src/settings';

/** A token, and settings under which it is judged. */
export interface Assumed {
  readonly token: string;
  readonly settings: Settings;
}

/** The secret that stands in for a shared one. */
const SECRET = 'this-secret-stands-in-for-the-real-one';

/** Signs a header and claims with a key that the settings then trust in every entry. */
export function signAnew(
  header: Record<string, unknown>,
  claims: object,
  settings: Settings,
): Assumed {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  const { alg } = header;
  if (typeof alg === 'string' && Object.hasOwn(HMAC_HASHES, alg)) {
    const mac = createHmac(HMAC_HASHES[alg as HmacAlgorithm], SECRET).update(input);
    return { token: `${input}.${mac.digest('base64url')}`, settings: trustSecret(settings) };
  }
  // What has no such key fails at its algorithm, before anyone looks at a signature.
  if (!/^([RPE]S(256|384|512)|EdDSA|Ed25519)$/.test(String(alg))) {
    return { token: `${input}.`, settings };
  }
  const { publicKey, privateKey } = keyOf(String(alg));
  const signature = sign(hashOf(String(alg)), Buffer.from(input), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
    ...(String(alg).startsWith('PS') && {
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    }),
  });
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk;
  const key = { jwk: { ...jwk, ...(typeof header.kid === 'string' && { kid: header.kid }) } };
  return {
    token: `${input}.${signature.toString('base64url')}`,
    settings: mapIssuers(settings, (entry) =>
      entry.keys?.kind === 'published'
        ? { ...entry, keys: { ...entry.keys, fetch: false, seed: [key] } }
        : entry,
    ),
  };
}

function trustSecret(settings: Settings): Settings {
  const { guests } = settings;
  return {
    ...mapIssuers(settings, (entry) =>
      entry.keys?.kind === 'shared'
        ? { ...entry, keys: { ...entry.keys, secrets: [SECRET] } }
        : entry,
    ),
    guests: guests && { ...guests, tickets: { ...guests.tickets, secrets: [SECRET] } },
  };
}

/** Makes a token of claims that satisfies an issuer's entry in all but the claims. */
export function signClaims(claims: object, { keys }: IssuerEntry, settings: Settings): Assumed {
  return signAnew({ alg: cheapest(keys?.algorithms ?? []), typ: 'JWT' }, claims, settings);
}

/** The algorithm whose keys take least time to make. */
export function cheapest(algorithms: readonly string[]): string {
  return algorithms.find((name) => !/^[RP]S/.test(name)) ?? algorithms[0] ?? 'RS256';
}

/** Settings under which no issuer is asked to confirm a JWT; opaque tokens are asked about as ever. */
export function withoutConfirmation(settings: Settings): Settings {
  return mapIssuers(settings, (entry) => {
    if (!entry.login) return entry;
    const { login } = entry;
    return {
      ...entry,
      login: login.tokens === 'jwt' ? undefined : { ...login, tokens: 'opaque' },
    };
  });
}

/** Settings with other entries for issuers. */
export function mapIssuers(
  settings: Settings,
  change: (entry: IssuerEntry) => IssuerEntry,
): Settings {
  return { ...settings, issuers: settings.issuers.map(change) };
}

/** What is assumed of the claims so that a check of them passes; undefined if nothing helps. */
export function assumeClaims(
  { code, details }: Refusal,
  claims: Record<string, unknown>,
  nowSeconds: number,
): Record<string, unknown> | undefined {
  const check = details.check?.check;
  switch (code) {
    case 'token_bound':
      return without(claims, ['cnf']);
    case 'token_expired':
      return { ...claims, ...(check === 'iat' ? { iat: nowSeconds } : { exp: nowSeconds + 3600 }) };
    case 'token_not_yet_valid':
      return check === 'iat' ? { ...claims, iat: nowSeconds } : without(claims, ['nbf']);
    case 'claim_invalid': {
      const misshapen = misshapenClaims(claims);
      if (misshapen.length > 0) {
        const rest = without(claims, misshapen);
        return misshapen.includes('exp') ? { ...rest, exp: nowSeconds + 3600 } : rest;
      }
      return { ...claims, exp: nowSeconds + 3600, ...(check === 'iat' && { iat: nowSeconds }) };
    }
    default:
      return undefined;
  }
}

const REGISTERED = ['iss', 'sub', 'jti', 'scope', 'exp', 'nbf', 'iat', 'aud'];

/** Whether a registered claim has a type that the service takes. */
export function isWellFormed(name: string, value: unknown): boolean {
  try {
    checkRegisteredClaims({ [name]: value });
    return true;
  } catch {
    return false;
  }
}

/** The registered claims that have a type which the service does not take. */
export function misshapenClaims(claims: Record<string, unknown>): string[] {
  return REGISTERED.filter((name) => !isWellFormed(name, claims[name]));
}

function without(claims: Record<string, unknown>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
}

/** An answer of an issuer with claims that are assumed; anything else stays as it is. */
export function assumeAnswer(
  body: Buffer,
  change: (claims: Record<string, unknown>) => Record<string, unknown>,
): Buffer {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(value) ? Buffer.from(JSON.stringify(change(value))) : body;
  } catch {
    return body;
  }
}

const hashOf = (alg: string) =>
  alg === 'EdDSA' || alg === 'Ed25519' ? null : `sha${alg.slice(2)}`;

/** Made once for each algorithm: RSA keys take a while. */
const KEYS = new Map<string, ReturnType<typeof makeKey>>();

function keyOf(alg: string): ReturnType<typeof makeKey> {
  const key = KEYS.get(alg) ?? makeKey(alg);
  KEYS.set(alg, key);
  return key;
}

function makeKey(alg: string): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (alg) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ES512':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'EdDSA':
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    default:
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
  }
}
