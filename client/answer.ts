/**
 * Is this answer the service's own? What a gateway, a captive portal or another service answers says
 * nothing about the caller, whatever its status: it is treated like an outage.
 */
import type { AccessToken } from './access-token';
import { type Refusal, TokenError, type TokenErrorCode } from './errors';

const OWN_CODES: Record<number, TokenErrorCode> = { 401: 'unauthorized', 403: 'forbidden' };

const malformed = (status?: number, retryAfter?: number) => {
  const code = status && (status === 429 || status >= 500) ? 'unavailable' : 'answer_malformed';
  return new TokenError(code, 'The answer is not from the service.', { status, retryAfter });
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
    expiresIn > 0 &&
    // NaN fails the comparison too.
    Date.parse(refreshAfter) >= Date.parse(serverTime);
  if (!isOwn) throw malformed();
  return answer;
}

/**
 * The body of a 200 of `/guest`.
 *
 * @throws TokenError `answer_malformed`
 */
export function readGuestTicket(body: unknown): string {
  const { guestTicket } = Object(body);
  if (!isText(guestTicket)) throw malformed();
  return guestTicket;
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
    const code = OWN_CODES[status] ?? (status === 429 || status > 500 ? 'unavailable' : 'refused');
    return new TokenError(code, refusal.error_description, { status, refusal, retryAfter });
  }
  return malformed(status, retryAfter);
}
