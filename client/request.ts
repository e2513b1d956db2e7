/** One request to the service, and what its answer means. */
import { type Environment, type Stopwatch, stopwatch } from './environment';
import { type Refusal, TokenError, type TokenErrorCode } from './errors';

/** Sends requests, as the global `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Sends a form.
 *
 * @returns what came back, and how long ago it was asked for
 * @throws TokenError
 */
export type Post = (
  url: string,
  form: Record<string, string>,
) => Promise<{ body: unknown; age: Stopwatch }>;

/** Milliseconds. A function of Twilio's may take ten seconds. */
const TIMEOUT = 15_000;

/** The statuses that mean something to a program. Any other is for a human being to look into. */
const CODES: Record<number, TokenErrorCode> = {
  401: 'unauthorized',
  403: 'forbidden',
  429: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** Sends forms, because they need no preflight request. */
export function poster(environment: Environment, fetch: Fetch = globalThis.fetch): Post {
  return async (url, form) => {
    const age = stopwatch(environment);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(form),
        // The service would take a cookie of its own for a second credential.
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      body = await response.json().catch((error) => {
        // No JSON is an answer too; a connection that breaks off is none.
        if (error.name !== 'SyntaxError') throw error;
      });
    } catch (cause) {
      throw new TokenError(
        'unavailable',
        'No network, or the token service does not allow this origin.',
        { cause },
      );
    }
    if (response.ok) return { body, age };
    const refusal = Object(body).code ? (body as Refusal) : undefined;
    const { status } = response;
    throw new TokenError(
      CODES[status] ?? 'refused',
      refusal?.error_description ?? `The answer has status ${status}.`,
      { status, refusal, retryAfter: Number(response.headers.get('Retry-After')) || undefined },
    );
  };
}
