/** One bounded request to the service. */
import { refusalOf } from './answer';
import { attempt, type Environment, type Stopwatch, stopwatch } from './environment';
import { TokenError } from './errors';

/** Sends requests, as the global `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Sends a form.
 *
 * @param cookies whether the browser sends its cookies along
 * @returns the body of a 200, and how long ago it was asked for
 * @throws TokenError
 */
export type Post = (
  url: string,
  form: Record<string, string>,
  cookies: boolean,
) => Promise<{ body: unknown; age: Stopwatch }>;

/** Milliseconds for everything, the body included. A function of Twilio's may take ten seconds. */
const LIMIT_MS = 15_000;
/** The longest `Retry-After` that is believed, in seconds. */
const LONGEST_RETRY_AFTER = 3600;

/** Sends forms, because they need no preflight request. */
export function poster(environment: Environment, given: Fetch | undefined): Post {
  const send = async (url: string, init: RequestInit) => {
    const response = await (given ?? (environment.fetch() as Fetch))(url, init);
    const body = await response.json().catch((error: Error) => {
      // Something else than JSON is an answer too; a connection that breaks off is none.
      if (error?.name !== 'SyntaxError') throw error;
    });
    return [response, body] as const;
  };

  return async (url, form, cookies) => {
    const age = stopwatch(environment);
    const aborter = environment.aborter();
    let answer: Awaited<ReturnType<typeof send>>;
    try {
      answer = await environment.within(
        LIMIT_MS,
        send(url, {
          method: 'POST',
          body: new URLSearchParams(form),
          // Unasked, the service would take a cookie of its own for a second credential.
          credentials: cookies ? 'include' : 'omit',
          // A credential is not handed on to another address.
          redirect: 'error',
          ...(aborter && { signal: aborter.signal }),
        }),
      );
    } catch (cause) {
      attempt(() => aborter?.abort());
      throw new TokenError('unavailable', 'No network, or the origin is not allowed.', { cause });
    }
    const [{ ok, status, headers }, body] = answer;
    if (ok) return { body, age };
    throw refusalOf(status, body, retryAfterOf(headers, environment.now()));
  };
}

/** Seconds (RFC 9110 §10.2.3: a number or a date); undefined if there is nothing to go by. */
function retryAfterOf(headers: Headers | undefined, nowMs: number): number | undefined {
  const value = headers?.get?.('Retry-After') ?? '';
  const given = Number(value) || (Date.parse(value) - nowMs) / 1000;
  return given > 0 ? Math.min(given, LONGEST_RETRY_AFTER) : undefined;
}
