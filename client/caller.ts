/** Who is it? Tells callers apart by their credentials, without asking anyone. */

/** Claims that name a person. A token without any of them is a caller of its own. */
const PERSON = /^(sub|oid|upn|uid)$|user|email|[_:/-]uid$/i;

/**
 * Claims that name the issuer, the session, the app, the organisation, and what the person may do
 * there. All other claims are ignored: many change with each token or each minute.
 */
const CONTEXT =
  /^(iss|sid|azp|cid|act|o|tid|scp|scope)$|client_?id|session|org|tenant|role|group|permission|authorit|entitlement|_access$|app_metadata|\/claims$/i;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The same string for the same person in the same session and role, and never the same for two. A
 * credential that cannot be read is a caller of its own.
 *
 * @param credential a bearer token or a guest ticket. A JWT is read, but not verified
 */
export function callerOf(credential: string): string {
  try {
    const parts = credential.split('.');
    const [header, payload] = parts as [string, string];
    if (parts.length !== 3 || typeof decode(header) !== 'object') return credential;
    const claims = Object.entries(decode(payload) as object).filter(
      ([name, value]) => value !== null && (PERSON.test(name) || CONTEXT.test(name)),
    );
    if (!claims.some(([name]) => PERSON.test(name))) return credential;
    return JSON.stringify(claims.map(([name, value]) => [name, inOrder(value)]).sort());
  } catch {
    return credential;
  }
}

/** The order of roles, and of properties, may differ from token to token. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(inOrder(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([name, item]) => [name, inOrder(item)])
    .sort();
}

/** Decodes base64url with JSON. `atob` is missing in some versions of React Native. */
function decode(part: string): unknown {
  let bits = 0;
  let count = 0;
  let bytes = '';
  for (const character of part) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new SyntaxError();
    bits = ((bits << 6) | value) & 0xfff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += String.fromCharCode((bits >> count) & 0xff);
    }
  }
  // Bytes of UTF-8 one by one: unreadable outside of ASCII, but different for different strings.
  return JSON.parse(bytes);
}

/**
 * A short name for a string. Names of channels and locks can be read by every script of the origin,
 * so they have no credential and no personal data in them.
 */
export function fingerprint(text: string): string {
  return [1, 2].map((seed) => hash(text, seed)).join('');
}

/** 64 bits. It spreads well, and that is enough: a collision needs two callers on one device. */
function hash(text: string, seed: number): string {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}
