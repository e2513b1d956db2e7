/** A project on the disk in which nothing is wrong, for a test to spoil. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemWorld, type World } from '../../../cli/doctor';
import { recordBuild } from '../../../dev/build-record';
import { type Environment, validEnvironment } from '../../support/tokens';

/** The functions of the project. */
const FUNCTIONS = ['guest', 'health', 'token'];

/** A project, and ways to change it. */
export interface Project {
  readonly root: string;
  /** Writes a file. */
  write(path: string, text: string): void;
  read(path: string): string;
  remove(path: string): void;
  /** The environment file, as values or as its whole text. */
  setEnvironment(environment: Environment | string): void;
  /** The world with this project and nothing of the machine's own, from now on. */
  world(): World;
  close(): void;
}

/** Whose pages may ask. */
export const ORIGIN = 'https://app.example.com';

/** An environment that nobody can object to without asking others. */
export const goodEnvironment = (overrides: Record<string, string | undefined> = {}) =>
  validEnvironment({ ALLOWED_ORIGINS: ORIGIN, ...overrides });

/** Makes a project in a folder of its own. */
export function makeProject(): Project {
  const root = mkdtempSync(join(tmpdir(), 'doctor-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: 0o600 });
  };
  const setEnvironment = (environment: Environment | string) => {
    const lines = Object.entries(environment).map((pair) => pair.join('='));
    write('.env', typeof environment === 'string' ? environment : lines.join('\n'));
  };
  const handler = { '@twilio/runtime-handler': '2.0.1' };
  const described = {
    name: 'chat',
    engines: { node: '^20.19 || ^22.12 || >=24' },
    dependencies: handler,
  };
  write('package.json', JSON.stringify(described));
  write('package-lock.json', '{}');
  write('node_modules/@twilio/runtime-handler/package.json', '{ "version": "2.0.1" }');
  const folders = { functionsFolder: 'dist/functions', assetsFolder: 'dist/assets' };
  write('.twilioserverlessrc', JSON.stringify({ ...folders, runtime: 'node22' }));
  write('.gitignore', '.env\n');
  write('src/policy.ts', '');
  write('src/endpoints/token.ts', '');
  write('client/index.ts', '');
  write('assets/.gitkeep', '');
  write('functions/adapt.ts', '');
  for (const name of FUNCTIONS) {
    write(`functions/${name}.ts`, 'export const handler = () => {};');
    write(`dist/functions/${name}.js`, 'exports.handler = () => {};');
  }
  write('dist/assets/conversations-token.js', 'export {};');
  recordBuild(root, 'checked');
  setEnvironment(goodEnvironment());
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  // Whatever this machine's user ignores everywhere is another matter.
  execFileSync('git', ['config', 'core.excludesFile', '/dev/null'], { cwd: root });
  return {
    root,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    setEnvironment,
    world: () => ({
      ...systemWorld({ env: join(root, '.env'), root }),
      policy: {},
      shell: {},
      nodeVersion: 'v22.12.0',
      rest: () => Promise.reject(new Error('Twilio was asked, and the test has none.')),
    }),
    close: () => rmSync(root, { recursive: true }),
  };
}
