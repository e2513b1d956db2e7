/**
 * Every way in which a request can be refused: its stable code, its HTTP status, and the sentence
 * that the caller reads. The private cause stands beside it, for the log alone.
 */

/** The coarse `error` member of a refusal: RFC 6750 §3.1, and this service's own beside it. */
export type ErrorName =
  | 'missing_credential'
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'access_denied'
  | 'identity_unusable'
  | 'origin_not_allowed'
  | 'not_found'
  | 'issuer_unavailable'
  | 'server_misconfigured';

interface RefusalKind {
  error: ErrorName;
  status: 400 | 401 | 403 | 404 | 500 | 503;
  /** `error_description`: what is wrong and what to do. Names no setting and no value. */
  sentence: string;
}

const badRequest = (sentence: string) =>
  ({ error: 'invalid_request', status: 400, sentence }) as const satisfies RefusalKind;
const badToken = (sentence: string) =>
  ({ error: 'invalid_token', status: 401, sentence }) as const satisfies RefusalKind;
const unusableIdentity = (sentence: string) =>
  ({ error: 'identity_unusable', status: 403, sentence }) as const satisfies RefusalKind;

/**
 * The table of refusals, by code. `docs/errors.md` has a row for each. Characters stay within those
 * that RFC 6750 §3 allows in `error_description` (no double quote, no backslash, ASCII).
 */
export const REFUSALS = {
  missing_credential: {
    error: 'missing_credential',
    status: 401,
    sentence: "Send the token of your login as 'Authorization: Bearer <token>'.",
  },
  request_malformed: badRequest(
    'A header or field has an unexpected shape. Send each once, as plain text.',
  ),
  credential_repeated: badRequest('More than one credential was sent. Send exactly one.'),
  token_too_large: badToken(
    'The token is over 8192 bytes. Ask your login for one with fewer claims.',
  ),
  token_malformed: badToken(
    'The token is no well-formed signed JWT. Send it whole, as it was issued.',
  ),
  token_encrypted: badToken(
    'The token is encrypted. Name an audience when logging in, to get a signed JWT.',
  ),
  token_type_unsupported: badToken(
    'Tokens of this type are not accepted. Send an access token or ID token.',
  ),
  token_header_unsupported: badToken(
    'The header of the token has a parameter that is not accepted.',
  ),
  token_bound: badToken(
    'The token is bound to a key (cnf). Ask your login for a plain bearer token.',
  ),
  algorithm_unsupported: badToken(
    'The signature algorithm is not supported. Let your login sign with RS256, ES256 or EdDSA.',
  ),
  algorithm_not_allowed: badToken(
    'The signature algorithm is not one that is accepted from this issuer.',
  ),
  key_unknown: badToken('The issuer publishes no key that fits this token. Log in again.'),
  key_ambiguous: badToken(
    'Several keys of the issuer fit this token. The issuer must name one in kid.',
  ),
  key_unusable: badToken(
    'The key of this token is too weak or not valid. The issuer must use another.',
  ),
  signature_invalid: badToken('The signature of the token does not verify. Log in again.'),
  token_inactive: badToken('The token was revoked or has ended. Get a fresh one and try again.'),
  issuer_mismatch: badToken('The token is of another issuer. Log in at the login of this app.'),
  audience_mismatch: badToken(
    'The token is for another audience. Ask your login for one for this service.',
  ),
  claim_mismatch: badToken(
    'A claim of the token does not have the value that this service requires. Send the right kind of token.',
  ),
  token_expired: badToken('The token has expired. Get a fresh one from your login and try again.'),
  token_not_yet_valid: badToken('The token is not valid yet. Check the clock of its issuer.'),
  claim_invalid: badToken(
    'A claim is missing or of an unexpected type. exp is required, and times are in seconds.',
  ),
  insufficient_scope: {
    error: 'insufficient_scope',
    status: 403,
    sentence: 'The token lacks a required scope. Log in again and ask for it.',
  },
  origin_not_allowed: {
    error: 'origin_not_allowed',
    status: 403,
    sentence: 'Pages of this origin may not ask for tokens. The operator can allow it.',
  },
  identity_claim_missing: unusableIdentity(
    'The token lacks the claim that names its user. Let your login include it.',
  ),
  identity_claim_invalid: unusableIdentity(
    'The claim that names the user is blank or has characters that it may not have.',
  ),
  identity_too_long: unusableIdentity(
    'The claim that names the user makes an identity of over 256 characters.',
  ),
  email_unverified: unusableIdentity(
    'The e-mail address is not verified. Verify it at your login, then log in again.',
  ),
  backend_identity_missing: badRequest('A backend must name the user in the field identity.'),
  backend_in_browser: {
    error: 'access_denied',
    status: 403,
    sentence: 'The token of a backend came from a browser. Replace it at once.',
  },
  lifetime_not_allowed: {
    error: 'access_denied',
    status: 403,
    sentence: 'This backend may not choose the lifetime. Leave the field lifetime out.',
  },
  role_not_allowed: {
    error: 'access_denied',
    status: 403,
    sentence: 'This backend may not choose this role. Leave the field role out.',
  },
  no_rule_matched: {
    error: 'access_denied',
    status: 403,
    sentence: 'This login gives no access to the chat. The operator can grant it.',
  },
  denied_by_rule: {
    error: 'access_denied',
    status: 403,
    sentence: 'Access to the chat is refused to this user. The operator can grant it.',
  },
  rule_claim_unusable: {
    error: 'access_denied',
    status: 403,
    sentence: 'The token lacks a claim that permissions depend on. Let your login include it.',
  },
  twilio_unavailable: {
    error: 'issuer_unavailable',
    status: 503,
    sentence: 'Permissions could not be set at Twilio. Try again after the time in Retry-After.',
  },
  guest_ticket_invalid: badRequest(
    'The field guestTicket has no valid ticket, or came without a login. Ask again without it.',
  ),
  challenge_missing: badRequest(
    'A challenge must be passed. Send what its widget returns as the field challenge.',
  ),
  challenge_failed: {
    error: 'access_denied',
    status: 403,
    sentence: 'The challenge was not passed, or counted before. Try a new one.',
  },
  challenge_unavailable: {
    error: 'issuer_unavailable',
    status: 503,
    sentence: 'The challenge could not be checked. Try again after the time in Retry-After.',
  },
  guests_off: {
    error: 'not_found',
    status: 404,
    sentence: 'There are no guests here. Log in first.',
  },
  issuer_unavailable: {
    error: 'issuer_unavailable',
    status: 503,
    sentence: 'The login could not be asked. Try again after the time in Retry-After.',
  },
  server_misconfigured: {
    error: 'server_misconfigured',
    status: 500,
    sentence: 'The service is not configured correctly. Its log has the reason.',
  },
  unexpected_error: {
    error: 'server_misconfigured',
    status: 500,
    sentence: 'The service failed. Its log has more under the requestId.',
  },
} as const satisfies Record<string, RefusalKind>;

