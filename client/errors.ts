/** Everything that can go wrong between a page and its access token, as one error with codes. */

/**
 * What kind of thing went wrong. Stable.
 *
 * | Code | Meaning | What to do |
 * |---|---|---|
 * | `not_logged_in` | no user is signed in, or another one than before, and there are no guests | sign in, then ask again |
 * | `bearer_failed` | `bearer` threw or did not answer; see `cause` | what the identity provider says |
 * | `challenge_failed` | `challenge` threw; see `cause` | let the user try again |
 * | `unauthorized` | 401, also with a fresh bearer token | sign in again |
 * | `forbidden` | 403: this user or this page is not allowed | see `refusal` |
 * | `unavailable` | 503, 429, a gateway, or no network, after several attempts | ask again later |
 * | `refused` | any other refusal: a mistake of the app or of the operator | see `refusal` |
 * | `answer_malformed` | an answer that is not from this service | check the `url`, or the network |
 * | `twilio_refused` | Twilio refuses fresh tokens; see `twilioCode` | check key, service and region |
 * | `twilio_failed` | the SDK's Client could not be created or initialized | open again later |
 * | `closed` | `close()` or `clear()` came first, or the user has changed | nothing |
 */
export type TokenErrorCode =
  | 'not_logged_in'
  | 'bearer_failed'
  | 'challenge_failed'
  | 'unauthorized'
  | 'forbidden'
  | 'unavailable'
  | 'refused'
  | 'answer_malformed'
  | 'twilio_refused'
  | 'twilio_failed'
  | 'closed';

/** A refusal in the words of the service; its documentation has a table of all codes. */
export interface Refusal {
  readonly error: string;
  /** Finer than `error`, and as stable. */
  readonly code: string;
  readonly error_description: string;
  /** Names the line of the service's log that tells the cause. */
  readonly requestId: string;
}

/** What an error may have besides its code. */
export interface TokenErrorDetails {
  readonly status?: number | undefined;
  readonly refusal?: Refusal | undefined;
  readonly retryAfter?: number | undefined;
  readonly twilioCode?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The one error of this library.
 *
 * @example
 * try {
 *   await connection.open();
 * } catch (error) {
 *   if (error instanceof TokenError && error.code === 'unauthorized') location.assign('/login');
 *   else throw error;
 * }
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;
  /** The HTTP status, if there was an answer. */
  declare readonly status?: number | undefined;
  /** What the service answered, if it did. */
  declare readonly refusal?: Refusal | undefined;
  /** Seconds after which another try makes sense, if the answer told. */
  declare readonly retryAfter?: number | undefined;
  /** Twilio's error code, for instance 20104. */
  declare readonly twilioCode?: number | undefined;

  constructor(code: TokenErrorCode, message: string, details: TokenErrorDetails = {}) {
    super(message);
    this.code = code;
    Object.assign(this, details);
  }

  /** Whether the same request may succeed later without any user or operator doing anything. */
  get retriable(): boolean {
    const { code, status = 0 } = this;
    // A 500 of the service says that its configuration is wrong, and nothing about the caller.
    return /^(unavailable|bearer_failed|answer_malformed)$/.test(code) || status >= 500;
  }
}

/** The error itself, or one that says that something unexpected was thrown. */
export const asTokenError = (error: unknown): TokenError =>
  error instanceof TokenError
    ? error
    : new TokenError('unavailable', 'See cause.', { cause: error });

/** What a promise rejects with whose question was overtaken. */
export const closedError = (): TokenError => new TokenError('closed', 'Closed.');
