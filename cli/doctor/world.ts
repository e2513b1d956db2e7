/** Everything that the checks take from outside, so that a test can put another in its place. */
import { resolve } from 'node:path';
import type { Twilio } from 'twilio';
import { boundedGet, type HttpGet } from '../../src/http/get';
import { policy } from '../../src/policy';
import type { Policy } from '../../src/settings';
import type { RestCredentials } from '../../src/twilio/client';
import { type Environment, readEnvironment } from '../env-file';
import { connectTwilio } from '../network';
import { ask, type Http } from './http';

/** The environment file, as it is read for a deployment. */
export interface EnvironmentFile {
  /** Absolute path; there may be no such file. */
  path: string;
  /** Empty if there is no file. */
  text: string;
  values: Environment;
}

/** What the checks look at, and what they look with. */
export interface World {
  /** The folder of the project, absolute. */
  root: string;
  environment: EnvironmentFile;
  /** What the deployment decides in TypeScript. */
  policy: Policy;
  /** The variables of the shell. */
  shell: NodeJS.ProcessEnv;
  /** Version of Node.js, such as `v22.1.0`. */
  nodeVersion: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The service's own way to fetch. */
  get: HttpGet;
  /** For whole answers. */
  http: Http;
  /** Makes a client of Twilio's REST API. */
  rest: (credentials: RestCredentials) => Promise<Twilio>;
  /** Milliseconds that a check may take. */
  limit: number;
}

/** Milliseconds that a check may take. */
const LIMIT = 5000;

const PROJECT = resolve(__dirname, '../..');

/**
 * The real world.
 *
 * @param options `env` is the environment file, `.env` unless another one is named; `root` is the
 * folder of the project
 * @throws Error with a sentence if the file that was named does not exist
 */
export function systemWorld({ env, root = PROJECT }: { env?: string; root?: string } = {}): World {
  return {
    root,
    environment: { path: resolve(env ?? '.env'), ...readEnvironment(env) },
    policy,
    shell: process.env,
    nodeVersion: process.version,
    now: Date.now,
    get: boundedGet,
    http: ask,
    rest: connectTwilio,
    limit: LIMIT,
  };
}
