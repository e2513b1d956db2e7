/** Everything that can go wrong between a page and its access token, as one error with codes. */

/**
 * What kind of thing went wrong. Stable.
 *
 * | Code | Meaning | What to do |
 * |---|---|---|
 * | `not_logged_in` | `bearer` gave nothing, and there are no guests | log in, then ask again |
 * | `bearer_failed` | `bearer` threw; see `cause` | whatever the login says |
 * | `unauthorized` | 401, also with a fresh bearer token | log in again |
 * | `forbidden` | 403: this user, or this page, may not | see `refusal` |
 * | `unavailable` | 503, 429, a gateway, or no network, after several tries | ask again later |
 * | `refused` | any other refusal: a mistake of the app or of the operator | see `refusal` |
 * | `answer_malformed` | an answer, but none of this service's | check the `url` |
 * | `twilio_refused` | Twilio refuses fresh tokens; see `twilioCode` | check key, service and region |
 * | `twilio_failed` | the SDK's Client could not be initialized | open again later |
 * | `closed` | `close()` or `clear()` came first | nothing |
 */
export type TokenErrorCode =
  | 'not_logged_in'
  | 'bearer_failed'
  | 'unauthorized'
  | 'forbidden'
  | 'unavailable'
  | 'refused'
  | 'answer_malformed'
  | 'twilio_refused'
  | 'twilio_failed'
  | 'closed';

/** A refusal, as the service words it; its documentation has a table of all codes. */
export interface Refusal {
  readonly error: string;
  /** Finer than `error`, and as stable. */
  readonly code: string;
  readonly error_description: string;
  /** Names the line of the service's log that tells the cause. */
  readonly requestId: string;
}

/** What may stand beside a code. */
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
  /** What the service said, if it said something. */
  declare readonly refusal?: Refusal | undefined;
  /** Seconds after which another try makes sense, if the service told. */
  declare readonly retryAfter?: number | undefined;
  /** Twilio's error code, for instance 20104. */
  declare readonly twilioCode?: number | undefined;

  constructor(code: TokenErrorCode, message: string, details: TokenErrorDetails = {}) {
    super(message);
    this.code = code;
    Object.assign(this, details);
  }

  /** Whether the same request may succeed later without anybody doing anything. */
  get retriable(): boolean {
    return this.code === 'unavailable' || this.code === 'bearer_failed';
  }
}
