/** A copy of the project with another policy, for what is decided when it is built. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from './local-runtime';

const PARTS = [
  'assets',
  'client',
  'dev',
  'functions',
  'policy-check',
  'src',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.policy.json',
  'LICENSE',
];

/** The copy, and ways to build it. */
export interface ProjectCopy {
  folder: string;
  /** Builds with a policy, given as the text of the expression. */
  build(policy: string): { status: number | null; stderr: string };
  remove(): void;
}

/**
 * Copies what a build needs. The libraries are shared.
 *
 * @param more further files and folders, copied after those, in this order
 */
export function copyProject(more: readonly string[] = []): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  for (const part of [...PARTS, ...more]) {
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    build: (policy) => {
      writeFileSync(join(folder, 'src/policy.ts'), `export const policy: any = ${policy};\n`);
      return spawnSync(process.execPath, ['--import', 'tsx', 'dev/build.ts'], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 60_000,
      });
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
