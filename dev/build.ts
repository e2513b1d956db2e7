/**
 * Builds what `twilio serverless:deploy` uploads: one bundled CommonJS file per URL in
 * `dist/functions`, and the public files in `dist/assets`. Both folders are emptied first, because
 * every file that lies in them becomes a public URL.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { minify } from '@swc/core';
import { type BuildOptions, build as bundle, context, type Plugin } from 'esbuild';
import { policy } from '../src/policy';
import { parseSettings } from '../src/settings';
import { POLICY_FILE } from '../src/settings/policy';
import { buildClientAsset, buildClientPackage } from './build-client';
import { buildPlayground } from './playground/build';

const ROOT = resolve(__dirname, '..');

/** Where the build puts its output, relative to the project. */
export const OUTPUT = join(ROOT, 'dist');

/** A module that a bundle can do without, and the export that others take from it. */
interface Unused {
  module: RegExp;
  name: string;
}

/** The library's own HTTPS client: this service fetches keys itself. */
const LIBRARYS_CLIENT: Unused = { module: /\/https-node\.js$/, name: 'fetch' };

/** The reader of issuers that this deployment has no use for: they are listed in one place only. */
const OTHER_ISSUERS: Unused = policy.issuers
  ? { module: /\/issuer-of-variables$/, name: 'readIssuerOfVariables' }
  : { module: /\/issuers-of-policy$/, name: 'readPolicyIssuers' };

/** Whose work is in the bundles beside this project's. */
const NOTICE = '/* aws-jwt-verify: Amazon.com, Inc., Apache-2.0 */';

/** Leaves modules out of a bundle; their exports do nothing there. */
function leaveOut(modules: readonly Unused[]): Plugin {
  return {
    name: 'leave-out',
    setup: ({ onResolve, onLoad }) => {
      for (const { module, name } of modules) {
        onResolve({ filter: module }, () => ({ path: name, namespace: 'left-out' }));
      }
      onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
        contents: `export function ${path}() {}`,
      }));
    },
  };
}

/** The esbuild options of the function bundles, without the modules that are not used. */
function functionBundles(...unused: Unused[]): BuildOptions {
  const folder = join(ROOT, 'functions');
  return {
    // Each file in functions/ is a URL, except the adapter that they share.
    entryPoints: readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && name !== 'adapt.ts')
      .map((name) => join(folder, name)),
    outdir: join(OUTPUT, 'functions'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Loaded lazily, and only where REST is used; the platform installs it from `dependencies`.
    external: ['twilio'],
    plugins: [leaveOut(unused)],
    logLevel: 'warning',
  };
}

/** Empties `dist/functions` and `dist/assets` and copies the public files. */
export function prepareOutput(): void {
  for (const folder of ['functions', 'assets']) {
    rmSync(join(OUTPUT, folder), { recursive: true, force: true });
    mkdirSync(join(OUTPUT, folder), { recursive: true });
  }
  cpSync(join(ROOT, 'assets'), join(OUTPUT, 'assets'), {
    recursive: true,
    filter: (source) => !basename(source).startsWith('.'),
  });
}

/**
 * Refuses a policy that cannot work, before it is deployed.
 *
 * @throws an error that lists all mistakes
 */
function requirePolicy(): void {
  const parsed = parseSettings({}, policy);
  const mistakes = parsed.ok
    ? []
    : parsed.problems.filter(({ variable }) => variable === POLICY_FILE);
  if (mistakes.length === 0) return;
  const sentences = mistakes.map(({ sentence }) => `  ${sentence}`);
  throw new Error([`${POLICY_FILE} has to be corrected:`, ...sentences].join('\n'));
}

/**
 * Builds everything once.
 *
 * @throws when the policy has a mistake, or the code does not compile
 */
export async function build(): Promise<void> {
  requirePolicy();
  prepareOutput();
  await Promise.all([buildFunctions(), buildClient()]);
}

/** Bundles the functions, and minifies them once more: a twentieth less than by esbuild alone. */
async function buildFunctions(): Promise<void> {
  const { outputFiles } = await bundle({
    ...functionBundles(LIBRARYS_CLIENT, OTHER_ISSUERS),
    write: false,
  });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await minify(text, {
        compress: { passes: 3, toplevel: true },
        mangle: { toplevel: true },
        // A name at the top level of a CommonJS module is nobody else's.
        toplevel: true,
        ecma: 2022,
        format: { preamble: NOTICE },
      });
      await writeFile(path, code);
    }),
  );
}

async function buildClient(): Promise<void> {
  await buildClientAsset(join(OUTPUT, 'assets'));
  await buildClientPackage(join(OUTPUT, 'client'));
}

/**
 * Builds everything, and the functions again whenever a file changes that goes into them. A new
 * file in `functions/` is not noticed.
 *
 * @param rebuilt called after every further build that succeeded; the failed ones print why.
 * @returns what ends the watching.
 * @throws when the first build fails.
 */
export async function watch(rebuilt: () => void): Promise<() => Promise<void>> {
  prepareOutput();
  let builds = 0;
  const watcher = await context({
    // With all issuers, because the policy may change while it watches.
    ...functionBundles(),
    plugins: [
      leaveOut([LIBRARYS_CLIENT]),
      {
        name: 'report',
        setup: ({ onEnd }) =>
          onEnd(({ errors }) => {
            builds++;
            // The first build is made below, and watching begins with a second one.
            if (builds > 2 && errors.length === 0) rebuilt();
          }),
      },
    ],
  });
  await Promise.all([watcher.rebuild(), buildClient()]);
  await watcher.watch();
  return () => watcher.dispose();
}

/** Builds everything once; with `--playground` the page too, which is then deployed. */
async function main(): Promise<void> {
  await build();
  if (process.argv.includes('--playground')) await buildPlayground(join(OUTPUT, 'assets'));
}

if (require.main === module) {
  main().catch((error: Error) => {
    // The bundler has shown its own errors already.
    if (!('errors' in error)) console.error(error.message);
    process.exitCode = 1;
  });
}
