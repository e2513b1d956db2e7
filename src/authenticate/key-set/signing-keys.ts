/**
 * The keys that can verify a token, from a key set (RFC 7517 §5) or from PEM, and the choice among
 * them.
 */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../../errors';
import { FetchFailure } from '../../http/get';
import { isJsonObject, parseUnambiguousJson } from '../../http/json';
import { canonicalAlgorithm, fitsAlgorithm, type SignatureAlgorithm } from '../algorithms';

/** A public key that its issuer uses for signatures. */
export interface SigningKey {
  jwk: PublicJwk;
  /** Whether nothing gives the key a name, so that it may be the one that any `kid` means. */
  unnamed?: true;
  /** The key for `node:crypto`, made at its first use, when it has shown to be strong enough. */
  keyObject?: KeyObject;
}

/** The public properties of a JWK (RFC 7517 §4, RFC 7518 §6.2 and §6.3, RFC 8037 §2). */
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

const PUBLIC_PROPERTIES = ['kty', 'kid', 'alg', 'crv', 'n', 'e', 'x', 'y'] as const;
const SECRET_PROPERTIES = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const MIN_RSA_BITS = 2048;

/** A variable does not have a usable public key. The message never quotes it. */
export class NoKey extends Error {
  override readonly name = 'NoKey';
}

/**
 * Reads the keys of a document that are for verifying signatures: a key set, one JWK, PEM, or an
 * object of PEMs by `kid`, as Google publishes its certificates. PEMs may also be among the `keys` of
 * a set.
 *
 * Other keys are ignored, as RFC 7517 §5 asks for: unknown types, keys for encryption, and keys whose
 * private half was published, which prove nothing any more.
 *
 * @param document parsed JSON, or the text of a PEM
 * @throws FetchFailure if there is no such key in it
 */
export function readSigningKeys(document: unknown): SigningKey[] {
  const byContent = new Map<string, SigningKey>();
  for (const key of keysIn(document)) {
    // The same key published twice is one key.
    byContent.set(JSON.stringify(key.jwk), key);
  }
  if (byContent.size > 0) return [...byContent.values()];
  const known = isJsonObject(document) && (Array.isArray(document.keys) || document.kty);
  throw new FetchFailure(
    known ? 'the key set has no usable key' : 'the key set has no member keys',
  );
}

/**
 * Reads one public key from a variable: a JWK, PEM (SPKI, PKCS#1 or an X.509 certificate, with real
 * line breaks or `\n`), or what stands between the lines of such a PEM, or the whole of one in
 * base64.
 *
 * @throws NoKey with a message that completes "AUTH_PUBLIC_KEY …"
 */
export function readPublicKey(text: string): SigningKey {
  const jwkOrPem = text.trim().startsWith('{') ? parseJwk(text) : toPem(text);
  const secret = isJsonObject(jwkOrPem)
    ? SECRET_PROPERTIES.some((name) => Object.hasOwn(jwkOrPem, name))
    : /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(jwkOrPem);
  if (secret) throw new NoKey('is a private or secret key. Set the public key.');
  const [key, ...others] = keysIn(jwkOrPem);
  if (!key) {
    throw new NoKey('is not a public key: a JWK, or the base64 of a PEM without its frame.');
  }
  if (others.length > 0) throw new NoKey('has more than one key. Set one.');
  try {
    keyObjectOf(key);
  } catch (error) {
    throw new NoKey(`is not usable: ${Refusal.of(error).message}.`);
  }
  return { ...key, unnamed: true };
}

function parseJwk(text: string): Record<string, unknown> {
  try {
    const value = parseUnambiguousJson(text);
    return isJsonObject(value) ? value : {};
  } catch {
    throw new NoKey('begins like a JWK, but is not JSON.');
  }
}

