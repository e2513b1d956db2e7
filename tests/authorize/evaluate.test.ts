import { evaluate, matches } from '../../src/authorize/evaluate';
import type { ClaimCondition, RuleConditions } from '../../src/authorize/rule';
import { backend, GUEST_SUBJECT, guest, person } from './callers';

const about = (when?: RuleConditions) => ({ name: 'rule', allow: {}, ...(when && { when }) });

describe('a rule without conditions', () => {
  it.each([person(), guest, backend])('is about everybody: a $kind', (caller) => {
    expect(matches(caller, about())).toBe(true);
    expect(matches(caller, about({}))).toBe(true);
    expect(evaluate(caller, about())).toEqual([]);
  });
});

describe('a rule about a kind of caller', () => {
  it.each(['person', 'guest', 'backend'] as const)('is about no other: %s', (kind) => {
    const callers = [person(), guest, backend];
    for (const caller of [kind, [kind]] as const) {
      const met = callers.filter((each) => matches(each, about({ caller })));
      expect(met.map((each) => each.kind)).toEqual([kind]);
    }
  });

  it('may be about two', () => {
    const rule = about({ caller: ['guest', 'backend'] });
    expect([person(), guest, backend].map((each) => matches(each, rule))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('a rule about an issuer', () => {
  const A = 'https://a.example/';
  const B = 'https://b.example/';

  it.each<[string, string | string[], boolean]>([
    ['that one', A, true],
    ['one of a list', [B, A], true],
    ['another', B, false],
    ['one without the slash', 'https://a.example', false],
    ['one in capitals', 'https://A.example/', false],
    ['the beginning of it', 'https://', false],
  ])('names %s', (_, issuer, holds) => {
    expect(matches(person({}, A), about({ issuer }))).toBe(holds);
  });

  it.each([guest, backend])('is never about a $kind, whatever it names', (caller) => {
    const issuers = [A, 'guest', 'backend'];
    expect(matches(caller, about({ issuer: issuers }))).toBe(false);
    expect(issuers.some((issuer) => matches(caller, about({ issuer })))).toBe(false);
  });

  it('is about a person of an issuer that has the name of another kind', () => {
    expect(matches(person({}, 'guest'), about({ issuer: 'guest' }))).toBe(true);
    expect(matches(person({}, 'guest'), about({ caller: 'guest' }))).toBe(false);
    expect(matches(person({}, 'backend'), about({ caller: 'backend' }))).toBe(false);
  });

  it('goes by the issuer that was trusted, not by a claim', () => {
    expect(matches(person({ iss: B }, A), about({ issuer: B }))).toBe(false);
  });
});

describe('a condition on a claim', () => {
  const held = (claims: Record<string, unknown>, claim: string, condition: ClaimCondition) =>
    matches(person(claims), about({ claims: { [claim]: condition } }));

  it.each<[ClaimCondition, unknown[]]>([
    ['pro', ['pro']],
    [7, [7]],
    [0, [0, -0]],
    [true, [true]],
    [false, [false]],
    [{ oneOf: ['pro', 7, false] }, ['pro', 7, false]],
    [{ prefix: 'pro' }, ['pro', 'pro ', 'pro-1', 'professor']],
    [{ has: 'a' }, [['a'], ['b', 'a'], [['b'], 'a']]],
    [{ has: 7 }, [[7]]],
    [{ has: true }, [[true, false]]],
  ])('%j holds for the right values and no others', (condition, right) => {
    const all: unknown[] = [
      ...['pro', 'Pro', 'pro ', 'pro-1', 'professor', 'pr', 'a', 'a b', '7', 'true', 'false'],
      ...['', 0, -0, 7, 7.5, true, false, null, undefined],
      ...[[], ['a'], ['A'], ['b', 'a'], [['b'], 'a'], [['a']], ['pro'], [7], ['7'], [true, false]],
      ...[{}, { has: 'a' }, { a: true }, { 0: 'a', length: 1 }, { value: 'pro' }],
      { toString: 'pro' },
    ];
    const met = all.filter((plan) => held({ plan }, 'plan', condition));
    expect(met).toEqual(right);
  });

  it('of several: all must hold', () => {
    const rule = about({ claims: { plan: 'pro', seats: 7 } });
    const claims = { plan: 'pro', seats: 7 };
    expect(matches(person(claims), rule)).toBe(true);
    expect(matches(person({ ...claims, plan: 'free' }), rule)).toBe(false);
    expect(matches(person({ ...claims, seats: 8 }), rule)).toBe(false);
    expect(matches(person({ plan: 'pro' }), rule)).toBe(false);
  });

  it('and the kind, and the issuer: all must hold', () => {
    const rule = about({ caller: 'person', issuer: 'https://a', claims: { plan: 'pro' } });
    expect(matches(person({ plan: 'pro' }, 'https://a'), rule)).toBe(true);
    expect(matches(person({ plan: 'pro' }, 'https://b'), rule)).toBe(false);
    expect(matches(person({ plan: 'free' }, 'https://a'), rule)).toBe(false);
    expect(matches({ ...guest, claims: { plan: 'pro' } }, rule)).toBe(false);
  });

  it('is looked up along a path', () => {
    expect(held({ org: { plan: 'pro' } }, 'org.plan', 'pro')).toBe(true);
    expect(held({ 'org.plan': 'pro' }, 'org.plan', 'pro')).toBe(false);
    expect(held({ 'https://x.example/plan': 'pro' }, 'https://x.example/plan', 'pro')).toBe(true);
  });

  it('never holds for what is inherited', () => {
    expect(held({}, 'constructor.name', 'Object')).toBe(false);
    expect(held(Object.create({ plan: 'pro' }), 'plan', 'pro')).toBe(false);
    expect(held(JSON.parse('{"__proto__":{"plan":"pro"}}'), 'plan', 'pro')).toBe(false);
    expect(held(JSON.parse('{"__proto__":{"plan":"pro"}}'), '__proto__.plan', 'pro')).toBe(true);
  });

  it('can be on what guests and backends have', () => {
    expect(matches(guest, about({ claims: { sub: GUEST_SUBJECT } }))).toBe(true);
    expect(matches(backend, about({ claims: { identity: 'alice' } }))).toBe(true);
    expect(matches(guest, about({ claims: { identity: 'alice' } }))).toBe(false);
  });
});

describe('a condition on an e-mail address', () => {
  const held = (condition: ClaimCondition, claims: object = { email_verified: true }) =>
    matches(
      person({ email: 'Alice@Example.com', ...claims }),
      about({ claims: { email: condition } }),
    );
  const CONDITIONS: ClaimCondition[] = [
    'alice@EXAMPLE.com',
    { oneOf: ['bob@example.com', 'ALICE@example.com'] },
    { prefix: 'aLiCe@' },
  ];

  it.each(CONDITIONS)('takes no notice of capitals: %j', (condition) => {
    expect(held(condition)).toBe(true);
  });

  it.each(CONDITIONS)('holds for none that is not verified: %j', (condition) => {
    for (const email_verified of [undefined, false, 'false', 1]) {
      expect(held(condition, { email_verified })).toBe(false);
    }
  });

  it.each<ClaimCondition>([
    'bob@example.com',
    { oneOf: ['bob@example.com'] },
    { prefix: 'bob' },
    { has: 'alice@example.com' },
  ])('holds for no other address: %j', (condition) => {
    expect(held(condition)).toBe(false);
  });

  it.each([undefined, null, 7, true, ['alice@example.com'], {}])('holds for no %j', (email) => {
    for (const condition of CONDITIONS) {
      expect(held(condition, { email, email_verified: true })).toBe(false);
    }
  });

  it('of another name is one on a text as any', () => {
    const rule = about({ claims: { upn: 'alice@example.com' } });
    expect(matches(person({ upn: 'alice@example.com' }), rule)).toBe(true);
    expect(matches(person({ upn: 'Alice@example.com' }), rule)).toBe(false);
  });
});

describe('a condition on scopes', () => {
  const held = (value: unknown, claim = 'scope') => {
    const claims = claim.includes('.') ? { token: { scope: value } } : { [claim]: value };
    return matches(person(claims), about({ claims: { [claim]: { has: 'chat' } } }));
  };

  it.each(['scope', 'scp', 'token.scope'])('counts the words of a text: %s', (claim) => {
    expect(held('chat', claim)).toBe(true);
    expect(held('openid chat write', claim)).toBe(true);
    expect(held(['openid', 'chat'], claim)).toBe(true);
  });

  it.each([
    ['chats'],
    ['livechat'],
    ['Chat'],
    ['openid,chat'],
    ['chat\twrite'],
    ['openid\nchat'],
    [''],
    [{ chat: true }],
    [['openid chat']],
  ])('counts whole words only, with spaces between: %j', (value) => {
    expect(held(value)).toBe(false);
  });

  it.each(['groups', 'scopes', 'Scope'])('counts no words in another claim: %s', (claim) => {
    expect(held('openid chat', claim)).toBe(false);
    expect(held('chat', claim)).toBe(false);
  });
});

describe('what was looked at', () => {
  it('is told with what was wanted and what was found', () => {
    const when: RuleConditions = {
      caller: ['person', 'guest'],
      issuer: 'https://a.example/',
      claims: { 'org.plan': { oneOf: ['pro', 'team'] }, email: 'a@example.com', groups: 'x' },
    };
    const claims = { org: { plan: 'pro' }, email: 'A@example.com' };
    expect(evaluate(person(claims, 'https://b.example/'), about(when))).toEqual([
      { subject: 'caller', wanted: ['person', 'guest'], found: 'person', holds: true },
      {
        subject: 'issuer',
        wanted: 'https://a.example/',
        found: 'https://b.example/',
        holds: false,
      },
      { subject: 'claims.org.plan', wanted: { oneOf: ['pro', 'team'] }, found: 'pro', holds: true },
      { subject: 'claims.email', wanted: 'a@example.com', found: 'A@example.com', holds: false },
      { subject: 'claims.groups', wanted: 'x', found: undefined, holds: false },
    ]);
  });
});
