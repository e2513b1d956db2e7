/**
 * Everything on this machine with one command: builds the service, serves it, and runs an identity
 * provider to log in at. `npm start`, or `npm run dev` to build again on every change.
 *
 * - `--port N` or `PORT`: the service. Default 3000; 0 for any free port.
 * - `--issuer-port N`: the identity provider. Default 9400; 0 for any free port.
 * - `--env FILE`: the environment of the service. Default: `.env`.
 * - `--watch`: builds again and reloads when a source file changes.
 * - `--no-build`: serves what the last build left.
 *
 * Whatever the environment does not mention at all is stood in for: the Twilio credentials by made
 * up ones, Twilio's socket by one that knows them, the login by the identity provider. At `/` is the
 * playground, which is not deployed. SIGINT, SIGTERM and SIGHUP end everything.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment, requireSettings } from '../cli/env-file';
import { build, OUTPUT, watch } from './build';
import type { Credentials } from './conversations/access-token';
import { startConversations } from './conversations/server';
import { extendText, lacksLogin, lacksTwilio, standIns } from './environment';
import {
  CLIENT_ID,
  DEFAULT_PORT,
  IDENTITY_SCOPE,
  RESOURCE_SCOPE,
} from './identity-provider/client';
import { fetchBearer } from './identity-provider/log-in';
import { PEOPLE } from './identity-provider/people';
import { type IdentityProvider, startIdentityProvider } from './identity-provider/provider';
import { buildPlayground } from './playground/build';
import { openOnFreePort, parsePort } from './ports';
import { serve } from './serve';
import { signBearer } from './sign-bearer';
import { summarize } from './summary';

/** How often to look whether the parent is still there, in milliseconds. */
const PARENT_CHECK = 500;

/** How to stop what has been started. */
const stops: (() => Promise<unknown>)[] = [];

let stopping = false;

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  // A signal to npm alone ends the shell between npm and this process, which is told nothing.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(0), PARENT_CHECK).unref();

  const { values: options } = parseArgs({
    options: {
      port: { type: 'string' },
      'issuer-port': { type: 'string' },
      env: { type: 'string' },
      watch: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  const port = options.port
    ? parsePort(options.port, '--port')
    : parsePort(process.env.PORT || '3000', 'PORT');
  const issuerPort = parsePort(options['issuer-port'] ?? String(DEFAULT_PORT), '--issuer-port');

  if (options.watch) stops.push(await watch(() => console.log('Built again.')));
  else if (!options['no-build']) await build();

  const own = readEnvironment(options.env);
  const provider = lacksLogin(own.values) ? await startProvider(issuerPort) : undefined;
  const added = standIns(own.values, provider);
  const { issuers, twilio } = requireSettings({ ...own.values, ...added });
  const madeUp = lacksTwilio(own.values);
  const socket = madeUp ? await startSocket(twilio) : undefined;
  const assets = await makeAssets(provider, socket);

  const server = await openOnFreePort('the service', port, (port) =>
    serve({ port, environment: extendText(own.text, added), assets, reload: options.watch }),
  );
  stops.push(server.stop);
  void server.ended.then((code) => {
    if (stopping) return;
    console.error(`twilio-run ended with code ${code}, so everything ends.`);
    void end(code || 1);
  });

  const [first] = PEOPLE;
  const summary = summarize({
    playground: `${server.url}/`,
    url: `${server.url}/token`,
    issuer: provider?.issuer,
    bearer: provider
      ? await fetchBearer({ issuer: provider.issuer, person: first.sub })
      : await signBearer(first, issuers),
    file: options.env,
    madeUp,
  });
  console.log(summary);
}

async function startProvider(port: number): Promise<IdentityProvider> {
  const provider = await openOnFreePort('the identity provider', port, startIdentityProvider);
  stops.push(provider.close);
  return provider;
}

/** Starts the stand-in of Twilio's socket, which knows the credentials that are made up. */
async function startSocket(credentials: Credentials): Promise<string> {
  const { url, close } = await startConversations({ credentials });
  stops.push(close);
  return url;
}

/** A folder with what is deployed and with the playground, which is not. */
async function makeAssets(
  provider: IdentityProvider | undefined,
  socket: string | undefined,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  cpSync(join(OUTPUT, 'assets'), folder, { recursive: true });
  const scope = `${IDENTITY_SCOPE} ${RESOURCE_SCOPE}`;
  await buildPlayground(folder, {
    ...(provider && { login: { issuer: provider.issuer, clientId: CLIENT_ID, scope } }),
    ...(socket && { socket }),
  });
  return folder;
}

/** Stops whatever is running, then exits. Only the first call counts. */
async function end(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.allSettled(stops.map((stop) => stop()));
  process.exit(code);
}

main().catch((error: Error) => {
  // What breaks off because everything is being stopped is no news.
  if (!stopping) console.error(error.message);
  void end(1);
});
