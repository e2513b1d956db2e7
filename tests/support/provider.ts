/** The development identity provider for tests: a process of its own, spoken to over real HTTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { RESOURCES, type SigningAlgorithm } from '../../dev/identity-provider/client';
import { fetchBearer } from '../../dev/identity-provider/fetch-bearer';

const ROOT = resolve(__dirname, '../..');

/** In milliseconds. */
const START_LIMIT = 15_000;

/** What a bearer token is to be like. */
export interface BearerOptions {
  /** What to ask for, space-separated. Default: all scopes, `chat` among them. */
  readonly scope?: string;
  /** The algorithm of its signature. Default: RS256. */
  readonly algorithm?: SigningAlgorithm;
}

/** A provider that runs until it is stopped, or until the test process ends. */
export interface TestProvider {
  readonly issuer: string;
  /** The `aud` of its access tokens. */
  readonly audience: string;
  /** Logs in one of `alice`, `bob` and `carol`, and returns a fresh access token. */
  bearer(person: string, options?: BearerOptions): Promise<string>;
  /** Stops the provider and waits until its process has gone. */
  stop(): Promise<void>;
}

/**
 * Starts a provider with keys of its own on a free port of 127.0.0.1.
 *
 * @throws when it is not ready within 15 s.
 */
export async function startProvider(): Promise<TestProvider> {
  const program = join(ROOT, 'dev/identity-provider/main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--port', '0'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT);
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(() => Promise.reject(new Error('The provider ended before it was ready.'))),
  ]);
  clearTimeout(timer);
  const { issuer, audience } = JSON.parse(line) as { issuer: string; audience: string };
  return {
    issuer,
    audience,
    bearer: (person, { scope, algorithm } = {}) =>
      fetchBearer(issuer, {
        person,
        ...(scope && { scope }),
        ...(algorithm && { resource: RESOURCES[algorithm] }),
      }),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
