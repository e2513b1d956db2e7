import { decide, type ReadRule } from '../../src/authorize/decide';
import type { RuledCaller } from '../../src/authorize/evaluate';
import { parseTemplate } from '../../src/authorize/template';
import { backend, guest, person } from './callers';

const ROLE = `RL${'e5'.repeat(16)}`;

const rule = (more: Partial<ReadRule> = {}): ReadRule => ({
  name: 'rule',
  conversations: [],
  optional: false,
  ...more,
});
const conversation = (template: string, create = false) => ({
  parts: parseTemplate(template) ?? [],
  create,
});
const decided = (caller: RuledCaller, ...list: ReadRule[]) =>
  decide(caller, { audit: false, list });

/** The code and the cause of a refusal, without a grant; a grant without a refusal. */
const refusal = (rule: string | undefined, code: string, message: string) => ({
  ...(rule !== undefined && { rule }),
  refused: expect.objectContaining({ code, message }),
  grant: {},
});

describe('the rule that decides', () => {
  const pro = rule({ name: 'pro', when: { claims: { plan: 'pro' } }, lifetimeSeconds: 7200 });
  const banned = rule({ name: 'banned', when: { claims: { banned: true } }, deny: 'is banned' });
  const people = rule({ name: 'people', when: { caller: 'person' } });

  it.each<[string, RuledCaller, ReadRule[], string]>([
    ['the only one', person({ plan: 'pro' }), [pro], 'pro'],
    ['the first that matches', person({ plan: 'pro' }), [pro, people], 'pro'],
    ['no later one that matches better', person({ plan: 'pro' }), [people, pro], 'people'],
    ['a later one if the first does not match', person({ plan: 'free' }), [pro, people], 'people'],
    ['a refusal before a grant', person({ plan: 'pro', banned: true }), [banned, pro], 'banned'],
    ['a grant before a refusal', person({ plan: 'pro', banned: true }), [pro, banned], 'pro'],
    ['a grant behind a refusal that is about others', person({}), [banned, people], 'people'],
  ])('is %s', (_, caller, list, name) => {
    expect(decided(caller, ...list).rule).toBe(name);
  });

  it('refuses with its reason', () => {
    expect(decided(person({ banned: true }), banned)).toStrictEqual(
      refusal('banned', 'denied_by_rule', 'is banned'),
    );
  });

  it.each([
    ['a person whom none is about', person({ plan: 'free' }), [pro, banned]],
    ['a guest', guest, [pro, people]],
    ['a backend', backend, [pro, people]],
    ['anybody where there are none', person({ plan: 'pro' }), []],
  ])('is none, which refuses, for %s', (_, caller, list) => {
    expect(decided(caller, ...list)).toStrictEqual(
      refusal(undefined, 'no_rule_matched', 'no rule matches'),
    );
  });

  it('is the same in audit mode', () => {
    expect(decide(person({ banned: true }), { audit: true, list: [banned] })).toStrictEqual(
      decided(person({ banned: true }), banned),
    );
  });
});

describe('what a rule grants', () => {
  it('is nothing beyond the settings where it says nothing', () => {
    expect(decided(person(), rule())).toStrictEqual({ rule: 'rule', grant: {} });
  });

  it('is all that it says', () => {
    const all = rule({
      lifetimeSeconds: 600,
      roleSid: ROLE,
      friendlyName: 'profile.name',
      conversations: [conversation('news'), conversation('org-{org}', true)],
      optional: true,
    });
    expect(decided(person({ profile: { name: 'Alice' }, org: 'a_b' }), all)).toStrictEqual({
      rule: 'rule',
      grant: {
        lifetimeSeconds: 600,
        user: {
          roleSid: ROLE,
          friendlyName: 'Alice',
          conversations: [
            { name: 'news', create: false },
            { name: 'org-a_5Fb', create: true },
          ],
          optional: true,
        },
      },
    });
  });

  it.each<[string, Partial<ReadRule>, object]>([
    ['a lifetime', { lifetimeSeconds: 600 }, { lifetimeSeconds: 600 }],
    ['a role', { roleSid: ROLE }, { user: { roleSid: ROLE, conversations: [], optional: false } }],
    [
      'a friendly name',
      { friendlyName: 'name' },
      { user: { friendlyName: 'Alice', conversations: [], optional: false } },
    ],
    [
      'a conversation',
      { conversations: [conversation('news')] },
      { user: { conversations: [{ name: 'news', create: false }], optional: false } },
    ],
  ])('may be %s alone', (_, says, grant) => {
    expect(decided(person({ name: 'Alice' }), rule(says))).toStrictEqual({ rule: 'rule', grant });
  });

  it('is nothing at all if one of its conversations has no name', () => {
    const both = rule({
      lifetimeSeconds: 600,
      roleSid: ROLE,
      conversations: [conversation('news'), conversation('org-{org}')],
    });
    expect(decided(person({}), both)).toStrictEqual(
      refusal('rule', 'rule_claim_unusable', 'org is no text and no whole number'),
    );
  });
});

describe('a friendly name', () => {
  const named = (claims: Record<string, unknown>, friendlyName = 'name') =>
    decided(person(claims), rule({ friendlyName })).grant.user?.friendlyName;

  it.each(['Alice', ' Ælice B. ', '🎷', 'a'.repeat(256)])('is the claim as it is: %j', (name) => {
    expect(named({ name })).toBe(name);
    expect(named({ user: { name } }, 'user.name')).toBe(name);
  });

  it.each([
    [undefined],
    [null],
    [''],
    ['  '],
    ['a\nb'],
    ['a\ud800'],
    ['a'.repeat(257)],
    [7],
    [true],
    [['Alice']],
    [{ toString: 'Alice' }],
  ])('is left as it is at Twilio where the claim cannot be shown: %j', (name) => {
    expect(decided(person({ name }), rule({ friendlyName: 'name' }))).toStrictEqual({
      rule: 'rule',
      grant: {},
    });
    const { grant } = decided(person({ name }), rule({ friendlyName: 'name', roleSid: ROLE }));
    expect(grant.user).toStrictEqual({ roleSid: ROLE, conversations: [], optional: false });
  });

  it('is an e-mail address only if that is verified', () => {
    const email = 'Alice@Example.com';
    expect(named({ email, email_verified: true }, 'email')).toBe(email);
    expect(named({ email, email_verified: false }, 'email')).toBeUndefined();
    expect(named({ user: { email }, email_verified: true }, 'user.email')).toBeUndefined();
  });

  it('is never an inherited one', () => {
    expect(named({}, 'constructor.name')).toBeUndefined();
  });
});
