/** Reads the files of the project that the checks look at. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What the checks want to know of a `package.json`. */
export interface Package {
  name?: string;
  version?: string;
  engines?: { node?: string };
  dependencies?: Record<string, string>;
}

/** The `package.json` of a folder; empty if there is none. */
export function readPackage(folder: string): Package {
  return readJson5(join(folder, 'package.json')) ?? {};
}

/**
 * The `package.json` of an installed package, wherever Node.js would find it: npm workspaces install
 * into a folder above. Empty if there is none.
 */
export function readInstalled(folder: string, name: string): Package {
  const found = readPackage(join(folder, 'node_modules', name));
  const above = dirname(folder);
  return found.version !== undefined || above === folder ? found : readInstalled(above, name);
}

/**
 * A file of JSON, read as leniently as the deployer reads its own: comments and commas at the end are
 * allowed.
 *
 * @returns undefined if there is no such file, or if it is not JSON
 */
export function readJson5(file: string): Record<string, unknown> | undefined {
  const { parse } = createRequire(require.resolve('twilio-run/package.json'))('json5');
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** All files in a folder and below, relative to the project; of a file, that file. */
export function filesIn(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesIn(root, join(path, name)));
}
