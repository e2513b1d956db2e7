/** What a login says about a credential, cached for a short while. */
import { hash } from 'node:crypto';
import { Refusal } from '../errors';
import { BoundedCache } from '../http/bounded-cache';
import { CoolDown, type FailureReport } from '../http/cool-down';
import { FetchFailure, type HttpGet } from '../http/get';
import { isJsonObject } from '../http/json';
import { SingleFlight } from '../http/single-flight';
import { type Claims, checkRegisteredClaims } from './jwt';

/** A credential as a login is asked about it. */
export interface AskedCredential {
  token: string;
  /** The cookies that the credential came in, with their values as the platform decodes them. */
  cookies?: readonly (readonly [name: string, value: string])[] | undefined;
}

/** What a login says: whose credential it is, or that it is not valid and why, in words for the log. */
export type LoginAnswer = { yes: Claims } | { no: string };

/**
 * Asks a login about a credential. An outage and a fault of the operator's are failures; every other
 * answer is about this credential alone.
 *
 * @returns the answer, its claims unchecked
 * @throws FetchFailure
 */
export type AskLogin = (
  credential: AskedCredential,
  get: HttpGet,
) => Promise<{ yes: Record<string, unknown> } | { no: string }>;

/** Milliseconds that a login has for an answer. */
export const LOGIN_LIMIT_MS = 3000;
/** The longest answer that is read, in bytes. */
export const MAX_ANSWER_BYTES = 64 * 1024;
/** Positive answers that are cached at most. */
export const MAX_CACHED = 1000;
/** How many different credentials must fail in a row before the login is left alone. */
const TOLERANCE = 3;

/** What asking needs from outside. */
export interface LoginRuntime {
  get: HttpGet;
  /** Milliseconds since the epoch. */
  now: () => number;
  report: FailureReport;
}

/**
 * One login. A positive answer is cached, a negative one never is. Those who send the same credential
 * at once share one question, and a login that is down is left alone for a while.
 */
export class Login {
  readonly #ask: (credential: AskedCredential) => ReturnType<AskLogin>;
  readonly #now: () => number;
  readonly #cacheMs: number;
  /** By the hash of the credential: the credentials themselves are not kept in memory. */
  readonly #cache: BoundedCache<Claims>;
  readonly #flights: SingleFlight<LoginAnswer>;
  readonly #coolDown: CoolDown;

  /** @param cacheSeconds for which a positive answer is cached, 0 to 60; never past its `exp` */
  constructor(ask: AskLogin, cacheSeconds: number, { get, now, report }: LoginRuntime) {
    this.#ask = (credential) => ask(credential, get);
    this.#now = now;
    this.#cacheMs = cacheSeconds * 1000;
    this.#cache = new BoundedCache({ now, limit: MAX_CACHED });
    this.#flights = new SingleFlight({ now, limitMs: LOGIN_LIMIT_MS });
    const isOutage = (error: unknown) => !(error instanceof FetchFailure) || error.isOutage;
    this.#coolDown = new CoolDown({ now, report, tolerance: TOLERANCE, isOutage });
  }

  /**
   * What the login says about a credential.
   *
   * @param deadlineMs milliseconds since the epoch by which there must be an answer
   * @throws Refusal `issuer_unavailable`, or `claim_invalid` for claims of other types
   */
  async answerTo(credential: AskedCredential, deadlineMs: number): Promise<LoginAnswer> {
    const name = hash('sha256', JSON.stringify([credential.token, credential.cookies]));
    const cached = this.#cache.get(name);
    if (cached) return { yes: cached };
    const answer = this.#flights.run(name, () => this.#askAndCache(name, credential));
    return within(deadlineMs - this.#now(), answer);
  }

  async #askAndCache(name: string, credential: AskedCredential): Promise<LoginAnswer> {
    // An answer is as old as its question.
    const askedAtMs = this.#now();
    const question = { about: name, known: this.#cache.has(name) };
    const answer = await this.#coolDown.run(() => this.#ask(credential), question);
    this.#cache.delete(name);
    if ('no' in answer) return answer;
    const yes = checkRegisteredClaims(withNumericDates(answer.yes));
    const expiresAtMs = typeof yes.exp === 'number' ? yes.exp * 1000 : Number.POSITIVE_INFINITY;
    this.#cache.set(name, yes, Math.min(askedAtMs + this.#cacheMs, expiresAtMs));
    return { yes };
  }
}

/** Some logins write times as strings. */
function withNumericDates(claims: Record<string, unknown>): Record<string, unknown> {
  const dates = ['exp', 'nbf', 'iat'].flatMap((name) => {
    const value = claims[name];
    return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? [[name, Number(value)]] : [];
  });
  return { ...claims, ...Object.fromEntries(dates) };
}

/** Waits no longer than one request may. The question itself goes on for others. */
async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Refusal('issuer_unavailable', 'no answer before the end of the request')),
      Math.max(0, limitMs),
    );
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The JSON object that a login answers with a 200; any other answer is a no, unless it says that the
 * login is down, or that the operator has made a mistake.
 *
 * @param operatorsFault what the operator is to correct, if that is what a failure says
 * @throws FetchFailure
 */
export async function readAnswer(
  asked: Promise<unknown>,
  operatorsFault: (failure: FetchFailure) => string | undefined = () => undefined,
): Promise<{ yes: Record<string, unknown> } | { no: string }> {
  let answer: unknown;
  try {
    answer = await asked;
  } catch (error) {
    if (!(error instanceof FetchFailure) || error.isOutage) throw error;
    const fault = operatorsFault(error);
    if (fault !== undefined) throw new FetchFailure(fault, { status: error.status });
    return { no: error.message };
  }
  return isJsonObject(answer) ? { yes: answer } : { no: 'the answer is not a JSON object' };
}
