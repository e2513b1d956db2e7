/** Whether a token was signed by its issuer. */
import { constants, verify } from 'node:crypto';
import { Refusal } from '../errors';
import { hmacMatches } from '../hmac';
import { ALGORITHMS, HMAC_HASHES, type HmacAlgorithm, type SignatureAlgorithm } from './algorithms';
import type { UnverifiedJwt } from './jwt';
import { keyObjectOf, type SigningKey } from './key-set/signing-keys';

/**
 * Verifies a signature with a public key. The algorithm must have been matched to the key.
 *
 * @throws Refusal `signature_invalid` or `key_unusable`
 */
export function verifyWithPublicKey(
  { signingInput, signature }: UnverifiedJwt,
  alg: SignatureAlgorithm,
  key: SigningKey,
): void {
  const keyObject = keyObjectOf(key);
  let verified = false;
  try {
    verified = verify(
      ALGORITHMS[alg].hash,
      Buffer.from(signingInput, 'latin1'),
      { key: keyObject, ...SIGNATURE_FORM[alg] },
      Buffer.from(signature, 'base64url'),
    );
  } catch {
    // OpenSSL throws on some keys instead of denying the signature.
  }
  if (!verified) throw invalid();
}

/** RFC 7518 §3.5: the salt is as long as the hash. */
const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
/** RFC 7518 §3.4: the two numbers side by side, not in ASN.1. */
const TWO_NUMBERS = { dsaEncoding: 'ieee-p1363' } as const;

/** How a signature is written; RSASSA-PKCS1-v1_5 and EdDSA have only one form. */
const SIGNATURE_FORM: Partial<Record<SignatureAlgorithm, typeof PSS | typeof TWO_NUMBERS>> = {
  PS256: PSS,
  PS384: PSS,
  PS512: PSS,
  ES256: TWO_NUMBERS,
  ES384: TWO_NUMBERS,
  ES512: TWO_NUMBERS,
};

/**
 * Verifies an HMAC signature (RFC 7518 §3.2) with any one of several secrets, for rotation.
 *
 * @throws Refusal `signature_invalid`
 */
export function verifyWithSecret(
  jwt: UnverifiedJwt,
  alg: HmacAlgorithm,
  secrets: readonly (string | Uint8Array)[],
): void {
  const matches = secrets.some((secret) =>
    hmacMatches(HMAC_HASHES[alg], secret, jwt.signingInput, jwt.signature),
  );
  if (!matches) throw invalid();
}

const invalid = () =>
  new Refusal('signature_invalid', 'the signature does not verify', {
    check: { check: 'signature', found: false, wanted: true },
  });
