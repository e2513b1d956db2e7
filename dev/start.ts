/** Everything on this machine with one command: `npm start`. */
import { existsSync } from 'node:fs';
import { readCall, UsageMistake } from '../cli/command';
import { readEnvironment, requireSettings } from '../cli/env-file';
import { useProxy } from '../cli/network';
import { painter, wantsColour } from '../cli/paint';
import { canUseProxy, proxyVariable } from '../cli/proxy';
import { nameOfIssuer } from '../src/authenticate/issuer';
import { build, watch } from './build';
import { startConversations } from './conversations/server';
import { lacksLogin, lacksTwilio, ownOrigins, standIns } from './environment';
import {
  CLIENT_ID,
  DEFAULT_PORT,
  IDENTITY_SCOPE,
  RESOURCE_SCOPE,
} from './identity-provider/client';
import { PEOPLE } from './identity-provider/people';
import { startIdentityProvider } from './identity-provider/provider';
import { backendLogin, providerLogin } from './local-login';
import { logLines } from './log-lines';
import { listenOnLoopback } from './loopback';
import { playgroundActions } from './playground/actions';
import { playgroundFiles } from './playground/build';
import { readRemedies } from './playground/remedies';
import { openOnFreePort, parsePort } from './ports';
import { serveFunctions } from './serve';
import { site } from './site';
import { summarize } from './summary';

const COMMAND = {
  name: process.env.npm_lifecycle_event === 'dev' ? 'dev' : 'start',
  about: `Builds the service and serves it on this machine, with a playground. npm run dev does the same, and builds again on every change.

Whatever the environment does not mention at all is stood in for: the Twilio credentials by made-up ones, Twilio's socket by one that accepts their tokens, the login by an identity provider. Everything listens on loopback only. Ctrl-C stops everything.`,
  options: {
    port: {
      takes: 'N',
      about: 'The service and the playground; 0 for any. Default: the variable PORT, or 3000.',
    },
    'issuer-port': {
      takes: 'N',
      about: `The identity provider; 0 for any. Default: ${DEFAULT_PORT}.`,
    },
    'conversations-port': {
      takes: 'N',
      about: "The stand-in for Twilio's socket; 0 for any. Default: 9401.",
    },
    env: { takes: 'FILE', about: 'The environment of the service. Default: .env.' },
    json: { about: 'Prints the log of the service as it is, one line of JSON per request.' },
    literal: { about: 'Prints the curl command with a token in it, for shells without $( ).' },
    watch: { about: 'Builds again and reloads when a source file changes.' },
    'no-build': { about: 'Serves what the last build left.' },
  },
  endings: '0 after Ctrl-C, 1 if the service cannot run or has ended, 2 for a mistake in usage.',
} as const;

/** What the playground asks for when it signs in. */
const SCOPE = `${IDENTITY_SCOPE} ${RESOURCE_SCOPE}`;

/** How often to check whether the parent still runs. */
const PARENT_CHECK_MS = 500;

/** How to stop what has been started. */
const stops: (() => Promise<unknown>)[] = [];

let stopping = false;

async function main(): Promise<void> {
  const call = readCall(COMMAND, process.argv.slice(2), process.env);
  if ('help' in call) return console.log(call.help);
  const { options } = call;
  const port = options.port
    ? parsePort(options.port, '--port')
    : parsePort(process.env.PORT || '3000', 'PORT');
  const issuerPort = parsePort(options['issuer-port'] ?? String(DEFAULT_PORT), '--issuer-port');
  const socketPort = parsePort(options['conversations-port'] ?? '9401', '--conversations-port');
  useProxy();
  const paint = painter(wantsColour(process.stdout, process.env));
  const own = readEnvironment(options.env);
  endWithParent();

  if (options.watch) stops.push(await watch(() => console.log('Built again.')));
  else if (!options['no-build']) await build();

  const provider = lacksLogin(own.values)
    ? await openOnFreePort('the identity provider', issuerPort, startIdentityProvider)
    : undefined;
  if (provider) stops.push(provider.close);
  const added = standIns(own.values, provider);
  const settings = requireSettings({ ...own.values, ...added });
  const socket = lacksTwilio(own.values)
    ? await openOnFreePort('the stand-in for Twilio', socketPort, (port) =>
        startConversations({ credentials: settings.twilio, port }),
      )
    : undefined;
  if (socket) stops.push(socket.close);

  const server = await openOnFreePort('the service', port, listenOnLoopback);
  stops.push(server.close);
  const url = `http://localhost:${server.port}`;
  const origins = ownOrigins(own.values, server.port);
  const variables = new Set(Object.keys(own.values).filter((name) => own.values[name]));
  const show = options.json ? (line: string) => [line] : logLines({ paint, variables });
  const functions = await serveFunctions({
    environment: { ...own.values, ...added, ...origins },
    url,
    reload: options.watch,
    print: (line) => {
      for (const each of show(line)) console.log(each);
    },
  });
  stops.push(functions.stop);
  void functions.ended.then((code) => {
    if (stopping) return;
    console.error(`The server of the functions ended with code ${code}, so everything ends.`);
    void end(code || 1);
  });

  const login = provider ? providerLogin(provider.issuer) : backendLogin(settings.issuers);
  server.serve(
    site({
      functionsPort: functions.port,
      files: await playgroundFiles({
        ...(provider && { login: { issuer: provider.issuer, clientId: CLIENT_ID, scope: SCOPE } }),
        ...(socket && { socket: socket.url }),
        guests: settings.guests !== undefined,
        issuers: settings.issuers.map(({ issuer }) => nameOfIssuer(issuer)).filter(Boolean),
        explains: true,
        remedies: readRemedies(),
        ...(login && { people: PEOPLE, faults: login.faults }),
      }),
      actions: playgroundActions(login, settings),
    }),
  );
  console.log(
    summarize(
      {
        url,
        issuer: provider?.issuer,
        socket: socket?.url,
        canSign: login !== undefined,
        literal: options.literal ? await login?.sign(PEOPLE[0]) : undefined,
        file: options.env,
        hasFile: existsSync(options.env ?? '.env'),
        added: Object.keys({ ...added, ...origins }),
        notice: proxyNotice(),
      },
      paint,
    ),
  );
}

/** A sentence about a proxy that this version of Node.js cannot use. */
function proxyNotice(): string | undefined {
  const variable = proxyVariable(process.env);
  if (!variable || canUseProxy(process.version)) return undefined;
  return `${variable} is set, but Node.js ${process.version} cannot use a proxy, so the service asks your login directly. Node.js 22.21 and newer can.`;
}

/** Ends on signals, and with npm: a signal to npm alone ends the shell between npm and this. */
function endWithParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  // Whoever read the output has gone.
  process.stdout.on('error', () => end(0));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(0), PARENT_CHECK_MS).unref();
}

/** Stops whatever is running, then exits. Only the first call has an effect. */
async function end(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.allSettled(stops.map((stop) => stop()));
  process.exit(code);
}

main().catch((error: Error) => {
  // What breaks off because everything is being stopped is not an error.
  if (!stopping) console.error(error.message);
  void end(error instanceof UsageMistake ? 2 : 1);
});
