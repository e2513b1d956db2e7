/** An access token, and how long it may be used, independent of the device's clock. */
import type { Stopwatch } from './environment';

/** A Conversations access token and what its holder should know: the body of a 200. */
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
   * Who the user was as a guest, in the first answer after signing in, to hand conversations over.
   */
  readonly previousIdentity?: string;
}

/** A token and its age. */
export interface HeldToken {
  readonly answer: AccessToken;
  /** Milliseconds since it was asked for. */
  readonly age: Stopwatch;
  /** The age at which to ask for the next one, in milliseconds. */
  readonly freshForMs: number;
}

/** How much of its time a token may be refreshed early, so that clients do not all ask at once. */
const JITTER = 0.1;

/** @param age running since the request was sent, so that a slow answer counts as old */
export const holdToken = (answer: AccessToken, age: Stopwatch): HeldToken => ({
  answer,
  age,
  freshForMs:
    (Date.parse(answer.refreshAfter) - Date.parse(answer.serverTime)) *
    (1 - JITTER * Math.random()),
});

/** Milliseconds until the next one should be asked for; 0 if there is none, or it is due. */
export const freshness = (held: HeldToken | undefined): number =>
  held ? Math.max(0, held.freshForMs - held.age()) : 0;

/** Whether Twilio still accepts the token. */
export const isValid = (held: HeldToken | undefined): held is HeldToken =>
  held !== undefined && held.age() < held.answer.expiresIn * 1000;
