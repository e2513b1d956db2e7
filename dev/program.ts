/** Finds programs of installed packages without going through `node_modules/.bin`. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The script behind a command of an installed package, to be run with `process.execPath`. The files
 * in `node_modules/.bin` are shell scripts on Windows, and are elsewhere in workspaces, with Yarn and
 * with pnpm.
 *
 * @param name the package, which has a command of its own name or of the name given
 * @throws when the package is not installed or has no such command
 */
export function programOf(name: string, command = name): string {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin?.[command];
  if (script === undefined) throw new Error(`${name} does not have a command named ${command}.`);
  return join(dirname(manifest), script);
}
