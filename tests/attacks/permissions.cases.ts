/** Rules as a whole: their order, whom they are about, and what they make of claims and wishes. */
import { createHash } from 'node:crypto';
import type { Rule } from '../../src/authorize/rule';
import { AUDIENCE } from '../support/tokens';
import { bearerEvent } from './events';
import { GUESTS, ticket } from './guests.cases';
import { BOSS, type Claims, HONEST, honest, inPrototype, NO_RULE, policyOf } from './rules.cases';
import type { Family, Outcome, Row } from './runner';
import type { Stage } from './stage';

const GRANTED = '200 alice';
const DENIED = '403 access_denied denied_by_rule';
const UNUSABLE = '403 access_denied rule_claim_unusable';
const ROLE = '403 access_denied role_not_allowed';
const MISCONFIGURED = '500 server_misconfigured server_misconfigured';

/** One condition, for the rules that a policy may not have at all. */
const ruleOn = (claim: string): Rule => ({
  name: 'rule',
  when: { claims: { [claim]: 'admin' } },
  allow: {},
});

const STRONG: Rule = { name: 'strong', when: { claims: { strong: true } }, allow: {} };
const BANNED: Rule = { name: 'banned', when: { claims: { banned: true } }, deny: 'is banned' };
const ALL: Rule = { name: 'all', allow: {} };

const order = (
  name: string,
  rules: readonly unknown[],
  claims: Claims,
  outcome: Outcome,
  more: object = {},
): Row => ({
  name,
  token: ({ login }) => login.token(claims),
  policy: policyOf(rules as readonly Rule[], more),
  honest,
  outcome,
});

const orders: Row[] = [
  order('one who is not banned', [BANNED, ALL], {}, GRANTED),
  order('one who is banned', [BANNED, ALL], { banned: true }, DENIED),
  order(
    'one who is banned and strong',
    [BANNED, STRONG, ALL],
    { banned: true, strong: true },
    DENIED,
  ),
  order(
    'one who is strong before being banned',
    [HONEST, STRONG, BANNED],
    { banned: true, strong: true },
    GRANTED,
  ),
  order('one whom only a refusal is not about', [HONEST, BANNED], {}, NO_RULE),
  order('one who is let pass for a trial', [BANNED], { banned: true }, GRANTED, { mode: 'audit' }),

  order('rules of which there are none', [], {}, MISCONFIGURED),
  order('rules that are no list', null as never, {}, MISCONFIGURED),
  order('a refusal behind a rule for all', [ALL, BANNED], { banned: true }, MISCONFIGURED),
  order(
    'a refusal behind a rule for all persons',
    [{ ...ALL, when: { caller: 'person' } }, BANNED],
    {},
    MISCONFIGURED,
  ),
  order(
    'a rule whose condition is misspelt',
    [{ ...ALL, wen: { caller: 'guest' } }],
    {},
    MISCONFIGURED,
  ),
  order('a rule whose kind is misspelt', [{ ...ALL, when: { kind: 'guest' } }], {}, MISCONFIGURED),
  order('a rule whose claims are empty', [{ ...ALL, when: { claims: {} } }], {}, MISCONFIGURED),
  order(
    'a rule with an empty prefix',
    [{ ...ALL, when: { claims: { a: { prefix: '' } } } }],
    {},
    MISCONFIGURED,
  ),
  order('a rule that grants and refuses', [{ ...ALL, deny: 'x' }], {}, MISCONFIGURED),
  order(
    'a rule that goes by a nickname',
    [ruleOn('nickname')],
    { nickname: 'admin' },
    MISCONFIGURED,
  ),
  order(
    'a rule that goes by what the user has written',
    [ruleOn('user_metadata.role')],
    { user_metadata: { role: 'admin' } },
    MISCONFIGURED,
  ),
  order('rules under a misspelt name', [ALL], {}, MISCONFIGURED, { rulez: [BANNED] }),
  order('a mode that is misspelt', [BANNED], { banned: true }, MISCONFIGURED, { mode: 'Audit' }),
];

const BACKEND = `backend_${'t0ken'.repeat(8)}`;
const SETTINGS = {
  ...GUESTS,
  BACKEND_TOKENS: createHash('sha256').update(BACKEND).digest('hex'),
};

/** Another name for the kinds, so that each has a rule that is only about them. */
const KINDS: readonly Rule[] = [
  { name: 'person', when: { caller: 'person', claims: { plan: 'pro' } }, allow: {} },
  { name: 'guest', when: { caller: 'guest', claims: { sub: 'a'.repeat(32) } }, allow: {} },
  { name: 'backend', when: { caller: 'backend', claims: { identity: 'alice' } }, allow: {} },
];

const kind = (name: string, event: (stage: Stage) => unknown, outcome: Outcome): Row => ({
  name,
  event,
  settings: SETTINGS,
  policy: policyOf(KINDS),
  honest: ({ login }) => bearerEvent(login.token({ plan: 'pro' })),
  outcome,
});

