/** Serves the built functions with Twilio's local server, in a child process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Environment } from '../cli/env-file';
import { proxyEnvironment } from '../cli/proxy';

const ROOT = resolve(__dirname, '..');

/** How long the server may take to start, and to stop. */
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 2_000;

/** The functions, being served. */
export interface Functions {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Settles when the server has ended, with its exit code; one that was killed has 1. */
  readonly ended: Promise<number>;
  /** Ends the server and waits until it has gone. */
  stop(): Promise<void>;
}

/** What to serve the functions with. */
export interface ServeOptions {
  /** The variables that the functions see. They are never written to a file. */
  readonly environment: Environment;
  /** The address at which people find the functions, for `DOMAIN_NAME`. */
  readonly url: string;
  /** Load the functions anew for each request; otherwise they stay warm, as they do in the cloud. */
  readonly reload: boolean;
  /** Called with each line that the functions or the server write. */
  readonly print: (line: string) => void;
}

/**
 * Starts the server and waits until it listens.
 *
 * @throws an error with what the server wrote, if it ends or is not ready within 20 s
 */
export async function serveFunctions(options: ServeOptions): Promise<Functions> {
  const { environment, url, reload, print } = options;
  const child = fork(join(__dirname, 'functions-server.cjs'), {
    cwd: ROOT,
    env: surroundings(),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => (code as number | null) ?? 1);
  const stop = async () => {
    child.kill();
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(force);
  };
  const written: string[] = [];
  let show = (line: string): void => {
    written.push(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => show(line));
  }
  child.send({
    ...JSON.parse(readFileSync(join(ROOT, '.twilioserverlessrc'), 'utf8')),
    baseDir: ROOT,
    env: environment,
    url,
    live: reload,
  });
  const limit = setTimeout(stop, START_LIMIT_MS);
  const message = await Promise.race([once(child, 'message'), ended]);
  clearTimeout(limit);
  if (typeof message === 'number') {
    throw new Error(['The server of the functions did not start.', ...written].join('\n'));
  }
  written.forEach(print);
  show = print;
  return { port: (message as [{ port: number }])[0].port, ended, stop };
}

/**
 * The environment of the process, which the functions do not see: without variables of the shell
 * that Twilio's library would prefer to the settings, and with its proxy, if Node.js can use one.
 */
function surroundings(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TWILIO_'));
  return { ...Object.fromEntries(own), ...proxyEnvironment(process.env) };
}
