/** Which pages may call the service (the CORS protocol, https://fetch.spec.whatwg.org/#http-cors-protocol). */
import { Refusal } from '../errors';

/** The origins whose pages may ask for tokens. */
export type AllowedOrigins = 'any' | readonly string[];

/**
 * Checks the origin of a request. This does not protect tokens, because a client other than a browser
 * can send any origin. It keeps other sites from using this service in their visitors' browsers.
 *
 * @param origin the Origin header as it came; undefined if there is none, so not from a page
 * @returns the value of `Access-Control-Allow-Origin`; undefined if none is needed
 * @throws Refusal `origin_not_allowed`
 */
export function allowOrigin(origin: unknown, allowed: AllowedOrigins): string | undefined {
  if (allowed === 'any') return '*';
  if (origin === undefined) return undefined;
  const found = allowed.find((name) => name === origin);
  if (found === undefined) {
    throw new Refusal('origin_not_allowed', 'the origin is not in the list');
  }
  return found;
}
