/** The rules of `src/policy.ts`, condition by condition, as the service's own code evaluates them. */
import { findClaim, isVerified } from '../../src/authenticate/claim';
import { decide, type ReadRule } from '../../src/authorize/decide';
import { evaluate, type RuledCaller } from '../../src/authorize/evaluate';
import type { Walk } from '../diagnose/walk';
import type { Check, RuleTrace } from './model';

/** What the rules came to. */
export interface Ruled {
  /** What the line about the rules has besides. */
  check: Partial<Check>;
  traces?: readonly RuleTrace[];
}

/** Goes through the rules. */
export function traceRules({ caller, settings: { authorization } }: Walk): Ruled {
  const { rules } = authorization;
  if (!rules || !caller) return { check: {} };
  const traces = traceAll(caller, rules.list);
  const { rule, refused } = decide(caller, rules);
  const found = rule === undefined ? 'none matches' : `${rule} matches`;
  if (!refused || !rules.audit) return { check: { found }, traces };
  const note = `enforced, they would refuse with ${refused.code}: ${refused.message}`;
  return { check: { mark: 'open', found, note }, traces };
}

function traceAll(caller: RuledCaller, list: readonly ReadRule[]): RuleTrace[] {
  let decided = false;
  return list.map((rule): RuleTrace => {
    const { name, when, deny } = rule;
    const said = { name, ...(deny !== undefined && { deny }) };
    if (decided) return { ...said, state: 'later', conditions: [] };
    const conditions = evaluate(caller, when ? { when } : {}).map((condition) => ({
      ...condition,
      ...noteOn(caller, condition.subject),
    }));
    decided = conditions.every(({ holds }) => holds);
    return { ...said, state: decided ? 'decides' : 'passed over', conditions };
  });
}

function noteOn({ kind, claims }: RuledCaller, subject: string): { note?: string } {
  if (subject === 'issuer' && kind !== 'person') return { note: 'only users have an issuer' };
  if (!subject.startsWith('claims.')) return {};
  const found = findClaim(claims, subject.slice('claims.'.length));
  const doubtful = found.value !== undefined && !isVerified(found);
  return doubtful ? { note: 'email_verified is not true, so the address is ignored' } : {};
}
