/** Sends the request of a row to the service and judges the answer, the log, and what is left. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { ServerlessFunctionSignature } from '@twilio-labs/serverless-runtime-types/types';
import { adapt } from '../../functions/adapt';
import { createEndpoint, systemRuntime } from '../../src/endpoint';
import { token } from '../../src/endpoints/token';
import type { ErrorName, RefusalCode } from '../../src/errors';
import type { Policy } from '../../src/settings';
import { SECRET, signToken, validClaims, validEnvironment } from '../support/tokens';
import { expectRefusalBody, expectRefusalHeaders, expectStandardHeaders } from './answer';
import { bearerEvent } from './events';
import { type Stage, tokenMaker } from './stage';

/**
 * Refused with a status, an `error` and a `code`; or granted, to the identity named. One that ends
 * in … may go on in any way.
 */
export type Outcome =
  | `${400 | 401 | 403 | 404 | 500 | 503} ${ErrorName} ${RefusalCode}`
  | `200 ${string}`;

/** One class of attack; or, if it is granted, the honest request beside it. */
export interface Row {
  /** What is sent. */
  name: string;
  /** Which function it is sent to. */
  endpoint?: 'token' | 'guest';
  /** The bearer token, in the Authorization header. */
  token?: (stage: Stage) => string;
  /** The event of the platform, where there is more to it than that header. */
  event?: (stage: Stage) => unknown;
  /** Variables that differ from those that trust the login by its issuer and nothing else. */
  settings?: Variables | ((stage: Stage) => Variables);
  /** What `src/policy.ts` would say; the variables then trust nobody. */
  policy?: (stage: Stage) => Policy;
  /** The event that is granted afterwards, if it is no ordinary one. */
  honest?: (stage: Stage) => unknown;
  outcome: Outcome;
}

/** Rows that belong together, honest requests among them. */
export interface Family {
  name: string;
  rows: readonly Row[];
}

export type Variables = Record<string, string | undefined>;

/** For services of a backend that signs with HS256. */
export const SHARED_SECRET: Variables = { AUTH_ISSUER: undefined, AUTH_SECRET: SECRET };

/** Milliseconds in which every request must be answered, however long it is. */
const TIME_LIMIT = 2000;

/** Runs a row in a service of its own, cold, and an honest request after it. */
export async function runRow(row: Row, stage: Stage): Promise<void> {
  const environment = environmentOf(row, stage);
  const endpoint = row.endpoint ?? 'token';
  const handler = row.policy ? handlerWithPolicy(row.policy(stage)) : bundledHandler(endpoint);
  const token = row.token?.(stage);
  const event = row.event?.(stage) ?? bearerEvent(token ?? '');

  const answer = await send(handler, environment, event);
  const [status, ...rest] = row.outcome.split(' ');
  // The code first: it tells best what went wrong.
  if (status === '200') expectIdentity(answer.body, rest.join(' '));
  else expectRefusalBody(answer.body, rest);
  expect(answer.status).toBe(Number(status));
  expectStandardHeaders(answer.headers);
  expectRefusalHeaders(answer, environment.AUTH_REQUIRED_SCOPE);
  if (status !== '200') expectNothingTold(answer, environment);
  expectLogged(answer, endpoint, [token, ...textsIn(event)], environment);
  expect(answer.ms).toBeLessThan(TIME_LIMIT);
  expect(stage.decoy.hits).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);

  // Whatever was sent, the next honest caller is served; nobody is where the fault is not theirs.
  if (Number(status) < 404) {
    const honest = row.honest?.(stage) ?? bearerEvent(honestToken(row, stage, environment));
    const next = await send(handler, environment, honest);
    expect(next).toMatchObject({ status: 200, body: { identity: expect.stringMatching(/./) } });
  }
}

function environmentOf({ settings = {}, policy }: Row, stage: Stage): Record<string, string> {
  return validEnvironment({
    AUTH_ISSUER: policy ? undefined : stage.login.issuer,
    ...(policy && { AUTH_AUDIENCE: undefined }),
    ...(typeof settings === 'function' ? settings(stage) : settings),
  });
}

function honestToken({ policy }: Row, { login }: Stage, environment: Record<string, string>) {
  const { AUTH_SECRET: secret, AUTH_ISSUER: issuer, AUTH_ALGORITHMS: algorithms } = environment;
  if (secret && !policy) {
    return issuer
      ? tokenMaker(issuer, secret)()
      : signToken(validClaims({ iss: undefined }), { key: secret });
  }
  return login.token({}, algorithms === 'ES256' ? { key: login.keys.ec } : {});
}

