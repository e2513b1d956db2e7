/**
 * Trusted backends: servers that have authenticated their user themselves and name the identity. They
 * show an API token of which only the digest is configured.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { failed, Refusal } from '../errors';
import { isJsonObject, ownMember } from '../http/json';
import type { BackendCaller } from './caller';

/** The claim that holds the identity a backend names. */
export const BACKEND_CLAIM = 'identity';

/** The shortest token that can match. */
export const MIN_BACKEND_TOKEN_LENGTH = 32;

/** What the tokens made by this project begin with; none of them is ever sent to an issuer. */
export const BACKEND_TOKEN_PREFIX = 'backend_';

/**
 * Headers that every browser sends and no server does. `Sec-Fetch-Mode` is not one of them: the fetch
 * of Node.js sends it too (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
 */
const BROWSER_HEADERS = ['origin', 'sec-fetch-site', 'sec-fetch-dest'];

/** Which backends are trusted. */
export interface BackendRules {
  /** SHA-256 digests of their tokens, in lower-case hexadecimal. */
  digests: readonly string[];
}

/**
 * Whether a token is of a backend. All digests are compared, each in constant time.
 *
 * @throws Refusal `token_inactive` for a token that is made for a backend and matches none
 */
export function isBackendToken(token: string, { digests }: BackendRules): boolean {
  const digest = createHash('sha256').update(token).digest();
  const matches = digests.filter((each) => timingSafeEqual(Buffer.from(each, 'hex'), digest));
  if (matches.length > 0 && token.length >= MIN_BACKEND_TOKEN_LENGTH) return true;
  if (!token.startsWith(BACKEND_TOKEN_PREFIX)) return false;
  throw new Refusal(
    'token_inactive',
    'the backend token matches no digest',
    failed('token', digest.toString('hex'), digests),
  );
}

/**
 * The caller that a backend speaks for.
 *
 * @param headers as they came
 * @param fields as they came; `identity` names the user
 * @throws Refusal `backend_in_browser` or `backend_identity_missing`
 */
export function authenticateBackend<Backend extends BackendRules>(
  headers: unknown,
  fields: unknown,
  entry: Backend,
): BackendCaller<Backend> {
  // A page that has such a token lets any user be any other.
  const sign = BROWSER_HEADERS.find(
    (name) => isJsonObject(headers) && Object.hasOwn(headers, name),
  );
  if (sign !== undefined) {
    throw new Refusal(
      'backend_in_browser',
      'a backend token came from a browser',
      failed(`header.${sign}`, ownMember(headers, sign), undefined),
    );
  }
  const identity = ownMember(fields, 'identity');
  if (typeof identity !== 'string' || identity === '') {
    throw new Refusal(
      'backend_identity_missing',
      'the field identity is missing',
      failed('identity', identity, 'a string'),
    );
  }
  return {
    kind: 'backend',
    entry,
    claims: { [BACKEND_CLAIM]: identity },
    expiresAtSeconds: Number.POSITIVE_INFINITY,
  };
}
