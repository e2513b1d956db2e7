/** Verifies signatures with one public key, by `aws-jwt-verify`. */

import type { JwksCache, JwkWithKid } from 'aws-jwt-verify/jwk';
import type { DecomposedJwt } from 'aws-jwt-verify/jwt';
import { JwtVerifierBase, type JwtVerifierProperties } from 'aws-jwt-verify/jwt-verifier';

type Checks = { issuer: null; audience: null; graceSeconds: number };

// The library would check these against its own clock and for its own kinds of token. Here the one
// check of the claims comes after the signature, so each is switched off by name.
const SIGNATURE_ONLY: Checks = {
  issuer: null,
  audience: null,
  graceSeconds: Number.POSITIVE_INFINITY,
};

/**
 * A verifier with one key, which it imports once. It takes a token that is parsed already, where
 * the library's own functions would parse each token a second time.
 */
export class KeyVerifier extends JwtVerifierBase<Checks, JwtVerifierProperties<Checks>, false> {
  /** @param jwk a public key that fits the algorithm of each token it will see */
  constructor(jwk: JwkWithKid) {
    super({ ...SIGNATURE_ONLY, jwksUri: 'key:only' }, onlyKey(jwk));
  }

  /** @throws JwtInvalidSignatureError, or another error of the library's if the key is not usable */
  verifyParsed(jwt: DecomposedJwt): void {
    this.verifyDecomposedJwtSync(jwt, 'key:only', SIGNATURE_ONLY);
  }
}

/** A cache in the library's sense that has one key and never asks anybody for more. */
function onlyKey(jwk: JwkWithKid): JwksCache {
  return {
    getCachedJwk: () => jwk,
    getJwk: async () => jwk,
    getJwks: async () => ({ keys: [jwk] }),
    addJwks: () => {},
  };
}
