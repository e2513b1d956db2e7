/**
 * Takes a signature for good that cannot be checked: the same header and payload under a key that is
 * made up here, and settings in which that is the issuer's only key. The service's own code then
 * judges all the rest.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { SignatureAlgorithm } from '../../src/authenticate/algorithms';
import { HMAC_HASHES, type HmacAlgorithm } from '../../src/authenticate/algorithms';
import { parseJwt, type UnverifiedJwt } from '../../src/authenticate/jwt';
import type { PublicJwk, SigningKey } from '../../src/authenticate/key-set/signing-keys';
import { encodePart } from '../../src/hmac';
import type { IssuerEntry, Settings } from '../../src/settings';

/** A token whose signature counts under these settings. */
export interface Assumed {
  token: string;
  settings: Settings;
}

/**
 * Signs a token anew.
 *
 * @param token of an algorithm that its issuer is trusted with
 * @throws Refusal if it is no JWT
 */
export function assumeSignature(token: string, settings: Settings): Assumed {
  const { header, signingInput } = parseJwt(token);
  return signAnew(header, signingInput, header.alg as SignatureAlgorithm, settings);
}

/** Makes a token of claims that satisfies an issuer's entry in all but the claims. */
export function signClaims(claims: object, entry: IssuerEntry, settings: Settings): Assumed {
  const { keys } = entry;
  const alg = keys.kind === 'shared' ? (keys.algorithms[0] ?? 'HS256') : cheapest(keys.algorithms);
  const header = { alg, typ: 'JWT' };
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  if (keys.kind !== 'shared') return signAnew(header, input, alg as SignatureAlgorithm, settings);
  const mac = createHmac(HMAC_HASHES[alg as HmacAlgorithm], keys.secrets[0] ?? '').update(input);
  return { token: `${input}.${mac.digest('base64url')}`, settings };
}

/** Settings under which no issuer is asked to confirm a JWT; opaque tokens are asked about as ever. */
export function withoutConfirmation(settings: Settings): Settings {
  return {
    ...settings,
    issuers: settings.issuers.map((entry) =>
      entry.lookup
        ? {
            ...entry,
            lookup:
              entry.lookup.tokens === 'jwt' ? undefined : { ...entry.lookup, tokens: 'opaque' },
          }
        : entry,
    ),
  };
}

/** RSA keys take a while to make. */
const cheapest = (algorithms: readonly SignatureAlgorithm[]) =>
  algorithms.find((alg) => !alg.startsWith('RS')) ?? algorithms[0] ?? 'RS256';

function signAnew(
  { kid }: UnverifiedJwt['header'],
  input: string,
  alg: SignatureAlgorithm,
  settings: Settings,
): Assumed {
  const { publicKey, privateKey } = makeKey(alg);
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk;
  const key: SigningKey = { jwk: { ...jwk, alg, ...(kid !== undefined && { kid }) } };
  return { token: `${input}.${signature(input, alg, privateKey)}`, settings: trust(key, settings) };
}

function trust(key: SigningKey, settings: Settings): Settings {
  return {
    ...settings,
    issuers: settings.issuers.map((entry) =>
      entry.keys.kind === 'published'
        ? {
            ...entry,
            keys: {
              kind: 'published',
              algorithms: entry.keys.algorithms,
              fetch: false,
              seed: [key],
            },
          }
        : entry,
    ),
  };
}

function makeKey(alg: SignatureAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (alg) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ES512':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'EdDSA':
      return generateKeyPairSync('ed25519');
    default:
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
  }
}

/** RFC 7518 §3.3 and §3.4, RFC 8037 §3.1. */
function signature(input: string, alg: SignatureAlgorithm, key: KeyObject): string {
  const hash = alg === 'EdDSA' ? null : `sha${alg.slice(2)}`;
  return sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}
