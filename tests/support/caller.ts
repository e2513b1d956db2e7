/** Callers as the first step makes them, for tests of the steps after it. */
import type { PersonCaller } from '../../src/authenticate/caller';
import type { IssuerEntry } from '../../src/settings';
import { ISSUER, seconds } from './tokens';

/** A caller with these claims. */
export function callerWith(
  claims: Record<string, unknown>,
  {
    issuer = ISSUER,
    expiresAtSeconds = seconds() + 3600,
    ...changes
  }: { issuer?: string; expiresAtSeconds?: number } & Partial<Omit<IssuerEntry, 'issuer'>> = {},
): PersonCaller<IssuerEntry> {
  const entry = { ...entryOf(issuer), ...changes };
  return { kind: 'person', entry, issuer, claims, expiresAtSeconds };
}

/** The entry of an issuer that asks for nothing special. */
export function entryOf(issuer: string): IssuerEntry {
  return {
    issuer: { kind: 'exact', spellings: [issuer] },
    keys: { kind: 'published', algorithms: ['RS256'], fetch: true },
    tokenTypes: ['jwt', 'at+jwt'],
    audience: ['chat'],
    audienceClaim: 'aud',
    requiredClaims: [],
    clockToleranceSeconds: 30,
    maxAgeSeconds: undefined,
    identity: { claim: 'sub', claimType: 'string', format: { kind: 'escaped' } },
    requiredScope: [],
  };
}
