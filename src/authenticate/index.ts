/**
 * The first step: whose proof is this? The form of the credential selects the one mechanism that
 * verifies it, and no other is tried.
 */
import { Refusal } from '../errors';
import { type AskedIssuer, authenticateByLogin, confirmByLogin, type Logins } from './ask-login';
import {
  authenticateBackend,
  BACKEND_TOKEN_PREFIX,
  type BackendRules,
  isBackendToken,
} from './backend';
import { authenticateJwt, type JwtRuntime } from './bearer-jwt';
import type { Caller } from './caller';
import { findCookie } from './cookie';
import { findOptionalCredential } from './credential';
import { isGuestTicket, type TicketRules, verifyGuestTicket } from './guest-ticket';
import { MAX_TOKEN_BYTES, parseJwt } from './jwt';
import type { TrustedIssuer } from './trust';

export type { Caller };

/** The parts of a request that may prove something, as they came. */
export interface ProofParts {
  headers: unknown;
  cookies: unknown;
  fields: unknown;
}

/** Whose proof is accepted. */
export interface Trust<Entry extends TrustedIssuer, Backend extends BackendRules> {
  issuers: readonly Entry[];
  /** Undefined if there are no trusted backends. */
  backends: Backend | undefined;
  /** The cookie that a credential may be in; undefined if none is read. */
  cookie: string | undefined;
  /** Undefined if there are no guests. */
  guests: { tickets: TicketRules } | undefined;
}

/** Milliseconds for this step, so that a request is answered in time when keys and login are slow. */
export const TIME_LIMIT_MS = 4000;

/** What all mechanisms need from outside. */
export interface AuthenticationRuntime extends JwtRuntime {
  logins: Logins;
}

/**
 * Authenticates a request by whatever proof it brings.
 *
 * @throws Refusal of any code of the first step
 */
export async function authenticate<Entry extends TrustedIssuer, Backend extends BackendRules>(
  request: ProofParts,
  { issuers, backends, cookie, guests }: Trust<Entry, Backend>,
  runtime: AuthenticationRuntime,
): Promise<Caller<Entry, Backend>> {
  const shown = findOptionalCredential(request);
  const kept = cookie === undefined ? undefined : findCookie(request, cookie);
  if (shown !== undefined && kept !== undefined && shown !== kept) {
    throw new Refusal('credential_repeated', 'the cookie has another credential');
  }
  const token = shown ?? kept;
  if (token === undefined) throw new Refusal('missing_credential', 'no credential was sent');
  const { now } = runtime;
  const nowSeconds = () => now() / 1000;
  const deadlineMs = now() + TIME_LIMIT_MS;
  if (looksLikeJwt(token)) {
    const jwt = parseJwt(token);
    if (guests && isGuestTicket(jwt.header)) {
      return verifyGuestTicket(jwt, guests.tickets, nowSeconds());
    }
    const caller = await authenticateJwt(jwt, issuers, runtime);
    if (isAsked(caller.entry) && caller.entry.login.tokens !== 'opaque') {
      const { entry } = caller;
      const login = runtime.logins(entry);
      return confirmByLogin({ token }, { ...caller, entry }, login, now, deadlineMs);
    }
    return caller;
  }
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) {
    throw new Refusal('token_too_large', 'the token is over the limit');
  }
  if (backends && shown !== undefined && isBackendToken(token, backends)) {
    return authenticateBackend(request.headers, request.fields, backends);
  }
  const asked = issuers.filter(isAsked).find(({ login }) => login.tokens !== 'jwt');
  if (!asked) throw new Refusal('token_malformed', 'the token is no JWT, and no issuer is asked');
  // The token of a backend is never sent to an issuer, wherever it was found.
  if (token.startsWith(BACKEND_TOKEN_PREFIX) || (backends && isBackendToken(token, backends))) {
    throw new Refusal('token_inactive', 'the token of a backend is out of place');
  }
  return authenticateByLogin({ token }, asked, runtime.logins(asked), now, deadlineMs);
}

function isAsked<Entry extends TrustedIssuer>(entry: Entry): entry is Entry & AskedIssuer {
  return entry.login !== undefined;
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
