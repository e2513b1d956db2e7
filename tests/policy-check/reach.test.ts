import fc from 'fast-check';
import { isContradictory, isUnreachable } from '../../policy-check/reach';
import type { Caller } from '../../src/authenticate';
import { matches } from '../../src/authorize/evaluate';
import type { ClaimCondition, ClaimValue, Rule, RuleConditions } from '../../src/authorize/rule';
import { backend, guest, person } from '../authorize/callers';

const about = (when?: RuleConditions): Rule => ({ name: 'rule', allow: {}, ...(when && { when }) });
const claim = (plan: ClaimCondition) => ({ claims: { plan } });

describe('a rule that contradicts itself', () => {
  it.each<RuleConditions>([
    { caller: 'guest', issuer: 'https://a' },
    { caller: ['guest', 'backend'], issuer: ['https://a', 'https://b'] },
    { caller: 'guest', claims: { plan: 'pro' } },
    { caller: 'guest', claims: { sub: 'x', identity: 'x' } },
    { caller: 'backend', claims: { sub: 'x' } },
    { caller: ['guest', 'backend'], claims: { sub: 'x', identity: 'x' } },
    { caller: 'backend', claims: { 'org.identity': 'x' } },
    { caller: 'guest', claims: { 'https://x.example/sub': 'x' } },
  ])('is found: %j', (when) => {
    expect(isContradictory(about(when))).toBe(true);
  });

  it.each<RuleConditions | undefined>([
    undefined,
    {},
    { issuer: 'https://a' },
    { caller: 'person', issuer: 'https://a', claims: { plan: 'pro' } },
    { caller: ['guest', 'person'], issuer: 'https://a' },
    { caller: ['backend', 'person'], claims: { plan: 'pro' } },
    { caller: 'guest', claims: { sub: 'x', aud: 'x', iat: 1, exp: 2 } },
    { caller: 'backend', claims: { identity: { prefix: 'team-' } } },
  ])('is not suspected: %j', (when) => {
    expect(isContradictory(about(when))).toBe(false);
  });

  it('goes by the claims that guests and backends really have', () => {
    for (const caller of [guest, backend]) {
      const { kind, claims } = caller;
      const all = Object.fromEntries(
        Object.entries(claims).map(([name, value]) => [name, value as ClaimValue]),
      );
      expect(matches(caller, about({ caller: kind, claims: all }))).toBe(true);
      expect(isContradictory(about({ caller: kind, claims: all }))).toBe(false);
      expect(isContradictory(about({ caller: kind, claims: { ...all, other: 1 } }))).toBe(true);
    }
  });
});

