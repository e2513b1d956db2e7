/** A policy with rules, from the build to the User at Twilio. */
import { join } from 'node:path';
import { type LocalRuntime, MODES, type Mode, startLocalRuntime } from '../support/local-runtime';
import { copyProject, type ProjectCopy } from '../support/project-copy';
import { startProvider, type TestProvider } from '../support/provider';
import { validEnvironment } from '../support/tokens';
import { addRole, startTwilio, type TwilioStandIn } from '../support/twilio';
import { bearer, send } from './request';

let copy: ProjectCopy;

beforeAll(() => {
  copy = copyProject();
});

afterAll(() => copy.remove());

describe('the build', () => {
  it.each([
    ['a misspelt field', '{ rule: [] }', 'rule is not a field of the policy'],
    [
      'a condition under a misspelt name',
      "{ rules: [{ name: 'a', when: { claim: { a: 1 } }, allow: {} }] }",
      'rules[0].when.claim is not a field',
    ],
    [
      'a rule that is never reached',
      "{ rules: [{ name: 'a', allow: {} }, { name: 'b', deny: 'x' }] }",
      'rules[1] is never reached',
    ],
    [
      'a contradiction',
      "{ rules: [{ name: 'a', when: { caller: 'guest', issuer: 'https://a.example/' }, allow: {} }] }",
      'rules[0] can match no one',
    ],
    [
      'a role without a SID',
      "{ rules: [{ name: 'a', allow: { role: 'agent' } }] }",
      'rules[0].allow.role must be a name in roles',
    ],
  ])('refuses %s', (_, policy, sentence) => {
    const { status, stderr } = copy.build(policy);
    expect(status).toBe(1);
    expect(stderr).toContain('src/policy.ts has to be corrected:');
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe.each(MODES)('the built service (%s)', (mode: Mode) => {
  let provider: TestProvider;
  let standIn: TwilioStandIn;
  let runtime: LocalRuntime;

  beforeAll(async () => {
    [provider, standIn] = await Promise.all([startProvider(), startTwilio()]);
    const { sid } = addRole(standIn.service, {
      friendlyName: 'agent',
      type: 'service',
      permissions: ['joinConversation'],
    });
    const { status, stderr } = copy.build(`{
      roles: { agent: '${sid}' },
      rules: [
        { name: 'nobody', when: { claims: { sub: 'bob' } }, deny: 'not him' },
        {
          name: 'all',
          when: { caller: 'person' },
          allow: { role: 'agent', conversations: [{ name: 'user-{sub}', create: true }] },
        },
      ],
    }`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const environment = validEnvironment({
      AUTH_ISSUER: provider.issuer,
      AUTH_AUDIENCE: provider.audience,
    });
    runtime = await startLocalRuntime(environment, mode, {
      folder: copy.folder,
      env: {
        NODE_OPTIONS: `--require "${join(__dirname, '../support/twilio/preload.cjs')}"`,
        STAND_IN_URL: standIn.url,
      },
    });
  }, 30_000);

  afterAll(async () => {
    await Promise.all([runtime?.close(), provider.stop(), standIn.close()]);
  });

  const ask = async (person: string) =>
    send(`${runtime.url}/token`, { headers: bearer(await provider.bearer(person)) });

  it('makes the User before it issues a token', async () => {
    expect(await ask('alice')).toMatchObject({ status: 200, json: { identity: 'alice' } });
    expect(standIn.roles.get(standIn.users.get('alice')?.roleSid ?? '')?.friendlyName).toBe(
      'agent',
    );
    const conversation = [...standIn.conversations.values()].find(
      ({ uniqueName }) => uniqueName === 'user-alice',
    );
    expect([...(conversation?.participants.keys() ?? [])]).toEqual(['alice']);
  });

  it('refuses whom a rule denies, and asks nothing of Twilio', async () => {
    standIn.requests.length = 0;
    expect(await ask('bob')).toMatchObject({ status: 403, json: { code: 'denied_by_rule' } });
    expect(standIn.requests).toEqual([]);
  });

  it('issues nothing when Twilio cannot be put right', async () => {
    standIn.trouble.push({ status: 403, code: 70_051, times: 2 });
    const answer = await ask('carol');
    expect(answer).toMatchObject({ status: 503, json: { code: 'twilio_unavailable' } });
    expect(answer.headers['retry-after']).toBe('5');
    expect(JSON.stringify(answer.json)).not.toContain('70051');
    expect(runtime.output()).toContain('code 70051');
  });
});
