/** Rules that no caller can meet: contradictions, and what earlier rules leave nothing of. */
import { BACKEND_CLAIM } from '../src/authenticate/backend';
import { claimPath } from '../src/authenticate/claim';
import type {
  CallerKind,
  ClaimCondition,
  ClaimValue,
  Rule,
  RuleConditions,
} from '../src/authorize/rule';

const KINDS: readonly CallerKind[] = ['person', 'guest', 'backend'];

/** All the claims there are of those who have no login's token. */
const CLAIMS: Readonly<Partial<Record<CallerKind, readonly string[]>>> = {
  guest: ['sub', 'aud', 'iat', 'exp'],
  backend: [BACKEND_CLAIM],
};

/** Above this many cases a rule is compared as a whole, which finds less but never too much. */
const MAX_CASES = 1000;

/** Conditions with one kind of caller, at most one issuer, and no list of values. */
interface Case {
  caller: CallerKind;
  issuer?: string;
  claims: Readonly<Record<string, ClaimCondition>>;
}

/** Whether a rule contradicts itself: only persons have an issuer, and a login's claims. */
export function isContradictory({ when = {} }: Rule): boolean {
  return casesOf(when).length === 0;
}

/** Whether whatever a rule is about is decided by those before it. */
export function isUnreachable({ when = {} }: Rule, before: readonly Rule[]): boolean {
  return casesOf(when).every((one) => before.some((rule) => covers(rule.when ?? {}, one)));
}

/** All that a rule can be about, one by one. */
function casesOf({ caller, issuer, claims = {} }: RuleConditions): Case[] {
  const kinds = caller === undefined ? KINDS : [caller].flat();
  const cases = kinds.flatMap((kind): Case[] => {
    if (!canHave(kind, Object.keys(claims))) return [];
    if (issuer === undefined) return [{ caller: kind, claims }];
    return kind === 'person'
      ? [issuer].flat().map((one) => ({ caller: kind, issuer: one, claims }))
      : [];
  });
  return Object.entries(claims).reduce(splitValues, cases);
}

function canHave(kind: CallerKind, claims: readonly string[]): boolean {
  const known = CLAIMS[kind];
  return known === undefined || claims.every((claim) => known.includes(claimPath(claim)[0] ?? ''));
}

function splitValues(cases: Case[], [claim, wanted]: [string, ClaimCondition]): Case[] {
  if (typeof wanted !== 'object' || !('oneOf' in wanted)) return cases;
  if (cases.length * wanted.oneOf.length > MAX_CASES) return cases;
  return cases.flatMap((one) =>
    wanted.oneOf.map((value) => ({ ...one, claims: { ...one.claims, [claim]: value } })),
  );
}

function covers({ caller, issuer, claims = {} }: RuleConditions, one: Case): boolean {
  if (caller !== undefined && ![caller].flat().includes(one.caller)) return false;
  if (issuer !== undefined && !(one.issuer !== undefined && [issuer].flat().includes(one.issuer))) {
    return false;
  }
  return Object.entries(claims).every(([claim, wider]) => {
    const narrower = Object.hasOwn(one.claims, claim) ? one.claims[claim] : undefined;
    return narrower !== undefined && implies(narrower, wider);
  });
}

/** Whether what meets one condition meets the other too. */
function implies(narrower: ClaimCondition, wider: ClaimCondition): boolean {
  if (JSON.stringify(narrower) === JSON.stringify(wider)) return true;
  if (typeof narrower !== 'object') return accepts(wider, narrower);
  if ('oneOf' in narrower) return narrower.oneOf.every((value) => accepts(wider, value));
  if ('prefix' in narrower) {
    return (
      typeof wider === 'object' && 'prefix' in wider && narrower.prefix.startsWith(wider.prefix)
    );
  }
  return false;
}

function accepts(condition: ClaimCondition, value: ClaimValue): boolean {
  if (typeof condition !== 'object') return condition === value;
  if ('oneOf' in condition) return condition.oneOf.includes(value);
  return 'prefix' in condition && typeof value === 'string' && value.startsWith(condition.prefix);
}
