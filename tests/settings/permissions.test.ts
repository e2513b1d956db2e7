import { type Policy, parseSettings } from '../../src/settings';
import type { IssuerPolicy } from '../../src/settings/policy';
import { problemsWith, settingsWith } from '../support/settings';
import { ISSUER, SECRET, SERVICE_SID, validEnvironment } from '../support/tokens';

const FILE = 'src/policy.ts';
const OTHER_SERVICE = `IS${'d4'.repeat(16)}`;
const AGENT = `RL${'e5'.repeat(16)}`;
const GUEST = `RL${'f6'.repeat(16)}`;
const ROLES = { agent: AGENT, guest: GUEST };

/** What a policy says of permissions, where the settings have it. */
function permissions(policy: Policy) {
  const { rules, guests, backends } = settingsWith({}, policy).authorization;
  return { rules, guestRole: guests.roleSid, backendRoles: backends.roles };
}

/** What is said of a policy of whatever shape, under the name of the file and of nothing else. */
function said(policy: object, overrides: Record<string, string | undefined> = {}): string[] {
  const problems = problemsWith(overrides, policy as Policy);
  expect(problems.filter(({ variable }) => variable !== FILE)).toEqual([]);
  return problems.map(({ sentence }) => sentence);
}

describe('a policy', () => {
  it.each<Policy>([{}, { guests: { lifetime: 600 } }, { backends: { mayChooseLifetime: true } }])(
    'says nothing of permissions: %j',
    (policy) => {
      expect(permissions(policy)).toEqual({
        rules: undefined,
        guestRole: undefined,
        backendRoles: new Map(),
      });
    },
  );

  it.each<[string, Policy, object]>([
    ['rules', { rules: [{ name: 'all', allow: {} }] }, { rules: { list: [{ name: 'all' }] } }],
    ['roles', { roles: ROLES }, {}],
    ['the mode that there is without it', { mode: 'enforce' }, {}],
    ['a role for guests', { roles: ROLES, guests: { role: 'guest' } }, { guestRole: GUEST }],
    [
      'roles for backends',
      { roles: ROLES, backends: { mayChooseRoles: ['agent'] } },
      { backendRoles: new Map([['agent', AGENT]]) },
    ],
    ['no role for backends', { backends: { mayChooseRoles: [] } }, {}],
  ])('may have %s', (_, policy, expected) => {
    expect(permissions(policy)).toStrictEqual({
      rules: undefined,
      guestRole: undefined,
      backendRoles: new Map(),
      ...expected,
      ...('rules' in expected && {
        rules: {
          audit: false,
          list: [{ name: 'all', conversations: [], optional: false }],
        },
      }),
    });
  });
});