/** A PEM, with the frame that fits the bytes if it came without one. */
function toPem(text: string): string {
  const unfolded = text.replaceAll('\\n', '\n');
  if (isPem(unfolded)) return unfolded;
  const base64 = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return '';
  const bytes = Buffer.from(base64, 'base64');
  const decoded = bytes.toString('latin1');
  if (isPem(decoded)) return decoded;
  const body = bytes.toString('base64');
  return (
    ['PUBLIC KEY', 'RSA PUBLIC KEY', 'CERTIFICATE', 'PRIVATE KEY', 'RSA PRIVATE KEY']
      .map((label) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`)
      .find(isReadable) ?? ''
  );
}

const isPem = (text: string) => text.includes('-----BEGIN ');

function isReadable(pem: string): boolean {
  try {
    createPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}

function keysIn(document: unknown): SigningKey[] {
  if (typeof document === 'string') return keysOfPem(document);
  if (!isJsonObject(document)) return [];
  const { keys, kty } = document;
  if (Array.isArray(keys)) {
    return keys.flatMap((each) => (typeof each === 'string' ? keysOfPem(each) : keyOfJwk(each)));
  }
  if (kty !== undefined) return keyOfJwk(document);
  return Object.entries(document).flatMap(([kid, pem]) =>
    typeof pem === 'string' ? keysOfPem(pem).map(({ jwk }) => ({ jwk: { ...jwk, kid } })) : [],
  );
}

/** The keys of a PEM. Of several certificates only the first, as the others vouch for it. */
function keysOfPem(text: string): SigningKey[] {
  const blocks = text.match(/-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g) ?? [];
  const isCertificate = (block: string) => block.startsWith('-----BEGIN CERTIFICATE');
  const certificate = blocks.find(isCertificate);
  return blocks
    .filter(
      (block) => !block.includes('PRIVATE KEY') && (!isCertificate(block) || block === certificate),
    )
    .flatMap((block) => {
      try {
        const jwk = createPublicKey(block).export({ format: 'jwk' });
        return keyOfJwk(jwk).map((key) => ({ ...key, unnamed: true as const }));
      } catch {
        return [];
      }
    });
}

/** The one key of a JWK; none if it is not for verifying signatures. */
function keyOfJwk(entry: unknown): SigningKey[] {
  if (!isJsonObject(entry) || !['RSA', 'EC', 'OKP'].includes(entry.kty as string)) return [];
  if (SECRET_PROPERTIES.some((name) => Object.hasOwn(entry, name))) return [];
  // RFC 7517 §4.2 says sig; some write it out.
  if (![undefined, 'sig', 'signature'].includes(entry.use as string)) return [];
  if (entry.key_ops !== undefined) {
    if (!Array.isArray(entry.key_ops) || !entry.key_ops.includes('verify')) return [];
  }
  const jwk: Partial<PublicJwk> = {};
  for (const name of PUBLIC_PROPERTIES) {
    const value = entry[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') return [];
    jwk[name] = name === 'alg' ? canonicalAlgorithm(value) : value;
  }
  return [{ jwk: jwk as PublicJwk }];
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
  let selected: SigningKey | undefined;
  for (const key of keys) {
    const { jwk, unnamed } = key;
    if (kid !== undefined && jwk.kid !== kid && !(unnamed && jwk.kid === undefined)) continue;
    if ((jwk.alg !== undefined && jwk.alg !== alg) || !fitsAlgorithm(jwk, alg)) continue;
    if (selected) {
      throw new Refusal('key_ambiguous', 'several keys fit the token', {
        check: { check: 'header.kid', found: kid, wanted: keys.map((each) => each.jwk.kid) },
      });
    }
    selected = key;
  }
  return selected;
}

/**
 * The key as `node:crypto` takes it.
 *
 * @throws Refusal `key_unusable` if it is not a valid key, or an RSA key that is too weak
 */
export function keyObjectOf(key: SigningKey): KeyObject {
  key.keyObject ??= importKey(key.jwk);
  return key.keyObject;
}

function importKey(jwk: PublicJwk): KeyObject {
  let keyObject: KeyObject;
  try {
    keyObject = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    throw unusable('the key is not valid', undefined);
  }
  const { modulusLength = MIN_RSA_BITS, publicExponent = 3n } =
    keyObject.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_RSA_BITS) {
    throw unusable(`the key has ${modulusLength} bits`, modulusLength);
  }
  // With the exponent 1 a signature is the padded hash itself, which anyone can write down.
  if (publicExponent < 3n || publicExponent % 2n === 0n) {
    throw unusable('the exponent of the key is too small or even', String(publicExponent));
  }
  return keyObject;
}

const unusable = (cause: string, found: unknown) =>
  new Refusal('key_unusable', cause, {
    check: { check: 'key', found, wanted: `RSA of ${MIN_RSA_BITS} bits or more, or a valid key` },
  });
