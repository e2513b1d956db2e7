import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { scripts } from '../../package.json';

const ROOT = resolve(__dirname, '../..');
const READY = /Ctrl-C stops everything/;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const SECRET = '0123456789abcdef0123456789abcdef';

jest.setTimeout(30_000);

const run = promisify(execFile);

/** Runs a line as somebody does who pastes it into a terminal in the project's folder. */
const paste = async (line: string) => (await run('bash', ['-c', line], { cwd: ROOT })).stdout;

let folder: string;
let started: Started[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-test-'));
});

afterEach(async () => {
  for (const each of started) await each.destroy();
  started = [];
  rmSync(folder, { recursive: true });
});

/** The command of `npm start`, in a process group and with a folder for temporary files of its own. */
class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  output = '';

  constructor(args: string[], environment: string) {
    const file = join(folder, 'environment');
    writeFileSync(file, environment);
    const options = ['--no-build', '--issuer-port', '0', '--env', file, ...args];
    this.child = spawn('bash', ['-c', `exec ${scripts.start} "$@"`, 'start', ...options], {
      cwd: ROOT,
      env: {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
        TMPDIR: folder,
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk;
      });
    }
    this.ended = once(this.child, 'close');
  }

  /** The living processes of the group: its own, those it has started, and theirs. */
  async processes(): Promise<{ pid: number; command: string }[]> {
    const { stdout } = await run('ps', ['-A', '-o', 'pgid=,stat=,pid=,args=']);
    return Array.from(stdout.matchAll(/^ *(\d+) +(\S+) +(\d+) +(.*)$/gm))
      .filter(([, group, state]) => Number(group) === this.child.pid && !state?.startsWith('Z'))
      .map(([, , , pid, command = '']) => ({ pid: Number(pid), command }));
  }

  async server(): Promise<number> {
    const pids = (await this.processes()).filter(({ command }) => command.startsWith('twilio-run'));
    expect(pids).toHaveLength(1);
    return pids[0]?.pid as number;
  }

  find(pattern: RegExp): string {
    expect(this.output).toMatch(pattern);
    return pattern.exec(this.output)?.[1] as string;
  }

  /** Waits until no process of the group is left, and no temporary file. */
  async expectNothingLeft(): Promise<void> {
    await this.ended;
    for (let i = 0; i < 30 && (await this.processes()).length > 0; i++) await sleep(100);
    expect(await this.processes()).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith('token-service'))).toEqual([]);
  }

  async destroy(): Promise<void> {
    for (const { pid } of await this.processes()) process.kill(pid, 'SIGKILL');
    await this.ended;
  }
}

/** Starts, and waits for the summary or the end. */
async function start({ environment = '', port = 0 } = {}): Promise<Started> {
  const service = new Started(['--port', String(port)], environment);
  started.push(service);
  const ended = service.ended.then(() => true);
  while (!READY.test(service.output) && !(await Promise.race([ended, sleep(50)])));
  return service;
}

const curlLine = (service: Started) => service.find(/^ +(curl .*)$/m);
const bearerLine = (service: Started) => service.find(/^ +(npm run -s bearer .*)$/m);
const url = (service: Started) => service.find(/^Token service +(\S+)$/m);

async function ask(service: Started, bearer: string) {
  const response = await fetch(url(service), {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}` },
  });
  return { status: response.status, body: await response.json() };
}

it('serves people of the identity provider, without an environment', async () => {
  const service = await start();
  expect(JSON.parse(await paste(curlLine(service)))).toMatchObject({
    token: expect.stringMatching(JWT),
    identity: 'alice',
  });
  const server = await service.server();

  const bearer = await paste(bearerLine(service));
  expect(bearer.trimEnd()).toMatch(JWT);
  expect(await ask(service, bearer.trimEnd())).toMatchObject({
    status: 200,
    body: { identity: 'bob' },
  });

  expect(service.output).toMatch(/credentials are made up/);
  expect(service.output).toMatch(/^\{.*"outcome":"granted".*\}$/m);
  expect(await service.server()).toBe(server);
  expect(readdirSync(folder).filter((name) => name.startsWith('token-service'))).toEqual([]);

  service.child.kill('SIGINT');
  await service.expectNothingLeft();
});

it('takes the next free port when one is in use, and ends on Ctrl-C', async () => {
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const { port } = busy.address() as AddressInfo;
  const service = await start({ port });
  busy.close();

  expect(service.output).toContain(`Port ${port} is in use, so the service tries the next one.`);
  expect(service.output).not.toMatch(/^ +at |Error/m);
  expect(Number(new URL(url(service)).port)).toBeGreaterThan(port);
  expect(JSON.parse(await paste(curlLine(service)))).toMatchObject({ identity: 'alice' });

  process.kill(-(service.child.pid as number), 'SIGINT');
  await service.expectNothingLeft();
});

it('signs the bearer tokens itself when the environment has a shared secret', async () => {
  const service = await start({ environment: `AUTH_SECRET=${SECRET}\nAUTH_AUDIENCE=chat, other` });
  expect(service.output).not.toMatch(/Identity provider/);
  expect(JSON.parse(await paste(curlLine(service)))).toMatchObject({ identity: 'alice' });
  const bearer = await paste(bearerLine(service));
  expect(await ask(service, bearer.trimEnd())).toMatchObject({
    status: 200,
    body: { identity: 'bob' },
  });

  service.child.kill('SIGTERM');
  await service.expectNothingLeft();
});

it('leaves the login to the issuer that the environment names, and ends with its server', async () => {
  const service = await start({
    environment: 'AUTH_ISSUER=https://login.example.com/\nAUTH_AUDIENCE=chat',
  });
  expect(service.output).not.toMatch(/Identity provider|npm run/);
  expect(curlLine(service)).toContain('Bearer <TOKEN OF YOUR LOGIN>');

  process.kill(await service.server(), 'SIGKILL');
  expect(await service.ended).toEqual([1, null]);
  expect(service.output).toMatch(/twilio-run ended with code 1/);
  await service.expectNothingLeft();
});

it('lists everything that is wrong with a half-filled environment, and ends', async () => {
  const service = await start({
    environment: 'AUTH_ISSUER=https://login.example.com/\nAUTH_TYPO=1',
  });
  expect(await service.ended).toEqual([1, null]);
  expect(service.output).toMatch(/AUTH_AUDIENCE is missing/);
  expect(service.output).toMatch(/AUTH_TYPO/);
  expect(service.output).not.toMatch(/TWILIO_|^ +at /m);
  await service.expectNothingLeft();
});

describe('the command for a bearer token', () => {
  const refusal = (line: string) =>
    paste(line).then(
      () => undefined,
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );

  it('names those who exist when asked for somebody else', async () => {
    expect(await refusal('npm run -s bearer -- mallory')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/alice, bob, carol/),
    });
  });

  it('says when no provider is running', async () => {
    expect(await refusal('npm run -s bearer -- alice --issuer http://127.0.0.1:1')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^No identity provider answers at .*\n.*npm start.*\n$/),
    });
  });
});
