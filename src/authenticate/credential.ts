/**
 * Finds the bearer token in a request (RFC 6750 §2.1 and §2.2).
 *
 * All that arrives here is shaped by the caller, headers included: a query parameter can replace
 * the whole of them. So every shape is checked, and nothing is believed.
 */
import { Refusal } from '../errors';
import { isJsonObject, ownMember } from '../http/json';

/** The parts of a request that may carry a credential, as they came. */
export interface CredentialParts {
  /** Header names are lower-cased; a header that was sent twice is an array. */
  headers: unknown;
  /** Query parameters and body fields, which cannot be told apart. */
  fields: unknown;
}

/**
 * The token that the request presents, unverified; undefined if it presents none.
 *
 * @throws Refusal `credential_repeated` or `request_malformed`
 */
export function findOptionalCredential({ headers, fields }: CredentialParts): string | undefined {
  if (headers !== undefined && !isJsonObject(headers)) {
    throw new Refusal('request_malformed', 'the headers are no object');
  }
  const header = ownMember(headers, 'authorization');
  const field = isFormEncoded(ownMember(headers, 'content-type'))
    ? ownMember(fields, 'access_token')
    : undefined;
  for (const value of [header, field]) {
    if (Array.isArray(value)) throw repeated('a credential was sent twice in one place');
    if (value !== undefined && typeof value !== 'string') {
      throw new Refusal('request_malformed', 'a credential is no text');
    }
  }
  if (header !== undefined && field !== undefined) {
    throw repeated('a credential was sent in the header and in the form');
  }
  const token = header === undefined ? field : bearerToken(header as string);
  return (token as string | undefined) || undefined;
}

/** The token of an Authorization header, or undefined if it is of another scheme (RFC 7235 §2.1). */
function bearerToken(header: string): string | undefined {
  if (!/^bearer /i.test(header)) return undefined;
  const token = header.slice('bearer '.length).replace(/^ +/, '');
  // A server may join repeated headers with a comma, which no token can contain (RFC 9110 §5.3).
  if (token.includes(',')) throw repeated('the Authorization header is a list');
  return token;
}

/** Only a form body may carry a token: a query string ends in logs and histories (RFC 6750 §2.2). */
function isFormEncoded(contentType: unknown): boolean {
  return (
    typeof contentType === 'string' &&
    /^application\/x-www-form-urlencoded *(;|$)/i.test(contentType)
  );
}

const repeated = (cause: string) => new Refusal('credential_repeated', cause);
