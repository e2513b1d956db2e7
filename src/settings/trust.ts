/** What holds for every issuer, however it is described. */
import type { SignatureAlgorithm } from '../authenticate/algorithms';
import type { VariableReader } from './reader';

/** Accepted from an issuer unless its entry says otherwise. */
export const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = ['RS256', 'ES256', 'EdDSA'];

/** The header `typ` of a JWT (RFC 7519 §5.1) and of a JWT access token (RFC 9068 §2.1). */
export const DEFAULT_TOKEN_TYPES: readonly string[] = ['jwt', 'at+jwt'];

/** Seconds by which the clock of any issuer may differ. */
export function readClockTolerance(read: VariableReader): number {
  return read.integer('AUTH_CLOCK_TOLERANCE', { min: 0, max: 300, fallback: 30, unit: 'seconds' });
}

/** Whether this is a scope token (RFC 6749 §3.3). */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}
