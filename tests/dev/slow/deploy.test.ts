/** `npm run deploy`, with Twilio's real tool. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { copyProject, type ProjectCopy } from '../../support/project-copy';
import { type ServerlessStandIn, startServerless } from '../../support/serverless/server';
import { API_KEY_SECRET, API_KEY_SID, validEnvironment } from '../../support/tokens';

let copy: ProjectCopy;
let standIn: ServerlessStandIn;

beforeAll(() => {
  copy = copyProject(['cli', '.twilioserverlessrc', '.gitignore']);
});
afterAll(() => copy.remove());

beforeEach(async () => {
  standIn = await startServerless();
  setEnvironment();
});
afterEach(() => standIn.close());

function setEnvironment(overrides: Record<string, string | undefined> = {}) {
  const values = validEnvironment({ ALLOWED_ORIGINS: 'https://app.example.com', ...overrides });
  const lines = Object.entries(values).map((pair) => pair.join('='));
  writeFileSync(join(copy.folder, '.env'), lines.join('\n'), { mode: 0o600 });
}

async function deploy(...args: string[]) {
  const child = spawn(process.execPath, ['cli/run.cjs', 'dev/deploy.ts', ...args], {
    cwd: copy.folder,
    env: { ...process.env, ...standIn.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output: stdout + stderr };
}

const credentials = () =>
  new Set(standIn.requests.map(({ username, password }) => `${username}:${password}`));

it('builds, and deploys all functions with the key of the environment', async () => {
  const { code, output } = await deploy();
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('twil.io') });
  expect(credentials()).toEqual(new Set([`${API_KEY_SID}:${API_KEY_SECRET}`]));
  const uploaded = standIn.requests.filter(({ path }) => path.endsWith('/Versions'));
  const named = (path: string) => expect.objectContaining({ body: expect.stringContaining(path) });
  for (const path of ['/token', '/guest', '/health', '/conversations-token.js']) {
    expect(uploaded).toContainEqual(named(path));
  }
  expect(existsSync(join(copy.folder, 'dist/functions/token.js'))).toBe(true);
}, 60_000);

it('shows the secret neither in its output nor in the list of processes', async () => {
  const { output } = await deploy();
  expect(output).not.toContain(API_KEY_SECRET);
  expect(standIn.requests.length).toBeGreaterThan(0);
  for (const { command } of standIn.requests) {
    if (process.platform === 'linux') expect(command).toContain('deploy');
    expect(command).not.toContain(API_KEY_SECRET);
  }
}, 60_000);

it('hands on other options, and credentials that the command line names', async () => {
  const account = `AC${'1'.repeat(32)}`;
  const options = ['--username', account, '--password', 'other', '--environment', 'stage'];
  expect(await deploy(...options)).toMatchObject({ code: 0 });
  expect(credentials()).toEqual(new Set([`${account}:other`]));
  const environments = standIn.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/Environments'),
  );
  expect(environments).toEqual([expect.objectContaining({ body: expect.stringMatching(/stage/) })]);
}, 60_000);

it('deploys nothing when the doctor finds something wrong, unless it is forced', async () => {
  setEnvironment({ AUTH_AUDIENCE: undefined });
  const refused = await deploy();
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('AUTH_AUDIENCE');
  expect(refused.output).toContain('Nothing was deployed.');
  expect(standIn.requests).toEqual([]);
  expect(await deploy('--force')).toMatchObject({ code: 0 });
  expect(standIn.requests.length).toBeGreaterThan(0);
}, 60_000);

it('does not use a key of another region', async () => {
  setEnvironment({ TWILIO_REGION: 'ie1' });
  const { code, output } = await deploy();
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('ie1') });
  expect(standIn.requests).toEqual([]);
}, 60_000);

it('explains itself and does nothing', async () => {
  const { code, output } = await deploy('--help');
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('--force') });
  expect(standIn.requests).toEqual([]);
}, 60_000);
