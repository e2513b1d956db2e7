/** What a deployment uploads, installs and loads: read the way Twilio's own tool reads it. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getListOfFunctionsAndAssets } from '@twilio-labs/serverless-api/dist/utils/fs';
import { DEPLOYMENT, PROJECT } from '../support/local-runtime';
import {
  API_KEY_SID,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
} from '../support/tokens';

/** Every URL that a deployment makes, with its access. */
const DEPLOYED = {
  functions: { '/caller': 'private', '/guest': 'public', '/health': 'public', '/token': 'public' },
  assets: { '/conversations-token.d.ts': 'public', '/conversations-token.js': 'public' },
};

/** The status with which each function answers somebody with a good token. */
const STATUS: Record<string, number> = { 'guest.js': 404, 'health.js': 200, 'token.js': 200 };

/** Bytes of the largest function. Each one is loaded whole at a cold start. */
const MAX_BYTES = 96_000;

const FILES = Object.entries(DEPLOYED.functions).map(
  ([url, access]) => `${url.slice(1)}${access === 'public' ? '' : `.${access}`}.js`,
);
const FUNCTIONS = FILES.filter((file) => file in STATUS);

const readJson = (file: string) => JSON.parse(readFileSync(join(PROJECT, file), 'utf8'));

describe('the configuration of the deployment', () => {
  it('names the folders of the build and the runtime, by the keys that have an effect', () => {
    expect(DEPLOYMENT).toEqual({
      functionsFolder: 'dist/functions',
      assetsFolder: 'dist/assets',
      runtime: 'node22',
    });
  });

  it('depends on the two packages of the platform alone, the runtime handler at an exact version', () => {
    const { dependencies } = readJson('package.json');
    expect(Object.keys(dependencies).sort()).toEqual(['@twilio/runtime-handler', 'twilio']);
    // The platform takes no later version that npm has, and no range.
    expect(dependencies['@twilio/runtime-handler']).toBe('2.0.1');
  });
});

describe('the upload', () => {
  const accessByUrl = (resources: { path: string; access: string }[]) =>
    Object.fromEntries(resources.map(({ path, access }) => [path, access]));

  it('makes these URLs and no others', async () => {
    const { functions, assets } = await getListOfFunctionsAndAssets(PROJECT, {
      functionsFolderNames: [DEPLOYMENT.functionsFolder],
      assetsFolderNames: [DEPLOYMENT.assetsFolder],
    });
    expect(accessByUrl(functions)).toEqual(DEPLOYED.functions);
    expect(accessByUrl(assets)).toEqual(DEPLOYED.assets);
  });

  it('has one file for each function and none besides', () => {
    const files = readdirSync(join(PROJECT, DEPLOYMENT.functionsFolder), { recursive: true });
    expect(files.sort()).toEqual([...FILES].sort());
  });

  it.each(FILES)('has a %s that is small enough', (file) => {
    const { size } = statSync(join(PROJECT, DEPLOYMENT.functionsFolder, file));
    expect(size).toBeLessThanOrEqual(MAX_BYTES);
  });
});

/** Requires the function in its folder, answers one request, and tells what was loaded for it. */
const SCRIPT = `
  const [file, input] = process.argv.slice(1);
  const { context, event } = JSON.parse(input);
  const sent = {};
  globalThis.Twilio = {
    Response: class {
      setStatusCode(status) { sent.status = status; }
      setHeaders(headers) { sent.headers = headers; }
      setBody(body) { sent.body = body; }
    },
  };
  const reaches = (name) => {
    try { return Boolean(require.resolve(name)); } catch { return false; }
  };
  const { handler } = require('./' + file);
  handler(context, event, (error) => {
    const reachable = { twilio: reaches('twilio'), jose: reaches('jose'), jest: reaches('jest') };
    // A pipe may take less than all at once, so nothing ends the process.
    process.stdout.write(JSON.stringify({ error, sent, loaded: Object.keys(require.cache), reachable }));
  });
`;

describe('a function in the cloud', () => {
  let folder: string;

  /** What is installed there: the dependencies, and theirs, but none that is for development. */
  function installed(): string[] {
    const { packages } = readJson('package-lock.json') as {
      packages: Record<string, { dev?: boolean; optional?: boolean }>;
    };
    return Object.entries(packages)
      .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev)
      .map(([path]) => path);
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'deployed-'));
    for (const path of installed()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      symlinkSync(join(PROJECT, path), join(folder, path));
    }
    for (const file of FUNCTIONS) {
      copyFileSync(join(PROJECT, DEPLOYMENT.functionsFolder, file), join(folder, file));
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(file: string, headers: object) {
    const context = sharedSecretEnvironment();
    const event = { request: { headers, cookies: {} } };
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['-e', SCRIPT, file, JSON.stringify({ context, event })],
      { cwd: folder, env: { PATH: process.env.PATH }, encoding: 'utf8', timeout: 10_000 },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // The log comes first, a line for each entry.
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  }

  it.each(FUNCTIONS)('answers with nothing loaded but its own file: %s', (file) => {
    const token = signToken(validClaims(), { key: SECRET });
    const { error, sent, loaded, reachable } = run(file, { authorization: `Bearer ${token}` });
    expect(error).toBeNull();
    expect(sent.status).toBe(STATUS[file]);
    expect(loaded).toEqual([expect.stringMatching(new RegExp(`/${file}$`))]);
    // The folder is what it should be: the platform's packages, and none for development.
    expect(reachable).toEqual({ twilio: true, jose: false, jest: false });
  });

  it('issues an access token', () => {
    const token = signToken(validClaims(), { key: SECRET });
    const { sent } = run('token.js', { authorization: `Bearer ${token}` });
    const [, payload] = sent.body.token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: API_KEY_SID,
      grants: { identity: 'alice' },
    });
  });

  it('refuses a caller without a token', () => {
    const { sent } = run('token.js', {});
    expect(sent).toMatchObject({ status: 401, body: { error: 'missing_credential' } });
  });
});
