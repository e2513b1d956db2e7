/**
 * Builds what `twilio serverless:deploy` uploads: one bundled CommonJS file per function in
 * `dist/functions`, and the public files in `dist/assets`. Whatever else is in these folders is
 * deleted, because every file in them becomes a public URL.
 *
 * - `--if-changed`: does nothing when the last build is up to date.
 * - `--playground`: adds the playground page, which is then deployed too.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  watch as watchFolder,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { build as bundle, type Metafile } from 'esbuild';
import { buildClientAsset, buildClientPackage } from './build-client';
import { changedOutputs, changedSources, readBuildRecord, recordBuild } from './build-record';
import { type FunctionFile, findFunctions } from './functions';
import { bundledPackages, formatLicences } from './licences';
import { buildPlayground } from './playground/build';
import { checkPolicy } from './policy';

const ROOT = resolve(__dirname, '..');

/** Where the build puts its output. */
export const OUTPUT = join(ROOT, 'dist');

/** The folders whose changes lead to another build while watching. */
const WATCHED = ['assets', 'client', 'dev/playground', 'functions', 'policy-check', 'src'];

/** How long to wait for further changes: editors write several files, or one file several times. */
const QUIET_MS = 50;

/**
 * Builds everything once. What an earlier build left stays until everything has compiled.
 *
 * @throws when the policy has a mistake, or the code does not compile
 */
export async function build(): Promise<void> {
  const [policy, functions] = await Promise.all([checkPolicy(ROOT), findFunctions(ROOT)]);
  const { outputFiles, metafile } = await bundleFunctions(functions, policy);
  writeFunctions(outputFiles);
  writeLicences(metafile);
  copyAssets();
  await Promise.all([
    buildClientAsset(join(OUTPUT, 'assets')),
    buildClientPackage(join(OUTPUT, 'client')),
  ]);
  // For projects in TypeScript that copy the file or import it from the service's domain.
  cpSync(join(OUTPUT, 'client/index.d.ts'), join(OUTPUT, 'assets/conversations-token.d.ts'));
  recordBuild(ROOT, policy);
}

/** Builds everything unless the last build is up to date. */
export async function buildIfChanged(): Promise<void> {
  const last = readBuildRecord(ROOT);
  const changed = last && [...changedSources(ROOT, last), ...changedOutputs(ROOT, last)];
  if (changed?.length !== 0) await build();
}

function bundleFunctions(functions: readonly FunctionFile[], policy: string) {
  return bundle({
    absWorkingDir: ROOT,
    entryPoints: functions.map(({ source }) => `functions/${source}`),
    outdir: 'dist/functions',
    outbase: 'functions',
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Loaded lazily, and only where REST is used; the platform installs it from `dependencies`.
    external: ['twilio'],
    // The proof that the policy in this bundle has been checked. Without it every caller is refused.
    define: { POLICY_CHECK_STAMP: JSON.stringify(policy) },
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
}

function writeFunctions(files: readonly { path: string; contents: Uint8Array }[]): void {
  const folder = join(OUTPUT, 'functions');
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  const written = new Set(files.map(({ path }) => path));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !written.has(path)) rmSync(path);
  }
}

/** Puts the licences of all packages that are in the bundles beside them. */
function writeLicences({ outputs }: Metafile): void {
  const file = join(OUTPUT, 'THIRD-PARTY-LICENCES.txt');
  const inputs = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const packages = bundledPackages(ROOT, inputs);
  rmSync(file, { force: true });
  if (packages.length > 0) writeFileSync(file, formatLicences(packages));
}

/** Empties `dist/assets` and copies the public files. */
function copyAssets(): void {
  const folder = join(OUTPUT, 'assets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(ROOT, 'assets'))) return;
  cpSync(join(ROOT, 'assets'), folder, {
    recursive: true,
    filter: (source) => !basename(source).startsWith('.'),
  });
}

/**
 * Builds everything, and again whenever a file changes.
 *
 * @param rebuilt called after every further build that succeeded; the failed ones print why.
 * @returns a function that stops the watching.
 * @throws when the first build fails.
 */
export async function watch(rebuilt: () => void): Promise<() => Promise<void>> {
  await build();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const rebuild = () => {
    running = running.then(() => build()).then(rebuilt, printFailure);
  };
  const watchers = WATCHED.map((name) => join(ROOT, name))
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watchFolder(folder, { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(rebuild, QUIET_MS);
      }),
    );
  return async () => {
    for (const watcher of watchers) watcher.close();
    clearTimeout(timer);
    await running;
  };
}

function printFailure(error: Error): void {
  // The bundler has printed its own errors already.
  if (!('errors' in error)) console.error(error.message);
}

async function main(): Promise<void> {
  await (process.argv.includes('--if-changed') ? buildIfChanged() : build());
  if (process.argv.includes('--playground')) await buildPlayground(join(OUTPUT, 'assets'));
}

if (require.main === module) {
  main().catch((error: Error) => {
    printFailure(error);
    process.exitCode = 1;
  });
}
