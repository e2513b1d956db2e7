/** Which kind of credential is this? Each kind has its own way to a caller, and none other counts. */
import { Refusal } from '../errors';
import type { Settings } from '../settings';
import { type AskedIssuer, authenticateOpaque, confirm, type Lookups } from './ask-login';
import { authenticateBackend, BACKEND_TOKEN_PREFIX, isBackendToken } from './backend';
import { type AuthenticationRuntime, authenticate, type Caller } from './bearer-jwt';
import { findCookie } from './cookie';
import { findOptionalCredential } from './credential';
import { MAX_TOKEN_BYTES } from './jwt';

/** The parts of a request that may prove something, as they came. */
export interface ProofParts {
  headers: unknown;
  cookies: unknown;
  fields: unknown;
}

/** What all mechanisms need from outside. */
export interface MechanismRuntime extends AuthenticationRuntime {
  lookups: Lookups;
}

/**
 * Authenticates a request by whatever proof it brings.
 *
 * @throws Refusal of any code of the first step
 */
export async function authenticateRequest(
  request: ProofParts,
  { issuers, backends, cookie, guests }: Settings,
  runtime: MechanismRuntime,
): Promise<Caller> {
  const shown = findOptionalCredential(request);
  const kept = cookie === undefined ? undefined : findCookie(request, cookie);
  if (shown !== undefined && kept !== undefined && shown !== kept) {
    throw new Refusal('credential_repeated', 'the cookie has another credential');
  }
  const token = shown ?? kept;
  if (token === undefined) throw new Refusal('missing_credential', 'no credential was sent');
  if (looksLikeJwt(token)) {
    const caller = await authenticate(token, issuers, runtime, guests?.tickets);
    const entry = issuers.find(({ issuer = '' }) => issuer === caller.issuer);
    if (caller.kind === 'person' && entry?.lookup && entry.lookup.tokens !== 'opaque') {
      await confirm(token, caller, runtime.lookups(entry as AskedIssuer));
    }
    return caller;
  }
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) {
    throw new Refusal('token_too_large', 'the token is over the limit');
  }
  if (backends && shown !== undefined && isBackendToken(token, backends)) {
    return authenticateBackend(request.headers, request.fields);
  }
  const asked = issuers.find(({ lookup }) => lookup && lookup.tokens !== 'jwt');
  if (!asked) throw new Refusal('token_malformed', 'the token is no JWT, and no issuer is asked');
  // A backend's token is no issuer's business, wherever it was found.
  if (token.startsWith(BACKEND_TOKEN_PREFIX) || (backends && isBackendToken(token, backends))) {
    throw new Refusal('token_inactive', 'the token of a backend is out of place');
  }
  const now = () => runtime.now() / 1000;
  return authenticateOpaque(token, asked as AskedIssuer, runtime.lookups, now);
}

/**
 * Whether a token is to be judged as a JWT: parts with dots between, the first a JSON object. It is
 * read as leniently as anybody might read it, because an issuer that takes a token for a JWT may
 * answer the question about it with an error, which would look like an outage.
 */
export function looksLikeJwt(token: string): boolean {
  // `{"` in base64url.
  if (/^eyJ[^.]*\./.test(token)) return true;
  const dot = token.indexOf('.');
  if (dot < 0 || token.length > MAX_TOKEN_BYTES) return false;
  const start = Buffer.from(token.slice(0, dot), 'base64url').toString('utf8').trimStart();
  return start.startsWith('{');
}
