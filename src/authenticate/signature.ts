/** Whether a token was signed by its issuer. */

import type { Jwk } from 'aws-jwt-verify/jwk';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { Refusal } from '../errors';
import { hmacMatches } from '../hmac';
import { HMAC_HASHES, type HmacAlgorithm } from './algorithms';
import type { UnverifiedJwt } from './jwt';
import { keyObjectOf, type SigningKey } from './key-set/signing-keys';

// The library would check these against its own clock and for its own kinds of token. Here the one
// check of the claims comes after the signature, so each is switched off by name.
const SIGNATURE_ONLY = { issuer: null, audience: null, graceSeconds: Number.POSITIVE_INFINITY };

/**
 * Verifies a signature with a public key. The algorithm must have been matched to the key.
 *
 * @throws Refusal `signature_invalid` or `key_unusable`
 */
export function verifyWithPublicKey({ token }: UnverifiedJwt, key: SigningKey): void {
  const keyObject = keyObjectOf(key);
  try {
    verifyJwtSync(token, key.jwk as Jwk, SIGNATURE_ONLY, () => keyObject);
  } catch {
    throw invalid();
  }
}

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

const invalid = () => new Refusal('signature_invalid', 'the signature does not verify');
