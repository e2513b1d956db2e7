/**
 * Takes a compact JWS apart (RFC 7515 §7.1) and checks its form and its header. Nothing that comes
 * out of here is proven; the signature comes next.
 */
import { isUtf8 } from 'node:buffer';
import { Refusal } from '../errors';
import { isJsonObject, ownMember, parseUnambiguousJson } from '../http/json';

/** A JWT as it was sent, its signature not yet verified. */
export interface UnverifiedJwt {
  /** The compact form, as it was sent. */
  token: string;
  header: { alg: string; kid?: string; typ?: string };
  claims: Claims;
  /** What the signature is over: the first two parts and the dot between them. */
  signingInput: string;
  /** base64url */
  signature: string;
}

/** The payload of a JWT. The registered claims have the types of RFC 7519 §4.1. */
export interface Claims extends Record<string, unknown> {
  iss?: string;
  sub?: string;
  jti?: string;
  scope?: string;
  /** Seconds since the epoch, perhaps with a fraction (NumericDate, RFC 7519 §2). */
  exp?: number;
  nbf?: number;
  iat?: number;
}

/** The longest token that is looked at, in bytes. Headers of 15 kB are the platform's own limit. */
export const MAX_TOKEN_BYTES = 8192;

// Parameters that bring a key of their own or change how the rest is to be read. None is needed.
const REFUSED_PARAMETERS = ['crit', 'jwk', 'jku', 'x5c', 'x5u', 'b64', 'enc', 'zip'];

/**
 * Parses a compact JWS whose payload is a set of claims.
 *
 * @throws Refusal with one of the codes of `invalid_token`
 */
export function parseJwt(token: string): UnverifiedJwt {
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) {
    throw new Refusal('token_too_large', 'the token is over the limit');
  }
  const parts = token.split('.');
  if (parts.length === 5) throw new Refusal('token_encrypted', 'the token has five parts');
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || signature === undefined) {
    throw malformed('the token has not three parts');
  }
  if (!isBase64Url(signature)) throw malformed('the signature is not base64url');
  return {
    token,
    header: checkHeader(decodeObject(header, 'header')),
    claims: checkRegisteredClaims(decodeObject(payload, 'payload')),
    signingInput: token.slice(0, header.length + 1 + payload.length),
    signature,
  };
}

/**
 * Whether this is base64url without padding whose unused last bits are zero (RFC 4648 §3.5 and §5),
 * so that no two texts stand for the same token.
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

function decodeObject(part: string, name: string): Record<string, unknown> {
  if (!isBase64Url(part)) throw malformed(`the ${name} is not base64url`);
  const bytes = Buffer.from(part, 'base64url');
  if (!isUtf8(bytes)) throw malformed(`the ${name} is not UTF-8`);
  let value: unknown;
  try {
    value = parseUnambiguousJson(bytes.toString('utf8'));
  } catch {
    throw malformed(`the ${name} is not JSON with unique member names`);
  }
  if (!isJsonObject(value)) throw malformed(`the ${name} is no JSON object`);
  return value;
}

function checkHeader(header: Record<string, unknown>): UnverifiedJwt['header'] {
  for (const name of REFUSED_PARAMETERS) {
    if (Object.hasOwn(header, name)) {
      throw new Refusal('token_header_unsupported', `the header has the parameter ${name}`);
    }
  }
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string') throw malformed('the header has no alg');
  if (kid !== undefined && typeof kid !== 'string') throw malformed('kid is no text');
  if (typ !== undefined && typeof typ !== 'string') throw malformed('typ is no text');
  return { alg, ...(kid !== undefined && { kid }), ...(typ !== undefined && { typ }) };
}

/**
 * Requires the registered claims to have their types (RFC 7519 §4.1).
 *
 * @throws Refusal `claim_invalid`
 */
export function checkRegisteredClaims(claims: Record<string, unknown>): Claims {
  for (const name of ['iss', 'sub', 'jti', 'scope']) {
    requireType(claims, name, (value) => typeof value === 'string');
  }
  for (const name of ['exp', 'nbf', 'iat']) requireType(claims, name, Number.isFinite);
  requireType(claims, 'aud', (value) => [value].flat().every((each) => typeof each === 'string'));
  return claims as Claims;
}

function requireType(claims: object, name: string, isRight: (value: unknown) => boolean): void {
  const value = ownMember(claims, name);
  if (value === undefined || isRight(value)) return;
  throw new Refusal('claim_invalid', `${name} is of a wrong type`);
}

/**
 * Requires the header parameter `typ`: absent, or one of an issuer's, in any case, with or without
 * `application/` (RFC 7515 §4.1.9).
 *
 * @param types in lower case, without `application/`
 * @throws Refusal `token_type_unsupported`
 */
export function requireTokenType({ typ }: UnverifiedJwt['header'], types: readonly string[]): void {
  if (typ === undefined || types.includes(typ.toLowerCase().replace(/^application\//, ''))) return;
  throw new Refusal('token_type_unsupported', 'typ is none of the types that are accepted', {
    check: { check: 'header.typ', found: typ, wanted: types },
  });
}

const malformed = (cause: string) => new Refusal('token_malformed', cause);
