/** A credential in a cookie, for functions that are reached through the app's own domain. */
import { Refusal } from '../errors';
import { ownMember } from '../http/json';

/** The parts of a request that matter for a cookie, as they came. */
export interface CookieParts {
  headers: unknown;
  cookies: unknown;
}

/** Cookies by name, in the order of the settings, with their values as the platform decodes them. */
export type Cookies = readonly (readonly [name: string, value: string])[];

/** What the cookies of a request have. */
export interface FoundCookies {
  /** The first of the cookies; of one in chunks, all chunks together. */
  token: string;
  cookies: Cookies;
}

/**
 * Finds the cookies that may have the credential. A cookie that was too long for a browser is in
 * chunks `name.0`, `name.1` and so on, as Auth.js and Supabase write them.
 *
 * Browsers send cookies along with requests that other sites make, so a request that shows a foreign
 * site is refused. (The list of origins, which has been checked before, refuses a foreign `Origin`.)
 *
 * @param names of the cookies
 * @returns undefined if the request has none of them
 * @throws Refusal `request_malformed` or `origin_not_allowed`
 */
export function findCookies(
  { headers, cookies }: CookieParts,
  names: readonly string[],
): FoundCookies | undefined {
  const found = names.map((name) => {
    const whole = readCookie(cookies, name);
    return whole === undefined ? readChunks(cookies, name) : [[name, whole] as const];
  });
  const first = found.find((parts) => parts.length > 0);
  if (!first) return undefined;
  const site = ownMember(headers, 'sec-fetch-site');
  if (site !== undefined && !['same-origin', 'same-site', 'none'].includes(site as string)) {
    throw new Refusal('origin_not_allowed', 'another site made the request with the cookie', {
      check: { check: 'header.sec-fetch-site', found: site, wanted: ['same-origin', 'same-site'] },
    });
  }
  return { token: first.map(([, value]) => value).join(''), cookies: found.flat() };
}

function readChunks(cookies: unknown, name: string): Cookies {
  const chunks: [string, string][] = [];
  for (;;) {
    const chunk = `${name}.${chunks.length}`;
    const value = readCookie(cookies, chunk);
    if (value === undefined) return chunks;
    chunks.push([chunk, value]);
  }
}

function readCookie(cookies: unknown, name: string): string | undefined {
  const value = ownMember(cookies, name);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Refusal('request_malformed', 'a cookie is not a string');
  return value;
}
