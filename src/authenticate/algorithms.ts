/** The signature algorithms of issuers, and what a key must be to fit each. */
import { Refusal } from '../errors';

/** What an asymmetric algorithm is made of. */
interface Algorithm {
  /** The type of its keys (RFC 7517 §4.1). */
  kty: 'RSA' | 'EC' | 'OKP';
  /** The curve of its keys; undefined for RSA. */
  crv?: string;
  /** What is hashed before it is signed; null if the algorithm hashes by itself. */
  hash: 'sha256' | 'sha384' | 'sha512' | null;
}

/** RFC 7518 §3.3 to §3.5, RFC 8037 §3.1. */
export const ALGORITHMS = {
  RS256: { kty: 'RSA', hash: 'sha256' },
  RS384: { kty: 'RSA', hash: 'sha384' },
  RS512: { kty: 'RSA', hash: 'sha512' },
  PS256: { kty: 'RSA', hash: 'sha256' },
  PS384: { kty: 'RSA', hash: 'sha384' },
  PS512: { kty: 'RSA', hash: 'sha512' },
  ES256: { kty: 'EC', crv: 'P-256', hash: 'sha256' },
  ES384: { kty: 'EC', crv: 'P-384', hash: 'sha384' },
  ES512: { kty: 'EC', crv: 'P-521', hash: 'sha512' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', hash: null },
} as const satisfies Record<string, Algorithm>;

/** An asymmetric signature algorithm that an issuer may be trusted with. */
export type SignatureAlgorithm = keyof typeof ALGORITHMS;

/** The algorithms of shared secrets (RFC 7518 §3.2), and the hash of each. */
export const HMAC_HASHES = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

/** A signature algorithm for a shared secret. */
export type HmacAlgorithm = keyof typeof HMAC_HASHES;

/** The names of all asymmetric algorithms. */
export const SIGNATURE_ALGORITHMS = Object.keys(ALGORITHMS) as readonly SignatureAlgorithm[];

/**
 * The name that this service uses for an algorithm. `Ed25519` (RFC 9864 §2.2) is `EdDSA` with the
 * one curve that is supported.
 */
export function canonicalAlgorithm(name: string): string {
  return name === 'Ed25519' ? 'EdDSA' : name;
}

/** Whether a canonical name is one of the asymmetric algorithms that are supported. */
export function isSignatureAlgorithm(name: string): name is SignatureAlgorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

/** Whether a name is one of the algorithms for shared secrets. */
export function isHmacAlgorithm(name: string): name is HmacAlgorithm {
  return Object.hasOwn(HMAC_HASHES, name);
}

/** Whether a key of this type and curve can make signatures of this algorithm. */
export function fitsAlgorithm(
  key: { kty: string; crv?: string },
  alg: SignatureAlgorithm,
): boolean {
  const wanted: Algorithm = ALGORITHMS[alg];
  return key.kty === wanted.kty && key.crv === wanted.crv;
}

/** Registered algorithms that this service does not have (IANA, JSON Web Signature Algorithms). */
const UNSUPPORTED = /^(ES256K|Ed448|ES[PB]\d{3}|ML-DSA-\d{2})$/;

/**
 * Requires a token's algorithm to be one of those its issuer is trusted with.
 *
 * @returns its canonical name
 * @throws Refusal `algorithm_unsupported` if no setting can allow it, else `algorithm_not_allowed`
 */
export function requireAlgorithm<T extends string>(alg: string, allowed: readonly T[]): T {
  const name = canonicalAlgorithm(alg);
  const found = allowed.find((each) => each === name);
  if (found !== undefined) return found;
  const details = { check: { check: 'header.alg', found: alg, wanted: allowed } };
  if (UNSUPPORTED.test(name)) {
    throw new Refusal('algorithm_unsupported', 'no setting can allow this algorithm', details);
  }
  const cause = `the token is not signed with ${allowed.join(', ')}`;
  throw new Refusal('algorithm_not_allowed', cause, details);
}
