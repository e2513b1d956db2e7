/** Which rule matched, why others did not, and what it grants. */
import { Socket } from 'node:net';
import { printExplanation } from '../../../cli/explain/print';
import type { Policy } from '../../../src/settings';
import { createRestClient } from '../../../src/twilio/client';
import { createTestService } from '../../support/service';
import {
  API_KEY_SID,
  SECRET,
  SERVICE_SID,
  sharedSecretEnvironment,
  signToken,
  validClaims,
} from '../../support/tokens';
import { addRole, startTwilio } from '../../support/twilio';
import { MEMBER, NOW, RULES } from './stage';
import { checkOf, explained, failures } from './support';

const environment = sharedSecretEnvironment();
const explain = (claims: object, rules: Policy = RULES) =>
  explained(signToken({ ...validClaims({}, NOW), ...claims }, { key: SECRET }), {
    environment,
    policy: rules,
    now: NOW * 1000,
  });

const CLAIMS = { org_id: 'acme', groups: ['sales'], email: 'A@acme.example', name: 'Alice' };

it('shows each earlier rule with what was wanted and found, and leaves later ones alone', async () => {
  const { rules, verdict } = await explain(CLAIMS);
  expect(verdict.outcome).toBe('granted');
  expect(rules).toEqual([
    {
      name: 'suspended',
      deny: 'the account is suspended',
      state: 'passed over',
      conditions: [{ subject: 'claims.suspended', wanted: true, found: undefined, holds: false }],
    },
    {
      name: 'agents',
      state: 'passed over',
      conditions: [
        { subject: 'caller', wanted: ['person', 'backend'], found: 'person', holds: true },
        {
          subject: 'claims.groups',
          wanted: { has: 'support' },
          found: ['sales'],
          holds: false,
        },
      ],
    },
    {
      name: 'staff',
      state: 'passed over',
      conditions: [
        {
          subject: 'claims.email',
          wanted: 'a@acme.example',
          found: 'A@acme.example',
          holds: false,
          note: 'email_verified is not true, so the address is ignored',
        },
      ],
    },
    {
      name: 'organisations',
      state: 'decides',
      conditions: [
        {
          subject: 'claims.org_id',
          wanted: { oneOf: ['acme', 'globex'] },
          found: 'acme',
          holds: true,
        },
      ],
    },
    { name: 'guests', state: 'later', conditions: [] },
  ]);
});

it('says what would be issued, and what would be made so at Twilio', async () => {
  const { issued, verdict } = await explain({ ...CLAIMS, exp: NOW + 1200 });
  expect(issued).toEqual({
    granted: true,
    identity: 'alice',
    lifetime: 1200,
    lifetimeSources: [
      { what: 'TOKEN_LIFETIME', seconds: 3600, decides: false },
      { what: 'the rule organisations', seconds: 1800, decides: false },
      { what: "the caller's own token ends in", seconds: 1200, decides: true },
    ],
    expiresAt: '2027-01-15T08:20:00.000Z',
    refreshAfter: '2027-01-15T08:17:00.000Z',
    user: {
      role: { sid: MEMBER, name: 'member' },
      friendlyName: 'Alice',
      conversations: [
        { name: 'announcements', create: false },
        { name: 'org-acme', create: true },
      ],
      optional: false,
    },
    header: { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' },
    payload: {
      grants: { identity: 'alice', chat: { service_sid: SERVICE_SID } },
      iat: NOW,
      exp: NOW + 1200,
      iss: API_KEY_SID,
      sub: environment.TWILIO_ACCOUNT_SID,
    },
  });
  expect(verdict.unproven).toEqual(['twilio']);
});

it.each([
  [{ suspended: true }, 'denied_by_rule', 'suspended matches', 'the account is suspended'],
  [{ org_id: 'initech' }, 'no_rule_matched', 'none matches', 'no rule matches'],
])('refuses %j as the rules do', async (claims, code, found, note) => {
  const explanation = await explain(claims);
  expect(explanation.verdict).toMatchObject({ outcome: 'refused', status: 403, code, cause: note });
  expect(checkOf(explanation, 'Rules')).toMatchObject({ found, note, code });
  expect(explanation).not.toHaveProperty('issued');
});

it('refuses a claim that no conversation can be named by', async () => {
  const rules: Policy['rules'] = [{ name: 'teams', allow: { conversations: ['team-{team}'] } }];
  const explanation = await explain({}, { rules });
  expect(explanation.verdict.code).toBe('rule_claim_unusable');
  expect(checkOf(explanation, 'Rules')?.note).toBe('team is no text and no whole number');
});

it('lets pass in audit mode, and says what would be refused', async () => {
  const explanation = await explain({ suspended: true }, { ...RULES, mode: 'audit' });
  expect(explanation.verdict).toMatchObject({ outcome: 'granted', audit: 'denied_by_rule' });
  expect(failures(explanation)).toEqual([]);
  expect(checkOf(explanation, 'Rules')).toMatchObject({
    mark: 'open',
    note: 'enforced, they would refuse with denied_by_rule: the account is suspended',
  });
});

it('is silent about rules where there are none', async () => {
  const explanation = await explain(CLAIMS, {});
  expect(explanation).not.toHaveProperty('rules');
  expect(checkOf(explanation, 'Rules')?.mark).toBe('open');
});

it('says that a path of Twilio could not have an identity in it', async () => {
  const explanation = await explain({ ...CLAIMS, sub: '.' });
  expect(explanation.verdict).toMatchObject({ status: 403, code: 'identity_claim_invalid' });
  expect(failures(explanation)).toEqual(['identity_claim_invalid']);
});

it('says so if no check tells what the service says', async () => {
  const explanation = await explain({ suspended: true });
  expect(printExplanation(explanation)).not.toContain('None of the checks');
  const verdict = { ...explanation.verdict, code: 'unexpected_error' as const };
  expect(printExplanation({ ...explanation, verdict })).toContain('None of the checks above');
});

describe('Twilio', () => {
  it('is never asked nor written', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    try {
      const { issued, verdict } = await explain(CLAIMS);
      expect(verdict.outcome).toBe('granted');
      expect(issued?.user?.role?.sid).toBe(MEMBER);
      expect(connect).not.toHaveBeenCalled();
    } finally {
      connect.mockRestore();
    }
  });

  it('gets from the service just what was said', async () => {
    const standIn = await startTwilio();
    const { sid } = addRole(standIn.service, {
      friendlyName: 'm',
      type: 'service',
      permissions: ['joinConversation'],
    });
    const own: Policy = {
      roles: { member: sid },
      rules: [
        {
          name: 'all',
          allow: {
            role: 'member',
            friendlyName: 'name',
            conversations: [{ name: 'org-{org_id}', create: true }],
          },
        },
      ],
    };
    const { issued } = await explain(CLAIMS, own);
    const service = createTestService({
      environment,
      policy: own,
      now: () => NOW * 1000,
      connect: (credentials) => createRestClient(credentials, standIn.httpClient()),
    });
    await service.ask(signToken({ ...validClaims({}, NOW), ...CLAIMS }, { key: SECRET }));
    expect(standIn.users.get('alice')).toMatchObject({
      roleSid: issued?.user?.role?.sid,
      friendlyName: issued?.user?.friendlyName,
    });
    const names = [...standIn.conversations.values()].map(({ uniqueName }) => uniqueName);
    expect(names).toEqual(issued?.user?.conversations.map(({ name }) => name));
    await standIn.close();
  });
});