const ofLogin =
  (claims: Claims) =>
  ({ login }: Stage) =>
    bearerEvent(login.token(claims));
const ofBackend = (fields: object) => () => ({ ...bearerEvent(BACKEND), ...fields });

const kinds: Row[] = [
  kind('a person who meets the rule for persons', ofLogin({ plan: 'pro' }), GRANTED),
  kind(
    'a guest who meets the rule for guests',
    () => bearerEvent(ticket()),
    `200 guest~${'a'.repeat(32)}`,
  ),
  kind(
    'a backend that meets the rule for backends',
    ofBackend({ identity: 'alice' }),
    '200 backend~alice',
  ),
  kind('a person with the subject of a guest', ofLogin({ sub: 'a'.repeat(32) }), NO_RULE),
  kind('a person with the claim of a backend', ofLogin({ identity: 'alice' }), NO_RULE),
  kind(
    'a person who claims to be of another kind',
    ofLogin({ identity: 'alice', kind: 'backend', caller: 'backend' }),
    NO_RULE,
  ),
  kind('a guest with another subject', () => bearerEvent(ticket({ sub: 'b'.repeat(32) })), NO_RULE),
  kind(
    'a guest with the claims of a person',
    () => bearerEvent(ticket({ sub: 'b'.repeat(32), plan: 'pro' })),
    NO_RULE,
  ),
  kind(
    'a guest with the fields of a backend',
    () => ({ ...bearerEvent(ticket({ sub: 'b'.repeat(32) })), identity: 'alice', plan: 'pro' }),
    NO_RULE,
  ),
  kind(
    'a backend with the claim of a person as a field',
    ofBackend({ identity: 'bob', plan: 'pro' }),
    NO_RULE,
  ),
  kind(
    'a backend with the subject of a guest',
    ofBackend({ identity: 'a'.repeat(32), sub: 'a'.repeat(32) }),
    NO_RULE,
  ),
  kind(
    'a backend that names claims',
    ofBackend({ identity: 'bob', claims: { plan: 'pro', identity: 'alice' } }),
    NO_RULE,
  ),
  kind(
    'a person with claims in fields',
    ({ login }) => ({ ...bearerEvent(login.token()), plan: 'pro', claims: { plan: 'pro' } }),
    NO_RULE,
  ),
];

const issuers: Row[] = (
  [
    ['a person of the issuer that a rule names', ({ login }) => login.token(), '200 ours~alice'],
    ['a person of another issuer', ({ partner }) => partner.token(), NO_RULE],
    [
      'a person of another issuer who names the first',
      ({ login, partner }) => partner.token({ issuer: login.issuer, azp: login.issuer }),
      NO_RULE,
    ],
    [
      'a person of another issuer under the name of the first',
      ({ login, partner }) => partner.token({ iss: login.issuer }),
      '401 invalid_token signature_invalid',
    ],
    [
      'a person of an issuer that is called guest',
      ({ login }) => login.token({ iss: 'guest' }),
      '401 invalid_token issuer_mismatch',
    ],
    [
      'a person of an issuer that is called backend',
      ({ login }) => login.token({ iss: 'backend' }),
      '401 invalid_token issuer_mismatch',
    ],
    ['a guest where a rule names an issuer', () => ticket(), NO_RULE],
    ['a guest who names the issuer', ({ login }) => ticket({ iss: login.issuer }), NO_RULE],
  ] as const satisfies readonly [string, (stage: Stage) => string, Outcome][]
).map(([name, token, outcome]) => ({
  name,
  token,
  settings: GUESTS,
  policy: ({ login, partner }) => ({
    issuers: [
      { issuer: login.issuer, audience: AUDIENCE, namespace: 'ours' },
      { issuer: partner.issuer, audience: AUDIENCE, namespace: 'theirs' },
    ],
    rules: [{ name: 'ours', when: { issuer: login.issuer }, allow: {} }],
  }),
  outcome,
}));

/** Rows about a claim that a conversation is named after. Whoever is let in is in none. */
const conversation = (
  template: string,
  rows: readonly (readonly [name: string, claims: Claims, outcome?: Outcome])[],
): Row[] =>
  rows.map(([name, claims, outcome = UNUSABLE]) => ({
    name,
    token: ({ login }) => login.token(claims),
    policy: policyOf([HONEST, { name: 'member', allow: { conversations: [template] } }]),
    honest,
    outcome,
  }));

