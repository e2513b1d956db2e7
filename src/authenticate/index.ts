/**
 * The first step: whose proof is this? The form of the credential selects the one mechanism that
 * verifies it, and no other is tried.
 */
import { failed, Refusal } from '../errors';
import { type AskedIssuer, authenticateByLogin, confirmByLogin, type Logins } from './ask-login';
import {
  authenticateBackend,
  BACKEND_TOKEN_PREFIX,
  type BackendRules,
  isBackendToken,
} from './backend';
import { authenticateJwt, type JwtRuntime } from './bearer-jwt';
import type { Caller } from './caller';
import { type CredentialParts, type CredentialPlaces, findCredential } from './credential';
import { GUEST_TICKET_TYPE, type TicketRules, verifyGuestTicket } from './guest-ticket';
import { findEntry, issuerMismatch } from './issuer';
import { hasTokenType, parseJwt, requireShort, requireTokenType, type UnverifiedJwt } from './jwt';
import type { TrustedIssuer } from './trust';

export type { Caller };

/** Whose proof is accepted. */
export interface Trust<Entry extends TrustedIssuer, Backend extends BackendRules>
  extends CredentialPlaces {
  issuers: readonly Entry[];
  /** Undefined if there are no trusted backends. */
  backends: Backend | undefined;
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
  request: CredentialParts,
  trust: Trust<Entry, Backend>,
  runtime: AuthenticationRuntime,
): Promise<Caller<Entry, Backend>> {
  const { issuers, backends, guests } = trust;
  const { now } = runtime;
  const deadlineMs = now() + TIME_LIMIT_MS;
  const credential = findCredential(request, trust);
  if (!credential) throw new Refusal('missing_credential', 'no credential was sent');
  requireShort(credential.token);
  const { token, from } = credential;
  const asked = issuers.find(isAskedAboutAnyToken);
  const jwt = readJwt(token, asked);
  if (jwt) {
    if (hasTokenType(jwt.header, [GUEST_TICKET_TYPE])) {
      if (guests) return verifyGuestTicket(jwt, guests.tickets, now() / 1000);
      throw new Refusal(
        'token_type_unsupported',
        'there are no guests',
        failed('header.typ', jwt.header.typ, undefined),
      );
    }
    const found = findEntry(issuers, jwt.claims);
    if (found?.entry.keys) {
      const caller = await authenticateJwt(jwt, found, found.entry.keys, runtime);
      const { entry } = caller;
      if (!isAsked(entry) || entry.login.tokens === 'opaque') return caller;
      const login = runtime.logins(entry);
      return confirmByLogin(credential, { ...caller, entry }, login, now, deadlineMs);
    }
    if (!asked || asked.keys) {
      // What no issuer issues, such as a logout token, is not just someone else's.
      requireTokenType(
        jwt.header,
        issuers.flatMap(({ tokenTypes }) => tokenTypes),
      );
      throw issuerMismatch(issuers, jwt.claims);
    }
  }
  if (backends && from !== 'cookie' && isBackendToken(token, backends)) {
    return authenticateBackend(request.headers, request.fields, backends);
  }
  if (!asked) {
    throw new Refusal(
      'token_malformed',
      'the token is not a JWT, and no issuer is asked about others',
      failed('token', 'not a JWT', 'a JWT'),
    );
  }
  // The token of a backend is never sent to an issuer, wherever it was found.
  if (token.startsWith(BACKEND_TOKEN_PREFIX) || (backends && isBackendToken(token, backends))) {
    throw new Refusal(
      'token_inactive',
      'the token of a backend is out of place',
      failed('token', 'a backend token', 'a token of an issuer'),
    );
  }
  return authenticateByLogin(credential, asked, runtime.logins(asked), now, deadlineMs);
}

function isAsked<Entry extends TrustedIssuer>(entry: Entry): entry is Entry & AskedIssuer {
  return entry.login !== undefined;
}

/** At most one entry is: nothing in an opaque token says whose it is. */
function isAskedAboutAnyToken<Entry extends TrustedIssuer>(
  entry: Entry,
): entry is Entry & AskedIssuer {
  return isAsked(entry) && entry.login.tokens !== 'jwt';
}

/**
 * The token as a JWT; undefined if it is to be asked about as it is.
 *
 * @throws Refusal with a code of `invalid_token`
 */
function readJwt(
  token: string,
  asked: (TrustedIssuer & AskedIssuer) | undefined,
): UnverifiedJwt | undefined {
  if (!looksLikeJwt(token)) return undefined;
  if (asked?.login.tokens !== 'all') return parseJwt(token);
  if (asked.keys) return isEncrypted(token) ? undefined : parseJwt(token);
  try {
    return parseJwt(token);
  } catch {
    // Where no key is needed, what a token is made of is its issuer's business.
    return undefined;
  }
}

/** Whether this has the five parts of a JWE (RFC 7516 §7.1). */
const isEncrypted = (token: string) => token.split('.').length === 5;

/**
 * Whether a token is validated as a JWT: parts with dots between, the first a JSON object. It is read
 * as leniently as anyone might read it, so that no JWT is taken for an opaque token.
 */
export function looksLikeJwt(token: string): boolean {
  // `{"` in base64url.
  if (/^eyJ[^.]*\./.test(token)) return true;
  const dot = token.indexOf('.');
  if (dot < 0) return false;
  const start = Buffer.from(token.slice(0, dot), 'base64url').toString('utf8').trimStart();
  return start.startsWith('{');
}
