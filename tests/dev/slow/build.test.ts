/** The build, in copies of the project. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyProject, type ProjectCopy } from '../../support/project-copy';

jest.setTimeout(120_000);

let copy: ProjectCopy;
const path = (name: string) => join(copy.folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const record = () => JSON.parse(read('dist/build.json'));

beforeAll(() => {
  copy = copyProject();
});
afterAll(() => copy.remove());
afterEach(() => rmSync(path('functions/hello.protected.ts'), { force: true }));

const succeed = (policy: string) =>
  expect(copy.build(policy)).toMatchObject({ status: 0, stderr: '' });

it('builds functions that are added, and deletes what an earlier build left', () => {
  writeFileSync(
    path('functions/hello.protected.ts'),
    "export const handler = (_context: unknown, _event: unknown, done: (error: null, text: string) => void) => done(null, 'hello');",
  );
  succeed('{}');
  expect(existsSync(path('dist/functions/hello.protected.js'))).toBe(true);
  rmSync(path('functions/hello.protected.ts'));
  succeed('{}');
  expect(existsSync(path('dist/functions/hello.protected.js'))).toBe(false);
});

it('writes the hash of the policy into each bundle: the same for the same decisions', () => {
  succeed('{}');
  const { policy } = record();
  succeed('{ /* nothing */ }');
  expect(record().policy).toBe(policy);
  succeed("{ rules: [{ name: 'all', allow: {} }] }");
  expect(record().policy).not.toBe(policy);
  expect(record().policy).toMatch(/^[0-9a-f]{16}$/);
});

it('refuses what the types of the policy do not allow, and leaves the last build', () => {
  succeed('{}');
  const before = read('dist/functions/token.js');
  const source = "import type { Policy } from './settings/policy';\n";
  writeFileSync(path('src/policy.ts'), `${source}export const policy: Policy = { isuers: [] };\n`);
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'dev/build.ts'], {
    cwd: copy.folder,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^src\/policy\.ts does not compile:\nsrc\/policy\.ts\(2,.*'isuers'/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(read('dist/functions/token.js')).toBe(before);
});

it('builds again when a file changes, prints why a build failed, and goes on', async () => {
  succeed('{}');
  const script = `const { watch } = require('./dev/build.ts');
    watch(() => console.log('built again')).then(() => console.log('watching'));`;
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', script], {
    cwd: copy.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const said = async (text: string) => {
    for (let i = 0; i < 800 && !output.includes(text); i++) await sleep(50);
    expect(output).toContain(text);
    output = '';
  };
  try {
    await said('watching');
    writeFileSync(path('src/policy.ts'), 'export const policy = { rule: [] };\n');
    await said('rule');
    writeFileSync(path('src/policy.ts'), 'export const policy = {};\n');
    await said('built again');
    writeFileSync(path('client/added.ts'), 'export const added = 1;\n');
    await said('built again');
    expect(record().sources).toHaveProperty(['client/added.ts']);
  } finally {
    child.kill();
    await ended;
    rmSync(path('client/added.ts'), { force: true });
  }
});

describe('installing', () => {
  const prepare = (folder: string) =>
    spawnSync(process.execPath, [join(folder, 'dev/prepare.cjs')], {
      cwd: folder,
      encoding: 'utf8',
    });

  it('builds', () => {
    writeFileSync(path('src/policy.ts'), 'export const policy = {};\n');
    rmSync(path('dist'), { recursive: true, force: true });
    expect(prepare(copy.folder)).toMatchObject({ status: 0 });
    expect(existsSync(path('dist/functions/token.js'))).toBe(true);
  });

  it('builds nothing without development dependencies, and says so', () => {
    const without = copyProject();
    try {
      rmSync(join(without.folder, 'node_modules'));
      const { status, stdout, stderr } = prepare(without.folder);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Nothing was built: .*npm install --include=dev\n$/);
      expect(existsSync(join(without.folder, 'dist'))).toBe(false);
    } finally {
      without.remove();
    }
  });
});
