/** Builds the playground: a page at `/` that tries the service with the built client library. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build as bundle, type Plugin } from 'esbuild';
import type { SiteFile } from '../site';
import type { PlaygroundSettings } from './settings';

const PAGE = join(__dirname, 'page');
const SDK = resolve(__dirname, '../../node_modules/@twilio/conversations/builds');
const SDK_FILE = 'twilio-conversations.min.js';

/** The page imports the client as any page does: the built file, from its own domain. */
const BUILT_CLIENT: Plugin = {
  name: 'built-client',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/client$/ }, () => ({
      path: './conversations-token.js',
      external: true,
    })),
};

/** Builds the files of the page, by path. */
export async function playgroundFiles(
  settings: PlaygroundSettings = {},
): Promise<ReadonlyMap<string, SiteFile>> {
  const read = (folder: string, name: string) => readFileSync(join(folder, name));
  const { outputFiles } = await bundle({
    entryPoints: [join(PAGE, 'playground.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [BUILT_CLIENT],
    logLevel: 'warning',
  });
  const script = outputFiles[0]?.text ?? '';
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: read(PAGE, 'index.html') }],
    ['/playground.css', { type: 'text/css', body: read(PAGE, 'playground.css') }],
    ['/playground.js', { type: 'text/javascript', body: script }],
    ['/playground.json', { type: 'application/json', body: JSON.stringify(settings) }],
    [`/${SDK_FILE}`, { type: 'text/javascript', body: read(SDK, SDK_FILE) }],
  ]);
}

/** Writes the page into a folder of assets, to be deployed with them. */
export async function buildPlayground(assets: string): Promise<void> {
  // At this path the platform finds the page for `/`.
  mkdirSync(join(assets, 'assets'), { recursive: true });
  for (const [path, { body }] of await playgroundFiles()) {
    writeFileSync(join(assets, path === '/' ? 'assets/index.html' : path), body);
  }
}
