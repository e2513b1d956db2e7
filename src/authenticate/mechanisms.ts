/** Which kind of credential is this? Each kind has its own way to a caller, and none other counts. */
import { Refusal } from '../errors';
import type { Settings } from '../settings';
import { type AuthenticationRuntime, authenticate, type Caller } from '.';
import { authenticateBackend, isBackendToken } from './backend';
import { findCookie } from './cookie';
import { findOptionalCredential } from './credential';
import { MAX_TOKEN_BYTES } from './jwt';
import { type AskedIssuer, authenticateOpaque, confirm, type Lookups } from './opaque';

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
  const now = () => runtime.now() / 1000;
  return authenticateOpaque(token, asked as AskedIssuer, runtime.lookups, now);
}

/** Whether a token is to be judged as a JWT: parts with dots between, the first a JSON object. */
function looksLikeJwt(token: string): boolean {
  // `{` in base64url is e followed by one of w, x, y, z.
  return /^e[w-z][^.]*\./.test(token);
}
