/**
 * Finds the credential of a request: a bearer token (RFC 6750 §2.1 and §2.2), or whatever is in the
 * header or cookies that the settings name.
 *
 * All that arrives here is shaped by the caller, headers included: a query parameter can replace
 * the whole of them. So every shape is checked, and nothing is believed.
 */
import { Refusal } from '../errors';
import { isJsonObject, ownMember } from '../http/json';
import { type Cookies, findCookies } from './cookie';

/** The parts of a request that may carry a credential, as they came. */
export interface CredentialParts {
  /** Header names are lower-cased; a header that was sent twice is an array. */
  headers: unknown;
  /** Cookies by name. */
  cookies: unknown;
  /** Query parameters and body fields, which cannot be told apart. */
  fields: unknown;
}

/** Where a credential may be, apart from `Authorization: Bearer` and a form. */
export interface CredentialPlaces {
  /** The name of a header that has the bare token, in lower case; `authorization` adds nothing. */
  header: string;
  /** The names of cookies. The first of them that a request has is its credential. */
  cookies: readonly string[];
}

/** A credential, unverified. */
export interface Credential {
  token: string;
  from: 'header' | 'form' | 'cookie';
  /** Of a credential from a cookie: all cookies that the settings name, with their chunks. */
  cookies?: Cookies;
}

const STANDARD_PLACES: CredentialPlaces = { header: 'authorization', cookies: [] };

/**
 * The credential that a request presents; undefined if it presents none.
 *
 * @throws Refusal `credential_repeated`, `request_malformed`, or `origin_not_allowed` for a cookie
 * that the page of another site sent along
 */
export function findCredential(
  request: CredentialParts,
  places: CredentialPlaces = STANDARD_PLACES,
): Credential | undefined {
  const sent = findSent(request, places.header);
  const kept = places.cookies.length > 0 ? findCookies(request, places.cookies) : undefined;
  if (!kept) return sent;
  if (!sent) return { token: kept.token, from: 'cookie', cookies: kept.cookies };
  if (sent.token !== kept.token) throw repeated('the cookie has another credential');
  return sent;
}

/** A credential that the caller sends on purpose: in a header or in a form. */
function findSent({ headers, fields }: CredentialParts, name: string): Credential | undefined {
  if (headers !== undefined && !isJsonObject(headers)) {
    throw new Refusal('request_malformed', 'the headers are not an object');
  }
  const standard = ownMember(headers, 'authorization');
  const special = name === 'authorization' ? undefined : ownMember(headers, name);
  const field = isFormEncoded(ownMember(headers, 'content-type'))
    ? ownMember(fields, 'access_token')
    : undefined;
  for (const value of [standard, special, field]) {
    if (Array.isArray(value)) throw repeated('a credential was sent twice in one place');
    if (value !== undefined && typeof value !== 'string') {
      throw new Refusal('request_malformed', 'a credential is not a string');
    }
  }
  if (field !== undefined && (standard !== undefined || special !== undefined)) {
    throw repeated('a credential was sent in a header and in the form');
  }
  if (field !== undefined)
    return field === '' ? undefined : { token: field as string, from: 'form' };
  const bearer = bearerToken(standard) || undefined;
  const bare = bareToken(special) || undefined;
  if (bearer !== undefined && bare !== undefined && bearer !== bare) {
    throw repeated('two headers have different credentials');
  }
  const token = bearer ?? bare;
  return token === undefined ? undefined : { token, from: 'header' };
}

/** The token of an Authorization header, or undefined if it is of another scheme (RFC 7235 §2.1). */
function bearerToken(header: unknown): string | undefined {
  if (typeof header !== 'string' || !/^bearer /i.test(header)) return undefined;
  return bareToken(header.slice('bearer '.length).replace(/^ +/, ''));
}

/** A header that has nothing but a token. */
function bareToken(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  // A server may join repeated headers with a comma, which no token can contain (RFC 9110 §5.3).
  if (header.includes(',')) throw repeated('a header with a credential is a list');
  return header;
}

/** Only a form body may carry a token: a query string ends in logs and histories (RFC 6750 §2.2). */
function isFormEncoded(contentType: unknown): boolean {
  return (
    typeof contentType === 'string' &&
    /^application\/x-www-form-urlencoded *(;|$)/i.test(contentType)
  );
}

const repeated = (cause: string) => new Refusal('credential_repeated', cause);
