/** Which files in `functions/` become URLs. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';

/** A function to deploy. */
export interface FunctionFile {
  /** Relative to `functions/`, with forward slashes: `admin/invite.protected.ts`. */
  readonly source: string;
  /** The file that is deployed, relative to `dist/functions`: `admin/invite.protected.js`. */
  readonly output: string;
  /** The path of its URL: `/admin/invite`. */
  readonly path: string;
  /** Who can call it, told by its name as on the platform. */
  readonly access: 'public' | 'protected' | 'private';
}

/**
 * The functions of a project: each TypeScript file in `functions/` and its subfolders that exports
 * `handler`, each `.private.ts`, which other functions `require`, and each JavaScript file. Other
 * TypeScript files are modules that the functions share.
 *
 * @param root the folder of the project
 * @throws when a file that does not export `handler` is not imported by a function either, so that a
 *   misspelled export does not disappear from the deployment; and when a file does not compile
 */
export async function findFunctions(root: string): Promise<FunctionFile[]> {
  const folder = join(root, 'functions');
  if (!existsSync(folder)) return [];
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
    .sort();
  const { metafile } = await bundle({
    absWorkingDir: root,
    entryPoints: sources.map((source) => `functions/${source}`),
    outdir: 'functions',
    outbase: 'functions',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  }).catch(({ message }: Error) => {
    throw new Error(message);
  });
  const outputs = Object.values(metafile.outputs);
  const functions = outputs.filter(
    ({ entryPoint = '', exports }) =>
      /\.js$|\.private\.ts$/.test(entryPoint) || exports.includes('handler'),
  );
  const used = new Set(functions.flatMap(({ inputs }) => Object.keys(inputs)));
  const lost = outputs.filter(
    // A file of types alone exports nothing at run time.
    ({ entryPoint = '', exports }) => exports.length > 0 && !used.has(entryPoint),
  );
  if (lost.length > 0) throw new Error(lost.map(explainLost).join('\n'));
  return functions.map(({ entryPoint = '' }) =>
    describeFile(entryPoint.slice('functions/'.length)),
  );
}

const explainLost = ({ entryPoint }: { entryPoint?: string }) =>
  `${entryPoint} does not export "handler", and no function imports it. Export the function as "handler".`;

function describeFile(source: string): FunctionFile {
  const [, name = '', access = 'public'] =
    /^(.*?)(?:\.(private|protected))?\.[jt]s$/.exec(source) ?? [];
  return {
    source,
    output: source.replace(/\.ts$/, '.js'),
    path: `/${name}`,
    access: access as FunctionFile['access'],
  };
}
