/** What is recommended, and how the roles of a service are measured by it. */
import { compareRoles, type DefaultRoles, type ExistingRole } from '../../cli/roles/compare';
import { formatComparison, formatPolicy } from '../../cli/roles/format';
import { RECOMMENDED, type RoleName, type RoleType } from '../../cli/roles/recommended';
import { sentenceFor } from '../../cli/roles/sentences';
import { settingsWith } from '../support/settings';
import { PERMISSIONS } from '../support/twilio/permissions';

const NO_DEFAULTS: DefaultRoles = { service: '', conversation: '', creator: '' };
const SID = `RL${'0'.repeat(32)}`;

const recommended = (name: RoleName, type: RoleType) =>
  RECOMMENDED.find((role) => role.name === name && role.type === type)?.permissions ?? [];

const existing = (role: Partial<ExistingRole>): ExistingRole => ({
  sid: SID,
  friendlyName: 'team',
  type: 'service',
  permissions: ['joinConversation'],
  ...role,
});

describe('the recommended roles', () => {
  it('have permissions that Twilio knows for their type, each once', () => {
    expect(RECOMMENDED).toHaveLength(6);
    for (const { type, permissions } of RECOMMENDED) {
      expect(permissions.filter((permission) => !PERMISSIONS[type].has(permission))).toEqual([]);
      expect(new Set(permissions).size).toBe(permissions.length);
      // Twilio makes no role without one.
      expect(permissions.length).toBeGreaterThan(0);
    }
  });

  it('let nobody forge, destroy, or rename', () => {
    const all = RECOMMENDED.flatMap(({ permissions }) => permissions);
    for (const forbidden of [
      'addNonChatParticipant',
      'deleteAnyMessage',
      'deleteConversation',
      'editAnyMessage',
      'editAnyMessageAttributes',
      'editAnyParticipantAttributes',
      'editAnyUserInfo',
      'editOwnParticipantAttributes',
      'editOwnUserInfo',
    ]) {
      expect(all).not.toContain(forbidden);
    }
  });

  it('leave guests and members where they were put', () => {
    for (const name of ['guest', 'member'] as const) {
      const own = [...recommended(name, 'service'), ...recommended(name, 'conversation')];
      for (const forbidden of [
        'addParticipant',
        'createConversation',
        'joinConversation',
        'removeParticipant',
      ]) {
        expect(own).not.toContain(forbidden);
      }
    }
  });

  it.each(['service', 'conversation'] as const)(
    'give each more than the one before: %s',
    (type) => {
      const [guest, member, agent] = (['guest', 'member', 'agent'] as const).map((name) =>
        recommended(name, type),
      );
      expect(member).toEqual(expect.arrayContaining([...(guest ?? [])]));
      expect(agent).toEqual(expect.arrayContaining([...(member ?? [])]));
      expect((member ?? []).length).toBeGreaterThan((guest ?? []).length);
      expect((agent ?? []).length).toBeGreaterThan((member ?? []).length);
    },
  );
});

describe('a role of the service', () => {
  it('is told what is too much and what is missing', () => {
    const permissions = ['joinConversation', 'editOwnMessage'];
    const { roles } = compareRoles([existing({ permissions })], NO_DEFAULTS, false);
    expect(roles).toEqual([
      expect.objectContaining({
        comparedWith: 'member',
        tooMuch: ['joinConversation'],
        missing: ['editOwnMessageAttributes'],
        defaultFor: [],
      }),
    ]);
  });

  it.each<[string, Partial<ExistingRole>, Partial<DefaultRoles>, boolean, RoleName]>([
    ['the default of the service', { friendlyName: 'admin' }, { service: SID }, false, 'guest'],
    ['that of participants', { type: 'conversation' }, { conversation: SID }, false, 'member'],
    ['the same with guests', { type: 'conversation' }, { conversation: SID }, true, 'guest'],
    ['that of creators', { type: 'conversation' }, { creator: SID }, true, 'agent'],
    ['two defaults', { type: 'conversation' }, { conversation: SID, creator: SID }, true, 'guest'],
    ['one of its own name', { friendlyName: 'locked-down guest' }, {}, false, 'guest'],
    ['an admin', { friendlyName: 'service admin' }, {}, false, 'agent'],
    ['a visitor', { friendlyName: 'Visitors' }, {}, false, 'guest'],
    ['any other', { friendlyName: 'x' }, {}, false, 'member'],
  ])('is measured: %s', (_name, role, defaults, guests, expected) => {
    const all = { ...NO_DEFAULTS, ...defaults };
    expect(compareRoles([existing(role)], all, guests).roles[0]?.comparedWith).toBe(expected);
  });
});

describe('a recommended role', () => {
  const guest = (roles: ExistingRole[]) => compareRoles(roles, NO_DEFAULTS, false).recommended[0];
  const named = (permissions: readonly string[], sid = SID) =>
    existing({ friendlyName: 'locked-down guest', permissions, sid });
  const right = recommended('guest', 'service');

  it('is found by name, type and permissions', () => {
    expect(guest([named(right)])).toMatchObject({ state: 'there', sid: SID });
    expect(guest([])).toMatchObject({ state: 'missing', sid: undefined });
    const elsewhere = { ...named(right), type: 'conversation' as const };
    expect(guest([elsewhere])).toMatchObject({ state: 'missing' });
  });

  it('is no longer itself once somebody changed it', () => {
    const changed = named([...right, 'editAnyUserInfo']);
    expect(guest([changed])).toMatchObject({ state: 'different', sid: SID });
  });

  it('is found behind another one of its name', () => {
    const other = named(['joinConversation'], `RL${'1'.repeat(32)}`);
    expect(guest([other, named(right)])).toMatchObject({ state: 'there', sid: SID });
  });
});

describe('as text', () => {
  it('shows no SID of a changed role for src/policy.ts', () => {
    const role = existing({ friendlyName: 'locked-down agent', permissions: ['editAnyUserInfo'] });
    const { recommended: found } = compareRoles([role], NO_DEFAULTS, false);
    expect(formatPolicy(found)).toBe('');
  });

  it('lets no name of a role write on the terminal', () => {
    const comparison = compareRoles(
      [existing({ friendlyName: 'a\u001b[2Jb\u202e' })],
      NO_DEFAULTS,
      false,
    );
    const text = formatComparison(comparison, settingsWith().twilio);
    expect(text).toContain('a\\u{1b}[2Jb\\u{202e}');
    expect(text).not.toContain('\u001b');
  });
});

it.each<[string, object, RegExp | undefined]>([
  ['401', { status: 401, code: 20003 }, /TWILIO_API_KEY_SID.*TWILIO_REGION/],
  ['403', { status: 403, code: 70051 }, /type Standard/],
  ['404', { status: 404, code: 20404 }, /CONVERSATIONS_SERVICE_SID/],
  ['429', { status: 429, code: 20429 }, /in a minute/],
  ['502 without a code', { status: 502 }, /out of order \(HTTP 502\)/],
  ['another refusal', { status: 400, code: 50104 }, /HTTP 400.*errors\/50104$/],
  ['another one without a code', { status: 400 }, /^Twilio refused the request \(HTTP 400\)$/],
  ['a broken connection', { code: 'ECONNRESET' }, /did not answer \(ECONNRESET\)/],
  ['a mistake of the program', new TypeError('x'), undefined],
  ['a mistake of Node', { code: 'ERR_INVALID_ARG_TYPE' }, undefined],
])('has a sentence for %s', (_name, error, expected) => {
  if (expected) expect(sentenceFor(error)).toMatch(expected);
  else expect(sentenceFor(error)).toBeUndefined();
});
