/** Callers as the first step makes them, for tests of the steps after it. */
import type { Caller } from '../../src/authenticate/bearer-jwt';
import { ISSUER, seconds } from './tokens';

/** A caller with these claims. */
export function callerWith(
  claims: Record<string, unknown>,
  { issuer = ISSUER, expiresAt = seconds() + 3600 }: { issuer?: string; expiresAt?: number } = {},
): Caller {
  const subject = typeof claims.sub === 'string' ? claims.sub : undefined;
  return { kind: 'person', issuer, subject, claims, expiresAt };
}
