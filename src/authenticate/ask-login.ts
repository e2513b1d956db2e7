/** Credentials that only their login can read, and tokens that it is to confirm. */
import { Refusal } from '../errors';
import type { PersonCaller } from './caller';
import { findClaim } from './claim';
import { type ClaimRules, checkClaims, requireUnbound } from './claims';
import { type IntrospectionEndpoint, introspection } from './introspection';
import { matchIssuer, nameOfIssuer } from './issuer';
import type { Claims } from './jwt';
import { type AskedCredential, Login, type LoginAnswer, type LoginRuntime } from './login';
import type { IssuerRule } from './trust';
import { type UserinfoEndpoint, userinfo } from './userinfo';

/** The login that is asked about credentials. */
export interface LoginSettings {
  endpoint: IntrospectionEndpoint | UserinfoEndpoint;
  /**
   * Which credentials it is asked about: those that do not look like a JWT, all, or only JWTs. Where the
   * entry has keys, a JWT is verified first and then confirmed; where it has none, `all` needs no key.
   */
  tokens: 'opaque' | 'all' | 'jwt';
  /** Seconds for which a positive answer is cached, 0 to 60. */
  cacheSeconds: number;
}

/** An issuer whose login is asked. */
export interface AskedIssuer extends ClaimRules {
  issuer: IssuerRule;
  login: LoginSettings;
}

/** Finds the login of an issuer. */
export type Logins = (issuer: AskedIssuer) => Login;

/** Makes a function that finds the login of an issuer, kept between requests. */
export function createLogins(
  runtime: Omit<LoginRuntime, 'report'>,
  report: (issuer: string, cause: string, retryAfterSeconds: number) => void,
): Logins {
  const logins = new Map<string, Login>();
  return ({ issuer: rule, login: { endpoint, cacheSeconds } }) => {
    const issuer = nameOfIssuer(rule);
    const name = JSON.stringify([issuer, endpoint, cacheSeconds]);
    let login = logins.get(name);
    if (!login) {
      const ask = endpoint.kind === 'userinfo' ? userinfo(endpoint) : introspection(endpoint);
      const reportHere = (cause: string, retryAfterSeconds: number) =>
        report(issuer, `${endpoint.kind}: ${cause}`, retryAfterSeconds);
      login = new Login(ask, cacheSeconds, { ...runtime, report: reportHere });
      logins.set(name, login);
    }
    return login;
  };
}

/**
 * Authenticates a credential by asking its login.
 *
 * @param deadlineMs milliseconds since the epoch by which there must be an answer
 * @throws Refusal with a code of `invalid_token`, or `issuer_unavailable`
 */
export async function authenticateByLogin<Entry extends AskedIssuer>(
  credential: AskedCredential,
  entry: Entry,
  login: Login,
  now: () => number,
  deadlineMs: number,
): Promise<PersonCaller<Entry>> {
  const claims = requireYes(await login.answerTo(credential, deadlineMs));
  const { issuer: rule } = entry;
  // Leaving iss out is allowed (RFC 7662 §2.2), because the endpoint is the issuer's own. A tenant is
  // not known without it.
  const unnamed = claims.iss === undefined && rule.kind !== 'pattern';
  const match = unnamed ? {} : matchIssuer(rule, claims);
  if (!match) throw new Refusal('issuer_mismatch', 'the answer names another issuer');
  return {
    kind: 'person',
    entry,
    issuer: nameOfIssuer(rule) || undefined,
    ...match,
    claims,
    expiresAtSeconds: checkAnswer(claims, entry, now() / 1000),
  };
}

/**
 * Requires the login to confirm a verified JWT, so that a revocation takes effect.
 *
 * @param deadlineMs milliseconds since the epoch by which there must be an answer
 * @returns the caller, who expires no later than the answer says
 * @throws Refusal with a code of `invalid_token`, or `issuer_unavailable`
 */
export async function confirmByLogin<Entry extends AskedIssuer>(
  credential: AskedCredential,
  caller: PersonCaller<Entry>,
  login: Login,
  now: () => number,
  deadlineMs: number,
): Promise<PersonCaller<Entry>> {
  const { entry } = caller;
  const claims = requireYes(await login.answerTo(credential, deadlineMs));
  if (claims.sub !== undefined && claims.sub !== caller.claims.sub) {
    throw new Refusal('token_inactive', 'the answer names another subject');
  }
  const sameIssuer = claims.iss === undefined || claims.iss === caller.claims.iss;
  if (!sameIssuer && !matchIssuer(entry.issuer, claims)) {
    throw new Refusal('issuer_mismatch', 'the answer names another issuer');
  }
  // What the answer leaves out, the token itself has shown.
  const audience = hasAudience(claims, entry) ? entry.audience : 'any';
  const rules = { ...entry, audience, requiredClaims: [] };
  const expiresAtSeconds = checkAnswer(claims, rules, now() / 1000) ?? Number.POSITIVE_INFINITY;
  const endsFirst = Math.min(caller.expiresAtSeconds ?? Infinity, expiresAtSeconds);
  return { ...caller, expiresAtSeconds: endsFirst };
}

function requireYes(answer: LoginAnswer): Claims {
  if ('yes' in answer) return answer.yes;
  throw new Refusal('token_inactive', `the login says no: ${answer.no}`);
}

/**
 * Checks the claims of an answer as those of a JWT are. It may leave out when the credential ends, and
 * an endpoint that says whose credential it is need not say for which app.
 *
 * @returns when the credential expires, in seconds since the epoch; undefined if that is not known
 * @throws Refusal with a code of `invalid_token`
 */
export function checkAnswer(
  claims: Claims,
  entry: AskedIssuer,
  nowSeconds: number,
): number | undefined {
  const { endpoint } = entry.login;
  requireUnbound(claims);
  // RFC 9449 §6.2: the binding is in cnf, but the type alone says that there is one.
  const { token_type: type } = claims;
  if (typeof type === 'string' && type.toLowerCase() === 'dpop') {
    throw new Refusal('token_bound', 'the answer has the token type DPoP');
  }
  const lenient = endpoint.kind === 'userinfo' && !hasAudience(claims, entry);
  const rules = {
    ...entry,
    audience: lenient ? 'any' : entry.audience,
    maxAgeSeconds: claims.iat === undefined ? undefined : entry.maxAgeSeconds,
  };
  const ends = claims.exp !== undefined || rules.maxAgeSeconds !== undefined;
  const dated = ends ? claims : { ...claims, exp: nowSeconds + 1 };
  const expiresAtSeconds = checkClaims(dated, rules, nowSeconds);
  return ends ? expiresAtSeconds : undefined;
}

function hasAudience(claims: Claims, { audienceClaim }: ClaimRules): boolean {
  return findClaim(claims, audienceClaim).value != null;
}
