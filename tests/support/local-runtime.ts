/** Twilio's local runtime over what was built, in a process of its own because it sets globals. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The folder of the project. */
export const PROJECT = resolve(__dirname, '../..');

/** What says which folders are deployed, and for which runtime. */
export const DEPLOYMENT: { functionsFolder: string; assetsFolder: string; runtime: string } =
  JSON.parse(readFileSync(join(PROJECT, '.twilioserverlessrc'), 'utf8'));

/**
 * `forking` starts a process for each request, as `twilio serverless:start` does. `warm` keeps the
 * functions loaded, as an instance in the cloud does.
 */
export type Mode = 'forking' | 'warm';

/** Both, for tests of what must not depend on them. */
export const MODES: readonly Mode[] = ['forking', 'warm'];

/** A running local runtime. */
export interface LocalRuntime {
  /** Of the server, without a slash at the end. */
  url: string;
  /** All that the functions and the server have written so far. */
  output(): string;
  /** The entries of the log, as soon as there are so many. A line may come after its answer. */
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of them
  log(count: number): Promise<any[]>;
  close(): Promise<void>;
}

const START_LIMIT = 15_000;
const LOG_LIMIT = 3000;

/** What may be other than usual. */
export interface LocalRuntimeOptions {
  /** The folder whose build is served; by default the project's. */
  folder?: string;
  /** Further variables of the process. The functions do not see them. */
  env?: Record<string, string>;
}

/** Serves the built functions on a free port of loopback. */
export async function startLocalRuntime(
  environment: Record<string, string>,
  mode: Mode = 'warm',
  { folder = PROJECT, env = {} }: LocalRuntimeOptions = {},
): Promise<LocalRuntime> {
  const child = fork(join(PROJECT, 'dev/functions-server.cjs'), {
    cwd: PROJECT,
    // Nothing of this process: neither its mode for tests nor what else the machine has set.
    env: { PATH: process.env.PATH, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const ended = once(child, 'exit');
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  child.send({
    ...DEPLOYMENT,
    baseDir: folder,
    env: environment,
    forkProcess: mode === 'forking',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT);
  const ready = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  clearTimeout(timer);
  if (!ready) throw new Error(`the local runtime did not start:\n${output}`);
  const [{ port }] = ready as [{ port: number }];
  const log = async (count: number) => {
    const limit = Date.now() + LOG_LIMIT;
    for (;;) {
      const lines = output.split('\n').filter((line) => line !== '');
      if (lines.length >= count || Date.now() > limit) return lines.map((line) => JSON.parse(line));
      await sleep(10);
    }
  };
  return { url: `http://127.0.0.1:${port}`, output: () => output, log, close };
}
