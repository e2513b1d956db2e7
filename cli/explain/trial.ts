/**
 * The verdict: a credential goes through the service's own steps, with Twilio pretended and with
 * issuers asked once. What cannot be checked is taken for good, and said to be.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { AuthenticationRuntime } from '../../src/authenticate';
import { looksLikeJwt } from '../../src/authenticate';
import { rememberLookups } from '../../src/authenticate/ask-login';
import { rememberKeySources } from '../../src/authenticate/key-set/key-sources';
import { nameOfIssuer } from '../../src/authenticate/trust';
import type { ServiceRequest } from '../../src/endpoint';
import { tokenEndpoint } from '../../src/endpoints/token';
import { REFUSALS, Refusal } from '../../src/errors';
import type { HttpGet } from '../../src/http/get';
import { describeRefusal, type Subject } from '../../src/log';
import type { Settings } from '../../src/settings';
import type { IssuedToken } from '../../src/twilio/issue';
import { type Assumed, assumeSignature, withoutConfirmation } from './assume';
import type { Unproven, Verdict } from './model';
import { askNobody, askOnce, pretendTwilio } from './network';

/** Fields that a backend sends beside its token. */
export interface Fields {
  identity?: string;
  lifetime?: string;
  role?: string;
}

/** What is to be explained. */
export interface Credential {
  token: string;
  /** The token is none: it was signed here, and counts under these settings only. */
  assumed?: Settings;
  fields: Fields;
}

/** Where it is to be explained. */
export interface Surroundings {
  settings: Settings;
  /** Milliseconds since the epoch. The clock stands still. */
  now: number;
  get: HttpGet;
  /** Whether issuers are left alone. */
  offline: boolean;
}

/** A credential that has gone through the service. */
export interface Trial {
  /** The token that was judged, perhaps signed anew. Never shown. */
  token: string;
  /** The settings that it was judged by. */
  settings: Settings;
  request: ServiceRequest;
  runtime: AuthenticationRuntime;
  get: HttpGet;
  unproven: readonly Unproven[];
  /** Why the signature is not checked, if it is not. */
  whyUnproven: string;
  answer: ServiceAnswer;
}

/** What the service's steps came to. */
export interface ServiceAnswer {
  issued?: IssuedToken;
  refused?: Refusal;
  subject: Subject;
}

/** Sends a credential through the service's steps. */
export async function tryOut(credential: Credential, surroundings: Surroundings): Promise<Trial> {
  const { offline } = surroundings;
  const get = askOnce(offline || credential.assumed ? askNobody : surroundings.get);
  const jwt = looksLikeJwt(credential.token);
  const nobodyConfirms = jwt && (offline || credential.assumed !== undefined);
  const given = credential.assumed ?? surroundings.settings;
  const first: Assumed = {
    token: credential.token,
    settings: nobodyConfirms ? withoutConfirmation(given) : given,
  };
  const go = async ({ token, settings }: Assumed, unproven: Unproven[], whyUnproven: string) => {
    const request = requestWith(token, credential.fields);
    const now = () => surroundings.now;
    const answer = await askService(request, settings, now, get);
    const confirmed = surroundings.settings.issuers.some(
      ({ issuer, lookup }) =>
        nameOfIssuer(issuer) === (answer.subject.issuer ?? '') &&
        lookup &&
        lookup.tokens !== 'opaque',
    );
    return {
      token,
      settings,
      request,
      runtime: runtimeOf(now, get),
      get,
      unproven: nobodyConfirms && confirmed ? [...unproven, 'confirmation' as const] : unproven,
      whyUnproven,
      answer,
    };
  };
  if (credential.assumed) return go(first, ['signature'], 'not checked: there are claims only');
  const trial = await go(first, [], '');
  if (!offline || !jwt || trial.answer.refused?.code !== 'issuer_unavailable') return trial;
  const why = 'not checked: the issuer is not asked for its keys, and none compiled in fits';
  return go(assumeSignature(first.token, first.settings), ['signature'], why);
}

/** What the service answers, without the token. */
export function verdictOf({ answer, unproven, token }: Trial, offline: boolean): Verdict {
  const { refused, subject } = answer;
  const audit = subject.audit === undefined ? {} : { audit: subject.audit };
  if (!refused) return { outcome: 'granted', status: 200, ...audit, unproven };
  const { code } = refused;
  const { status } = describeRefusal(refused);
  const untold = offline && code === 'issuer_unavailable' && !looksLikeJwt(token);
  return {
    outcome: untold ? 'undecided' : 'refused',
    status,
    error: REFUSALS[code].error,
    code,
    sentence: REFUSALS[code].sentence,
    cause: refused.message,
    ...audit,
    unproven,
  };
}

function requestWith(token: string, fields: Fields): ServiceRequest {
  const headers = { authorization: `Bearer ${token}` };
  return { environment: {}, headers, cookies: {}, fields: { ...fields } };
}

function runtimeOf(now: () => number, get: HttpGet): AuthenticationRuntime {
  const quiet = () => undefined;
  const keySource = rememberKeySources({ get, now, log: quiet });
  return { now, keySource, lookups: rememberLookups({ get, now }, quiet) };
}

async function askService(
  request: ServiceRequest,
  settings: Settings,
  now: () => number,
  get: HttpGet,
): Promise<ServiceAnswer> {
  const steps = tokenEndpoint(pretendTwilio).start({
    now,
    get,
    randomId: randomUUID,
    random: () => 0,
    randomSubject: () => randomBytes(16).toString('hex'),
    log: () => undefined,
  });
  const subject: Subject = { caller: undefined, issuer: undefined, identity: undefined };
  try {
    return { issued: (await steps(request, settings, subject)) as IssuedToken, subject };
  } catch (error) {
    return { refused: Refusal.of(error), subject };
  }
}
