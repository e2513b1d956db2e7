/** Builds the playground: a page at `/` that tries the service with the built client library. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build as bundle, type Plugin } from 'esbuild';
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

/** Puts the page into a folder of assets that has the client library already. */
export async function buildPlayground(
  assets: string,
  settings: PlaygroundSettings = {},
): Promise<void> {
  // At this path the platform, and its local server, find the page for `/`.
  mkdirSync(join(assets, 'assets'), { recursive: true });
  copyFileSync(join(PAGE, 'index.html'), join(assets, 'assets/index.html'));
  copyFileSync(join(PAGE, 'playground.css'), join(assets, 'playground.css'));
  copyFileSync(join(SDK, SDK_FILE), join(assets, SDK_FILE));
  writeFileSync(join(assets, 'playground.json'), JSON.stringify(settings));
  await bundle({
    entryPoints: [join(PAGE, 'playground.ts')],
    outfile: join(assets, 'playground.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    plugins: [BUILT_CLIENT],
    logLevel: 'warning',
  });
}
