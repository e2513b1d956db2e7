/**
 * Is this answer the service's own? What a gateway, a captive portal or another service answers says
 * nothing about the caller, whatever its status: it is treated like an outage.
 */
import type { AccessToken } from './access-token';
import { type Refusal, TokenError, type TokenErrorCode } from './errors';

/** The statuses of the service's own refusals that a program can act on. */
const CODES: Record<number, TokenErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  429: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * The body of a 200 of `/token`.
 *
 * @throws TokenError `answer_malformed`
 */
export function readAccessToken(body: unknown): AccessToken {
  const answer = Object(body) as AccessToken;
  const { token, identity, expiresIn, refreshAfter, serverTime, serviceSid, region } = answer;
  const isOwn =
    [token, identity, refreshAfter, serverTime, serviceSid, region].every(isText) &&
    Number.isFinite(expiresIn) &&
    expiresIn > 0 &&
    // NaN fails the comparison too.
    Date.parse(refreshAfter) >= Date.parse(serverTime);
  if (!isOwn) throw new TokenError('answer_malformed', 'The answer has no access token.');
  return answer;
}

/**
 * The body of a 200 of `/guest`.
 *
 * @throws TokenError `answer_malformed`
 */
export function readGuestTicket(body: unknown): string {
  const { guestTicket } = Object(body);
  if (isText(guestTicket)) return guestTicket;
  throw new TokenError('answer_malformed', 'The answer has no guest ticket.');
}

/**
 * What a status other than 200 means.
 *
 * @param retryAfter seconds, if the answer told
 */
export function refusalOf(
  status: number,
  body: unknown,
  retryAfter: number | undefined,
): TokenError {
  const refusal = Object(body) as Refusal;
  if ([refusal.error, refusal.code, refusal.error_description].every(isText)) {
    const code = CODES[status] ?? 'refused';
    return new TokenError(code, refusal.error_description, { status, refusal, retryAfter });
  }
  const code = status === 429 || status >= 500 ? 'unavailable' : 'answer_malformed';
  return new TokenError(code, `The answer has status ${status}, and is not from the service.`, {
    status,
    retryAfter,
  });
}
