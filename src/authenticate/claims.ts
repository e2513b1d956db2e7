/** The claims that decide whether a token is valid here and now: one check for all kinds of token. */
import { failed, Refusal } from '../errors';
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
    throw new Refusal(
      'claim_mismatch',
      `${claim} does not have the value required`,
      failed(claim, found, value),
    );
  }
  requireAudience(claims, rules);
  return expiresAtSeconds;
}

function checkTimes(claims: Claims, rules: ClaimRules, nowSeconds: number): number {
  const { clockToleranceSeconds, maxAgeSeconds } = rules;
  const { exp, iat } = claims;
  let expiresAtSeconds = exp ?? Infinity;
  if (maxAgeSeconds !== undefined) {
    if (iat === undefined) throw missing('iat');
    expiresAtSeconds = Math.min(expiresAtSeconds, iat + maxAgeSeconds);
  } else if (exp === undefined) {
    throw missing('exp');
  } else if (exp > nowSeconds + TEN_YEARS_SECONDS) {
    // A time in milliseconds would never expire.
    throw new Refusal(
      'claim_invalid',
      'exp is over ten years ahead, as if in milliseconds',
      failed('exp', exp, SECONDS),
    );
  }
  if (nowSeconds >= expiresAtSeconds + clockToleranceSeconds) {
    const check = exp === expiresAtSeconds ? 'exp' : 'iat';
    const end = check === 'exp' ? 'exp' : 'the end of the maximum age';
    throw new Refusal(
      'token_expired',
      `${end} is ${Math.floor(nowSeconds - expiresAtSeconds)} s ago`,
      failed(check, claims[check], nowSeconds),
    );
  }
  for (const name of ['nbf', 'iat'] as const) {
    const aheadSeconds = (claims[name] ?? nowSeconds) - nowSeconds;
    if (aheadSeconds <= clockToleranceSeconds) continue;
    throw new Refusal(
      'token_not_yet_valid',
      `${name} is ${Math.ceil(aheadSeconds)} s ahead`,
      failed(name, claims[name], nowSeconds),
    );
  }
  return expiresAtSeconds;
}

function requireAudience(claims: Claims, { audience, audienceClaim }: ClaimRules): void {
  if (audience === 'any') return;
  const found = findClaim(claims, audienceClaim).value;
  if (namesIn(found).some((name) => audience.includes(name))) return;
  throw new Refusal(
    'audience_mismatch',
    `${audienceClaim} names none of the audiences wanted`,
    failed(audienceClaim, found, audience),
  );
}

/**
 * Refuses a token that is bound to a key (RFC 7800 §3.1): without its proof it is worthless, and the
 * proof (RFC 9449 §4.3 for DPoP) covers the method and address of the request, which the platform
 * hides.
 *
 * @throws Refusal `token_bound`
 */
export function requireUnbound({ cnf }: Claims): void {
  if (cnf === undefined) return;
  throw new Refusal('token_bound', 'the token has a cnf claim', failed('cnf', cnf, undefined));
}

/** One name, or an array of them; an array with anything else in it names no one. */
function namesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return isScalar(value) ? [String(value)] : [];
  return value.every((name) => typeof name === 'string') ? value : [];
}

const SECONDS = 'seconds since the epoch';

const missing = (name: string) =>
  new Refusal('claim_invalid', `${name} is missing`, failed(name, undefined, SECONDS));

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
