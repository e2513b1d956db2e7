/** The built functions under the real runtime, as `npm start` serves them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..');

/** A running service. */
export interface Service {
  url: string;
  /** All that it has written so far. */
  output(): string;
  close(): Promise<void>;
}

/** Starts the service with these variables, on a free port of loopback. */
export async function startService(environment: Record<string, string>): Promise<Service> {
  const deployment = JSON.parse(readFileSync(join(PROJECT, '.twilioserverlessrc'), 'utf8'));
  const child = fork(join(PROJECT, 'dev/functions-server.cjs'), {
    cwd: PROJECT,
    env: { PATH: process.env.PATH },
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
  child.send({ ...deployment, baseDir: PROJECT, env: environment, forkProcess: false });
  const ready = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  if (!ready) throw new Error(`the service did not start:\n${output}`);
  const [{ port }] = ready as [{ port: number }];
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url: `http://127.0.0.1:${port}`, output: () => output, close };
}
