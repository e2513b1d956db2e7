/** `npm run roles`, as an operator runs it, in front of a stand-in of Twilio. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RECOMMENDED } from '../../cli/roles/recommended';
import { runRoles } from '../../cli/roles/run';
import { API_KEY_SECRET, API_KEY_SID, SERVICE_SID, validEnvironment } from '../support/tokens';
import { addRole, roleNamed, startTwilio, type TwilioOptions } from '../support/twilio';

const ROOT = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'roles-'));
const file = join(folder, 'test.env');
afterAll(() => rmSync(folder, { recursive: true }));

const stages: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((each) => each.close()));
});

/** A stand-in, and the command in front of it. */
async function stage(options?: TwilioOptions, variables: Record<string, string | undefined> = {}) {
  const standIn = await startTwilio(options);
  stages.push(standIn);
  const roles = (...words: string[]) => {
    const lines = Object.entries(validEnvironment(variables)).map((pair) => pair.join('='));
    writeFileSync(file, lines.join('\n'));
    return runRoles([...words, '--env', file], standIn.httpClient());
  };
  return { standIn, roles };
}

describe('without --apply', () => {
  it('changes nothing, and reads each thing once', async () => {
    const { standIn, roles } = await stage();
    const before = standIn.roles.size;
    expect((await roles()).exitCode).toBe(0);
    expect(standIn.writes()).toEqual([]);
    expect(standIn.reads().map(({ path }) => path.split('/').at(-1))).toEqual([
      SERVICE_SID,
      'Configuration',
      'Roles',
    ]);
    expect(standIn.roles.size).toBe(before);
  });

  it('shows each role with what is too much and what is missing', async () => {
    const { standIn, roles } = await stage();
    const { text } = await roles();
    const { sid } = roleNamed(standIn.service, 'service user');
    const lines = text.split('\n').map((line) => line.trim().split(/ {2,}/));
    const at = lines.findIndex(([name]) => name === 'service user');
    expect(lines.slice(at, at + 4)).toEqual([
      ['service user', 'guest', 'createConversation', 'too much'],
      [sid, 'editOwnMessageAttributes', 'missing'],
      ['default: whoever connects', 'editOwnUserInfo', 'too much'],
      ['joinConversation', 'too much'],
    ]);
    expect(text).toContain('missing: --apply creates it');
    expect(text).not.toContain('src/policy.ts');
  });

  it('shows more roles than fit on a page of Twilio’s', async () => {
    const { standIn, roles } = await stage();
    for (let index = 0; index < 60; index += 1) {
      addRole(standIn.service, {
        friendlyName: `team ${index}`,
        type: 'service',
        permissions: ['joinConversation'],
      });
    }
    expect((await roles()).text).toContain('team 59');
  });

  it('measures participants’ default by guests where guests are let in', async () => {
    const comparedWith = async (variables: Record<string, string>) => {
      const { roles } = await stage({}, variables);
      const { text } = await roles('--json');
      const found = JSON.parse(text).roles as { friendlyName: string; comparedWith: string }[];
      return found.find(({ friendlyName }) => friendlyName === 'channel user')?.comparedWith;
    };
    expect(await comparedWith({})).toBe('member');
    expect(await comparedWith({ GUESTS: 'on' })).toBe('guest');
  });
});

