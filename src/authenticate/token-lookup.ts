/** What an issuer says of a token, remembered for a short while. */
import { hash } from 'node:crypto';
import { putBounded } from '../http/bounded-cache';
import { coolDownAfterFailure, type FailureReport } from '../http/cool-down';
import type { HttpGet } from '../http/get';
import { type Claims, checkRegisteredClaims } from './jwt';

/**
 * Asks an issuer about a token.
 *
 * @returns what it says of a token that counts; undefined for one that does not
 * @throws FetchFailure if the issuer cannot be asked
 */
export type AskIssuer = (
  token: string,
  get: HttpGet,
) => Promise<Record<string, unknown> | undefined>;

/** Milliseconds that a request may wait for an answer. */
export const LOOKUP_TIMEOUT = 3000;
/** The longest answer that is read, in bytes. */
export const MAX_ANSWER_BYTES = 64 * 1024;
/** Answers that are remembered at most. */
export const MAX_REMEMBERED = 1000;

/** What the look-ups need from outside. */
export interface LookupRuntime {
  get: HttpGet;
  /** Milliseconds since the epoch. */
  now: () => number;
  report: FailureReport;
}

/**
 * Looks tokens up at one issuer. A positive answer is remembered, a negative one never is: those who
 * ask for the same token at once share one question, and an issuer that failed is left alone for a
 * while.
 */
export class TokenLookup {
  readonly #ask: (token: string) => Promise<Record<string, unknown> | undefined>;
  readonly #now: () => number;
  readonly #remember: number;
  /** Positive answers by the hash of the token, the oldest first. */
  readonly #known = new Map<string, { claims: Claims; until: number }>();
  readonly #inFlight = new Map<string, { answer: Promise<Claims | undefined>; askedAt: number }>();

  /** @param remember seconds for which a positive answer counts, 0 to 60; never past its `exp` */
  constructor(ask: AskIssuer, remember: number, { get, now, report }: LookupRuntime) {
    this.#ask = coolDownAfterFailure((token: string) => ask(token, get), now, report);
    this.#now = now;
    this.#remember = remember * 1000;
  }

  /**
   * The claims of a token; undefined if the issuer says that it does not count.
   *
   * @throws Refusal `issuer_unavailable`, or `claim_invalid` for claims of other types
   */
  async claimsOf(token: string): Promise<Claims | undefined> {
    // The tokens themselves are not kept in memory.
    const name = hash('sha256', token);
    const known = this.#known.get(name);
    if (known && this.#now() < known.until) return known.claims;
    const askedAt = this.#now();
    const flight = this.#inFlight.get(name);
    // One that should have ended long ago was frozen with the process, and its answer may be old.
    if (flight && askedAt - flight.askedAt <= LOOKUP_TIMEOUT) return flight.answer;
    const mine = { answer: this.#askAndRemember(name, token, askedAt), askedAt };
    this.#inFlight.set(name, mine);
    try {
      return await mine.answer;
    } finally {
      if (this.#inFlight.get(name) === mine) this.#inFlight.delete(name);
    }
  }

  /** @param askedAt an answer is as old as its question */
  async #askAndRemember(name: string, token: string, askedAt: number): Promise<Claims | undefined> {
    const answer = await this.#ask(token);
    this.#known.delete(name);
    // Odd claims are a fault of this token's, not of the issuer's, which stays to be asked.
    const claims = answer && checkRegisteredClaims(answer);
    if (claims) {
      const expiry = typeof claims.exp === 'number' ? claims.exp * 1000 : Number.POSITIVE_INFINITY;
      const until = Math.min(askedAt + this.#remember, expiry);
      putBounded(this.#known, name, { claims, until }, MAX_REMEMBERED);
    }
    return claims;
  }
}
