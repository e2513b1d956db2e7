/** Tokens that only their issuer can read, and tokens that it is to confirm. */
import { Refusal } from '../errors';
import type { PersonCaller } from './caller';
import { type ClaimRules, checkClaims, requireUnbound } from './claims';
import { type IntrospectionSettings, introspection } from './introspection';
import { matchIssuer } from './issuer';
import { type LookupRuntime, TokenLookup } from './token-lookup';
import { type IssuerRule, nameOfIssuer } from './trust';
import { type UserinfoSettings, userinfo } from './userinfo';

/** How an issuer is asked about tokens. */
export interface LookupRules {
  endpoint: IntrospectionSettings | UserinfoSettings;
  /** Which tokens it is asked about: those that are no JWT, JWTs too, or only JWTs. */
  tokens: 'opaque' | 'all' | 'jwt';
  /** Seconds for which a positive answer is remembered, 0 to 60. */
  remember: number;
}

/** An issuer that is asked. */
export interface AskedIssuer extends ClaimRules {
  issuer: IssuerRule;
  lookup: LookupRules;
}

/** Finds the look-up of an issuer. */
export type Lookups = (issuer: AskedIssuer) => TokenLookup;

/** Makes a function that finds the look-up of an issuer, kept between requests. */
export function rememberLookups(
  runtime: Omit<LookupRuntime, 'report'>,
  report: (issuer: string, cause: string, retryAfter: number) => void,
): Lookups {
  const lookups = new Map<string, TokenLookup>();
  return ({ issuer: rule, lookup: { endpoint, remember } }) => {
    const issuer = nameOfIssuer(rule);
    const name = JSON.stringify([issuer, endpoint, remember]);
    let lookup = lookups.get(name);
    if (!lookup) {
      const ask = endpoint.kind === 'userinfo' ? userinfo(endpoint) : introspection(endpoint);
      const reportHere = (cause: string, retryAfter: number) =>
        report(issuer, `${endpoint.kind}: ${cause}`, retryAfter);
      lookup = new TokenLookup(ask, remember, { ...runtime, report: reportHere });
      lookups.set(name, lookup);
    }
    return lookup;
  };
}

/**
 * Verifies a token that is no JWT by asking its issuer. The claims of the answer are checked as those
 * of a JWT are; a UserInfo endpoint tells neither audience nor expiry.
 *
 * @param now seconds since the epoch
 * @throws Refusal with a code of `invalid_token`, or `issuer_unavailable`
 */
export async function authenticateOpaque<Entry extends AskedIssuer>(
  token: string,
  entry: Entry,
  lookups: Lookups,
  now: () => number,
): Promise<PersonCaller<Entry>> {
  const claims = await lookups(entry).claimsOf(token);
  if (!claims) throw inactive();
  // Leaving iss out is allowed (RFC 7662 §2.2): the endpoint is the issuer's own.
  const match = claims.iss === undefined ? {} : matchIssuer(entry.issuer, claims);
  if (!match) throw new Refusal('issuer_mismatch', 'the answer names another issuer');
  const userinfo = entry.lookup.endpoint.kind === 'userinfo';
  if (userinfo) requireUnbound(claims);
  return {
    kind: 'person',
    entry,
    issuer: nameOfIssuer(entry.issuer) || undefined,
    ...match,
    subject: claims.sub,
    claims,
    // Without an expiry the access token gets the shortest lifetime.
    expiresAtSeconds: userinfo ? now() : checkClaims(claims, entry, now()),
  };
}

/**
 * Requires the issuer of a verified JWT to confirm it, so that a revocation bites.
 *
 * @throws Refusal `token_inactive`, `token_bound`, `claim_invalid` or `issuer_unavailable`
 */
export async function confirm(
  token: string,
  caller: PersonCaller<unknown>,
  lookup: TokenLookup,
): Promise<void> {
  const claims = await lookup.claimsOf(token);
  if (!claims) throw inactive();
  // The binding of a token may be told in the answer alone.
  requireUnbound(claims);
  if (claims.sub !== undefined && claims.sub !== caller.subject) {
    throw new Refusal('token_inactive', 'the answer names another subject');
  }
}

const inactive = () => new Refusal('token_inactive', 'the issuer denies the token');
