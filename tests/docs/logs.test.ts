/** `docs/logs.md` says what the real service writes, and its commands work. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createEndpoint, systemRuntime } from '../../src/endpoint';
import { tokenEndpoint } from '../../src/endpoints/token';
import { FetchFailure } from '../../src/http/get';
import { hashIdentity, type LogEntry } from '../../src/log';
import type { Policy } from '../../src/settings';
import { withCaller } from '../../src/with-caller';
import { lineOf, realLog } from '../cli/logs/exported';
import { call, provideTwilioGlobal } from '../support/handler';
import { createTestService } from '../support/service';
import {
  API_KEY_SECRET,
  type LoopbackIssuer,
  makeKey,
  SECRET,
  serveKeySet,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';
import { commandsIn, complaintAbout } from './support/commands';
import { readText } from './support/page';

const ROOT = resolve(__dirname, '../..');
const PAGE = readText('docs/logs.md');
const TYPES: Record<string, string> = { text: 'string', number: 'number', list: 'object' };

interface Row {
  type: string;
  when: string;
  example: string;
}

/** The rows of the table below the heading that names an event, by member. */
function tableOf(event: string): Map<string, Row> {
  const section = PAGE.split(/^### /m).find((part) =>
    part.split('\n', 1)[0]?.includes(`\`${event}\``),
  );
  const rows = (section ?? '').matchAll(/^\| `([\w[\].]+)` \| (\w+) \| (.+) \| `(.+)` \|$/gm);
  return new Map(
    [...rows].map(([, name = '', type = '', when = '', example = '']) => [
      name,
      { type, when, example },
    ]),
  );
}

/** Members with their values; those of the objects in a list after its name. */
function membersOf(entry: object): [name: string, value: unknown][] {
  return Object.entries(entry).flatMap(([name, value]) => [
    [name, value] as [string, unknown],
    ...(Array.isArray(value)
      ? value.flatMap((item) =>
          membersOf(item).map(([inner, each]): [string, unknown] => [`${name}[].${inner}`, each]),
        )
      : []),
  ]);
}

/** Asks the real endpoint, under rules and with a Twilio that is down. */
async function logUnder(
  policy: Policy,
  issuer: LoopbackIssuer,
  key: ReturnType<typeof makeKey>,
): Promise<LogEntry[]> {
  const log: LogEntry[] = [];
  const runtime = { ...systemRuntime, log: (entry: LogEntry) => void log.push(entry) };
  const down = async () => {
    throw new Error('Twilio is down');
  };
  const endpoint = createEndpoint(tokenEndpoint(down), runtime, policy);
  const token = signToken(validClaims({ iss: issuer.issuer }), { key });
  await endpoint({
    environment: validEnvironment({ AUTH_ISSUER: issuer.issuer }),
    headers: { authorization: `Bearer ${token}` },
    cookies: {},
    fields: {},
  });
  return log;
}

/** What a function behind `withCaller` logs that fails. */
async function logOfFunction(): Promise<LogEntry[]> {
  const { runtime, log } = createTestService({ environment: sharedSecretEnvironment() });
  const restore = provideTwilioGlobal();
  const own = withCaller(() => Promise.reject(new TypeError('x')), runtime, {});
  const bearer = signToken(validClaims(), { key: SECRET });
  await call(own, sharedSecretEnvironment(), {
    request: { headers: { authorization: `Bearer ${bearer}` } },
  });
  restore();
  return log;
}

/** Lines of every event, with every member. */
async function everyLine(): Promise<object[]> {
  const key = makeKey('ES256');
  const issuer = await serveKeySet([key]);
  const opaque = createTestService({
    environment: validEnvironment({
      AUTH_INTROSPECTION_URL: 'https://login.example.com/introspect',
      AUTH_INTROSPECTION_CLIENT_ID: 'chat',
      AUTH_INTROSPECTION_CLIENT_SECRET: 'a-secret',
    }),
    get: async () => {
      throw new FetchFailure('the answer has status 500');
    },
  });
  try {
    await opaque.ask('an-opaque-token');
    const role = `RL${'a1'.repeat(16)}`;
    const entries = [
      ...(await realLog()),
      ...opaque.log,
      ...(await logOfFunction()),
      ...(await logUnder(
        {
          roles: { agent: role },
          rules: [{ name: 'a', allow: { role: 'agent', optional: true } }],
        },
        issuer,
        key,
      )),
      ...(await logUnder({ rules: [{ name: 'b', deny: 'nobody' }], mode: 'audit' }, issuer, key)),
    ];
    // What is undefined is not written.
    return entries.map((entry) => JSON.parse(lineOf(entry)));
  } finally {
    await issuer.close();
  }
}

