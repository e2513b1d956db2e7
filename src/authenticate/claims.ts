/** The claims that decide whether a token is valid here and now: one check for all kinds of token. */
import { Refusal } from '../errors';
import { findClaim } from './claim';
import type { Claims } from './jwt';

/** What the claims of a token must show. */
export interface ClaimRules {
  /** Audiences, any one of which must be named; `any` skips the check, which must be spelled out. */
  audience: readonly string[] | 'any';
  /** The claim that names the audience: `aud` (RFC 7519 §4.1.3), or any other that is constant for the app. */
  audienceClaim: string;
  /** Claims that must have exactly these values, all of them. */
  requiredClaims: readonly RequiredClaim[];
  /** Seconds by which the issuer's clock and this one may differ. */
  clockToleranceSeconds: number;
  /** Seconds after `iat` at which a token ends at the latest; `exp` is optional then. */
  maxAgeSeconds: number | undefined;
}

/** A claim and the value that it must have. */
export interface RequiredClaim {
  /** A name, a path, or a JSON pointer, as in `findClaim`. */
  claim: string;
  /** As a string: numbers and booleans are compared by how JSON writes them. */
  value: string;
}

const TEN_YEARS_SECONDS = 10 * 365.25 * 24 * 3600;

/**
 * Checks expiry, beginning, required claims and audience, and refuses a token that is bound to a key.
 *
 * @returns when the token expires, in seconds since the epoch
 * @throws Refusal with one of the codes of `invalid_token`
 */
export function checkClaims(claims: Claims, rules: ClaimRules, nowSeconds: number): number {
  requireUnbound(claims);
  const expiresAtSeconds = checkTimes(claims, rules, nowSeconds);
  for (const { claim, value } of rules.requiredClaims) {
    const found = findClaim(claims, claim).value;
    if (isScalar(found) && String(found) === value) continue;
    throw new Refusal('claim_mismatch', `${claim} has not the value required`, {
      check: { check: claim, found, wanted: value },
    });
  }
  requireAudience(claims, rules);
  return expiresAtSeconds;
}

function checkTimes(claims: Claims, rules: ClaimRules, nowSeconds: number): number {
  const { clockToleranceSeconds, maxAgeSeconds } = rules;
  const { exp, iat } = claims;
  if (exp === undefined && maxAgeSeconds === undefined) throw missing('exp');
  if (iat === undefined && maxAgeSeconds !== undefined) throw missing('iat');
  // A time in milliseconds would never expire.
  if (exp !== undefined && maxAgeSeconds === undefined && exp > nowSeconds + TEN_YEARS_SECONDS) {
    throw new Refusal('claim_invalid', 'exp is over ten years ahead, as if in milliseconds', {
      check: { check: 'exp', found: exp, wanted: 'seconds since the epoch' },
    });
  }
  const ageLimitSeconds = maxAgeSeconds === undefined ? Infinity : (iat ?? 0) + maxAgeSeconds;
  const expiresAtSeconds = Math.min(exp ?? Infinity, ageLimitSeconds);
  if (nowSeconds >= expiresAtSeconds + clockToleranceSeconds) {
    const check = exp === expiresAtSeconds ? 'exp' : 'iat';
    throw new Refusal(
      'token_expired',
      `${check === 'exp' ? 'exp' : 'the end of iat'} is ${Math.floor(nowSeconds - expiresAtSeconds)} s ago`,
      { check: { check, found: claims[check], wanted: nowSeconds } },
    );
  }
  for (const name of ['nbf', 'iat'] as const) {
    const aheadSeconds = (claims[name] ?? nowSeconds) - nowSeconds;
    if (aheadSeconds > clockToleranceSeconds) {
      throw new Refusal('token_not_yet_valid', `${name} is ${Math.ceil(aheadSeconds)} s ahead`, {
        check: { check: name, found: claims[name], wanted: nowSeconds },
      });
    }
  }
  return expiresAtSeconds;
}

function requireAudience(claims: Claims, { audience, audienceClaim }: ClaimRules): void {
  if (audience === 'any') return;
  const found = findClaim(claims, audienceClaim).value;
  if (namesIn(found).some((name) => audience.includes(name))) return;
  throw new Refusal('audience_mismatch', `${audienceClaim} names none of the audiences wanted`, {
    check: { check: audienceClaim, found, wanted: audience },
  });
}

/**
 * Refuses a token that is bound to a key (RFC 7800 §3.1): without its proof it is worthless, and the
 * proof (RFC 9449 §4.3 for DPoP) covers the method and address of the request, which the platform
 * hides.
 *
 * @throws Refusal `token_bound`
 */
export function requireUnbound(claims: Claims): void {
  const { cnf } = claims;
  if (cnf === undefined) return;
  throw new Refusal('token_bound', 'the token has a cnf claim', {
    check: { check: 'cnf', found: cnf, wanted: undefined },
  });
}

const missing = (name: string) =>
  new Refusal('claim_invalid', `${name} is missing`, {
    check: { check: name, found: undefined, wanted: 'seconds since the epoch' },
  });

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** One name or an array of them; an array with anything else in it names no one. */
function namesIn(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.every((name) => typeof name === 'string') ? list : [];
}
