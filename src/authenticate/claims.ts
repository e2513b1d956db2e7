/** The claims that decide whether a token counts here and now: the one check for all kinds of token. */
import { Refusal } from '../errors';
import { ownMember } from '../http/json';
import type { Claims } from './jwt';

/** What the claims of a token must show. */
export interface ClaimRules {
  /** Audiences, any one of which must be named. */
  audience: readonly string[];
  /** The claim that names the audience: `aud` (RFC 7519 §4.1.3), or `client_id` or `azp`. */
  audienceClaim: string;
  /** Seconds by which the issuer's clock and this one may differ. */
  clockTolerance: number;
}

const TEN_YEARS = 10 * 365.25 * 24 * 3600;

/**
 * Checks expiry, beginning and audience, and refuses a token that is bound to a key.
 *
 * @param now seconds since the epoch
 * @returns when the token expires, in seconds since the epoch
 * @throws Refusal with one of the codes of `invalid_token`
 */
export function checkClaims(claims: Claims, rules: ClaimRules, now: number): number {
  const { audience, audienceClaim, clockTolerance } = rules;
  requireUnbound(claims);
  const { exp: expiresAt } = claims;
  if (expiresAt === undefined) throw new Refusal('claim_invalid', 'exp is missing');
  // A time in milliseconds would never expire.
  if (expiresAt > now + TEN_YEARS) {
    throw new Refusal('claim_invalid', 'exp is over ten years ahead, as if in milliseconds');
  }
  if (now >= expiresAt + clockTolerance) {
    throw new Refusal('token_expired', `exp is ${Math.floor(now - expiresAt)} s ago`);
  }
  for (const name of ['nbf', 'iat'] as const) {
    const ahead = (claims[name] ?? now) - now;
    if (ahead > clockTolerance) {
      throw new Refusal('token_not_yet_valid', `${name} is ${Math.ceil(ahead)} s ahead`);
    }
  }
  if (!names(ownMember(claims, audienceClaim)).some((name) => audience.includes(name))) {
    throw new Refusal('audience_mismatch', `${audienceClaim} names none of the audiences wanted`);
  }
  return expiresAt;
}

/**
 * Refuses a token that is bound to a key (RFC 7800 §3.1): without its proof it is worthless, and the
 * proof (RFC 9449 §4.3 for DPoP) is over the method and address of the request, which the platform
 * hides.
 *
 * @throws Refusal `token_bound`
 */
export function requireUnbound(claims: Claims): void {
  if (ownMember(claims, 'cnf') !== undefined) {
    throw new Refusal('token_bound', 'the token has a cnf claim');
  }
}

/** One name or a list of them; a list with anything else in it names nobody. */
function names(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.every((name) => typeof name === 'string') ? list : [];
}
