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
    sentence: "Send the access token of the signed-in user as 'Authorization: Bearer <token>'.",
  },
  request_malformed: badRequest(
    'A header or field has an unexpected type. Send each one once, as a string.',
  ),
  credential_repeated: badRequest('More than one credential was sent. Send exactly one.'),
  token_too_large: badToken('The token is larger than 8192 bytes. Request one with fewer claims.'),
  token_malformed: badToken(
    'The token is not a well-formed signed JWT. Send it exactly as it was issued.',
  ),
  token_encrypted: badToken(
    'The token is encrypted, so this service cannot read it. Send a signed JWT instead.',
  ),
  token_type_unsupported: badToken(
    'Tokens of this type are not accepted. Send the access token of the signed-in user.',
  ),
  token_header_unsupported: badToken(
    'The token header has a parameter that is not accepted. Request a plain signed JWT.',
  ),
  token_bound: badToken('The token is bound to a key (cnf). Request a plain bearer token.'),
  algorithm_unsupported: badToken(
    'The signature algorithm is not supported. Tokens can be signed with RS256, ES256 or EdDSA.',
  ),
  algorithm_not_allowed: badToken(
    'The token is signed with an algorithm that is not accepted from its issuer. The operator can change which are.',
  ),
  key_unknown: badToken(
    'The issuer does not publish the key that signed this token. Sign in again.',
  ),
  key_ambiguous: badToken(
    'Several keys of the issuer fit this token. The issuer must name one of them in kid.',
  ),
  key_unusable: badToken(
    'The key that signed this token is too weak or not valid. The issuer must use another one.',
  ),
  signature_invalid: badToken(
    'The signature of the token is not valid. Request a new token from the issuer that this app uses.',
  ),
  token_inactive: badToken(
    'The token is not active: it was revoked, has expired, or is not known. Request a new one.',
  ),
  issuer_mismatch: badToken('The token was issued by someone else. Sign in through this app.'),
  audience_mismatch: badToken(
    'The token is for a different audience. Request one for this service.',
  ),
  claim_mismatch: badToken(
    'A claim of the token does not have the required value. Check that it is the right kind of token.',
  ),
  token_expired: badToken('The token has expired. Request a new one and try again.'),
  token_not_yet_valid: badToken(
    'The token is not valid yet. The clock of its issuer may be wrong.',
  ),
  claim_invalid: badToken(
    'A standard claim is missing or has an unexpected type. Times are numbers of seconds.',
  ),
  insufficient_scope: {
    error: 'insufficient_scope',
    status: 403,
    sentence: 'The token does not have a required scope. Sign in again and request it.',
  },
  origin_not_allowed: {
    error: 'origin_not_allowed',
    status: 403,
    sentence: 'Pages of this origin cannot request tokens. The operator can allow it.',
  },
  identity_claim_missing: unusableIdentity(
    'The token does not have the claim that identifies its user.',
  ),
  identity_claim_invalid: unusableIdentity(
    'The claim that identifies the user is blank, has an unexpected type, or is not usable as a name.',
  ),
  identity_too_long: unusableIdentity(
    'The claim that identifies the user makes an identity of more than 256 characters.',
  ),
  email_unverified: unusableIdentity(
    'The email address is not verified. Verify it, then sign in again.',
  ),
  backend_identity_missing: badRequest('The backend must name the user in the field identity.'),
  backend_in_browser: {
    error: 'access_denied',
    status: 403,
    sentence: 'A backend token was sent by a browser. Replace it immediately.',
  },
  lifetime_not_allowed: {
    error: 'access_denied',
    status: 403,
    sentence: 'This backend cannot choose the lifetime. Omit the field lifetime.',
  },
  role_not_allowed: {
    error: 'access_denied',
    status: 403,
    sentence: 'This backend cannot choose this role. Omit the field role.',
  },
  no_rule_matched: {
    error: 'access_denied',
    status: 403,
    sentence: 'This user does not have access to the chat. The operator can grant it.',
  },
  denied_by_rule: {
    error: 'access_denied',
    status: 403,
    sentence: 'This user is denied access to the chat. The operator can grant it.',
  },
  rule_claim_unusable: {
    error: 'access_denied',
    status: 403,
    sentence: 'The token does not have a claim that permissions depend on.',
  },
  twilio_unavailable: {
    error: 'issuer_unavailable',
    status: 503,
    sentence: 'Permissions could not be set at Twilio. Try again after the time in Retry-After.',
  },
  guest_ticket_invalid: badRequest(
    'The field guestTicket does not have a valid ticket, or no user is signed in. Try again without it.',
  ),
  challenge_missing: badRequest(
    'A challenge is required. Send the response of its widget in the field challenge.',
  ),
  challenge_failed: {
    error: 'access_denied',
    status: 403,
    sentence: 'The challenge was failed, or was used before. Try a new one.',
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
