/**
 * The frame around every endpoint: settings first, then the origin, then the endpoint's own steps;
 * one answer and one line of the log for whatever comes of it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from './errors';
import { type Answer, buildAnswer, type Cors } from './http/answer';
import { boundedGet, type HttpGet } from './http/get';
import { ownMember } from './http/json';
import { allowOrigin } from './http/origin';
import {
  consoleLog,
  type DecisionEntry,
  describeRefusal,
  GRANTED,
  type Log,
  type Outcome,
  type Subject,
} from './log';
import type { ParsedSettings, Policy, Settings } from './settings';
import { createSettingsCache } from './settings/cache';

/** A request, before anything in it is believed. */
export interface ServiceRequest {
  /** The variables of the environment, by name. */
  environment: Readonly<Record<string, unknown>>;
  /** Lower-cased names and whatever values; shaped by the caller. */
  headers: unknown;
  /** Cookies by name, with whatever values; shaped by the caller. */
  cookies: unknown;
  /** Query parameters and body fields by name; shaped by the caller. */
  fields: unknown;
}

/** What the service needs from outside. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A UUID, another one at each call. */
  randomId: () => string;
  /** 128 random bits, 32 hexadecimal digits. */
  randomSubject: () => string;
  /** From 0 up to, but not including, 1. Nothing secret depends on it. */
  random: () => number;
  get: HttpGet;
  log: Log;
}

/** The real clock, randomness, network and log. */
export const systemRuntime: Runtime = {
  now: Date.now,
  randomId: randomUUID,
  randomSubject: () => randomBytes(16).toString('hex'),
  random: Math.random,
  get: boundedGet,
  log: consoleLog,
};

/** What is special about one URL. */
export interface Endpoint {
  /** Its name in the log. */
  event: DecisionEntry['event'];
  /** Makes the steps once per instance; what they remember is lost with it. */
  start(runtime: Runtime): Steps;
}

/**
 * What an endpoint does with a request when the settings are valid and the origin is allowed.
 *
 * @param subject to be filled in as soon as it is known whom the request is about
 * @returns the body of a 200
 * @throws Refusal
 */
export type Steps = (
  request: ServiceRequest,
  settings: Settings,
  subject: Subject,
) => Promise<object>;

/**
 * Makes the function that answers the requests of one endpoint. It never rejects.
 *
 * @param policy what the deployment decides in TypeScript
 */
export function createEndpoint(
  { event, start }: Endpoint,
  runtime: Runtime,
  policy: Policy,
): (request: ServiceRequest) => Promise<Answer> {
  const { now, randomId, log } = runtime;
  const settingsOf = createSettingsCache(policy, (parsed) => {
    const [level, problems] = parsed.ok
      ? (['warning', parsed.warnings] as const)
      : (['error', parsed.problems] as const);
    if (problems.length === 0) return;
    const told = problems.map(({ variable, sentence }) => ({ variable, sentence }));
    log({ event: 'settings', level, problems: told });
  });
  const steps = start(runtime);

  return async (request) => {
    const startedAt = now();
    const requestId = randomId();
    const subject: Subject = { caller: undefined, issuer: undefined, identity: undefined };
    let outcome: Outcome = GRANTED;
    // Without settings there is no list of origins, and nothing in the answer to protect.
    let cors: Cors = { origin: '*', credentials: false };
    let answer: Answer;
    try {
      const settings = requireSettings(settingsOf(request.environment));
      cors = { origin: undefined, credentials: false };
      const origin = allowOrigin(ownMember(request.headers, 'origin'), settings.allowedOrigins);
      cors = { origin, credentials: origin !== undefined && settings.cookies.length > 0 };
      answer = buildAnswer({ granted: await steps(request, settings, subject) }, cors, requestId);
    } catch (error) {
      const refused = Refusal.of(error);
      outcome = describeRefusal(refused);
      answer = buildAnswer({ refused }, cors, requestId);
    }
    log({ event, ...outcome, ...subject, ms: now() - startedAt, requestId });
    return answer;
  };
}

function requireSettings(parsed: ParsedSettings): Settings {
  if (parsed.ok) return parsed.settings;
  const variables = new Set(parsed.problems.map(({ variable }) => variable));
  throw new Refusal('server_misconfigured', `to be corrected: ${[...variables].join(', ')}`);
}
