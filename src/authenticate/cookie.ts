/** A credential in a cookie, for functions that are reached through the app's own domain. */
import { Refusal } from '../errors';
import { ownMember } from '../http/json';

/** The parts of a request that matter for a cookie, as they came. */
export interface CookieParts {
  headers: unknown;
  cookies: unknown;
}

/**
 * The credential in a cookie; undefined if there is none. Browsers send cookies along with requests
 * that other sites make, so one that shows a foreign site is refused. (The list of origins, which has
 * been checked before, refuses a foreign `Origin`.)
 *
 * @param name of the cookie
 * @throws Refusal `request_malformed` or `origin_not_allowed`
 */
export function findCookie({ headers, cookies }: CookieParts, name: string): string | undefined {
  const value = ownMember(cookies, name);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Refusal('request_malformed', 'the cookie is no text');
  const site = ownMember(headers, 'sec-fetch-site');
  if (site !== undefined && !['same-origin', 'same-site', 'none'].includes(site as string)) {
    throw new Refusal('origin_not_allowed', 'another site made the request with the cookie');
  }
  return value;
}
