import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify, stripVTControlCharacters } from 'node:util';
import { canUseProxy } from '../../cli/proxy';
import { scripts } from '../../package.json';

const ROOT = resolve(__dirname, '../..');
const READY = /Ctrl-C stops everything/;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const SECRET = 'kQ7vXo2mYt9RbLw4ZsHc8NfJp3GdUe6A';

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

  constructor(args: string[], environment: string, surroundings: NodeJS.ProcessEnv) {
    const file = join(folder, 'environment');
    writeFileSync(file, environment);
    const ports = ['--issuer-port', '0', '--conversations-port', '0'];
    const options = ['--no-build', ...ports, '--env', file, ...args];
    this.child = spawn('bash', ['-c', `exec ${scripts.start} "$@"`, 'start', ...options], {
      cwd: ROOT,
      env: {
        ...process.env,
        FORCE_COLOR: '',
        ...surroundings,
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
    const pids = (await this.processes()).filter(({ command }) =>
      command.includes('functions-server'),
    );
    expect(pids).toHaveLength(1);
    return pids[0]?.pid as number;
  }

  /** Waits for a line of the log, which may come after the answer. */
  async written(pattern: RegExp): Promise<void> {
    for (let i = 0; i < 100 && !pattern.test(this.output); i++) await sleep(50);
    expect(this.output).toMatch(pattern);
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
    // What Node.js and tsx cache is theirs.
    const left = readdirSync(folder).filter(
      (name) => !/^(environment|node-compile|tsx-)/.test(name),
    );
    expect(left).toEqual([]);
  }

  async destroy(): Promise<void> {
    for (const { pid } of await this.processes()) process.kill(pid, 'SIGKILL');
    await this.ended;
  }
}

/** Starts, and waits for the summary or the end. */
async function start({
  environment = '',
  port = 0,
  args = [] as string[],
  surroundings = {} as NodeJS.ProcessEnv,
} = {}): Promise<Started> {
  const service = new Started(['--port', String(port), ...args], environment, surroundings);
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
  // One line, which a terminal of usual width shows in two.
  expect(curlLine(service).length).toBeLessThan(160);
  expect(JSON.parse(await paste(curlLine(service)))).toMatchObject({
    token: expect.stringMatching(JWT),
    identity: 'alice',
  });
  const server = await service.server();

  const bearer = await paste(bearerLine(service).replace('alice', 'bob'));
  expect(bearer.trimEnd()).toMatch(JWT);
  expect(await ask(service, bearer.trimEnd())).toMatchObject({
    status: 200,
    body: { identity: 'bob' },
  });
  expect(await ask(service, 'garbage')).toMatchObject({ status: 401 });

  expect(service.output).toMatch(/credentials are made up/);
  expect(service.output).toMatch(
    /^Settings +\S*environment; made up for this run: the Twilio credentials, the login, guests$/m,
  );
  await service.written(/token_malformed/);
  const [granted = '', refused = ''] =
    service.output.match(/^\d\d:\d\d:\d\d .*$/gm)?.slice(1) ?? [];
  expect(granted).toMatch(/200 token +granted +person of http.* \d+ ms$/);
  expect(refused).toMatch(/401 token +token_malformed /);
  expect(service.output).not.toMatch(/^\{|GUEST_CHALLENGE_URL/m);
  expect(stripVTControlCharacters(service.output)).toBe(service.output);
  expect(await service.server()).toBe(server);

  service.child.kill('SIGINT');
  await service.expectNothingLeft();
});

it('has pages at its addresses, and listens on loopback only', async () => {
  const service = await start();
  const issuer = service.find(/^Identity provider +(\S+)/m);
  const socket = service.find(/^Conversations +(\S+)/m);
  for (const address of [issuer, new URL(url(service)).origin]) {
    const page = await fetch(`${address}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  }
  expect(service.output).toContain(`Twilsock: { uri: '${socket}' }`);

  const ports = [url(service), issuer, socket].map((address) => new URL(address).port);
  const others = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    for (const port of ports) await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
  }
  for (const host of ['127.0.0.1', 'localhost']) {
    expect((await fetch(`http://${host}:${ports[0]}/health`)).status).toBe(200);
  }
});

it('answers the playground alone where it explains and signs', async () => {
  const service = await start();
  const { origin, port } = new URL(url(service));
  const ask = (headers: Record<string, string>) =>
    request(`http://127.0.0.1:${port}/playground/bearer`, { method: 'POST', headers });
  const send = async (headers: Record<string, string>) => {
    const sent = ask(headers);
    sent.end(JSON.stringify({ person: 'alice' }));
    const [answer] = await once(sent, 'response');
    return { status: answer.statusCode, body: await json(answer), headers: answer.headers };
  };
  const jsonType = { 'content-type': 'application/json' };
  expect(await send(jsonType)).toMatchObject({
    status: 200,
    body: { bearer: expect.stringMatching(JWT) },
  });
  for (const foreign of [
    { 'content-type': 'text/plain' },
    { ...jsonType, host: `rebound.example.com:${port}` },
    { ...jsonType, origin: 'https://evil.example' },
  ]) {
    const { status, headers } = await send(foreign);
    expect(status).toBe(403);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
  const preflight = await fetch(`${origin}/playground/bearer`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
});

it('allows its own origin for the run, and says so', async () => {
  const service = await start({ environment: 'ALLOWED_ORIGINS=https://app.example.com' });
  const { origin } = new URL(url(service));
  expect(service.output).toContain(`ALLOWED_ORIGINS also has ${origin} for this run`);
  const bearer = (await paste(bearerLine(service))).trimEnd();
  const from = async (origin: string) =>
    (await fetch(url(service), { headers: { origin, authorization: `Bearer ${bearer}` } })).status;
  expect(await from(origin)).toBe(200);
  expect(await from(origin.replace('localhost', '127.0.0.1'))).toBe(200);
  expect(await from('https://app.example.com')).toBe(200);
  expect(await from('http://localhost:1')).toBe(403);
});

it('keeps variables of the shell from the functions, and has colours and JSON where asked', async () => {
  const service = await start({
    args: ['--json', '--literal'],
    surroundings: {
      FORCE_COLOR: '1',
      TWILIO_REGION: 'ie1',
      GUESTS: 'off',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    },
  });
  expect(stripVTControlCharacters(service.output)).not.toBe(service.output);
  service.output = stripVTControlCharacters(service.output);
  // Nothing on this machine goes through the proxy, and a Node.js that cannot use it says so.
  expect(service.output.includes('HTTPS_PROXY is set, but')).toBe(!canUseProxy(process.version));
  expect(curlLine(service)).toMatch(/Bearer [\w-]+\.[\w-]+\.[\w-]+"/);
  expect(JSON.parse(await paste(curlLine(service)))).toMatchObject({ region: 'us1' });
  await service.written(/^\{.*"outcome":"granted".*\}$/m);
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
  const service = await start({
    environment: `AUTH_SECRET=${SECRET}\nAUTH_AUDIENCE=chat, other\nAUTH_REQUIRED_CLAIMS=type=access\nAUTH_TOKEN_TYPE=access\nIDENTITY_CLAIM=user`,
  });
  expect(service.output).not.toMatch(/Identity provider/);
  expect(service.output).toMatch(
    /^Settings .*environment; made up for this run: the Twilio credentials$/m,
  );
  expect(JSON.parse(await paste(curlLine(service)))).toMatchObject({ identity: 'alice' });
  const bearer = await paste(bearerLine(service).replace('alice', 'bob'));
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
  expect(service.output).not.toMatch(/Identity provider|bearer --/);
  expect(curlLine(service)).toContain('Bearer <TOKEN OF YOUR LOGIN>');

  process.kill(await service.server(), 'SIGKILL');
  expect(await service.ended).toEqual([1, null]);
  expect(service.output).toMatch(/server of the functions ended with code 1/);
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

it.each(['start', 'dev', 'bearer'] as const)(
  'prints help and does nothing else: npm run %s',
  async (name) => {
    for (const flag of ['--help', '-h']) {
      const line = `exec ${scripts[name]} ${flag}`;
      const { stdout, stderr } = await run('bash', ['-c', line], { cwd: ROOT });
      expect(stdout).toMatch(/^Usage: npm run (start|bearer) -- /);
      expect(stdout).not.toMatch(/Token service/);
      expect(stderr).toBe('');
    }
  },
);

it('explains a forgotten --, and an option that does not exist', async () => {
  const fails = (line: string) =>
    paste(line).then(
      () => undefined,
      ({ code, stderr }) => ({ code, stderr }),
    );
  // npm warns of an option that it does not know, before it runs the script.
  expect(await fails('npm start --issuer-port=0')).toEqual({
    code: 2,
    stderr: expect.stringMatching(/npm took --issuer-port .* -- is missing.*\n$/s),
  });
  expect(await fails('npm start -- --prot 0')).toEqual({
    code: 2,
    stderr: expect.stringMatching(/has no option --prot. Did you mean --port\?/),
  });
});

it('says first of all if Node.js is too old', async () => {
  const old = join(folder, 'old.cjs');
  writeFileSync(old, "Object.defineProperty(process, 'version', { value: 'v18.20.4' });");
  const failed = await run('node', ['--require', old, 'cli/run.cjs', 'dev/start.ts'], {
    cwd: ROOT,
  }).catch((error) => error);
  expect(failed).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^This is Node\.js v18\.20\.4, and this project needs .*\n$/),
  });
});

describe('the command for a bearer token', () => {
  const refusal = (line: string) =>
    paste(line).then(
      () => undefined,
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );

  it('names those who exist when asked for somebody else', async () => {
    expect(await refusal('npm run -s bearer -- mallory')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/alice, bob, carol/),
    });
  });

  it('says when no provider is running', async () => {
    expect(await refusal('npm run -s bearer -- alice --issuer http://127.0.0.1:1')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^No identity provider answers at .*\n.*npm start.*\n$/),
    });
  });
});
