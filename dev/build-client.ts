/**
 * Builds the browser client: minified for pages that import it from the function's own domain, and
 * as an npm package.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { minify } from '@swc/core';
import { type BuildOptions, build as bundle } from 'esbuild';
import { bundleDeclarations } from './declarations';
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

/** The manifest of the package, besides its version and licence. */
const MANIFEST = {
  name: 'twilio-conversations-token-client',
  description: 'Keeps the Client of @twilio/conversations connected with fresh access tokens.',
  type: 'commonjs',
  sideEffects: false,
  // Tools that do not know `exports` find `./index` and `./react` by the names of the files.
  main: './index.js',
  module: './index.mjs',
  types: './index.d.ts',
  exports: {
    '.': entryOf('index'),
    './react': entryOf('react'),
    './package.json': './package.json',
  },
  engines: { node: '>=20' },
  peerDependencies: { '@twilio/conversations': '>=2.4.0 <4', react: '>=18' },
  peerDependenciesMeta: { react: { optional: true } },
};

function entryOf(name: string) {
  return {
    import: { types: `./${name}.d.mts`, default: `./${name}.mjs` },
    require: { types: `./${name}.d.ts`, default: `./${name}.js` },
  };
}

/**
 * Builds the npm package of the client: ES modules and CommonJS, each with its types.
 *
 * @param folder is emptied first
 */
export async function buildClientPackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { name, description, ...rest } = MANIFEST;
  const manifest = { name, version, description, license, ...rest };
  write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(ROOT, 'client/README.md'), join(folder, 'README.md'));
  const [types] = await Promise.all([
    declarations(),
    ...(['esm', 'cjs'] as const).flatMap((format) =>
      ['index', 'react'].map((entry) => bundleEntry(entry, format, folder)),
    ),
  ]);
  for (const [file, text] of Object.entries(types)) write(file, text);
}

function bundleEntry(entry: string, format: 'esm' | 'cjs', folder: string) {
  return bundle({
    ...OPTIONS,
    entryPoints: [join(ROOT, `client/${entry}.ts`)],
    format,
    external: ['react'],
    // Comments are in the types. Names stay, for debuggers and stack traces.
    minifyWhitespace: true,
    outfile: join(folder, `${entry}.${format === 'esm' ? 'mjs' : 'js'}`),
    // For frameworks with server components: a hook runs in the browser.
    ...(entry === 'react' && { banner: { js: "'use client';" } }),
  });
}

/** The declarations of the package, by the names of their files. */
async function declarations(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    await promisify(execFile)(
      process.execPath,
      [programOf('typescript', 'tsc'), '-p', 'client/tsconfig.build.json', '--outDir', folder],
      { cwd: ROOT },
    );
    const index = bundleDeclarations(folder, 'index');
    const react = readFileSync(join(folder, 'react.d.ts'), 'utf8').replace(
      /'\.\/\w+'/,
      "'./index.js'",
    );
    return {
      'index.d.ts': index,
      'index.d.mts': "export * from './index.js';\n",
      'react.d.ts': react,
      'react.d.mts': "export * from './react.js';\n",
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
