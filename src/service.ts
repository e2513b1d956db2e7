/** The one way through: the four steps in their order, and one answer for every outcome. */
import { randomUUID } from 'node:crypto';
import { type Answer, buildAnswer } from './answer';
import { authenticate, findCredential, type PublishedKeys } from './authenticate';
import { ownMember } from './authenticate/json';
import { boundedGet, type HttpGet } from './authenticate/key-set/http-get';
import { FetchedKeys, FixedKeys, type KeySource } from './authenticate/key-set/key-source';
import { allowOrigin, authorize } from './authorize';
import { Refusal } from './errors';
import { identify } from './identify';
import { issue } from './issue';
import {
  consoleLog,
  type DecisionEntry,
  describeRefusal,
  GRANTED,
  hashIdentity,
  type Log,
  type Outcome,
  type Subject,
} from './log';
import type { IssuerEntry, ParsedSettings, Policy, Settings } from './settings';
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

/**
 * Makes a service. Neither of its functions ever rejects.
 *
 * @param policy what the deployment decides in TypeScript
 */
export function createService(runtime: Runtime, policy: Policy): Service {
  const { now, randomId, log } = runtime;
  const settingsOf = rememberSettings(policy, (parsed) => {
    if (!parsed.ok) log({ event: 'settings', level: 'error', problems: parsed.problems });
  });
  const keySource = rememberKeySources(runtime);

  /** Runs the steps of one endpoint and makes an answer and a log entry of whatever comes of it. */
  const decide = async (
    event: DecisionEntry['event'],
    { environment, headers }: ServiceRequest,
    steps: (settings: Settings, subject: Subject) => Promise<object>,
  ): Promise<Answer> => {
    const startedAt = now();
    const requestId = randomId();
    const subject: Subject = { issuer: undefined, identity: undefined };
    let outcome: Outcome = GRANTED;
    // Without settings there is no list of origins, and nothing in the answer to protect.
    let origin: string | undefined = '*';
    let answer: Answer;
    try {
      const settings = requireSettings(settingsOf(environment));
      origin = undefined;
      origin = allowOrigin(ownMember(headers, 'origin'), settings.allowedOrigins);
      const granted = await steps(settings, subject);
      answer = buildAnswer({ granted }, origin, requestId);
    } catch (error) {
      const refused = Refusal.of(error);
      outcome = describeRefusal(refused);
      answer = buildAnswer({ refused }, origin, requestId);
    }
    log({ event, ...outcome, ...subject, ms: now() - startedAt, requestId });
    return answer;
  };

  return {
    token: (request) =>
      decide('token', request, async (settings, subject) => {
        const credential = findCredential(request);
        const caller = await authenticate(credential, settings.issuers, { now, keySource });
        subject.issuer = caller.issuer;
        const rules = rulesFor(caller.issuer, settings);
        const identity = identify(caller, rules.identity);
        subject.identity = hashIdentity(identity, settings.twilio.apiKeySecret);
        const grant = authorize(caller, rules.requiredScope, settings.authorization, now() / 1000);
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

/** The entry by which a caller was judged. */
function rulesFor(issuer: string, { issuers }: Settings): IssuerEntry {
  const entry = issuers.find((each) => (each.issuer ?? '') === issuer);
  if (!entry) throw new Refusal('issuer_mismatch', 'the issuer has no entry');
  return entry;
}

/** Key sources by issuer and place, so that no key of one ever counts for another. */
function rememberKeySources({ get, now, log }: Runtime) {
  const sources = new Map<string, KeySource>();
  return (issuer: string, { jwksUri, seed, fetch }: PublishedKeys): KeySource => {
    const name = JSON.stringify([issuer, jwksUri, fetch]);
    let source = sources.get(name);
    if (!source) {
      const report = (cause: string, retryAfter: number) =>
        log({ event: 'key_set', level: 'warning', issuer, cause, retryAfter });
      const location = { issuer, ...(jwksUri !== undefined && { jwksUri }) };
      source = fetch
        ? new FetchedKeys(location, { get, now, report }, seed)
        : new FixedKeys(seed ?? []);
      sources.set(name, source);
    }
    return source;
  };
}
