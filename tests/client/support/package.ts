/** The client's package as an app has it: packed, and installed by npm into an empty project. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildClientPackage } from '../../../dev/build-client';

const PACKAGES = resolve(__dirname, '../../../node_modules');

/** What the app has besides the client. */
const BESIDE = ['@twilio/conversations', '@types/react', 'csstype', 'react', 'react-dom'];

/** The name that apps import. */
export const CLIENT = 'twilio-conversations-token-client';

/** A project of its own, outside of the repository. */
export interface App {
  readonly folder: string;
  readonly tarball: string;
  /** Writes a file of the app; returns where it is. */
  write(name: string, content: string): string;
  /** Runs a program of Node in the app; returns what it prints. */
  node(...args: string[]): string;
  remove(): void;
}

/** Builds and packs the client, and installs the tarball. */
export async function installClient(): Promise<App> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'client app ')));
  const folder = join(root, 'app');
  mkdirSync(folder);
  await buildClientPackage(join(root, 'package'));
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  const packed = npm(root, 'pack', '--json', '--ignore-scripts', './package');
  const tarball = join(root, JSON.parse(packed)[0].filename);

  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  write('package.json', '{ "name": "app", "private": true }');
  // The peers come from this project, so that no registry is asked.
  npm(folder, 'install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', tarball);
  for (const name of BESIDE) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PACKAGES, name), link, 'junction');
  }
  return {
    folder,
    tarball,
    write,
    node: (...args) =>
      execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 30_000 }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
