/**
 * A signed JWT as bearer token (RFC 7519, RFC 9068): the signature comes first, the claims after it.
 *
 * Nothing about trust is taken from the token. Its issuer selects the one entry that it is verified
 * by, and that entry says which keys and which algorithms are accepted.
 */
import { requireAlgorithm } from './algorithms';
import type { PersonCaller } from './caller';
import { checkClaims } from './claims';
import type { MatchedEntry } from './issuer';
import { nameOfIssuer } from './issuer';
import { requireTokenType, type UnverifiedJwt } from './jwt';
import type { KeySetState, KeySource } from './key-set/key-source';
import { verifyWithPublicKey, verifyWithSecret } from './signature';
import type { IssuerKeys, PublishedKeys, TrustedIssuer } from './trust';

/** What verifying a JWT needs from outside. */
export interface JwtRuntime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The source of the published keys of an issuer. */
  keySource: (issuer: string, keys: PublishedKeys) => KeySource;
}

/**
 * Verifies a JWT with the keys of the entry that its issuer has selected.
 *
 * @throws Refusal with a code of `invalid_token`, or `issuer_unavailable`
 */
export async function authenticateJwt<Entry extends TrustedIssuer>(
  jwt: UnverifiedJwt,
  { entry, match }: MatchedEntry<Entry>,
  keys: IssuerKeys,
  runtime: JwtRuntime,
): Promise<PersonCaller<Entry>> {
  requireTokenType(jwt.header, entry.tokenTypes);
  const state = await verifySignature(jwt, nameOfIssuer(entry.issuer), keys, runtime);
  const { claims } = jwt;
  return {
    kind: 'person',
    entry,
    issuer: match.issuer,
    tenant: match.tenant,
    claims,
    expiresAtSeconds: checkClaims(claims, entry, runtime.now() / 1000),
    keys: state,
  };
}

/** @returns the state of the key set; undefined for a shared secret */
async function verifySignature(
  jwt: UnverifiedJwt,
  issuer: string,
  keys: IssuerKeys,
  runtime: JwtRuntime,
): Promise<KeySetState | undefined> {
  if (keys.kind === 'shared') {
    const alg = requireAlgorithm(jwt.header.alg, keys.algorithms);
    verifyWithSecret(jwt, alg, keys.secrets);
    return undefined;
  }
  const alg = requireAlgorithm(jwt.header.alg, keys.algorithms);
  const { key, state } = await runtime.keySource(issuer, keys).find(alg, jwt.header.kid);
  verifyWithPublicKey(jwt, alg, key);
  return state;
}