describe('a rule that is never reached', () => {
  it.each<[string, RuleConditions | undefined, (RuleConditions | undefined)[]]>([
    ['after one about everybody', claim('pro'), [undefined]],
    ['after the same', claim('pro'), [claim('pro')]],
    ['after a list with its value', claim('pro'), [claim({ oneOf: ['free', 'pro'] })]],
    ['after each value of its list', claim({ oneOf: ['a', 'b'] }), [claim('b'), claim('a')]],
    ['after a longer list', claim({ oneOf: ['a', 'b'] }), [claim({ oneOf: ['b', 'c', 'a'] })]],
    ['after a prefix of its value', claim('pro-1'), [claim({ prefix: 'pro' })]],
    ['after a prefix of all values', claim({ oneOf: ['pa', 'pb'] }), [claim({ prefix: 'p' })]],
    ['after a shorter prefix', claim({ prefix: 'pro-' }), [claim({ prefix: 'pro' })]],
    ['after the same prefix', claim({ prefix: 'pro' }), [claim({ prefix: 'pro' })]],
    ['after the same list entry', claim({ has: 'a' }), [claim({ has: 'a' })]],
    ['with one more claim', { claims: { plan: 'pro', seats: 7 } }, [claim('pro')]],
    ['for one of the kinds', { caller: 'guest' }, [{ caller: ['person', 'guest'] }]],
    ['after each kind', undefined, [{ caller: 'guest' }, { caller: ['backend', 'person'] }]],
    ['for one of the issuers', { issuer: 'a' }, [{ issuer: ['b', 'a'] }]],
    ['after each issuer', { issuer: ['a', 'b'] }, [{ issuer: 'a' }, { issuer: 'b' }]],
    ['about an issuer after all persons', { issuer: 'a' }, [{ caller: 'person' }]],
    ['about claims of a login after all persons', claim('pro'), [{ caller: 'person' }]],
    [
      'about claims that only persons have together, after them',
      { claims: { sub: 'x', identity: 'x' } },
      [{ caller: 'person' }],
    ],
    [
      'after kinds and values together',
      { caller: ['person', 'guest'], claims: { sub: { oneOf: ['a', 'b'] } } },
      [
        { caller: 'person', claims: { sub: 'a' } },
        { caller: 'guest' },
        { claims: { sub: { prefix: 'b' } } },
      ],
    ],
  ])('is found %s', (_, when, before) => {
    expect(isUnreachable(about(when), before.map(about))).toBe(true);
  });

  it.each<[string, RuleConditions | undefined, (RuleConditions | undefined)[]]>([
    ['first', undefined, []],
    ['after another value', claim('pro'), [claim('free')]],
    ['after the same text as a number', claim('7'), [claim(7)]],
    ['after the same word as a truth', claim('true'), [claim(true)]],
    ['after one value of its list', claim({ oneOf: ['a', 'b'] }), [claim('a')]],
    ['after values of a prefix', claim({ prefix: 'p' }), [claim({ oneOf: ['p', 'pa'] })]],
    ['after a longer prefix', claim({ prefix: 'pro' }), [claim({ prefix: 'pro-' })]],
    ['after a prefix of a number', claim(7), [claim({ prefix: '7' })]],
    ['after another list entry', claim({ has: 'a' }), [claim({ has: 'b' })]],
    ['after its list entry as a value', claim({ has: 'a' }), [claim('a')]],
    ['after its value as a list entry', claim('a'), [claim({ has: 'a' })]],
    ['after the values of its list as entries', claim({ oneOf: ['a'] }), [claim({ has: 'a' })]],
    ['after a prefix of its list entry', claim({ has: 'ab' }), [claim({ prefix: 'a' })]],
    ['after a list with its prefix', claim({ prefix: 'a' }), [claim('a')]],
    ['after the same value of another claim', claim('a'), [{ claims: { role: 'a' } }]],
    ['with one claim less', claim('a'), [{ claims: { plan: 'a', seats: 7 } }]],
    ['after all persons, about everybody', undefined, [{ caller: 'person' }]],
    ['after all persons, about what guests have', { claims: { sub: 'x' } }, [{ caller: 'person' }]],
    ['after some issuers, about persons', { caller: 'person' }, [{ issuer: ['a', 'b'] }]],
    ['after one of its issuers', { issuer: ['a', 'b'] }, [{ issuer: 'a' }]],
    ['after another kind', { caller: 'guest' }, [{ caller: ['person', 'backend'] }]],
    ['after one that nobody meets', undefined, [{ caller: 'guest', issuer: 'a' }]],
    [
      'after a claim that is called as every object has it',
      { claims: { toString: 'x' } },
      [claim('x')],
    ],
    ['for a prefix that looks like nothing', claim({ prefix: 'undefined' }), [claim('a')]],
    ['after its entry', claim({ prefix: 'undefined' }), [claim({ has: 'undefined' })]],
    ['for a text that looks like nothing', claim('undefined'), [claim({ has: 'a' })]],
    ['after it', claim('x'), [{ claims: { toString: 'x' } }]],
  ])('is not suspected %s', (_, when, before) => {
    expect(isUnreachable(about(when), before.map(about))).toBe(false);
  });

  it('is found for up to a thousand values, each decided elsewhere', () => {
    const values = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`);
    const halves = (count: number) => [
      about(claim({ oneOf: values(count).slice(0, 400) })),
      about(claim({ oneOf: values(count).slice(400) })),
    ];
    const when = (count: number) => about({ caller: 'person', ...claim({ oneOf: values(count) }) });
    expect(isUnreachable(when(1000), halves(1000))).toBe(true);
    expect(isUnreachable(when(1001), halves(1001))).toBe(false);
    // As a whole a list is compared at any length.
    expect(isUnreachable(when(1001), [about(claim({ oneOf: values(1001) }))])).toBe(true);
    expect(isUnreachable(when(1001), [about(claim({ prefix: 'v' }))])).toBe(true);
    expect(isUnreachable(when(1001), [about(claim({ prefix: 'v1' }))])).toBe(false);
  });
});

describe('the law of reach', () => {
  const CLAIMS = ['sub', 'plan'];
  /** What a claim is, of those that meet some conditions below and of one that meets none. */
  const VALUES: unknown[] = [undefined, 'a', 'ab', 'b', 1, ['a'], ['b']];
  // The last one is in no rule.
  const ISSUERS = ['https://a', 'https://b', 'https://c'];

  /** All claims that these can be. */
  const combinations = (names: readonly string[]) =>
    names.reduce<Record<string, unknown>[]>(
      (all, name) =>
        all.flatMap((claims) =>
          VALUES.map((value) => (value === undefined ? claims : { ...claims, [name]: value })),
        ),
      [{}],
    );

  const EVERYBODY: Caller[] = [
    ...ISSUERS.flatMap((issuer) => combinations(CLAIMS).map((claims) => person(claims, issuer))),
    ...combinations(['sub']).map((claims) => ({ ...guest, claims })),
    backend,
  ];

  const some = <T>(...values: T[]) =>
    fc.oneof(fc.constantFrom(...values), fc.subarray(values, { minLength: 1 }));
  const value = fc.constantFrom<ClaimValue>('a', 'ab', 'b', 1);
  const exact = fc.oneof<fc.Arbitrary<ClaimCondition>[]>(
    value,
    fc.record({ oneOf: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  );
  const any = fc.oneof<fc.Arbitrary<ClaimCondition>[]>(
    exact,
    fc.record({ prefix: fc.constantFrom('a', 'ab') }),
    fc.record({ has: fc.constantFrom<ClaimValue>('a', 'b') }),
  );

  const rules = (condition: fc.Arbitrary<ClaimCondition>) =>
    fc.array(
      fc
        .record(
          {
            caller: some<Caller['kind']>('person', 'guest', 'backend'),
            issuer: some('https://a', 'https://b'),
            claims: fc.dictionary(fc.constantFrom(...CLAIMS), condition, { maxKeys: 2 }),
          },
          { requiredKeys: [] },
        )
        .map(about),
      { minLength: 1, maxLength: 5 },
    );

  /** Whether a rule is the first that matches somebody, for each rule. */
  const reached = (list: readonly Rule[]) => {
    const first = new Set(
      EVERYBODY.map((caller) => list.findIndex((rule) => matches(caller, rule))),
    );
    return list.map((_, i) => first.has(i));
  };
  const isFound = (list: readonly Rule[]) =>
    list.map((rule, i) => isContradictory(rule) || isUnreachable(rule, list.slice(0, i)));

  it('what is found to be never reached is never reached', () => {
    fc.assert(
      fc.property(rules(any), (list) => {
        const found = isFound(list);
        expect(reached(list).filter((each, i) => each && found[i])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('what is never reached is found, where values are compared as a whole', () => {
    fc.assert(
      fc.property(rules(exact), (list) => {
        expect(reached(list)).toEqual(isFound(list).map((each) => !each));
      }),
      { numRuns: 300 },
    );
  });

  it('what contradicts itself matches nobody, and nothing else does so', () => {
    fc.assert(
      fc.property(rules(any), ([rule]) => {
        if (!rule) return;
        expect(isContradictory(rule)).toBe(!EVERYBODY.some((caller) => matches(caller, rule)));
      }),
      { numRuns: 300 },
    );
  });
});
