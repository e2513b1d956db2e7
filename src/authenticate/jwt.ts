/**
 * Takes a compact JWS apart (RFC 7515 §7.1) and checks its form and its header. Nothing that comes
 * out of here is proven; the signature comes next.
 */
import { isUtf8 } from 'node:buffer';
import { failed, Refusal } from '../errors';
import { isJsonObject, ownMember, parseUnambiguousJson } from '../http/json';

/** A JWT as it was sent, its signature not yet verified. */
export interface UnverifiedJwt {
  header: { alg: string; kid?: string | undefined; typ?: string | undefined };
  claims: Claims;
  /** What the signature is over: the first two parts and the dot between them. */
  signingInput: string;
  /** base64url */
  signature: string;
}

/**
 * The payload of a JWT. The registered claims have the types of RFC 7519 §4.1, but `sub` may be a
 * number too, and `scope` (RFC 8693 §4.2) an array.
 */
export interface Claims extends Record<string, unknown> {
  iss?: string;
  sub?: string | number;
  aud?: string | string[];
  scope?: string | string[];
  /** Seconds since the epoch, perhaps with a fraction (NumericDate, RFC 7519 §2). */
  exp?: number;
  nbf?: number;
  iat?: number;
}

/** The longest token that is looked at, in bytes. Headers of 15 kB are the platform's own limit. */
export const MAX_TOKEN_BYTES = 8192;

/**
 * Header parameters that bring a key of their own or change how the rest is read. Parameters that
 * only say where a key could be found (`jku`, `x5u`, `x5c`) are ignored: keys come from the settings.
 */
const REFUSED_PARAMETERS = ['crit', 'jwk', 'b64', 'enc', 'zip'];

/**
 * Parses a compact JWS whose payload is a set of claims.
 *
 * @throws Refusal with one of the codes of `invalid_token`
 */
export function parseJwt(token: string): UnverifiedJwt {
  requireShort(token);
  const parts = token.split('.');
  if (parts.length === 5) {
    throw new Refusal('token_encrypted', 'the token has five parts', failed('token', 5, 3));
  }
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || signature === undefined) {
    throw malformed('the token does not have three parts', 'token', parts.length, 3);
  }
  if (!isBase64Url(signature)) {
    throw malformed('the signature is not base64url', 'signature', undefined, 'base64url');
  }
  return {
    header: readHeader(header),
    claims: checkRegisteredClaims(decodeObject(payload, 'payload')),
    signingInput: token.slice(0, header.length + 1 + payload.length),
    signature,
  };
}

/**
 * Requires a token to be within the limit.
 *
 * @throws Refusal `token_too_large`
 */
export function requireShort(token: string): void {
  const bytes = Buffer.byteLength(token);
  if (bytes <= MAX_TOKEN_BYTES) return;
  throw new Refusal(
    'token_too_large',
    'the token is over the limit',
    failed('token', `${bytes} bytes`, `at most ${MAX_TOKEN_BYTES} bytes`),
  );
}

/**
 * Whether this is base64url without padding whose unused last bits are zero (RFC 4648 §3.5 and §5),
 * so that no two strings are the same token.
 */
function isBase64Url(text: string): boolean {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return false;
  const rest = text.length % 4;
  const last = text.at(-1) ?? '';
  return (
    rest === 0 ||
    (rest === 2 && 'AQgw'.includes(last)) ||
    (rest === 3 && 'AEIMQUYcgkosw048'.includes(last))
  );
}

