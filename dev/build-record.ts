/**
 * What the last build was made of, so that nobody tests or deploys an outdated one. Contents are
 * compared, because a checkout or a copy changes the times of files.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the record is, relative to the project. It is not deployed. */
const RECORD = 'dist/build.json';

/** What the build reads, relative to the project. */
const SOURCES = [
  'assets',
  'client',
  'functions',
  'policy-check',
  'src',
  'package.json',
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
  /** The hash of all sources. */
  readonly sources: string;
  /** The hash of all that was built. */
  readonly outputs: string;
}

/** Whether a build is up to date, and if not, why. */
export type BuildState = 'current' | 'missing' | 'sources changed' | 'outputs changed';

/** Records what has just been built. */
export function recordBuild(root: string, policy: string): void {
  const record: BuildRecord = { policy, sources: hashSources(root), outputs: hash(root, OUTPUTS) };
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

/** Compares the last build with the files as they are now. */
export function buildState(root: string): BuildState {
  const record = readBuildRecord(root);
  if (!record) return 'missing';
  if (record.sources !== hashSources(root)) return 'sources changed';
  return record.outputs === hash(root, OUTPUTS) ? 'current' : 'outputs changed';
}

function hashSources(root: string): string {
  const scripts = readdirSync(join(root, 'dev')).filter((name) => name.endsWith('.ts'));
  return hash(root, [...SOURCES, ...scripts.map((name) => `dev/${name}`)]);
}

function hash(root: string, paths: readonly string[]): string {
  const sum = createHash('sha256');
  for (const path of paths.flatMap((path) => filesBelow(root, path))) {
    sum
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return sum.digest('hex');
}

function filesBelow(root: string, path: string): string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats ? [path] : [];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}
