/** What can go wrong between Twilio and a client, written down before it happens. */
import { errorBody } from './error';

/** One sort of trouble. It meets the first requests that fit. */
export interface Trouble {
  /** Default: any. */
  method?: 'GET' | 'POST' | 'DELETE';
  /** Of the path, without the query. Default: any. */
  path?: RegExp;
  /** The answer. Without one (and without `hang` or `reset`) the request is only delayed. */
  status?: number;
  /** Twilio's code in the body. Default: 20000 and the status, as in 20429 or 20503. */
  code?: number;
  /** A body that is not Twilio's, such as a gateway's. */
  text?: string;
  /** How many requests it meets. Default: 1. */
  times?: number;
  /** Seconds, for the header `Retry-After`. */
  retryAfter?: number;
  /** Milliseconds before anything is done or answered. */
  delayMs?: number;
  /** The work is done nevertheless: only the answer is lost. */
  after?: boolean;
  /** There is never an answer. */
  hang?: boolean;
  /** The connection breaks. */
  reset?: boolean;
}

/** Takes the first trouble that fits, once. Spent ones leave the list. */
export function takeTrouble(
  troubles: Trouble[],
  method: string,
  path: string,
): Trouble | undefined {
  const index = troubles.findIndex(
    (each) => (each.method ?? method) === method && (each.path?.test(path) ?? true),
  );
  const trouble = troubles[index];
  if (!trouble) return undefined;
  trouble.times = (trouble.times ?? 1) - 1;
  if (trouble.times <= 0) troubles.splice(index, 1);
  return trouble;
}

/** Status, headers and body of a trouble that has an answer. */
export function troubledAnswer({ status = 500, code, text, retryAfter }: Trouble) {
  const number = code ?? 20_000 + status;
  const names: Record<number, string> = { 429: 'Too Many Requests', 503: 'Service unavailable' };
  const body = errorBody(status, number, names[status] ?? 'Error');
  return {
    status,
    headers: {
      'content-type': text === undefined ? 'application/json' : 'text/html',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    text: text ?? JSON.stringify(body),
  };
}