let lines: { event: string }[];
beforeAll(async () => {
  lines = (await everyLine()) as { event: string }[];
});

it('has every member of every line, with its type', () => {
  for (const line of lines) {
    const table = tableOf(line.event);
    for (const [name, value] of membersOf(line)) {
      expect({ event: line.event, name, type: TYPES[table.get(name)?.type ?? ''] }).toEqual({
        event: line.event,
        name,
        type: typeof value,
      });
    }
  }
});

const EVENTS = [
  'token',
  'guest',
  'health',
  'caller',
  'function',
  'settings',
  'key_set',
  'lookup',
  'twilio',
];

it.each(EVENTS)('says truly which members are always there: %s', (event) => {
  const found = lines.filter((line) => line.event === event);
  expect(found.length).toBeGreaterThan(0);
  for (const [name, { when }] of tableOf(event)) {
    const present = found.filter((line) => membersOf(line).some(([each]) => each === name));
    if (when.startsWith('always')) expect([name, present.length]).toEqual([name, found.length]);
  }
});

it('has no member that no line has', () => {
  for (const event of ['token', 'settings', 'key_set', 'twilio']) {
    const written = lines.filter((line) => line.event === event).flatMap(membersOf);
    const names = new Set(written.map(([name]) => name));
    expect([event, ...tableOf(event).keys()].filter((name) => !names.has(name))).toEqual([event]);
  }
});

it('has an example of each member', () => {
  for (const event of EVENTS) {
    expect(tableOf(event).size).toBeGreaterThan(2);
    for (const [name, { type, example }] of tableOf(event)) {
      const value = JSON.parse(example);
      expect([name, typeof value]).toEqual([name, TYPES[type]]);
    }
  }
});

it('has commands that the installed twilio-run knows', () => {
  const commands = commandsIn(PAGE);
  expect(commands.length).toBeGreaterThan(3);
  expect(commands.map(complaintAbout).filter(Boolean)).toEqual([]);
  expect(complaintAbout({ text: '', name: 'logs', flags: { limit: '5' } })).toMatch(
    /no flag limit/,
  );
});

describe('finding somebody', () => {
  const folder = mkdtempSync(join(tmpdir(), 'find-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The command in the page that has a text in it. */
  const commandWith = (text: string) => {
    const blocks = [...PAGE.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
    return blocks.find((block) => block.includes(text)) ?? 'false';
  };

  const shell = (script: string, cwd: string, variables: Record<string, string>) =>
    new Promise<string>((done, fail) => {
      const env = { ...process.env, ...variables };
      execFile('sh', ['-ec', script], { cwd, env }, (error, out) =>
        error ? fail(error) : done(out.trim()),
      );
    });

  it('works by the SHA-256 of a token', async () => {
    const token = 'header.payload.signature';
    const digest = createHash('sha256').update(token).digest('hex');
    const log = [{ tokenSha256: '00'.repeat(32) }, { tokenSha256: digest }].map(lineOf);
    writeFileSync(join(folder, 'log.jsonl'), `${log.join('\n')}\n`);
    expect(await shell(commandWith('sha256sum'), folder, { TOKEN: token })).toBe(log[1]);
  });

  it('works by the hash of an identity', async () => {
    const file = join(folder, 'test.env');
    const variables = Object.entries(validEnvironment()).map((pair) => pair.join('='));
    writeFileSync(file, variables.join('\n'));
    const script = commandWith('IDENTITY=')
      .replace('identity --', `identity -- --env ${file}`)
      .replace('--env-file=.env', `--env-file=${file}`);
    expect(await shell(script, ROOT, {})).toBe(hashIdentity('auth0_7C5f', API_KEY_SECRET));
  });
});
