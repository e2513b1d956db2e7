/** Whether a rule is about a caller. */
import type { Caller } from '../authenticate/caller';
import { type FoundClaim, findClaim, foldCase, isVerified } from '../authenticate/claim';
import { isNamed } from '../authenticate/issuer';
import type { IssuerRule } from '../authenticate/trust';
import type { ClaimCondition, ClaimValue, Rule } from './rule';

/** A caller whose issuer rules can name. */
export type RuledCaller = Caller<{ issuer: IssuerRule }, unknown>;

/** One condition of a rule, and what was found. */
export interface Condition {
  /** What was looked at: `caller`, `issuer`, or a claim after `claims.`. */
  subject: string;
  wanted: unknown;
  found: unknown;
  holds: boolean;
}

/** Looks at every condition of a rule. It is about the caller if all of them hold. */
export function evaluate(caller: RuledCaller, { when = {} }: Pick<Rule, 'when'>): Condition[] {
  const { kind, claims } = caller;
  const checks: Condition[] = [];
  const check = (subject: string, wanted: unknown, found: unknown, holds: boolean) =>
    checks.push({ subject, wanted, found, holds });
  if (when.caller !== undefined) {
    check('caller', when.caller, kind, [when.caller].flat().includes(kind));
  }
  if (when.issuer !== undefined) {
    // Guests and backends have no issuer.
    const issuer = caller.kind === 'person' ? caller.entry.issuer : undefined;
    const named = [when.issuer].flat().some((name) => issuer && isNamed(issuer, name));
    check('issuer', when.issuer, caller.kind === 'person' ? caller.issuer : undefined, named);
  }
  for (const [claim, wanted] of Object.entries(when.claims ?? {})) {
    const found = findClaim(claims, claim);
    const fold = (value: unknown) => (typeof value === 'string' ? foldCase(found, value) : value);
    const holds = isVerified(found) && meets(found, wanted, fold);
    check(`claims.${claim}`, wanted, found.value, holds);
  }
  return checks;
}

/** Whether a rule is about a caller. */
export function matches(caller: RuledCaller, rule: Pick<Rule, 'when'>): boolean {
  return evaluate(caller, rule).every(({ holds }) => holds);
}

function meets(
  { name, value }: FoundClaim,
  wanted: ClaimCondition,
  fold: (value: unknown) => unknown,
): boolean {
  const is = (each: ClaimValue) => fold(value) === fold(each);
  if (typeof wanted !== 'object') return is(wanted);
  if ('oneOf' in wanted) return wanted.oneOf.some(is);
  if ('prefix' in wanted) {
    return typeof value === 'string' && String(fold(value)).startsWith(String(fold(wanted.prefix)));
  }
  // The scopes of a token are one text (RFC 8693 §4.2).
  const words = (name === 'scope' || name === 'scp') && typeof value === 'string';
  const list: unknown = words ? value.split(' ') : value;
  return Array.isArray(list) && list.includes(wanted.has);
}