describe('a role', () => {
  it('may have a SID for each service', () => {
    const roles = { agent: { [OTHER_SERVICE]: GUEST, [SERVICE_SID]: AGENT }, guest: GUEST };
    const backends = { mayChooseRoles: ['agent', 'guest'] };
    expect(permissions({ roles, backends }).backendRoles).toEqual(
      new Map([
        ['agent', AGENT],
        ['guest', GUEST],
      ]),
    );
  });

  it('must have one for the service at hand', () => {
    const sentence =
      'roles.agent has no role for the service that CONVERSATIONS_SERVICE_SID names. npm run roles prints them.';
    expect(said({ roles: { agent: { [OTHER_SERVICE]: AGENT } } })).toEqual([sentence]);
    expect(said({ roles: { agent: {} } })).toEqual([sentence]);
  });

  it('is not looked for where no service is named', () => {
    const roles = { agent: { [SERVICE_SID]: AGENT } };
    const problems = problemsWith({ CONVERSATIONS_SERVICE_SID: undefined }, { roles });
    expect(problems.map(({ variable }) => variable)).toEqual(['CONVERSATIONS_SERVICE_SID']);
  });

  it.each<unknown>([
    ...[
      '',
      'agent',
      AGENT.slice(0, -1),
      `${AGENT}0`,
      AGENT.toUpperCase(),
      ` ${AGENT}`,
      `${AGENT}\n`,
    ],
    ...[AGENT.replace('RL', 'IS'), 7, true, null, undefined, [AGENT]],
  ])('is a SID: not %j', (sid) => {
    const sentence = 'roles.agent must be the SID of a role: RL and 32 hexadecimal digits.';
    expect(said({ roles: { agent: sid } })).toEqual([sentence]);
    const ofService = sentence.replace('agent', `agent.${SERVICE_SID}`);
    if (sid !== undefined) {
      expect(said({ roles: { agent: { [SERVICE_SID]: sid } } })).toEqual([ofService]);
    }
  });

  it.each([null, 'agent', 7, ['agent'], []])('is one of an object: not of %j', (roles) => {
    expect(said({ roles })).toEqual(['roles must be an object of names and SIDs.']);
  });

  it.each(['admin', 'Guest', '', 'toString', 7, null, AGENT, ['guest']])(
    'of guests is a known one: not %j',
    (role) => {
      expect(said({ roles: ROLES, guests: { role } })).toEqual([
        'guests.role must be a name in roles. npm run roles prints them.',
      ]);
    },
  );

  it.each([['admin'], ['agent', 'admin'], [''], [7], [null], [AGENT], [['agent']]])(
    'of backends is a known one: not %j',
    (...mayChooseRoles) => {
      const wrong = mayChooseRoles.findIndex((name) => name !== 'agent');
      expect(said({ roles: ROLES, backends: { mayChooseRoles } })).toEqual([
        `backends.mayChooseRoles[${wrong}] must be a name in roles. npm run roles prints them.`,
      ]);
    },
  );

  it.each(['agent', {}, true])('of backends is one of a list: not %j', (mayChooseRoles) => {
    expect(said({ roles: ROLES, backends: { mayChooseRoles } })).toContain(
      'backends.mayChooseRoles must be an array.',
    );
  });

  it('of a rule, of guests, and of backends is unknown where there are none', () => {
    const policy: Policy = {
      rules: [{ name: 'all', allow: { role: 'agent' } }],
      guests: { role: 'guest' },
      backends: { mayChooseRoles: ['agent'] },
    };
    expect(said(policy)).toEqual([
      'rules[0].allow.role must be a name in roles. npm run roles prints them.',
      'guests.role must be a name in roles. npm run roles prints them.',
      'backends.mayChooseRoles[0] must be a name in roles. npm run roles prints them.',
    ]);
  });
});

describe('the mode', () => {
  const rules = [{ name: 'all', allow: {} }];

  it.each<[Policy, boolean]>([
    [{ rules }, false],
    [{ rules, mode: 'enforce' }, false],
    [{ rules, mode: 'audit' }, true],
  ])('of %j', (policy, audit) => {
    expect(permissions(policy)?.rules?.audit).toBe(audit);
  });

  it.each(['off', 'Audit', '', true, null, ['audit']])('is one of two: not %j', (mode) => {
    expect(said({ rules, mode })).toEqual(['mode must be enforce or audit.']);
  });

  it('needs rules to audit', () => {
    expect(said({ mode: 'audit' })).toEqual(['mode has no effect without rules. Remove it.']);
  });

  it('that audits is told of at start', () => {
    const warnings = (policy: Policy) => {
      const parsed = parseSettings(validEnvironment(), policy);
      return parsed.ok ? parsed.warnings : [];
    };
    expect(warnings({ rules, mode: 'audit' })).toEqual([
      expect.objectContaining({
        variable: FILE,
        sentence: 'has mode audit: callers that the rules would refuse are let in, and logged.',
      }),
    ]);
    expect(warnings({ rules, mode: 'enforce' })).toEqual([]);
  });
});

