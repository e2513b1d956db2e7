/**
 * A signed JWT as bearer token (RFC 7519, RFC 9068): the signature comes first, the claims after it.
 *
 * Nothing about trust is taken from the token. Its issuer selects the one entry that it is verified
 * by, and that entry says which keys and which algorithms are accepted.
 */
import { Refusal } from '../errors';
import { requireAlgorithm } from './algorithms';
import type { PersonCaller } from './caller';
import { checkClaims } from './claims';
import { type IssuerMatch, matchIssuer } from './issuer';
import { requireTokenType, type UnverifiedJwt } from './jwt';
import type { KeySetState, KeySource } from './key-set/key-source';
import { verifyWithPublicKey, verifyWithSecret } from './signature';
import { nameOfIssuer, type PublishedKeys, type TrustedIssuer } from './trust';

/** What verifying a JWT needs from outside. */
export interface JwtRuntime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The source of the published keys of an issuer. */
  keySource: (issuer: string, keys: PublishedKeys) => KeySource;
}

/**
 * Verifies a JWT of a trusted issuer.
 *
 * @throws Refusal with a code of `invalid_token`, or `issuer_unavailable`
 */
export async function authenticateJwt<Entry extends TrustedIssuer>(
  jwt: UnverifiedJwt,
  issuers: readonly Entry[],
  runtime: JwtRuntime,
): Promise<PersonCaller<Entry>> {
  const { entry, match } = findEntry(jwt, issuers);
  requireTokenType(jwt.header, entry.tokenTypes);
  const keys = await verifySignature(jwt, entry, runtime);
  return {
    kind: 'person',
    entry,
    issuer: match.issuer,
    ...(match.tenant !== undefined && { tenant: match.tenant }),
    subject: jwt.claims.sub,
    claims: jwt.claims,
    expiresAtSeconds: checkClaims(jwt.claims, entry, runtime.now() / 1000),
    ...(keys && { keys }),
  };
}

function findEntry<Entry extends TrustedIssuer>(
  { header, claims }: UnverifiedJwt,
  issuers: readonly Entry[],
): { entry: Entry; match: IssuerMatch } {
  for (const entry of issuers) {
    const match = matchIssuer(entry.issuer, claims);
    if (match) return { entry, match };
  }
  // A token of a type that no issuer has, such as a guest ticket, is not just someone else's.
  requireTokenType(
    header,
    issuers.flatMap(({ tokenTypes }) => tokenTypes),
  );
  throw new Refusal('issuer_mismatch', 'iss is none of the trusted issuers');
}

/** @returns the state of the key set; undefined for a shared secret */
async function verifySignature(
  jwt: UnverifiedJwt,
  { issuer, keys }: TrustedIssuer,
  runtime: JwtRuntime,
): Promise<KeySetState | undefined> {
  if (keys.kind === 'shared') {
    const alg = requireAlgorithm(jwt.header.alg, keys.algorithms);
    verifyWithSecret(jwt, alg, keys.secrets);
    return undefined;
  }
  const alg = requireAlgorithm(jwt.header.alg, keys.algorithms);
  const { key, state } = await runtime
    .keySource(nameOfIssuer(issuer), keys)
    .find(alg, jwt.header.kid);
  verifyWithPublicKey(jwt, key);
  return state;
}
