/** The one way through: the four steps in their order, and one answer for every outcome. */
import { randomUUID } from 'node:crypto';
import { type Answer, buildAnswer } from './answer';
import { authenticate, findCredential } from './authenticate';
import { ownMember } from './authenticate/json';
import { boundedGet, type HttpGet } from './authenticate/key-set/http-get';
import { FetchedKeys, type KeySource } from './authenticate/key-set/key-source';
import { allowOrigin, authorize } from './authorize';
import { Refusal } from './errors';
import { identify } from './identify';
import { issue } from './issue';
import { consoleLog, type DecisionEntry, describeRefusal, hashIdentity, type Log } from './log';
import type { ParsedSettings, Settings } from './settings';
import { rememberSettings } from './settings/cache';

/** A request, before anything in it is believed. */
export interface ServiceRequest {
  /** The variables of the environment, by name. */
  environment: Readonly<Record<string, unknown>>;
  /** Lower-cased names and whatever values; shaped by the caller. */
  headers: unknown;
  /** Query parameters and body fields by name; shaped by the caller. */
  fields: unknown;
}

/** What the service needs from outside. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Text that is different at each call, and not to be guessed. */
  randomId: () => string;
  get: HttpGet;
  log: Log;
}

/** The real clock, randomness, network and log. */
export const systemRuntime: Runtime = {
  now: Date.now,
  randomId: randomUUID,
  get: boundedGet,
  log: consoleLog,
};

/** The service behind the functions. Its state is what may be forgotten: settings and key sets. */
export interface Service {
  /** Answers a request for an access token. */
  token(request: ServiceRequest): Promise<Answer>;
  /** Tells whether the settings are valid, and nothing of them. */
  health(request: ServiceRequest): Promise<Answer>;
}

/** Makes a service. Neither of its functions ever rejects. */
export function createService(runtime: Runtime): Service {
  const { now, randomId, log } = runtime;
  const settingsOf = rememberSettings((parsed) => {
    if (!parsed.ok) log({ event: 'settings', level: 'error', problems: parsed.problems });
  });
  const keySource = rememberKeySources(runtime);

  /** Runs the steps of one endpoint and makes an answer and a log entry of whatever comes of it. */
  const decide = async (
    event: DecisionEntry['event'],
    { environment, headers }: ServiceRequest,
    steps: (settings: Settings, entry: Partial<DecisionEntry>) => Promise<object>,
  ): Promise<Answer> => {
    const startedAt = now();
    const requestId = randomId();
    const entry: Partial<DecisionEntry> = {};
    // Without settings there is no list of origins, and nothing in the answer to protect.
    let origin: string | undefined = '*';
    let answer: Answer;
    try {
      const settings = requireSettings(settingsOf(environment));
      origin = undefined;
      origin = allowOrigin(ownMember(headers, 'origin'), settings.allowedOrigins);
      const granted = await steps(settings, entry);
      Object.assign(entry, { level: 'info', outcome: 'granted', status: 200 });
      answer = buildAnswer({ granted }, origin, requestId);
    } catch (error) {
      const refused = Refusal.of(error);
      Object.assign(entry, describeRefusal(refused));
      answer = buildAnswer({ refused }, origin, requestId);
    }
    log({ event, ...entry, ms: now() - startedAt, requestId } as DecisionEntry);
    return answer;
  };

  return {
    token: (request) =>
      decide('token', request, async (settings, entry) => {
        const credential = findCredential(request);
        const caller = await authenticate(credential, settings.trusted, { now, keySource });
        entry.issuer = caller.issuer;
        const identity = identify(caller, settings.identity);
        entry.identity = hashIdentity(identity, settings.twilio.apiKeySecret);
        const grant = authorize(caller, settings.authorization, now() / 1000);
        return issue(identity, grant, settings.twilio, now() / 1000, randomId());
      }),
    health: (request) => decide('health', request, async () => ({ status: 'ok' })),
  };
}

function requireSettings(parsed: ParsedSettings): Settings {
  if (parsed.ok) return parsed.settings;
  const variables = new Set(parsed.problems.map(({ variable }) => variable));
  throw new Refusal('server_misconfigured', `to be corrected: ${[...variables].join(', ')}`);
}

/** Key sources by issuer and address, so that no key of one ever counts for another. */
function rememberKeySources({ get, now, log }: Runtime) {
  const sources = new Map<string, KeySource>();
  return (issuer: string, jwksUri: string | undefined): KeySource => {
    const name = JSON.stringify([issuer, jwksUri]);
    let source = sources.get(name);
    if (!source) {
      const report = (cause: string, retryAfter: number) =>
        log({ event: 'key_set', level: 'warning', issuer, cause, retryAfter });
      const location = { issuer, ...(jwksUri !== undefined && { jwksUri }) };
      source = new FetchedKeys(location, { get, now, report });
      sources.set(name, source);
    }
    return source;
  };
}
