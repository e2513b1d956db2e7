/** Which entry is a token's `iss` (RFC 7519 §4.1.1) of? */
import { ownMember } from '../http/json';
import type { Claims } from './jwt';
import type { IssuerRule } from './trust';

/** What an `iss` says of a caller. */
export interface IssuerMatch {
  /** The issuer under its first spelling, or a tenant's own `iss`; undefined if the entry names none. */
  issuer?: string;
  tenant?: string;
}

const TENANT = /^[A-Za-z0-9-]+$/;

/** Compares the `iss` of a token with an entry's rule; undefined if it is not of that issuer. */
export function matchIssuer(rule: IssuerRule, claims: Claims): IssuerMatch | undefined {
  const { iss } = claims;
  if (rule.kind === 'any') return {};
  if (iss === undefined) return undefined;
  if (rule.kind === 'exact') {
    return rule.spellings.includes(iss) ? { issuer: rule.spellings[0] } : undefined;
  }
  const tenant = ownMember(claims, rule.claim);
  // The claim and the place in iss must agree, or one tenant could take the name of another.
  if (typeof tenant !== 'string' || !TENANT.test(tenant)) return undefined;
  if (iss !== rule.pattern.replace(`{${rule.claim}}`, () => tenant)) return undefined;
  if (rule.values && !rule.values.includes(tenant)) return undefined;
  return { issuer: iss, tenant };
}
