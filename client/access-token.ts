/** What the service answers, and how long it may be used, told without the device's clock. */
import type { Stopwatch } from './environment';

/** A Conversations access token and what its holder should know of it: the body of a 200. */
export interface AccessToken {
  /** For the SDK's `Client`. */
  readonly token: string;
  /** Who the user is at Twilio. */
  readonly identity: string;
  /** ISO 8601, UTC, by the service's clock. */
  readonly expiresAt: string;
  /** Seconds from `serverTime`. */
  readonly expiresIn: number;
  /** When to ask for the next one. ISO 8601, UTC, by the service's clock. */
  readonly refreshAfter: string;
  /** The clock that the other times are read from. ISO 8601, UTC. */
  readonly serverTime: string;
  readonly serviceSid: string;
  /** For the SDK's options. */
  readonly region: string;
  /**
   * Who the user was as a guest, in the first answer after the log-in, to hand conversations over.
   */
  readonly previousIdentity?: string;
}

/** A token, and how old it is. */
export interface HeldToken {
  readonly answer: AccessToken;
  /** Milliseconds since it was asked for. */
  readonly age: Stopwatch;
  /** The age at which to ask for the next one, in milliseconds. */
  readonly freshFor: number;
}

/** By how much of its time a token is refreshed earlier, at most, so that clients do not flock. */
const JITTER = 0.1;

/**
 * Holds an answer of the service.
 *
 * @param age running since the request was sent, so that a slow answer counts as old
 * @returns undefined if the answer is something else than an access token
 */
export function hold(body: unknown, age: Stopwatch): HeldToken | undefined {
  const answer = body as AccessToken | null;
  const time =
    Date.parse(answer?.refreshAfter as string) - Date.parse(answer?.serverTime as string);
  // NaN fails the comparison too.
  if (!answer?.token || !(time >= 0) || !(answer.expiresIn > 0)) {
    return undefined;
  }
  return { answer, age, freshFor: time * (1 - JITTER * Math.random()) };
}

/** Milliseconds until the next one should be asked for; 0 if there is no token, or it is due. */
export const freshness = (held: HeldToken | undefined): number =>
  held ? Math.max(0, held.freshFor - held.age()) : 0;

/** Whether Twilio still takes the token. */
export const isValid = (held: HeldToken | undefined): held is HeldToken =>
  held !== undefined && held.age() < held.answer.expiresIn * 1000;
