/** Whether a token was signed by its issuer. */

import { Refusal } from '../errors';
import { hmacSha256Matches } from '../hmac';
import type { UnverifiedJwt } from './jwt';
import { type SigningKey, verifierOf } from './key-set/signing-keys';

/**
 * Verifies a signature with a public key. The algorithm must have been matched to the key.
 *
 * @throws Refusal `signature_invalid` or `key_unusable`
 */
export function verifyWithPublicKey(jwt: UnverifiedJwt, key: SigningKey): void {
  const verifier = verifierOf(key);
  try {
    verifier.verifyParsed(jwt.parts);
  } catch {
    throw invalid();
  }
}

/**
 * Verifies an HS256 signature (RFC 7518 §3.2) with any one of several secrets, for rotation.
 *
 * @throws Refusal `signature_invalid`
 */
export function verifyWithSecret(jwt: UnverifiedJwt, secrets: readonly string[]): void {
  const matches = secrets.some((secret) =>
    hmacSha256Matches(secret, jwt.signingInput, jwt.signature),
  );
  if (!matches) throw invalid();
}

const invalid = () => new Refusal('signature_invalid', 'the signature does not verify');