describe('the rules', () => {
  it('are read with all that they say', () => {
    const rules: Policy['rules'] = [
      { name: 'banned', when: { claims: { banned: true } }, deny: 'is banned' },
      {
        name: 'agents',
        when: { caller: 'person', issuer: ISSUER },
        allow: {
          lifetime: 600,
          role: 'agent',
          friendlyName: 'name',
          conversations: ['news', { name: 'org-{org_id}' }, { name: 'desk', create: true }],
          optional: true,
        },
      },
      { name: 'others', allow: { optional: false } },
    ];
    expect(permissions({ rules, roles: ROLES }).rules).toStrictEqual({
      audit: false,
      list: [
        {
          name: 'banned',
          when: { claims: { banned: true } },
          deny: 'is banned',
          conversations: [],
          optional: false,
        },
        {
          name: 'agents',
          when: { caller: 'person', issuer: ISSUER },
          lifetimeSeconds: 600,
          roleSid: AGENT,
          friendlyName: 'name',
          conversations: [
            { parts: ['news'], create: false },
            { parts: ['org-', { claim: 'org_id' }], create: false },
            { parts: ['desk'], create: true },
          ],
          optional: true,
        },
        { name: 'others', conversations: [], optional: false },
      ],
    });
  });

  it.each<[unknown, string]>([
    [null, 'rules must be an array.'],
    [{}, 'rules must be an array.'],
    [[], 'rules is empty, so that no one would get in. Add a rule, or leave rules out.'],
    [[null], 'rules[0] must be an object.'],
    [
      [
        { name: 'all', allow: {} },
        { name: 'none', deny: 'x' },
      ],
      'rules[1] is never reached: earlier rules decide about all callers that it matches. Move it up.',
    ],
  ])('with a mistake are none: %j', (rules, sentence) => {
    expect(said({ rules })).toEqual([sentence]);
  });

  it('with several mistakes have a sentence for each', () => {
    expect(
      said({ rules: [{ name: 'a' }, { name: '', allow: {} }], roles: { agent: 'x' } }),
    ).toEqual([
      'roles.agent must be the SID of a role: RL and 32 hexadecimal digits.',
      'rules[0] must have either allow or deny.',
      'rules[1].name must be 1 to 64 letters, digits or -.',
    ]);
  });

  it('under a misspelt name let nobody in', () => {
    expect(said({ rule: [{ name: 'all', deny: 'x' }] })).toEqual([
      expect.stringMatching(/^rule is not a field of the policy\. Did you mean rules\?/),
    ]);
  });

  it.each([
    [{ guests: { rolle: 'guest' } }, 'guests.rolle'],
    [{ backends: { mayChooseRole: ['agent'] } }, 'backends.mayChooseRole'],
  ])('are not passed over in a part of the policy: %j', (policy, field) => {
    expect(said(policy)).toEqual([expect.stringContaining(`${field} is not a field of `)]);
  });
});

describe('the issuer of a rule', () => {
  const STRANGE =
    'when.issuer names an issuer whose tokens are not accepted. Write it exactly as the issuer is configured.';
  const about = (issuer: string | string[], name = 'a') => ({ name, when: { issuer }, allow: {} });
  const STAFF: IssuerPolicy = {
    issuer: 'https://staff.example',
    audience: 'chat',
    namespace: 'staff',
  };
  const issuers = [STAFF, { ...STAFF, issuer: 'https://shop.example', namespace: 'shop' }];
  const NO_AUTH = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };

  it.each([ISSUER, [ISSUER]])('is the one of the variables: %j', (issuer) => {
    expect(said({ rules: [about(issuer)] })).toEqual([]);
  });

  it('is one of those of the policy', () => {
    const rules = [about('https://staff.example'), about(['https://shop.example'], 'b')];
    expect(said({ issuers, rules }, NO_AUTH)).toEqual([]);
  });

  it.each([
    ISSUER.slice(0, -1),
    ISSUER.toUpperCase(),
    'https://evil.example',
    [ISSUER, 'https://evil.example'],
    'guest',
    'backend',
  ])('is no other: %j', (issuer) => {
    const rules = [about(ISSUER), about(issuer, 'b')];
    expect(said({ rules })).toEqual([`rules[1].${STRANGE}`]);
  });

  it('is not the one of the variables where the policy lists its own', () => {
    expect(said({ issuers, rules: [about(ISSUER)] }, NO_AUTH)).toEqual([`rules[0].${STRANGE}`]);
  });

  it('is none where tokens need not name one: a refusal by it would never bite', () => {
    const overrides = { AUTH_ISSUER: undefined, AUTH_SECRET: SECRET };
    expect(said({ rules: [about(ISSUER)] }, overrides)).toEqual([`rules[0].${STRANGE}`]);
  });
});
