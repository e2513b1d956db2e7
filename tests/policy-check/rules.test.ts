/** What is wrong with rules beside each other, and the laws that every list of rules obeys. */
import fc from 'fast-check';
import { decide, type Rules } from '../../src/authorize/decide';
import { matches } from '../../src/authorize/evaluate';
import type { Rule, RuleConditions, RuleGrant } from '../../src/authorize/rule';
import { readPermissions } from '../../src/settings/permissions';
import { VariableReader } from '../../src/settings/reader';
import { backend, guest, person } from '../authorize/callers';
import { checkRules } from '../support/rules';
import { SERVICE_SID } from '../support/tokens';

const ROLES = ['agent'];

const rule = (name: string, when: RuleConditions = {}, allow: RuleGrant = {}): Rule => ({
  name,
  when,
  allow,
});
const about = (plan: string) => ({ claims: { plan } });

/** Rules that join these conversations, each in a rule of its own. */
const joining = (...names: string[]) =>
  names.map((name, i) => rule(`r${i}`, about(`p${i}`), { conversations: [name] }));

describe('a list of rules', () => {
  it.each([null, {}, 'allow', 7, true, { 0: rule('a'), length: 1 }])(
    'is a list: not %j',
    (rules) => {
      expect(checkRules(rules, ROLES)).toEqual(['rules must be an array.']);
    },
  );

  it('is not empty', () => {
    expect(checkRules([], ROLES)).toEqual([
      'rules is empty, so that no one would get in. Add a rule, or leave rules out.',
    ]);
  });

  it('has no holes', () => {
    const rules = [rule('a', about('x')), rule('b')];
    delete rules[0];
    expect(checkRules(rules, ROLES)).toEqual(['rules[0] must be an object.']);
  });

  it('is judged rule by rule, each at its place', () => {
    expect(checkRules([null, rule('a', about('x')), { name: 'b' }, rule('c')], ROLES)).toEqual([
      'rules[0] must be an object.',
      'rules[2] must have either allow or deny.',
    ]);
  });

  it('may be this', () => {
    const rules: Rule[] = [
      { name: 'banned', when: { claims: { banned: true } }, deny: 'is banned' },
      rule('agents', { claims: { groups: { has: 'support' } } }, { role: 'agent' }),
      rule('customers', { caller: 'person' }, { conversations: ['news', 'org-{org_id}'] }),
      rule('others'),
    ];
    expect(checkRules(rules, ROLES)).toEqual([]);
  });
});

describe('the name of a rule', () => {
  const TAKEN = '.name is the name of an earlier rule. Choose another.';

  it('is its own', () => {
    const rules = [rule('a', about('x')), rule('b', about('y')), rule('a')];
    expect(checkRules(rules, ROLES)).toEqual([`rules[2]${TAKEN}`]);
  });

  it('is its own also where there is more that is wrong', () => {
    const rules = [{ name: 'a' }, { name: 'a', allow: {} }, { name: 'a', deny: 7 }];
    expect(checkRules(rules, ROLES)).toEqual([
      'rules[0] must have either allow or deny.',
      `rules[1]${TAKEN}`,
      'rules[2].deny must be a reason, in words.',
      `rules[2]${TAKEN}`,
    ]);
  });

  it('is not said to be taken where there is none', () => {
    const problems = checkRules([{ allow: {} }, { allow: {} }, null, null], ROLES);
    expect(problems.join()).not.toContain('taken');
  });
});

