/**
 * The first step: whose proof is this? From a bearer token to the caller it speaks for.
 *
 * The signature comes first, the claims after it. Nothing about trust is taken from the token: its
 * issuer picks the one entry by which it is judged, and that entry says which keys and algorithms.
 */
import { Refusal } from '../errors';
import { requireAlgorithm, type SignatureAlgorithm } from './algorithms';
import { type ClaimRules, checkClaims } from './claims';
import { isGuestTicket, type TicketRules, verifyGuestTicket } from './guest-ticket';
import { type Claims, parseJwt, requireLoginType, type UnverifiedJwt } from './jwt';
import type { KeySource } from './key-set/key-source';
import type { SigningKey } from './key-set/signing-keys';
import type { LookupRules } from './opaque';
import { verifyWithPublicKey, verifyWithSecret } from './signature';

/** Somebody who has proven who they are. */
export interface Caller {
  /** A person has logged in; a guest has a ticket of this service; a backend speaks for a user. */
  kind: 'person' | 'guest' | 'backend';
  /** The issuer by whose entry they were judged, as configured; empty if it names none. */
  issuer: string;
  /** The claim `sub`, if the token has one. */
  subject: string | undefined;
  /** All verified claims. */
  claims: Claims;
  /** When their proof expires, in seconds since the epoch, perhaps with a fraction. */
  expiresAt: number;
}

/** An issuer that is trusted, with the one kind of key that counts for it. */
export interface TrustedIssuer extends ClaimRules {
  /** The `iss` of its tokens, exactly. Left out, `iss` is not looked at: only with `secrets`. */
  issuer?: string;
  keys: PublishedKeys | SharedSecrets;
  /** How it is asked about tokens; undefined if it is not. */
  lookup?: LookupRules | undefined;
}

/** Keys that the issuer publishes. */
export interface PublishedKeys {
  kind: 'published';
  algorithms: readonly SignatureAlgorithm[];
  /** The address of the key set; by discovery if left out. */
  jwksUri?: string;
  /** Keys that are known from the start. */
  seed?: readonly SigningKey[];
  /** Whether the issuer is asked for keys at all; if not, the seed is all there is. */
  fetch: boolean;
}

/** Secrets shared with the issuer, for HS256: the current one first, then the previous. */
export interface SharedSecrets {
  kind: 'shared';
  secrets: readonly string[];
}

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
  await verifySignature(jwt, trust, runtime);
  const expiresAt = checkClaims(jwt.claims, trust, runtime.now() / 1000);
  return {
    kind: 'person',
    issuer: trust.issuer ?? '',
    subject: jwt.claims.sub,
    claims: jwt.claims,
    expiresAt,
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

async function verifySignature(
  jwt: UnverifiedJwt,
  { issuer, keys }: TrustedIssuer,
  runtime: AuthenticationRuntime,
): Promise<void> {
  if (keys.kind === 'shared') {
    requireAlgorithm(jwt.header.alg, ['HS256']);
    return verifyWithSecret(jwt, keys.secrets);
  }
  const alg = requireAlgorithm(jwt.header.alg, keys.algorithms);
  const source = runtime.keySource(issuer ?? '', keys);
  verifyWithPublicKey(jwt, await source.find(alg, jwt.header.kid));
}
