/** The rules of `src/policy.ts`, condition by condition. */
import { findClaim, isVerified } from '../../../src/authenticate/claim';
import { decide, type ReadRule, type Rules } from '../../../src/authorize/decide';
import { evaluate, type RuledCaller } from '../../../src/authorize/evaluate';
import type { Check, RuleTrace } from '../model';
import { judged, open } from '../show';

/** What the rules came to. */
export interface Ruled {
  check: Check;
  traces?: readonly RuleTrace[];
}

/** Goes through the rules. */
export function checkRules(caller: RuledCaller | undefined, rules: Rules | undefined): Ruled {
  const title = 'Rules';
  if (!rules)
    return { check: open(title, 'there are none: whoever is authenticated gets a token') };
  if (!caller) return { check: open(title, 'no claims to judge by') };
  const traces = traceRules(caller, rules.list);
  const { rule, refused } = decide(caller, rules);
  const found = rule === undefined ? 'none matches' : `${rule} matches`;
  const wanted = 'one that matches and allows';
  if (refused && rules.audit) {
    const note = `enforced, they would refuse with ${refused.code}: ${refused.message}`;
    return { check: open(title, note, found), traces };
  }
  return { check: judged(title, refused, { found, wanted }), traces };
}

function traceRules(caller: RuledCaller, list: readonly ReadRule[]): RuleTrace[] {
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
  if (subject === 'issuer' && kind !== 'person') return { note: 'only persons have an issuer' };
  if (!subject.startsWith('claims.')) return {};
  const found = findClaim(claims, subject.slice('claims.'.length));
  const doubtful = found.value !== undefined && !isVerified(found);
  return doubtful ? { note: 'email_verified is not true, so the address does not count' } : {};
}