function decodeObject(part: string, name: 'header' | 'payload'): Record<string, unknown> {
  if (!isBase64Url(part)) {
    throw malformed(`the ${name} is not base64url`, name, undefined, 'base64url');
  }
  const bytes = Buffer.from(part, 'base64url');
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`, name, undefined, 'UTF-8');
  let value: unknown;
  try {
    value = parseUnambiguousJson(bytes.toString('utf8'));
  } catch {
    const wanted = 'JSON with unique member names';
    throw malformed(`the ${name} is not ${wanted}`, name, undefined, wanted);
  }
  if (!isJsonObject(value)) {
    throw malformed(`the ${name} is not a JSON object`, name, value, 'a JSON object');
  }
  return value;
}

/** Headers that were read, by their text: the tokens of a key have the same one, byte for byte. */
const knownHeaders = new Map<string, UnverifiedJwt['header']>();
const MAX_KNOWN_HEADERS = 100;

function readHeader(part: string): UnverifiedJwt['header'] {
  let header = knownHeaders.get(part);
  if (!header) {
    header = Object.freeze(checkHeader(decodeObject(part, 'header')));
    // Whoever sends many different ones costs the others no more than reading theirs again.
    if (knownHeaders.size >= MAX_KNOWN_HEADERS) knownHeaders.clear();
    // A copy, since a part of the token keeps all of it in memory.
    knownHeaders.set(Buffer.from(part, 'latin1').toString('latin1'), header);
  }
  return header;
}

function checkHeader(header: Record<string, unknown>): UnverifiedJwt['header'] {
  for (const name of REFUSED_PARAMETERS) {
    if (!Object.hasOwn(header, name)) continue;
    throw new Refusal(
      'token_header_unsupported',
      `the header has the parameter ${name}`,
      failed(`header.${name}`, header[name], undefined),
    );
  }
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string') throw notString('alg', alg);
  if (kid !== undefined && typeof kid !== 'string') throw notString('kid', kid);
  if (typ !== undefined && typeof typ !== 'string') throw notString('typ', typ);
  return { alg, kid, typ };
}

const isString = (value: unknown) => typeof value === 'string';
const isStrings = (value: unknown) =>
  isString(value) || (Array.isArray(value) && value.every(isString));
const isStringOrNumber = (value: unknown) => isString(value) || Number.isFinite(value);

/** What the claims that this service reads must be, where they are present. */
const CLAIM_TYPES = Object.entries({
  iss: { is: isString, wanted: 'a string' },
  sub: { is: isStringOrNumber, wanted: 'a string' },
  jti: { is: isString, wanted: 'a string' },
  scope: { is: isStrings, wanted: 'a string, or an array of strings' },
  aud: { is: isStrings, wanted: 'a string, or an array of strings' },
  exp: { is: Number.isFinite, wanted: 'seconds since the epoch, as a number' },
  nbf: { is: Number.isFinite, wanted: 'seconds since the epoch, as a number' },
  iat: { is: Number.isFinite, wanted: 'seconds since the epoch, as a number' },
});

/**
 * Requires the registered claims to have their types (RFC 7519 §4.1). One that is null counts as
 * absent, since many libraries write so what they have not set.
 *
 * @param claims is changed: what is null in it is taken out
 * @throws Refusal `claim_invalid`
 */
export function checkRegisteredClaims(claims: Record<string, unknown>): Claims {
  for (const [name, { is, wanted }] of CLAIM_TYPES) {
    const value = ownMember(claims, name);
    if (value === undefined) continue;
    if (value === null) delete claims[name];
    else if (!is(value)) {
      throw new Refusal('claim_invalid', `${name} is of a wrong type`, failed(name, value, wanted));
    }
  }
  return claims;
}

/** Whether `typ` is one of these types, which are in lower case and without `application/`. */
export function hasTokenType(
  { typ }: { typ?: string | undefined },
  types: readonly string[],
): boolean {
  return typ !== undefined && types.includes(typ.toLowerCase().replace(/^application\//, ''));
}

/**
 * Requires the header parameter `typ`: absent, or one of an issuer's, in any case, with or without
 * `application/` (RFC 7515 §4.1.9).
 *
 * @param types in lower case, without `application/`
 * @throws Refusal `token_type_unsupported`
 */
export function requireTokenType(header: UnverifiedJwt['header'], types: readonly string[]): void {
  const { typ } = header;
  if (typ === undefined || hasTokenType(header, types)) return;
  throw new Refusal(
    'token_type_unsupported',
    'typ is not one of the types that are accepted',
    failed('header.typ', typ, types),
  );
}

const notString = (name: string, found: unknown) =>
  malformed(`${name} is not a string`, `header.${name}`, found, 'a string');

const malformed = (cause: string, check: string, found: unknown, wanted: unknown) =>
  new Refusal('token_malformed', cause, failed(check, found, wanted));
