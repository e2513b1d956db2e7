/**
 * Builds what `twilio serverless:deploy` uploads: one bundled CommonJS file per URL in
 * `dist/functions`, and the public files in `dist/assets`. Both folders are emptied first, because
 * every file that lies in them becomes a public URL.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, build as bundle } from 'esbuild';

const ROOT = resolve(__dirname, '..');

/** Where the build puts its output, relative to the project. */
export const OUTPUT = join(ROOT, 'dist');

/** The esbuild options of the function bundles, shared by the one-off build and the watcher. */
export function functionBundles(): BuildOptions {
  const folder = join(ROOT, 'functions');
  return {
    // Only the files directly in functions/ are URLs; what they share lies in a folder below.
    entryPoints: readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
    outdir: join(OUTPUT, 'functions'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Loaded lazily, and only where REST is used; the platform installs it from `dependencies`.
    external: ['twilio'],
    banner: { js: '/* Contains aws-jwt-verify, Copyright Amazon.com, Inc., Apache-2.0. */' },
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

/** Builds everything once. */
export async function build(): Promise<void> {
  prepareOutput();
  await bundle(functionBundles());
}

if (require.main === module) {
  build().catch(() => {
    process.exitCode = 1;
  });
}
