/** One builder for every answer, so that none lacks a header that the others have. */
import { REFUSALS, type Refusal } from '../errors';

/** An answer, before the platform sends it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body: object;
}

/** Which pages may read an answer. */
export interface Cors {
  /** The value of `Access-Control-Allow-Origin`; undefined for none. */
  origin: string | undefined;
  /** Whether the browser may have sent cookies along; only for a listed origin. */
  credentials: boolean;
}

/**
 * Builds the answer for an outcome.
 *
 * @param outcome the body of a 200, or what was refused
 * @param requestId names the request in a refusal, as in the log
 */
export function buildAnswer(
  outcome: { granted: object } | { refused: Refusal },
  { origin, credentials }: Cors,
  requestId: string,
): Answer {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Origin',
    'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After',
    ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }),
    ...(credentials && { 'Access-Control-Allow-Credentials': 'true' }),
  };
  if ('granted' in outcome) return { status: 200, headers, body: outcome.granted };

  const { code, details } = outcome.refused;
  const { status } = REFUSALS[code];
  if (status === 401 || status === 403) headers['WWW-Authenticate'] = challenge(outcome.refused);
  if (status === 503) headers['Retry-After'] = String(details.retryAfterSeconds ?? 1);
  return { status, headers, body: refusalBody(outcome.refused, requestId) };
}

/** What a caller is told of a refusal. */
export function refusalBody({ code }: Refusal, requestId: string): object {
  const { error, sentence } = REFUSALS[code];
  return { error, code, error_description: sentence, requestId };
}

/** The challenge of RFC 6750 §3. It names no error to a caller who has sent no credential (§3.1). */
function challenge({ code, details }: Refusal): string {
  const { error, sentence } = REFUSALS[code];
  const parameters = ['realm="conversations"'];
  if (code !== 'missing_credential') {
    parameters.push(`error="${error}"`, `error_description="${sentence}"`);
  }
  if (details.scope !== undefined) parameters.push(`scope="${details.scope}"`);
  return `Bearer ${parameters.join(', ')}`;
}
