/** Which entry is a token's `iss` (RFC 7519 §4.1.1) of? */
import { failed, Refusal } from '../errors';
import { ownMember } from '../http/json';
import type { Claims } from './jwt';
import type { IssuerRule } from './trust';

/** What an `iss` says of a caller. */
export interface IssuerMatch {
  /** The issuer under its first spelling, or a tenant's own `iss`; undefined if the entry names none. */
  issuer?: string;
  /** The tenant, where the entry's issuer is a pattern. */
  tenant?: string;
}

/** An entry and how a token's `iss` matches it. */
export interface MatchedEntry<Entry> {
  entry: Entry;
  match: IssuerMatch;
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

/**
 * The one entry that a token is validated against. The order of the entries does not matter: an entry
 * that spells the issuer out goes before a pattern, and both before one that names no issuer.
 *
 * @returns undefined if it is of no entry
 * @throws Refusal `issuer_mismatch` if it could be of several
 */
export function findEntry<Entry extends { issuer: IssuerRule }>(
  issuers: readonly Entry[],
  claims: Claims,
): MatchedEntry<Entry> | undefined {
  const matched: MatchedEntry<Entry>[] = [];
  for (const entry of issuers) {
    const match = matchIssuer(entry.issuer, claims);
    if (match && entry.issuer.kind === 'exact') return { entry, match };
    if (match) matched.push({ entry, match });
  }
  const patterns = matched.filter(({ entry }) => entry.issuer.kind === 'pattern');
  const [first, ...others] = patterns.length > 0 ? patterns : matched;
  if (others.length > 0) throw issuerMismatch(issuers, claims, 'fits several');
  return first;
}

/** The refusal of a token whose `iss` selects no entry. */
export function issuerMismatch(
  issuers: readonly { issuer: IssuerRule }[],
  { iss }: Claims,
  how = 'is none',
): Refusal {
  const wanted = issuers.map(({ issuer }) => issuer);
  return new Refusal(
    'issuer_mismatch',
    `iss ${how} of the trusted issuers`,
    failed('iss', iss, wanted),
  );
}

/** What the log and the tools call an entry: its first spelling, its pattern, or an empty string. */
export function nameOfIssuer(rule: IssuerRule): string {
  if (rule.kind === 'exact') return rule.spellings[0];
  return rule.kind === 'pattern' ? rule.pattern : '';
}

/** Whether a name means this issuer: any of its spellings, or its pattern. */
export function isNamed(rule: IssuerRule, name: string): boolean {
  return rule.kind === 'exact' ? rule.spellings.includes(name) : nameOfIssuer(rule) === name;
}
