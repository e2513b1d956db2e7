/** The signature algorithms of issuers (RFC 7518 §3.1, RFC 8037 §3.1) and the keys that fit them. */
import { Refusal } from '../errors';

/** What a key must be to fit each algorithm. */
const KEY_TYPES = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
} as const;

/** An asymmetric signature algorithm that an issuer may be trusted with. */
export type SignatureAlgorithm = keyof typeof KEY_TYPES;

/** The algorithms of shared secrets (RFC 7518 §3.2), and the hash of each. */
export const HMAC_HASHES = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

/** A signature algorithm for a shared secret. */
export type HmacAlgorithm = keyof typeof HMAC_HASHES;

/** All of them. */
export const SIGNATURE_ALGORITHMS = Object.keys(KEY_TYPES) as readonly SignatureAlgorithm[];

/** Whether a name is one of the asymmetric algorithms that are supported. */
export function isSignatureAlgorithm(name: string): name is SignatureAlgorithm {
  return Object.hasOwn(KEY_TYPES, name);
}

/** Whether a key of this type and curve can make signatures of this algorithm. */
export function fitsAlgorithm(
  key: { kty: string; crv?: string },
  alg: SignatureAlgorithm,
): boolean {
  const wanted: { kty: string; crv?: string } = KEY_TYPES[alg];
  return key.kty === wanted.kty && key.crv === wanted.crv;
}

/**
 * Requires a token's algorithm to be one of those its issuer is trusted with.
 *
 * @throws Refusal `algorithm_unsupported` for RSASSA-PSS, which no setting can allow, else
 * `algorithm_not_allowed`
 */
export function requireAlgorithm<T extends string>(alg: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === alg);
  if (found !== undefined) return found;
  if (/^PS(256|384|512)$/.test(alg)) {
    throw new Refusal('algorithm_unsupported', 'the token is signed with RSASSA-PSS');
  }
  throw new Refusal('algorithm_not_allowed', `the token is not signed with ${allowed.join(', ')}`);
}
