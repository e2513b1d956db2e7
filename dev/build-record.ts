/**
 * What the last build was made of, so that no one tests or deploys an outdated one. Contents are
 * compared, because a checkout or a copy changes the times of files.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the record is, relative to the project. It is not deployed. */
const RECORD = 'dist/build.json';

/** What goes into the build, relative to the project. */
const SOURCES = [
  'assets',
  'client',
  'functions',
  'policy-check',
  'src',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.policy.json',
];

/** What the build writes, relative to the project. */
const OUTPUTS = ['dist/assets', 'dist/client', 'dist/functions'];

/** The record of a build. */
export interface BuildRecord {
  /** The hash of the policy that is in the bundles. */
  readonly policy: string;
  /** The hash of each source, by its path. */
  readonly sources: Readonly<Record<string, string>>;
  /** The hash of each file that was built, by its path. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Records what has just been built. */
export function recordBuild(root: string, policy: string): void {
  const record: BuildRecord = { policy, sources: hashSources(root), outputs: hashOutputs(root) };
  writeFileSync(join(root, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** The record of the last build; undefined if there is none that can be read. */
export function readBuildRecord(root: string): BuildRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(root, RECORD), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The sources that have been changed, added or removed since the build. */
export const changedSources = (root: string, { sources }: BuildRecord): string[] =>
  differences(sources, hashSources(root));

/** The built files that have been changed, added or removed since the build. */
export const changedOutputs = (root: string, { outputs }: BuildRecord): string[] =>
  differences(outputs, hashOutputs(root));

function differences(before: BuildRecord['sources'], now: BuildRecord['sources']): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...paths].filter((path) => before[path] !== now[path]);
}

function hashSources(root: string): Record<string, string> {
  const scripts = filesBelow(root, 'dev').filter((path) => /^dev\/[^/]+\.ts$/.test(path));
  return hash(root, [...SOURCES.flatMap((path) => filesBelow(root, path)), ...scripts]);
}

const hashOutputs = (root: string) =>
  hash(
    root,
    OUTPUTS.flatMap((path) => filesBelow(root, path)),
  );

const hash = (root: string, paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('base64url'),
    ]),
  );

/** The files of a folder and below, or the file itself; none if there is neither. */
function filesBelow(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats ? [path] : [];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(root, `${path}/${name}`));
}
