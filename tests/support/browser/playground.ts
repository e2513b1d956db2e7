/** `npm start` for tests of its page, with settings of the test's. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT } from '../local-runtime';

/** A running `npm start`. */
export interface Playground {
  readonly url: string;
  /**
   * Ends it.
   *
   * @returns the files that it left behind
   */
  stop(): Promise<string[]>;
}

/** Starts it on free ports. */
export async function startPlayground(environment = ''): Promise<Playground> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-test-'));
  const file = join(folder, 'environment');
  writeFileSync(file, environment);
  const ports = ['--port', '0', '--issuer-port', '0', '--conversations-port', '0'];
  const args = ['cli/run.cjs', 'dev/start.ts', '--no-build', ...ports, '--env', file];
  const child = spawn(process.execPath, args, {
    cwd: PROJECT,
    env: { ...process.env, TMPDIR: folder, FORCE_COLOR: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  for (let wait = 0; wait < 300 && !output.includes('Ctrl-C'); wait++) await sleep(100);
  return {
    url: /^Playground +(\S+)$/m.exec(output)?.[1] as string,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      const own = /^(environment|node-compile-cache|tsx-.*)$/;
      const left = readdirSync(folder).filter((name) => !own.test(name));
      rmSync(folder, { recursive: true });
      return left;
    },
  };
}