/** The stable, fine `code` of a refusal. */
export type RefusalCode = keyof typeof REFUSALS;

/** A check that failed, as data. */
export interface FailedCheck {
  /** What was checked: a claim (`aud`), a header parameter (`header.alg`), `signature`, `rule`… */
  check: string;
  /** What the credential has; undefined if it has nothing there. */
  found: unknown;
  /** What would have passed. */
  wanted: unknown;
}

/** The details of a refusal by one check. */
export function failed(check: string, found: unknown, wanted: unknown): { check: FailedCheck } {
  return { check: { check, found, wanted } };
}

/** What accompanies a refusal. */
export interface RefusalDetails {
  /** Seconds after which another try makes sense, sent as `Retry-After`; at least 1. */
  retryAfterSeconds?: number;
  /** The scopes that were wanted, space-separated, named in the challenge (RFC 6750 §3). */
  scope?: string;
  /** The name of the rule that refused. */
  rule?: string;
  /** The check that failed, for tools. May have personal data in it: never logged, never answered. */
  check?: FailedCheck;
}

/**
 * The one error that the steps throw for a request that is not granted.
 *
 * `message` is the private cause. It goes to the log, so it never has a token, a secret or personal
 * data in it, and it never goes to the caller.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, cause: string, details: RefusalDetails = {}) {
    super(cause);
    this.code = code;
    this.details = details;
  }

  /** Makes a refusal of anything that was thrown; what is no refusal becomes `unexpected_error`. */
  static of(thrown: unknown): Refusal {
    if (thrown instanceof Refusal) return thrown;
    // The message of a foreign error may quote what it choked on, so only its kind is kept.
    const kind = thrown instanceof Error ? thrown.name : typeof thrown;
    return new Refusal('unexpected_error', `a step failed with ${kind}`);
  }
}
