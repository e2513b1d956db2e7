/**
 * The first step: whose proof is this? From a bearer token to the caller it speaks for.
 *
 * The signature comes first, the claims after it. Nothing about trust is taken from the token: its
 * issuer picks the one entry by which it is judged, and that entry says which keys and algorithms.
 */
import { Refusal } from '../errors';
import { requireAlgorithm } from './algorithms';
import type { Caller } from './caller';
import { checkClaims } from './claims';
import { isGuestTicket, type TicketRules, verifyGuestTicket } from './guest-ticket';
import { parseJwt, requireLoginType, type UnverifiedJwt } from './jwt';
import type { KeySetState, KeySource } from './key-set/key-source';
import { verifyWithPublicKey, verifyWithSecret } from './signature';
import type { PublishedKeys, TrustedIssuer } from './trust';

export type { SharedSecrets } from './trust';
export type { Caller, PublishedKeys, TrustedIssuer };

/** What authentication needs from outside. */
export interface AuthenticationRuntime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The source of the published keys of an issuer. */
  keySource: (issuer: string, keys: PublishedKeys) => KeySource;
}

/**
 * Verifies a bearer token.
 *
 * @param tickets by what guest tickets are judged; without it none is accepted
 * @throws Refusal with a code of `invalid_token`, or `issuer_unavailable`
 */
export async function authenticate(
  token: string,
  trusted: readonly TrustedIssuer[],
  runtime: AuthenticationRuntime,
  tickets?: TicketRules,
): Promise<Caller> {
  const jwt = parseJwt(token);
  if (tickets && isGuestTicket(jwt.header)) {
    return verifyGuestTicket(jwt, tickets, runtime.now() / 1000);
  }
  requireLoginType(jwt.header);
  const trust = trustedIssuerOf(jwt, trusted);
  const keys = await verifySignature(jwt, trust, runtime);
  const expiresAt = checkClaims(jwt.claims, trust, runtime.now() / 1000);
  return {
    kind: 'person',
    issuer: trust.issuer ?? '',
    subject: jwt.claims.sub,
    claims: jwt.claims,
    expiresAt,
    ...(keys && { keys }),
  };
}

function trustedIssuerOf(
  { claims }: UnverifiedJwt,
  trusted: readonly TrustedIssuer[],
): TrustedIssuer {
  const trust = trusted.find(({ issuer }) => issuer === undefined || issuer === claims.iss);
  if (!trust) throw new Refusal('issuer_mismatch', 'iss is none of the trusted issuers');
  return trust;
}

/** @returns the state of the key set; undefined for a shared secret */
async function verifySignature(
  jwt: UnverifiedJwt,
  { issuer, keys }: TrustedIssuer,
  runtime: AuthenticationRuntime,
): Promise<KeySetState | undefined> {
  if (keys.kind === 'shared') {
    requireAlgorithm(jwt.header.alg, ['HS256']);
    verifyWithSecret(jwt, keys.secrets);
    return undefined;
  }
  const alg = requireAlgorithm(jwt.header.alg, keys.algorithms);
  const source = runtime.keySource(issuer ?? '', keys);
  const { key, state } = await source.find(alg, jwt.header.kid);
  verifyWithPublicKey(jwt, key);
  return state;
}