describe('a rule that decides about nobody', () => {
  const UNREACHED =
    ' is never reached: earlier rules decide about all callers that it matches. Move it up.';
  const CONTRADICTORY =
    " can match no one: only persons have an issuer and a login's claims. Correct when.";

  it.each<[string, RuleConditions]>([
    ['an issuer', { caller: 'guest', issuer: 'https://a' }],
    ['a claim', { caller: 'backend', claims: { plan: 'pro' } }],
  ])('is refused for its kind and %s', (_, when) => {
    expect(checkRules([rule('a', when), rule('b')], ROLES)).toEqual([`rules[0]${CONTRADICTORY}`]);
  });

  it('is refused behind one about everybody, whatever it does', () => {
    const refusal: Rule = { name: 'c', when: about('x'), deny: 'x' };
    expect(checkRules([rule('a'), rule('b', about('x')), refusal], ROLES)).toEqual([
      `rules[1]${UNREACHED}`,
      `rules[2]${UNREACHED}`,
    ]);
  });

  it('is refused behind a refusal', () => {
    const refusal: Rule = { name: 'a', when: about('x'), deny: 'x' };
    expect(checkRules([refusal, rule('b', about('x')), rule('c')], ROLES)).toEqual([
      `rules[1]${UNREACHED}`,
    ]);
  });

  it('has one problem, not two', () => {
    const nobody = rule('b', { caller: 'guest', issuer: 'https://a' });
    expect(checkRules([rule('a'), nobody], ROLES)).toEqual([`rules[1]${CONTRADICTORY}`]);
  });

  it('is not judged by a rule that is wrong itself', () => {
    const wrong = { name: 'a', when: { claim: {} }, allow: {} };
    expect(checkRules([wrong, rule('b')], ROLES)).toHaveLength(1);
    expect(checkRules([rule('b'), wrong], ROLES)).toHaveLength(1);
  });
});

describe('two conversations', () => {
  const meeting = (at: string, one: string, other: string, where: string) =>
    `${at}.allow.conversations: ${one} and ${other} (${where}) can be the same name, so a claim could lead into a conversation of others. Begin each with different text.`;

  it('may not have names that can be the same, in two rules', () => {
    expect(checkRules(joining('org-{org_id}', 'news', 'org-{team}'), ROLES)).toEqual([
      meeting('rules[2]', 'org-{team}', 'org-{org_id}', 'rules[0]'),
    ]);
  });

  it('may not have names that can be the same, in one rule', () => {
    const allow = { conversations: ['org-{org_id}', { name: 'org-acme', create: true }] };
    expect(checkRules([rule('a', {}, allow)], ROLES)).toEqual([
      meeting('rules[0]', 'org-acme', 'org-{org_id}', 'rules[0]'),
    ]);
  });

  it('are told of once each', () => {
    expect(checkRules(joining('o-{a}', 'o-{b}', 'o-{c}'), ROLES)).toEqual([
      meeting('rules[1]', 'o-{b}', 'o-{a}', 'rules[0]'),
      meeting('rules[2]', 'o-{c}', 'o-{a}', 'rules[0]'),
    ]);
  });

  it.each([
    ['the same template', ['org-{org_id}', 'org-{org_id}']],
    ['the same name', ['news', 'news']],
    ['another beginning', ['org-{org_id}', 'team-{org_id}', 'news', 'org', 'org~{team}']],
  ])('may have %s', (_, names) => {
    expect(checkRules(joining(...names), ROLES)).toEqual([]);
  });

  it('are not judged by a rule that is wrong itself', () => {
    const [one, other] = joining('org-{a}', 'org-{b}');
    expect(checkRules([one, { ...other, extra: 1 }], ROLES)).toHaveLength(1);
    expect(checkRules([{ ...one, extra: 1 }, other], ROLES)).toHaveLength(1);
  });
});

