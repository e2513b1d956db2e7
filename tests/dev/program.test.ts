/** Programs of packages, however they are installed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { programOf } from '../../dev/program';

const PROJECT = resolve(__dirname, '../..');

it('is a script that Node runs', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [programOf('typescript', 'tsc'), '--version'],
    { encoding: 'utf8' },
  );
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Version/),
  });
});

it('is not there for a package or a command that is not', () => {
  expect(() => programOf('not-installed')).toThrow();
  expect(() => programOf('typescript', 'tscc')).toThrow(
    'typescript does not have a command named tscc.',
  );
});

describe('in a project', () => {
  let folder: string;
  let app: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'a workspace '));
    app = join(folder, 'packages/app');
    mkdirSync(join(app, 'dev'), { recursive: true });
    cpSync(join(PROJECT, 'dev/program.ts'), join(app, 'dev/program.ts'));
    const script = `console.log(require('./dev/program.ts').programOf('tool'))`;
    writeFileSync(join(app, 'print.cjs'), script);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(path: string, bin: unknown) {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'tool', bin }));
    writeFileSync(join(path, 'run.js'), '');
  }

  function found(): string {
    const tsx = require.resolve('tsx/cjs');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', tsx, join(app, 'print.cjs')],
      { encoding: 'utf8' },
    );
    return stdout.trim() || stderr;
  }

  it('is found where a workspace hoists it, without a folder of commands', () => {
    put(join(folder, 'node_modules/tool'), { tool: './run.js' });
    expect(found()).toBe(join(folder, 'node_modules/tool/run.js'));
  });

  it('is found behind the links of pnpm', () => {
    const store = join(folder, 'node_modules/.pnpm/tool@1.0.0/node_modules/tool');
    put(store, './run.js');
    mkdirSync(join(app, 'node_modules'));
    symlinkSync(store, join(app, 'node_modules/tool'), 'junction');
    expect(found()).toBe(join(store, 'run.js'));
  });

  it('does not depend on the commands being scripts, which they are not on Windows', () => {
    put(join(app, 'node_modules/tool'), { tool: 'run.js' });
    mkdirSync(join(app, 'node_modules/.bin'));
    writeFileSync(join(app, 'node_modules/.bin/tool.cmd'), '@echo off');
    expect(found()).toBe(join(app, 'node_modules/tool/run.js'));
  });
});
