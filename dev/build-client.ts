/**
 * Builds the browser client: minified for pages that import it from the function's own domain, and
 * as a package with types for bundlers.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { minify } from '@swc/core';
import { type BuildOptions, build as bundle } from 'esbuild';
import { programOf } from './program';

const ROOT = resolve(__dirname, '..');

const OPTIONS: BuildOptions = {
  entryPoints: [join(ROOT, 'client/index.ts')],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
};

/**
 * Properties that never leave the library, which the public file has under shorter names. No API of a
 * browser, of the SDK or of this library has one of them.
 */
const INTERNAL =
  /^(caller|callers|cancelled|cancel|timer|within|post|over|fail|checks|aborter|exclusively|report|uptime|absolute|channel|hold|onWake|freshForMs|nudge|asked|failed|halt|alone|environment|offered|obtain|remove|leave|tellLeft|ticket|kind|left|first|answer|ageMs|tell|ask|age|wake|reset|read|end|add|listener)$/;

/** Builds the public file: minified twice, a twentieth less than by esbuild alone. */
export async function buildClientAsset(assets: string): Promise<void> {
  const { outputFiles } = await bundle({
    ...OPTIONS,
    minify: true,
    mangleProps: INTERNAL,
    write: false,
  });
  const { code } = await minify(outputFiles[0]?.text ?? '', {
    module: true,
    compress: {
      passes: 4,
      toplevel: true,
      inline: 0,
      evaluate: false,
      unsafe_arrows: true,
    },
    mangle: { toplevel: true },
    ecma: 2022,
  });
  mkdirSync(assets, { recursive: true });
  writeFileSync(join(assets, 'conversations-token.js'), code);
}

/** Builds what `package.json` exports as `./client`. */
export async function buildClientPackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The project itself is CommonJS, as the platform is.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  await Promise.all([
    bundle({ ...OPTIONS, outfile: join(folder, 'index.js') }),
    promisify(execFile)(
      process.execPath,
      [programOf('typescript', 'tsc'), '-p', 'client/tsconfig.build.json', '--outDir', folder],
      { cwd: ROOT },
    ),
  ]);
  nameExtensions(folder);
}

/** Names the files that declarations import as Node's resolution wants them named. */
function nameExtensions(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replace(/ from '(\.\/[\w-]+)'/g, " from '$1.js'"));
  }
}
