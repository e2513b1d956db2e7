/** The endpoints of the service with a clock, a log and randomness that a test can look into. */

import {
  createEndpoint,
  type Endpoint,
  type Runtime,
  type ServiceRequest,
} from '../../src/endpoint';
import { guest } from '../../src/endpoints/guest';
import { health } from '../../src/endpoints/health';
import { tokenEndpoint } from '../../src/endpoints/token';
import type { Answer } from '../../src/http/answer';
import { boundedGet, type HttpGet } from '../../src/http/get';
import type { LogEntry } from '../../src/log';
import type { Policy } from '../../src/settings';
import type { Connect } from '../../src/twilio';
import type { IssuedTicket, IssuedToken } from '../../src/twilio/issue';
import type { Environment } from './tokens';

export interface TestServiceOptions {
  environment: Environment;
  policy?: Policy;
  now?: () => number;
  get?: HttpGet;
  /** How Twilio's REST API is reached; by default as in production. */
  connect?: Connect;
}

/** An answer with its body taken for what it may be. */
export interface TestAnswer extends Answer {
  body: Partial<IssuedToken> &
    Partial<IssuedTicket> & {
      previousIdentity?: string;
      error?: string;
      code?: string;
      error_description?: string;
      requestId?: string;
    };
}

type Send = (request?: Partial<ServiceRequest>) => Promise<TestAnswer>;

export interface TestService {
  /** Asks for an access token with a bearer token in the header. */
  ask(bearer: string, headers?: Record<string, unknown>): Promise<TestAnswer>;
  /** Asks for an access token with a request of any shape, and the other endpoints likewise. */
  token: Send;
  guest: Send;
  health: Send;
  /** What the service needs from outside. */
  runtime: Runtime;
  /** All that was logged. */
  log: LogEntry[];
}

/** Makes a service and ways to ask it. */
export function createTestService(options: TestServiceOptions): TestService {
  const { environment, policy = {}, now = Date.now, get = boundedGet } = options;
  const log: LogEntry[] = [];
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const runtime: Runtime = {
    now,
    get,
    randomId: () => `id-${next()}`,
    random: () => 0,
    randomSubject: () => next().toString(16).padStart(32, '0'),
    log: (entry: LogEntry) => void log.push(structuredClone(entry)),
  };
  const start = (endpoint: Endpoint): Send => {
    const answer = createEndpoint(endpoint, runtime, policy);
    return (request) => answer({ environment, headers: {}, cookies: {}, fields: {}, ...request });
  };
  const sendToken = start(tokenEndpoint(options.connect));
  return {
    ask: (bearer, headers = {}) =>
      sendToken({ headers: { authorization: `Bearer ${bearer}`, ...headers } }),
    token: sendToken,
    guest: start(guest),
    health: start(health),
    runtime,
    log,
  };
}

/** What a JWT says, unverified. */
export function decodeJwt(jwt: string | undefined): {
  header: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into payloads of all kinds
  payload: Record<string, any>;
} {
  const [header = '', payload = ''] = (jwt ?? '').split('.');
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { header: parse(header), payload: parse(payload) };
}
