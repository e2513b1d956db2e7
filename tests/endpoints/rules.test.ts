/** Rules, roles and their log through the whole of `/token`, with Twilio's side behind it. */
import { createHash } from 'node:crypto';
import type { Caller } from '../../src/authenticate';
import type { Rule } from '../../src/authorize/rule';
import { createEndpoint, type ServiceRequest, systemRuntime } from '../../src/endpoint';
import { tokenEndpoint } from '../../src/endpoints/token';
import type { DecisionEntry, LogEntry } from '../../src/log';
import type { Policy } from '../../src/settings';
import { createRestClient } from '../../src/twilio/client';
import { stoppedClock } from '../support/clock';
import type { TestAnswer } from '../support/service';
import {
  makeKey,
  SECRET,
  SERVICE_SID,
  serveKeySet,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';
import {
  addConversation,
  addRole,
  addUser,
  startTwilio,
  type TwilioStandIn,
} from '../support/twilio';

const STAFF = 'https://staff.example';
const SHOP = 'https://shop.example';
const SHOP_SECRET = 'the-secret-of-the-shop-has-32-bytes-too';
const GUEST_SECRET = 'guest-tickets-are-signed-under-this-secret';
const BACKEND = `backend_${'a1'.repeat(24)}`;
const GUEST_SUBJECT = 'b2'.repeat(16);
const NOW = 1_800_000_000;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const ENVIRONMENT = {
  AUTH_ISSUER: undefined,
  AUTH_AUDIENCE: undefined,
  STAFF_SECRET: SECRET,
  SHOP_SECRET,
  GUESTS: 'on',
  GUEST_SECRET,
  BACKEND_TOKENS: sha256(BACKEND),
};

const POLICY: Policy = {
  issuers: [
    { issuer: STAFF, audience: 'chat', namespace: 'staff', secretVariables: ['STAFF_SECRET'] },
    { issuer: SHOP, audience: 'chat', namespace: 'shop', secretVariables: ['SHOP_SECRET'] },
  ],
};

let twilio: TwilioStandIn;
let roles: { agent: string; customer: string; guest: string };

beforeEach(async () => {
  twilio = await startTwilio();
  const role = (friendlyName: string) =>
    addRole(twilio.service, { friendlyName, type: 'service', permissions: [] }).sid;
  roles = { agent: role('agent'), customer: role('customer'), guest: role('guest') };
});

afterEach(() => twilio.close());

/** A request of each kind of caller. */
function bearer(token: string, fields: object = {}): Partial<ServiceRequest> {
  return { headers: { authorization: `Bearer ${token}` }, fields };
}
const ofStaff = (claims: object = {}, fields?: object) =>
  bearer(
    signToken(validClaims({ iss: STAFF, aud: 'chat', ...claims }, NOW), { key: SECRET }),
    fields,
  );
const ofShop = (claims: object = {}) =>
  bearer(signToken(validClaims({ iss: SHOP, aud: 'chat', ...claims }, NOW), { key: SHOP_SECRET }));
const ofGuest = (fields?: object) =>
  bearer(
    signToken(
      { sub: GUEST_SUBJECT, aud: SERVICE_SID, iat: NOW, exp: NOW + 86_400 },
      { key: GUEST_SECRET, header: { typ: 'guest-ticket+jwt' } },
    ),
    fields,
  );
const ofBackend = (fields: object = {}) => bearer(BACKEND, { identity: 'alice', ...fields });

function setUp(
  policy: Policy,
  overrides: Record<string, string | undefined> = {},
  base: Policy = POLICY,
) {
  const log: LogEntry[] = [];
  const environment = validEnvironment({ ...ENVIRONMENT, ...overrides });
  const clock = stoppedClock(NOW * 1000);
  let clients = 0;
  const send = createEndpoint(
    tokenEndpoint((credentials) => {
      clients += 1;
      return createRestClient(credentials, twilio.httpClient());
    }),
    { ...systemRuntime, now: clock.now, log: (entry) => void log.push(structuredClone(entry)) },
    { ...base, roles, ...policy },
  );
  const ask = async (request: Partial<ServiceRequest>): Promise<TestAnswer> =>
    send({ environment, headers: {}, cookies: {}, fields: {}, ...request });
  /** The code of the refusal, or the seconds of the grant. */
  const outcome = async (request: Partial<ServiceRequest>) => {
    const { status, body } = await ask(request);
    return status === 200 ? body.expiresIn : body.code;
  };
  const decisions = () => log.filter((entry): entry is DecisionEntry => entry.event === 'token');
  return { ask, outcome, log, last: () => decisions().at(-1), clients: () => clients };
}

const rules = (...list: Rule[]): Policy => ({ rules: list });
const all = { name: 'all', allow: {} };

describe('who gets a token', () => {
  it('is everybody where there are no rules', async () => {
    const { outcome } = setUp({});
    expect(await outcome(ofStaff())).toBe(3600);
    expect(await outcome(ofShop())).toBe(3600);
    expect(await outcome(ofGuest())).toBe(900);
    expect(await outcome(ofBackend())).toBe(3600);
  });

  it('is nobody whom no rule is about, once there is one', async () => {
    const { outcome, ask, last } = setUp(
      rules({ name: 'nobody', when: { claims: { nobody: true } }, allow: {} }),
    );
    for (const request of [ofStaff(), ofShop(), ofGuest(), ofBackend()]) {
      expect(await outcome(request)).toBe('no_rule_matched');
    }
    const { status, headers, body } = await ask(ofStaff());
    expect({ status, error: body.error }).toEqual({ status: 403, error: 'access_denied' });
    expect(headers['WWW-Authenticate']).toContain('error="access_denied"');
    expect(body).not.toHaveProperty('token');
    expect(last()).toMatchObject({ outcome: 'refused', caller: 'person', issuer: STAFF });
    expect(last()).not.toHaveProperty('audit');
    expect(last()?.rule).toBeUndefined();
  });

  const LIFETIMES = { person: 1001, guest: 1002, backend: 1003 };

  it.each(Object.keys(LIFETIMES) as Caller['kind'][])(
    'is a %s where a rule is about those',
    async (kind) => {
      const allow = { lifetime: LIFETIMES[kind] };
      const { outcome, last } = setUp(
        rules({ name: `each-${kind}`, when: { caller: kind }, allow }),
      );
      const requests = { person: ofStaff(), guest: ofGuest(), backend: ofBackend() };
      for (const [other, request] of Object.entries(requests)) {
        expect(await outcome(request)).toBe(other === kind ? LIFETIMES[kind] : 'no_rule_matched');
        expect(last()).toMatchObject({ caller: other });
        expect(last()?.rule).toBe(other === kind ? `each-${kind}` : undefined);
      }
    },
  );

  it('is a person of the issuer that a rule names', async () => {
    const { outcome } = setUp(rules({ name: 'staff', when: { issuer: STAFF }, allow: {} }));
    expect(await outcome(ofStaff())).toBe(3600);
    for (const request of [ofShop(), ofShop({ issuer: STAFF }), ofGuest(), ofBackend()]) {
      expect(await outcome(request)).toBe('no_rule_matched');
    }
  });

  it('is decided by the first rule that matches', async () => {
    const banned: Rule = {
      name: 'banned',
      when: { claims: { banned: true } },
      deny: 'has spammed',
    };
    const staff: Rule = { name: 'staff', when: { issuer: STAFF }, allow: { lifetime: 600 } };
    const first = setUp(rules(banned, staff, all));
    const second = setUp(rules(staff, banned, all));
    const outcomes = async ({ outcome }: typeof first) => [
      await outcome(ofStaff()),
      await outcome(ofStaff({ banned: true })),
      await outcome(ofShop({ banned: true })),
      await outcome(ofShop()),
    ];
    expect(await outcomes(first)).toEqual([600, 'denied_by_rule', 'denied_by_rule', 3600]);
    expect(await outcomes(second)).toEqual([600, 600, 'denied_by_rule', 3600]);
  });

  it('is nobody as long as there is a mistake in the rules', async () => {
    const { ask, log } = setUp(rules(all, { name: 'late', deny: 'x' }));
    expect(await ask(ofStaff())).toMatchObject({
      status: 500,
      body: { code: 'server_misconfigured' },
    });
    expect(log).toContainEqual(
      expect.objectContaining({
        event: 'settings',
        level: 'error',
        problems: [{ variable: 'src/policy.ts', sentence: expect.stringContaining('rules[1]') }],
      }),
    );
  });

  it('is nobody who lacks a scope or a name, whatever the rules say', async () => {
    const issuers = POLICY.issuers?.map((each) => ({ ...each, requiredScope: 'chat' })) ?? [];
    const { outcome } = setUp({ ...rules(all), issuers });
    expect(await outcome(ofStaff())).toBe('insufficient_scope');
    expect(await outcome(ofStaff({ scope: 'chat', sub: undefined }))).toBe(
      'identity_claim_missing',
    );
    expect(await outcome(ofStaff({ scope: 'chat' }))).toBe(3600);
  });
});

describe('a refusal by a rule', () => {
  it('tells its reason to the log and not to the caller', async () => {
    const { ask, last } = setUp(rules({ name: 'banned', deny: 'has spammed' }));
    const answer = await ask(ofStaff());
    expect(answer).toMatchObject({ status: 403, body: { code: 'denied_by_rule' } });
    expect(JSON.stringify(answer)).not.toMatch(/spammed|banned/);
    expect(last()).toMatchObject({
      level: 'info',
      outcome: 'refused',
      rule: 'banned',
      code: 'denied_by_rule',
      cause: 'has spammed',
    });
    expect(twilio.requests).toEqual([]);
  });

  it('for want of a claim names the claim to the log, and no value', async () => {
    const allow = { role: 'agent', conversations: ['news', 'org-{org_id}'] };
    const { ask, last } = setUp(rules({ name: 'org', allow }));
    const answer = await ask(ofStaff({ org_id: 'x\ny' }));
    expect(answer).toMatchObject({ status: 403, body: { code: 'rule_claim_unusable' } });
    expect(JSON.stringify(answer.body)).not.toContain('org');
    expect(last()).toMatchObject({ rule: 'org', cause: 'org_id has control characters' });
    expect(twilio.requests).toEqual([]);
  });
});

describe('audit mode', () => {
  const list: Rule[] = [
    { name: 'banned', when: { claims: { banned: true } }, deny: 'has spammed' },
    {
      name: 'org',
      when: { issuer: SHOP },
      allow: {
        lifetime: 600,
        role: 'customer',
        conversations: [{ name: 'org-{org_id}', create: true }],
      },
    },
  ];

  it.each<[string, () => Partial<ServiceRequest>, string | undefined, string, number]>([
    ['a refusal', () => ofStaff({ banned: true }), 'banned', 'denied_by_rule', 3600],
    ['no rule for a person', () => ofStaff(), undefined, 'no_rule_matched', 3600],
    ['no rule for a guest', () => ofGuest(), undefined, 'no_rule_matched', 900],
    ['no rule for a backend', () => ofBackend(), undefined, 'no_rule_matched', 3600],
    ['a claim that is missing', () => ofShop(), 'org', 'rule_claim_unusable', 3600],
  ])('lets pass, by the settings alone, and logs: %s', async (_, request, rule, code, lifetime) => {
    const audited = setUp({ rules: list, mode: 'audit' });
    expect(await audited.outcome(request())).toBe(lifetime);
    expect(audited.last()).toMatchObject({ outcome: 'granted', status: 200, audit: code });
    expect(audited.last()?.rule).toBe(rule);
    expect(audited.last()).not.toHaveProperty('code');
    expect(twilio.requests).toEqual([]);
    expect(await setUp({ rules: list }).outcome(request())).toBe(code);
  });

  it('grants what the rules grant, and has nothing to say of it', async () => {
    const { outcome, last } = setUp({ rules: list, mode: 'audit' });
    expect(await outcome(ofShop({ org_id: 'acme' }))).toBe(600);
    expect(last()).toMatchObject({ outcome: 'granted', rule: 'org' });
    expect(last()).not.toHaveProperty('audit');
    expect(twilio.users.get('shop~alice')).toMatchObject({ roleSid: roles.customer });
  });

  it('lets pass nothing that is refused otherwise', async () => {
    const { outcome } = setUp({ rules: list, mode: 'audit' });
    expect(await outcome(ofStaff({ exp: NOW - 60 }))).toBe('token_expired');
    expect(await outcome(ofStaff({ sub: undefined }))).toBe('identity_claim_missing');
    expect(await outcome(ofBackend({ role: 'agent' }))).toBe('role_not_allowed');
    expect(await outcome(ofBackend({ lifetime: 600 }))).toBe('lifetime_not_allowed');
  });

  it('is told of at start, once', async () => {
    const { outcome, log } = setUp({ rules: list, mode: 'audit' });
    await outcome(ofStaff());
    await outcome(ofStaff());
    const warnings = log.filter(({ event }) => event === 'settings');
    expect(JSON.stringify(warnings).match(/has mode audit/g)).toHaveLength(1);
  });
});

describe('the log of a grant', () => {
  it('has the digest of the token that was issued, and not the token', async () => {
    const { ask, log, last } = setUp(rules(all));
    const { body } = await ask(ofStaff());
    expect(last()).toMatchObject({ rule: 'all', tokenSha256: sha256(body.token ?? '') });
    expect(JSON.stringify(log)).not.toContain(body.token?.split('.')[2]);
    await ask(ofStaff({ exp: NOW - 60 }));
    expect(last()).toMatchObject({ outcome: 'refused' });
    expect(last()).not.toHaveProperty('tokenSha256');
  });

  it('has no digest where Twilio could not be put right', async () => {
    twilio.trouble.push({ status: 403, code: 20_003 });
    const { outcome, last } = setUp(rules({ name: 'all', allow: { role: 'agent' } }));
    expect(await outcome(ofStaff())).toBe('twilio_unavailable');
    expect(last()).toMatchObject({ level: 'warning', rule: 'all' });
    expect(last()).not.toHaveProperty('tokenSha256');
  });

  it('has the state of the key set, where there is one', async () => {
    const key = makeKey('EdDSA', 'login');
    const login = await serveKeySet([key]);
    try {
      const issuer = {
        issuer: login.issuer,
        audience: 'chat',
        namespace: 'login',
        jwksUri: login.jwksUri,
      };
      const { outcome, last } = setUp({ issuers: [...(POLICY.issuers ?? []), issuer] });
      const states = [];
      for (let i = 0; i < 2; i += 1) {
        const claims = validClaims({ iss: login.issuer, aud: 'chat' }, NOW);
        expect(await outcome(bearer(signToken(claims, { key })))).toBe(3600);
        states.push(last()?.keys);
      }
      expect(states).toEqual(['fetched', 'cached']);
    } finally {
      await login.close();
    }
  });

  it.each([
    ['a shared secret', ofStaff],
    ['a ticket', ofGuest],
    ['a backend', ofBackend],
  ])('has none for %s', async (_, request) => {
    const { ask, last } = setUp({});
    await ask(request());
    expect(last()).toMatchObject({ outcome: 'granted' });
    expect(last()?.keys).toBeUndefined();
  });
});

describe('the lifetime', () => {
  const lasting = (lifetime?: number): Policy =>
    rules({ name: 'all', allow: lifetime === undefined ? {} : { lifetime } });

  it.each<[string, number | undefined, object, number]>([
    ['shorter than the settings say', 600, {}, 600],
    ['longer than the settings say', 7200, { exp: NOW + 86_400 }, 7200],
    ['not longer than the token of the caller', 7200, { exp: NOW + 1000 }, 1000],
    ['that of the settings, if it says nothing', undefined, { exp: NOW + 86_400 }, 3600],
  ])('of a rule counts: %s', async (_, lifetime, claims, expected) => {
    expect(await setUp(lasting(lifetime)).outcome(ofStaff(claims))).toBe(expected);
  });

  it.each([
    [undefined, undefined, 900],
    [undefined, 1200, 1200],
    [600, 1200, 600],
    [7200, 1200, 7200],
  ])('of guests: %s by a rule and %s for all is %i', async (ruled, forAll, expected) => {
    const guests = forAll === undefined ? {} : { guests: { lifetime: forAll } };
    expect(await setUp({ ...lasting(ruled), ...guests }).outcome(ofGuest())).toBe(expected);
  });

  it.each([
    ['less than the rule says', 1000, 600, 600],
    ['as much as the rule says', 1000, 1000, 1000],
    ['more than the rule says', 1000, 7200, 1000],
    ['the most there is', 1000, 86_400, 1000],
    ['more than the settings say, where the rule says more still', 7200, 5000, 5000],
    ['anything where the rule says nothing', undefined, 7200, 7200],
    ['less where the rule says nothing', undefined, 600, 600],
    ['nothing', 1000, undefined, 1000],
    ['nothing where the rule says nothing', undefined, undefined, 3600],
  ])('that a backend chooses: %s', async (_, ruled, chosen, expected) => {
    const policy = { ...lasting(ruled), backends: { mayChooseLifetime: true } };
    const fields = chosen === undefined ? {} : { lifetime: chosen };
    expect(await setUp(policy).outcome(ofBackend(fields))).toBe(expected);
  });

  it.each([299, 86_401, '600s', '', ' 600', '0600000', [600], {}, null, true])(
    'that a backend chooses is refused if it is %j, rule or not',
    async (lifetime) => {
      const backends = { mayChooseLifetime: true };
      for (const policy of [{ backends }, { ...lasting(1000), backends }]) {
        expect(await setUp(policy).outcome(ofBackend({ lifetime }))).toBe('request_malformed');
      }
    },
  );

  it('is not for a backend to choose by a rule alone', async () => {
    expect(await setUp(lasting(1000)).outcome(ofBackend({ lifetime: 600 }))).toBe(
      'lifetime_not_allowed',
    );
  });
});

describe('the role', () => {
  const roleOf = (identity: string) => twilio.users.get(identity)?.roleSid;
  const GUEST = `guest~${GUEST_SUBJECT}`;

  it('of a rule is set at Twilio before the token is issued', async () => {
    const { outcome } = setUp(
      rules({ name: 'staff', when: { issuer: STAFF }, allow: { role: 'agent' } }, all),
    );
    expect(await outcome(ofStaff())).toBe(3600);
    expect(roleOf('staff~alice')).toBe(roles.agent);
    expect(await outcome(ofShop())).toBe(3600);
    expect(twilio.users.has('shop~alice')).toBe(false);
  });

  it('is taken away again at the next token', async () => {
    const { outcome } = setUp(
      rules(
        {
          name: 'agents',
          when: { claims: { groups: { has: 'support' } } },
          allow: { role: 'agent' },
        },
        { name: 'others', allow: { role: 'customer' } },
      ),
    );
    await outcome(ofStaff({ groups: ['support'] }));
    expect(roleOf('staff~alice')).toBe(roles.agent);
    await outcome(ofStaff({ groups: [] }));
    expect(roleOf('staff~alice')).toBe(roles.customer);
  });

  it.each<[string, Policy, keyof typeof roles | undefined]>([
    ['that of guests', {}, 'guest'],
    ['that of guests under a rule that says nothing', rules(all), 'guest'],
    [
      'that of guests beside a name of a rule',
      rules({ name: 'a', allow: { friendlyName: 'sub' } }),
      'guest',
    ],
    ['that of a rule', rules({ name: 'a', allow: { role: 'customer' } }), 'customer'],
    [
      'that of guests where they are let pass',
      { ...rules({ name: 'a', deny: 'x' }), mode: 'audit' },
      'guest',
    ],
  ])('of a guest is %s', async (_, policy, expected) => {
    const { outcome } = setUp({ guests: { role: 'guest' }, ...policy });
    expect(await outcome(ofGuest())).toBe(900);
    expect(roleOf(GUEST)).toBe(expected && roles[expected]);
  });

  it('of guests is for guests only', async () => {
    const { outcome } = setUp({ guests: { role: 'guest' } });
    expect(await outcome(ofStaff())).toBe(3600);
    expect(await outcome(ofBackend())).toBe(3600);
    expect(twilio.requests).toEqual([]);
  });

  it.each<[string, Policy, string]>([
    ['where there are no rules', {}, 'agent'],
    ['under a rule that says nothing', rules(all), 'agent'],
    ['over that of a rule', rules({ name: 'all', allow: { role: 'customer' } }), 'agent'],
    ['in place of the highest one', rules({ name: 'all', allow: { role: 'agent' } }), 'customer'],
  ])('may be chosen by a backend %s', async (_, policy, role) => {
    const backends = { mayChooseRoles: ['agent', 'customer'] };
    const { outcome } = setUp({ ...policy, backends });
    expect(await outcome(ofBackend({ role }))).toBe(3600);
    expect(roleOf('backend~alice')).toBe(roles[role as 'agent']);
  });

  it('that a rule gives is kept where the backend chooses none', async () => {
    const { outcome } = setUp({
      ...rules({ name: 'all', allow: { role: 'customer' } }),
      backends: { mayChooseRoles: ['agent'] },
    });
    expect(await outcome(ofBackend())).toBe(3600);
    expect(roleOf('backend~alice')).toBe(roles.customer);
  });

  it.each<unknown>([
    ...['customer', 'Agent', 'agent ', '', 'toString', '__proto__', 7, true, null],
    ...[['agent'], ['agent', 'agent'], {}, { toString: 'agent' }, { toString: 1, valueOf: 1 }],
  ])('is refused to a backend that chooses %j', async (role) => {
    const { ask } = setUp({ backends: { mayChooseRoles: ['agent'] } });
    expect(await ask(ofBackend({ role }))).toMatchObject({
      status: 403,
      body: { error: 'access_denied', code: 'role_not_allowed' },
    });
    expect(twilio.requests).toEqual([]);
  });

  it('and the lifetime that are refused are named to the log', async () => {
    const one = setUp({});
    await one.outcome(ofBackend({ role: 'agent' }));
    expect(one.last()).toMatchObject({ caller: 'backend', cause: 'the field role was sent' });
    await one.outcome(ofBackend({ lifetime: 600 }));
    expect(one.last()).toMatchObject({ cause: 'the field lifetime was sent' });
    const other = setUp({ backends: { mayChooseLifetime: true } });
    await other.outcome(ofBackend({ lifetime: 1 }));
    expect(other.last()).toMatchObject({ cause: 'the field lifetime is out of its limits' });
  });

  it('is refused to a backend by its SID', async () => {
    const { outcome } = setUp({ backends: { mayChooseRoles: ['agent'] } });
    expect(await outcome(ofBackend({ role: roles.agent }))).toBe('role_not_allowed');
  });

  it('is not for a backend to choose unless the policy says so', async () => {
    const { outcome } = setUp(rules({ name: 'all', allow: { role: 'agent' } }));
    expect(await outcome(ofBackend({ role: 'agent' }))).toBe('role_not_allowed');
  });

  it('and the lifetime may be chosen together', async () => {
    const { outcome } = setUp({
      ...rules({ name: 'all', allow: { lifetime: 1000, role: 'customer' } }),
      backends: { mayChooseRoles: ['agent'], mayChooseLifetime: true },
    });
    expect(await outcome(ofBackend({ role: 'agent', lifetime: '600' }))).toBe(600);
    expect(roleOf('backend~alice')).toBe(roles.agent);
    expect(await outcome(ofBackend({ role: 'agent', lifetime: '60' }))).toBe('request_malformed');
    expect(await outcome(ofBackend({ role: 'guest', lifetime: '600' }))).toBe('role_not_allowed');
  });

  it('is not chosen by a rule that refuses the backend', async () => {
    const { outcome } = setUp({
      ...rules({ name: 'no-backends', when: { caller: 'backend' }, deny: 'x' }),
      backends: { mayChooseRoles: ['agent'] },
    });
    expect(await outcome(ofBackend({ role: 'agent' }))).toBe('denied_by_rule');
    expect(twilio.requests).toEqual([]);
  });

  it.each([
    ['a person', ofStaff({}, { role: 'agent', lifetime: 600 }), 3600],
    ['a guest', ofGuest({ role: 'agent', lifetime: 600 }), 900],
  ])('is not chosen by %s, whose fields say nothing', async (_, request, expected) => {
    const { outcome } = setUp({
      backends: { mayChooseRoles: ['agent'], mayChooseLifetime: true },
    });
    expect(await outcome(request)).toBe(expected);
    expect(twilio.requests).toEqual([]);
  });
});

describe('a claim that a conversation is named after', () => {
  const SID = `CH${'c7'.repeat(16)}`;
  const OTHERS = ['admins', 'org-admins', 'org-admins~secret', 'org-', 'org', 'é'];

  beforeEach(() => {
    addConversation(twilio.service, { sid: SID, uniqueName: 'board' });
    for (const uniqueName of OTHERS) addConversation(twilio.service, { uniqueName });
  });

  it.each<[string, unknown, string]>([
    ['is honest', 'acme', 'org-acme~team'],
    ['is a number', 7, 'org-7~team'],
    ['has what parts claims', 'admins~secret', 'org-admins_7Esecret~team'],
    ['has it escaped already', 'admins_7Esecret', 'org-admins_5F7Esecret~team'],
    ['has it escaped as in addresses', 'admins%7Esecret', 'org-admins_257Esecret~team'],
    [
      'leads out of its path',
      '../../Conversations/board',
      'org-.._2F.._2FConversations_2Fboard~team',
    ],
    ['is a step back', '..', 'org-..~team'],
    ['begins a query', '?x=1&y#z', 'org-_3Fx_3D1_26y_23z~team'],
    ['is a SID', SID, `org-${SID}~team`],
    ['is a template', '{team}', 'org-_7Bteam_7D~team'],
    ['is a replacement pattern', '$&$1', 'org-_24_26_241~team'],
    ['is composed', '\u00e9', 'org-_C3_A9~team'],
    ['is decomposed', 'e\u0301', 'org-_C3_A9~team'],
    ['is compatible with another', '\uff41', 'org-_EF_BD_81~team'],
    ['has a letter of no width', 'ad\u200bmins', 'org-ad_E2_80_8Bmins~team'],
    ['turns the direction of writing', '\u202esnimda', 'org-_E2_80_AEsnimda~team'],
  ])('leads into no other one if it %s', async (_, org_id, name) => {
    const allow = { conversations: [{ name: 'org-{org_id}~{team}', create: true }] };
    const { outcome } = setUp(rules({ name: 'org', allow }));
    expect(await outcome(ofStaff({ org_id, team: 'team' }))).toBe(3600);
    const joined = [...twilio.conversations.values()].filter(
      ({ participants }) => participants.size,
    );
    expect(joined.map(({ uniqueName }) => uniqueName)).toEqual([name]);
  });
});

describe('the rest of what a rule grants', () => {
  it('is the name and the conversations of the User', async () => {
    const allow = {
      friendlyName: 'name',
      conversations: [{ name: 'org-{org_id}', create: true }],
    };
    const { outcome } = setUp(rules({ name: 'org', allow }));
    expect(await outcome(ofStaff({ name: 'Alice', org_id: 'a_b' }))).toBe(3600);
    expect(twilio.users.get('staff~alice')).toMatchObject({ friendlyName: 'Alice' });
    const joined = [...twilio.conversations.values()];
    expect(joined.map(({ uniqueName }) => uniqueName)).toEqual(['org-a_5Fb']);
    expect([...(joined[0]?.participants.keys() ?? [])]).toEqual(['staff~alice']);
  });

  it('is not had by a name that the token lacks: the User keeps theirs', async () => {
    addUser(twilio.service, { identity: 'staff~alice', friendlyName: 'Alice' });
    const { outcome } = setUp(rules({ name: 'all', allow: { friendlyName: 'name' } }));
    expect(await outcome(ofStaff())).toBe(3600);
    expect(twilio.requests).toEqual([]);
  });

  it('must be had, or there is no token', async () => {
    const allow = { conversations: ['is-not-there'] };
    const { ask, last } = setUp(rules({ name: 'all', allow }));
    const { status, headers, body } = await ask(ofStaff());
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'twilio_unavailable' });
    expect(headers['Retry-After']).toBe('5');
    expect(last()).toMatchObject({ level: 'warning', rule: 'all', outcome: 'refused' });
  });

  it('need not be had where the rule says so, which is logged', async () => {
    const allow = { conversations: ['is-not-there'], optional: true };
    const { outcome, log, last } = setUp(rules({ name: 'all', allow }));
    expect(await outcome(ofStaff())).toBe(3600);
    expect(last()).toMatchObject({ level: 'info', outcome: 'granted', rule: 'all' });
    expect(log.filter(({ event }) => event === 'twilio')).toEqual([
      { event: 'twilio', level: 'warning', cause: expect.stringContaining('HTTP 404') },
    ]);
  });

  it.each<[string, Policy]>([
    ['there are no rules', {}],
    ['no rule asks for it', rules({ name: 'all', allow: { lifetime: 600 } })],
    ['guests have no role', { guests: { lifetime: 600 }, ...rules(all) }],
    ['a backend chooses none', { backends: { mayChooseRoles: ['agent'] }, ...rules(all) }],
  ])('costs nothing where %s', async (_, policy) => {
    const { ask, clients } = setUp(policy);
    for (const request of [ofStaff(), ofGuest(), ofBackend()]) {
      expect(await ask(request)).toMatchObject({ status: 200 });
    }
    expect(clients()).toBe(0);
  });
});