describe('the law of the check', () => {
  const name = fc.oneof(
    fc.constantFrom(...['name', 'when', 'allow', 'deny', 'caller', 'issuer', 'claims', 'oneOf']),
    fc.constantFrom(...['prefix', 'has', 'lifetime', 'role', 'friendlyName', 'conversations']),
    fc.constantFrom(...['optional', 'create', 'plan', '__proto__', 'toString', 'constructor']),
  );
  const leaf = fc.oneof(
    fc.constantFrom('a', 'person', 'agent', 'org-{x}', '{', '{x}{y}', '', 'https://a', 600),
    fc.jsonValue({ maxDepth: 1 }),
    fc.constant(undefined),
  );
  const { node: anything } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(name, tie('node'), { maxKeys: 5, noNullPrototype: true }),
    ),
  }));

  /** A rule that is almost right, of parts that may be anything. */
  const maybe = (part: fc.Arbitrary<unknown>) => fc.oneof({ weight: 4, arbitrary: part }, anything);
  const plausible = fc.record(
    {
      name: maybe(fc.constantFrom('a', 'b')),
      when: maybe(
        fc.record(
          {
            caller: maybe(fc.constantFrom('person', ['guest'])),
            issuer: maybe(fc.constant('https://a')),
            claims: maybe(fc.dictionary(fc.constantFrom('plan', 'sub'), maybe(fc.constant('x')))),
          },
          { requiredKeys: [] },
        ),
      ),
      allow: maybe(
        fc.record(
          {
            lifetime: maybe(fc.constant(600)),
            role: maybe(fc.constant('agent')),
            conversations: maybe(fc.array(maybe(fc.constantFrom('news', 'org-{x}')))),
          },
          { requiredKeys: [] },
        ),
      ),
      deny: maybe(fc.constant('no')),
    },
    { requiredKeys: ['name'] },
  );

  const isSentence = (problem: unknown) =>
    typeof problem === 'string' && /^rules.* .*\.$/s.test(problem);

  it('it throws nothing, whatever stands in the policy, and says what is wrong', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.array(fc.oneof(anything, plausible))), (rules) => {
        const problems = checkRules(rules, ROLES);
        expect(problems.filter((problem) => !isSentence(problem))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  const sound: Rule = {
    name: 'a',
    when: { caller: 'person', issuer: 'https://a', claims: { plan: { oneOf: ['x'] }, b: 'y' } },
    allow: { lifetime: 600, conversations: [{ name: 'org-{org_id}', create: true }] },
  };
  const PLACES = [
    [],
    ['when'],
    ['when', 'claims', 'plan'],
    ['allow'],
    ['allow', 'conversations', '0'],
  ] as const;

  it('an unknown member is refused, wherever it stands', () => {
    expect(checkRules([sound], ROLES)).toEqual([]);
    const unknown = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter((each) => !Object.keys(sound).includes(each));
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), unknown, anything, (place, member, value) => {
        const changed = structuredClone(sound);
        let at = changed as unknown as Record<string, Record<string, never>>;
        for (const step of place) at = at[step] as never;
        fc.pre(!Object.hasOwn(at, member) && !['deny', 'role', 'optional'].includes(member));
        Object.defineProperty(at, member, { value, enumerable: true });
        const problems = checkRules([changed], ROLES);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(
          place.length === 3 && place[1] === 'claims'
            ? /^rules\[0\]\.when\.claims\["plan"\] must be a value, or one of/
            : / is not a field of an? \w+\. (.* )?There are: /s,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('what is accepted can be read and applied', () => {
    const roles = { agent: `RL${'e5'.repeat(16)}` };
    const claims = fc.record(
      { sub: anything, plan: fc.oneof(fc.constant('x'), anything), x: anything },
      { requiredKeys: [] },
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(plausible, { minLength: 1, maxLength: 3 }), claims, (given, has) => {
        if (checkRules(given, ROLES).length > 0) return;
        accepted += 1;
        const rules = given as unknown as Rule[];
        const issuers = rules
          .flatMap(({ when }) => when?.issuer ?? [])
          .map((issuer) => ({ kind: 'exact', spellings: [issuer] }) as const);
        const read = new VariableReader({});
        const permissions = readPermissions({ roles, rules }, read, issuers, SERVICE_SID);
        expect(read.problems).toEqual([]);
        for (const caller of [person(has, 'https://a'), person(has, 'https://b'), guest, backend]) {
          const { rule: decided, refused } = decide(caller, permissions?.rules as Rules);
          expect(decided).toBe(rules.find((each) => matches(caller, each))?.name);
          expect(['no_rule_matched', 'denied_by_rule', 'rule_claim_unusable', undefined]).toContain(
            refused?.code,
          );
        }
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(10);
  });
});