/** An answer as it leaves the function, with what was logged meanwhile. */
export interface Sent {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  log: string[];
  ms: number;
}

/** What the platform puts into `Twilio.Response`, as far as the functions use it. */
class RecordedResponse {
  sent: Partial<Sent> = {};
  setStatusCode(status: number) {
    this.sent.status = status;
  }
  setHeaders(headers: Record<string, string>) {
    this.sent.headers = headers;
  }
  setBody(body: object) {
    // As it goes over the wire.
    this.sent.body = JSON.parse(JSON.stringify(body));
  }
}

async function send(
  handler: ServerlessFunctionSignature,
  environment: Record<string, string>,
  event: unknown,
): Promise<Sent> {
  Object.assign(globalThis, { Twilio: { Response: RecordedResponse } });
  const log: string[] = [];
  const spies = (['log', 'warn', 'error'] as const).map((level) =>
    jest.spyOn(console, level).mockImplementation((...line) => void log.push(line.join(' '))),
  );
  const callback = jest.fn();
  const startedAt = performance.now();
  try {
    // A rejection fails the test here: nothing may be thrown past the handler.
    await handler(environment as never, event as never, callback);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const ms = performance.now() - startedAt;
  expect(callback.mock.calls).toEqual([[null, expect.any(RecordedResponse)]]);
  const [[, response]] = callback.mock.calls as [[null, RecordedResponse]];
  return { ...(response.sent as Required<RecordedResponse['sent']>), log, ms };
}

const BUNDLES = resolve(__dirname, '../../dist/functions');
const bundles = new Map<string, string>();

/** A function as it is deployed, loaded anew so that it has no state. */
function bundledHandler(name: string): ServerlessFunctionSignature {
  const file = resolve(BUNDLES, `${name}.js`);
  const code = bundles.get(name) ?? readFileSync(file, 'utf8');
  bundles.set(name, code);
  const module = { exports: {} as { handler: ServerlessFunctionSignature } };
  new Function('module', 'exports', 'require', code)(module, module.exports, createRequire(file));
  return module.exports.handler;
}

/** The function as it would be deployed with another `src/policy.ts`. */
function handlerWithPolicy(policy: Policy): ServerlessFunctionSignature {
  return adapt(createEndpoint(token, systemRuntime, policy));
}

function expectIdentity({ identity }: Record<string, unknown>, wanted: string): void {
  if (!wanted.endsWith('…')) expect(identity).toBe(wanted);
  else expect(identity).toEqual(expect.stringContaining(wanted.slice(0, -1)));
}

/** Neither a setting, nor a path, nor a stack trace is in the answer. */
function expectNothingTold({ headers, body }: Sent, environment: Record<string, string>): void {
  const text = JSON.stringify({ headers, body });
  const secrets = Object.entries(environment)
    // Names of algorithms, formats and claims stand in sentences; a scope stands in the challenge.
    .filter(([name, value]) => value.length > 10 && name !== 'AUTH_REQUIRED_SCOPE')
    .map(([, value]) => value);
  for (const secret of [...secrets, ...Object.keys(environment)])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(
    /\n\s*at |node:|\.[cm]?[jt]s\b|\/(src|dist|home|tmp|var)\b|127\.0\.0\.1/,
  );
}

/** One line tells of the decision; no line has a credential or a secret in it. */
function expectLogged(
  { status, body, log }: Sent,
  endpoint: string,
  sent: readonly (string | undefined)[],
  environment: Record<string, string>,
): void {
  const entries = log.map((line) => JSON.parse(line));
  expect(entries.filter(({ event }) => event === endpoint)).toEqual([
    expect.objectContaining(
      status === 200
        ? { outcome: 'granted', status }
        : { outcome: 'refused', status, code: body.code, requestId: body.requestId },
    ),
  ]);
  const text = log.join('\n');
  const secrets = Object.entries(environment)
    .filter(([name]) => name.includes('SECRET'))
    .map(([, value]) => value);
  const credentials = sent.flatMap((value) => value?.split('.') ?? []);
  for (const secret of [...secrets, ...credentials.filter(({ length }) => length > 8)]) {
    expect(text).not.toContain(secret);
  }
  expect(text.length).toBeLessThan(2000);
}

/** All texts in an event, credentials among them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[ ,]+/);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
