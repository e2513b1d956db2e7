/** Who is it? Tells callers apart by their credentials, without asking anyone. */

/** Claims that name a person. A token without any of them is a caller of its own. */
const PERSON = /^sub$|user|email|oid$|uid$|upn$/i;

/**
 * Claims that name the issuer, the session, the app, the organisation, and what the person may do
 * there. All other claims are ignored: many change with each token or each minute.
 */
const CONTEXT =
  /^(iss|azp|act|o|scp)$|[sct]id$|client|session|org|tenant|role|group|permission|authorit|scope|access$|app_meta|claims$/i;

/**
 * The same string for the same person in the same session and role, and never the same for two. A
 * credential that cannot be read is a caller of its own.
 *
 * @param credential a bearer token or a guest ticket. A JWT is read, but not verified
 */
export function callerOf(credential: string): string {
  try {
    const [header, payload, signature, more] = credential.split('.');
    if (!signature || more !== undefined || typeof decode(header) !== 'object') return credential;
    const claims = Object.entries(decode(payload) as object).filter(
      ([name, value]) => value !== null && (PERSON.test(name) || CONTEXT.test(name)),
    );
    return claims.some(([name]) => PERSON.test(name)) ? JSON.stringify(claims.sort()) : credential;
  } catch {
    return credential;
  }
}

/**
 * Decodes base64url with JSON: bytes of UTF-8 one by one, unreadable outside of ASCII, but different
 * for different strings. Where there is no `atob`, each credential is a caller of its own.
 */
const decode = (part = ''): unknown => JSON.parse(atob(part.replace(/-/g, '+').replace(/_/g, '/')));

/**
 * A short name for a string. Names of channels and locks can be read by every script of the origin,
 * so they have no credential and no personal data in them.
 */
export function fingerprint(text: string): string {
  // 64 bits are enough: a collision needs two callers on one device.
  let a = 0;
  let b = 0;
  for (let index = 0; index < text.length; index++) {
    a = Math.imul(a ^ text.charCodeAt(index), 16777619) ^ (b >>> 15);
    b = Math.imul(b + text.charCodeAt(index), 1597334677) ^ (a >>> 13);
  }
  return `${a}${b}`;
}