const conversations: Row[] = [
  ...conversation('org-{org_id}', [
    ['one who is to be in no conversation', { honest: true }, GRANTED],
    ['an organisation that is missing', {}],
    ['an organisation that is null', { org_id: null }],
    ['an organisation that is empty', { org_id: '' }],
    ['an organisation that is blank', { org_id: ' \u00a0\u3000' }],
    ['an organisation that is true', { org_id: true }],
    ['an organisation with a fraction', { org_id: 1.5 }],
    ['an organisation beyond whole numbers', { org_id: 2 ** 53 }],
    ['a list of organisations', { org_id: ['acme'] }],
    ['an organisation that is an object', { org_id: { toString: 'acme' } }],
    ['an organisation with a line break', { org_id: 'acme\r\n' }],
    ['an organisation with a zero byte', { org_id: 'acme\0' }],
    ['an organisation with half a surrogate pair', { org_id: 'acme\ud800' }],
    ['an organisation of a thousand letters', { org_id: 'a'.repeat(1000) }],
    ['an organisation that only escaping makes too long', { org_id: '~'.repeat(90) }],
    ['an organisation in the prototype', inPrototype({ org_id: 'acme' })],
    ['an organisation in a path', { org: { id: 'acme' } }],
  ]),
  ...conversation('of-{email}', [
    ['an address that nobody has verified', { email: BOSS, email_verified: undefined }],
    ['an address that is verified by a word', { email: BOSS, email_verified: 'yes' }],
    ['an address that is not verified at all', { email: BOSS, email_verified: false }],
  ]),
  ...conversation('o-{constructor.id}', [['a claim in what every object inherits', {}]]),
  ...conversation('{org_id}', [
    ['a claim that could name any conversation', { org_id: 'admins' }, MISCONFIGURED],
  ]),
  ...conversation('CH{org_id}', [
    ['a claim that could be a SID', { org_id: 'a1'.repeat(16) }, MISCONFIGURED],
  ]),
  ...conversation('t-{org_id}{team}', [
    ['claims that run together', { org_id: 'a', team: 'b' }, MISCONFIGURED],
  ]),
  ...conversation('org-{nickname}', [
    ['a conversation named by the user', { nickname: 'admins' }, MISCONFIGURED],
  ]),
];

const ROLES = { agent: `RL${'e5'.repeat(16)}`, admin: `RL${'f6'.repeat(16)}` };

const choosing = (
  name: string,
  fields: object,
  outcome: Outcome,
  rules?: readonly Rule[],
): Row => ({
  name,
  event: ofBackend({ identity: 'alice', ...fields }),
  settings: SETTINGS,
  policy: ({ login }) => ({
    issuers: [{ issuer: login.issuer, audience: AUDIENCE }],
    roles: ROLES,
    backends: { mayChooseRoles: ['agent'], mayChooseLifetime: true },
    ...(rules && { rules }),
  }),
  honest: ({ login }) => bearerEvent(login.token({ honest: true })),
  outcome,
});

const choices: Row[] = [
  choosing('a backend that chooses no role', {}, '200 backend~alice'),
  choosing('a backend that chooses a shorter lifetime', { lifetime: 600 }, '200 backend~alice', [
    { ...ALL, allow: { lifetime: 1000 } },
  ]),
  {
    ...choosing('a person who chooses a role', {}, GRANTED),
    event: ({ login }) => ({ ...bearerEvent(login.token()), role: 'admin', lifetime: 86_400 }),
  },
  choosing('a role that is not for backends', { role: 'admin' }, ROLE),
  choosing('a role by its SID', { role: ROLES.agent }, ROLE),
  choosing('a role in capitals', { role: 'AGENT' }, ROLE),
  choosing('a role of no name', { role: '' }, ROLE),
  choosing('a role that every object has', { role: 'toString' }, ROLE),
  choosing('a role that is a prototype', { role: '__proto__' }, ROLE),
  choosing('a list of one role', { role: ['agent'] }, ROLE),
  choosing('a list of two roles', { role: ['agent', 'admin'] }, ROLE),
  choosing('a role that is an object', { role: { toString: 'agent' } }, ROLE),
  choosing('a role that cannot be made a text', { role: { toString: 1, valueOf: 1 } }, ROLE),
  choosing('a role that is null', { role: null }, ROLE),
  choosing('a role where a rule refuses', { role: 'agent' }, DENIED, [
    HONEST,
    { name: 'none', when: { caller: 'backend' }, deny: 'x' },
  ]),
  choosing('a role where no rule matches', { role: 'agent' }, NO_RULE, [HONEST]),
  choosing(
    'a lifetime that is a list, where a rule has one',
    { lifetime: ['600'] },
    '400 invalid_request request_malformed',
    [{ ...ALL, allow: { lifetime: 1000 } }],
  ),
];

export const permissionFamilies: Family[] = [
  { name: 'the order of rules', rows: orders },
  { name: 'kinds of callers before rules', rows: kinds },
  { name: 'issuers that rules name', rows: issuers },
  { name: 'conversations that rules name', rows: conversations },
  { name: 'what a backend chooses under rules', rows: choices },
];
