/** The keys of a key set (RFC 7517 §5) that can verify a token, and the choice among them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../../errors';
import { FetchFailure } from '../../http/get';
import { isJsonObject } from '../../http/json';
import { fitsAlgorithm, type SignatureAlgorithm } from '../algorithms';

/** A public key that its issuer uses for signatures. */
export interface SigningKey {
  jwk: PublicJwk;
  /** The key for `node:crypto`, made at its first use, when it has shown to be strong enough. */
  keyObject?: KeyObject;
}

/** The public members of a JWK (RFC 7517 §4, RFC 7518 §6.2 and §6.3, RFC 8037 §2). */
export interface PublicJwk {
  kty: string;
  kid?: string;
  alg?: string;
  crv?: string;
  n?: string;
  e?: string;
  x?: string;
  y?: string;
}

const PUBLIC_MEMBERS = ['kty', 'kid', 'alg', 'crv', 'n', 'e', 'x', 'y'] as const;
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const MIN_RSA_BITS = 2048;

/**
 * Reads the keys of a key set that are for verifying signatures. Others are passed over, as RFC 7517
 * §5 asks for: unknown types, keys for encryption, and keys whose private half was published, which
 * prove nothing any more.
 *
 * @throws FetchFailure if there is no such key in it, or it is no key set at all
 */
export function readSigningKeys(document: unknown): SigningKey[] {
  const entries = isJsonObject(document) ? document.keys : undefined;
  if (!Array.isArray(entries)) throw new FetchFailure('the key set has no member keys');
  const byContent = new Map<string, SigningKey>();
  for (const entry of entries) {
    const jwk = readPublicJwk(entry);
    // The same key published twice is one key.
    if (jwk) byContent.set(JSON.stringify(jwk), { jwk });
  }
  if (byContent.size === 0) throw new FetchFailure('the key set has no usable key');
  return [...byContent.values()];
}

function readPublicJwk(entry: unknown): PublicJwk | undefined {
  if (!isJsonObject(entry) || !['RSA', 'EC', 'OKP'].includes(entry.kty as string)) return undefined;
  if (SECRET_MEMBERS.some((name) => Object.hasOwn(entry, name))) return undefined;
  if (entry.use !== undefined && entry.use !== 'sig') return undefined;
  if (entry.key_ops !== undefined) {
    if (!Array.isArray(entry.key_ops) || !entry.key_ops.includes('verify')) return undefined;
  }
  const jwk: Partial<PublicJwk> = {};
  for (const name of PUBLIC_MEMBERS) {
    const value = entry[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') return undefined;
    jwk[name] = value;
  }
  return jwk as PublicJwk;
}

/**
 * The one key that fits a token. Without a `kid`, or with one that several keys share, it must be
 * the only one that fits the algorithm.
 *
 * @returns undefined if none fits
 * @throws Refusal `key_ambiguous`
 */
export function selectKey(
  keys: readonly SigningKey[],
  alg: SignatureAlgorithm,
  kid: string | undefined,
): SigningKey | undefined {
  const fitting = keys.filter(
    ({ jwk }) =>
      (kid === undefined || jwk.kid === kid) &&
      (jwk.alg === undefined || jwk.alg === alg) &&
      fitsAlgorithm(jwk, alg),
  );
  if (fitting.length > 1) throw new Refusal('key_ambiguous', 'several keys fit the token');
  return fitting[0];
}

/**
 * The key as `node:crypto` takes it.
 *
 * @throws Refusal `key_unusable` if it is no valid key, or an RSA key under 2048 bits
 */
export function keyObjectOf(key: SigningKey): KeyObject {
  key.keyObject ??= importKey(key.jwk);
  return key.keyObject;
}

function importKey(jwk: PublicJwk): KeyObject {
  let keyObject: KeyObject;
  try {
    keyObject = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    throw new Refusal('key_unusable', 'the key that fits the token is not valid');
  }
  const { modulusLength = MIN_RSA_BITS } = keyObject.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS) {
    throw new Refusal('key_unusable', `the key that fits the token has ${modulusLength} bits`);
  }
  return keyObject;
}