describe('--apply', () => {
  it('creates what is missing, and prints it for src/policy.ts', async () => {
    const { standIn, roles } = await stage();
    const before = structuredClone([...standIn.roles.values()]);
    const configuration = { ...standIn.service.configuration };
    const { text, exitCode } = await roles('--apply');
    expect(exitCode).toBe(0);

    const made = [...standIn.roles.values()].slice(before.length);
    const wanted = RECOMMENDED.map(({ friendlyName, type, permissions }) => ({
      friendlyName,
      type,
      permissions,
    }));
    expect(
      made.map(({ friendlyName, type, permissions }) => ({ friendlyName, type, permissions })),
    ).toEqual(wanted);
    const sid = (name: string) =>
      made.find((role) => role.friendlyName === name && role.type === 'service')?.sid;
    expect(text).toContain(
      [
        '  roles: {',
        `    guest: '${sid('locked-down guest')}',`,
        `    member: '${sid('locked-down member')}',`,
        `    agent: '${sid('locked-down agent')}',`,
        '  },',
      ].join('\n'),
    );

    // What was there is as it was, the defaults among it.
    expect([...standIn.roles.values()].slice(0, before.length)).toEqual(before);
    expect(standIn.service.configuration).toEqual(configuration);
    expect(standIn.writes().every(({ path }) => path.endsWith('/Roles'))).toBe(true);
  });

  it('creates nothing the second time', async () => {
    const { standIn, roles } = await stage();
    await roles('--apply');
    standIn.requests.length = 0;
    const { text, exitCode } = await roles('--apply');
    expect({ writes: standIn.writes(), exitCode }).toEqual({ writes: [], exitCode: 0 });
    expect(text).not.toContain('Created');
    expect(text).toContain('For src/policy.ts:');
  });

  it('says how a default is changed, until it is', async () => {
    const { standIn, roles } = await stage();
    const { text } = await roles('--apply');
    const guest = roleNamed(standIn.service, 'locked-down guest').sid;
    expect(text).toContain(`--chat-service-sid ${SERVICE_SID}`);
    expect(text).toContain(`--default-chat-service-role-sid ${guest}`);
    const find = (name: string) =>
      [...standIn.roles.values()].find(
        ({ friendlyName, type }) => friendlyName === name && type === 'conversation',
      )?.sid as string;
    Object.assign(standIn.service.configuration, {
      defaultChatServiceRoleSid: guest,
      defaultConversationRoleSid: find('locked-down member'),
      defaultConversationCreatorRoleSid: find('locked-down agent'),
    });
    expect((await roles()).text).not.toContain('configuration:update');
  });

  it('leaves a role alone that somebody changed, and does not recommend it', async () => {
    const { standIn, roles } = await stage();
    await roles('--apply');
    const changed = roleNamed(standIn.service, 'locked-down agent');
    changed.permissions.push('editAnyUserInfo');
    standIn.requests.length = 0;
    const { text, exitCode } = await roles('--apply');
    expect({ writes: standIn.writes(), exitCode }).toEqual({ writes: [], exitCode: 1 });
    expect(text).toContain('has other permissions');
    expect(text).toContain('guest: ');
    expect(text).not.toContain('agent: ');
  });

  it('goes on where it was interrupted, and makes nothing twice', async () => {
    const { standIn, roles } = await stage();
    const before = standIn.roles.size;
    standIn.trouble.push(
      { method: 'POST', delayMs: 1 },
      { method: 'POST', status: 503, after: true },
    );
    await expect(roles('--apply')).rejects.toThrow(
      /out of order \(HTTP 503\)[\s\S]*Created so far: locked-down guest \(service\)\. Run it again/,
    );
    expect((await roles('--apply')).exitCode).toBe(0);
    expect(standIn.roles.size).toBe(before + RECOMMENDED.length);
  });

  it('works in Ireland', async () => {
    const { standIn, roles } = await stage({ region: 'ie1' }, { TWILIO_REGION: 'ie1' });
    const { text } = await roles('--apply');
    expect(new Set(standIn.requests.map(({ host }) => host))).toEqual(
      new Set(['conversations.dublin.ie1.twilio.com']),
    );
    expect(text).toContain('TWILIO_REGION=ie1');
  });
});

it('--json is for machines', async () => {
  const { standIn, roles } = await stage();
  const { text } = await roles('--json', '--apply');
  const found = JSON.parse(text);
  expect(found).toMatchObject({
    serviceSid: SERVICE_SID,
    region: 'us1',
    policy: { roles: { guest: roleNamed(standIn.service, 'locked-down guest').sid } },
  });
  expect(found.created).toHaveLength(6);
  expect(found.roles).toHaveLength(10);
  expect(found.recommended.map(({ state }: { state: string }) => state)).toEqual(
    Array(6).fill('there'),
  );
});

describe('what is wrong is said in a sentence', () => {
  it.each<[string, TwilioOptions, Record<string, string | undefined>, RegExp]>([
    ['a missing variable', {}, { TWILIO_API_KEY_SID: undefined }, /TWILIO_API_KEY_SID is missing/],
    [
      'a Messaging Service',
      {},
      { CONVERSATIONS_SERVICE_SID: `MG${'0'.repeat(32)}` },
      /begins with IS/,
    ],
    ['a wrong secret', {}, { TWILIO_API_KEY_SECRET: 'x'.repeat(32) }, /TWILIO_API_KEY_SECRET/],
    ['another region', {}, { TWILIO_REGION: 'ie1' }, /TWILIO_REGION: a key is of one region/],
    ['a restricted key', { keyType: 'restricted' }, {}, /Create a key of type Standard/],
    ['an unknown service', {}, { CONVERSATIONS_SERVICE_SID: `IS${'1'.repeat(32)}` }, /no such/],
    ['another account', {}, { TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}` }, /of another account/],
  ])('%s', async (_name, options, variables, expected) => {
    const { standIn, roles } = await stage(options, variables);
    const error = await roles('--apply').catch((caught: Error) => caught);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(expected);
    expect((error as Error).message).not.toContain(API_KEY_SECRET);
    expect(standIn.writes()).toEqual([]);
  });

  it('a broken connection', async () => {
    const { standIn, roles } = await stage();
    standIn.trouble.push({ reset: true });
    await expect(roles()).rejects.toThrow('Twilio did not answer (ECONNRESET)');
  });

  it('takes the account of the platform too', async () => {
    const variables = { TWILIO_ACCOUNT_SID: undefined, ACCOUNT_SID: `AC${'a1'.repeat(16)}` };
    const { roles } = await stage({}, variables);
    expect((await roles()).text).toContain(SERVICE_SID);
  });
});

it('prints no secret', async () => {
  const { roles } = await stage();
  for (const words of [[], ['--json'], ['--apply']]) {
    const { text } = await roles(...words);
    expect(text).not.toContain(API_KEY_SECRET);
    expect(text).not.toContain(API_KEY_SID);
  }
});

it('says how it is used, with exit code 2', async () => {
  const command = ['--import', 'tsx', 'cli/roles/main.ts', '--delete'];
  const found = await new Promise((done) => {
    const child = execFile(process.execPath, command, { cwd: ROOT }, (_error, out, err) =>
      done({ code: child.exitCode, out, err: err.trim() }),
    );
  });
  expect(found).toEqual({
    code: 2,
    out: '',
    err: 'npm run roles has no option --delete. All options: npm run roles -- --help',
  });
});
