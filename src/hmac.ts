/** HMAC-SHA-256, the one keyed function that this service computes itself (RFC 2104). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The HMAC-SHA-256 of a text under a secret (both as UTF-8), in base64url without padding. */
export function hmacSha256(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/**
 * Whether `mac` is the HMAC-SHA-256 of the text, compared in constant time.
 *
 * @param mac base64url without padding; one of another length is simply wrong
 */
export function hmacMatches(
  hash: 'sha256' | 'sha384' | 'sha512',
  secret: string | Uint8Array,
  text: string,
  mac: string,
): boolean {
  const wanted = createHmac(hash, secret).update(text).digest();
  const given = Buffer.from(mac, 'base64url');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** A part of a compact JWS: an object as JSON in base64url (RFC 7515 §3.1). */
export function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/**
 * A compact JWS signed with HS256 (RFC 7515 §3.1, RFC 7518 §3.2).
 *
 * @param header encoded by `encodePart`
 */
export function signHs256(header: string, payload: object, secret: string): string {
  const input = `${header}.${encodePart(payload)}`;
  return `${input}.${hmacSha256(secret, input)}`;
}
