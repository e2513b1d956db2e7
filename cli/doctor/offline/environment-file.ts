/** The environment file itself: that it is there, and that nobody else gets to see it. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Check, ok, warning, wrong } from '../check';

/** That there is one. */
export const environmentFile: Check = {
  id: 'env-file',
  title: 'Environment file',
  run: ({ environment: { path } }) => [
    existsSync(path)
      ? ok(`There is a file ${basename(path)}.`)
      : wrong(
          `There is no file ${basename(path)}, so nothing would be deployed with the functions.`,
          'npm run setup, or: cp .env.example .env, and fill it in.',
        ),
  ],
};

/** That other users of the machine cannot read it. */
export const environmentMode: Check = {
  id: 'env-mode',
  title: 'Mode of the environment file',
  run({ environment: { path } }) {
    // Windows has no such modes.
    if (process.platform === 'win32' || !existsSync(path)) return [];
    if ((statSync(path).mode & 0o077) === 0) return [ok('Only its owner can read the file.')];
    const name = basename(path);
    return [
      warning(`Other users of this machine may read ${name} or write it.`, `chmod 600 ${name}`),
    ];
  },
};

/** That it is not committed. */
export const environmentIgnored: Check = {
  id: 'env-ignored',
  title: 'Environment file and git',
  async run({ environment: { path } }) {
    if (!existsSync(path)) return [];
    const name = basename(path);
    switch (await checkIgnore(path)) {
      case 0:
        return [ok(`git ignores ${name}.`)];
      case 1:
        return [
          wrong(
            `git does not ignore ${name}, so its secrets get into the repository.`,
            `Add ${name} to .gitignore. If it was committed: git rm --cached ${name}, and replace every secret in it.`,
          ),
        ];
      default:
        // No repository, or no git.
        return [];
    }
  },
};

/** The exit code of `git check-ignore`: 0 ignored, 1 not, also where it is tracked, 128 no repository. */
function checkIgnore(path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['check-ignore', '--quiet', '--', path],
      { cwd: dirname(path), timeout: 4000 },
      () => resolve(child.exitCode ?? undefined),
    );
  });
}
