/** A pause for a peer that fails, so that it can recover and no one waits for it in vain. */
import { Refusal, type RefusalCode } from '../errors';
import { FetchFailure } from './get';

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 30_000;
/** Milliseconds for which one question in a pause keeps others from being asked. */
const PROBE_HOLD_MS = 250;
/** Milliseconds that a question waits in a pause for its turn. */
const PROBE_WAIT_MS = 300;

/** Called with the cause of a failure, at most once per pause, and the seconds until it ends. */
export type FailureReport = (cause: string, retryAfterSeconds: number) => void;

/** What a pause depends on. */
export interface CoolDownOptions {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** @default no report, where each refusal is logged anyway */
  report?: FailureReport;
  /**
   * How many different questions must fail in a row before a pause begins. With more than one, a
   * question that makes the peer fail does not refuse the others, and the pause lets one question at a
   * time through.
   *
   * @default 1
   */
  tolerance?: number;
  /**
   * Whether a failure says that the peer is down. One that does not is reported, and begins no pause.
   *
   * @default every failure
   */
  isOutage?: (failure: unknown) => boolean;
  /**
   * The code of the refusals.
   *
   * @default 'issuer_unavailable'
   */
  code?: RefusalCode;
}

/** What a question is about. */
export interface Question {
  /** Tells different questions apart. */
  about: string;
  /** Whether it has been answered before. What strangers ask does not take its turn away. */
  known?: boolean;
}

/** A question that is asked in a pause. */
interface Probe {
  startedAtMs: number;
  ended: Promise<unknown>;
}

/**
 * The pause of one peer. It lasts 5 s, then 10 s, 20 s and at most 30 s, or as long as the peer wants
 * (`Retry-After`), until a question is answered.
 *
 * Only failures in a row begin it: one that was asked before the last answer arrived does not count,
 * because the peer has shown since then that it is up.
 */
export class CoolDown {
  readonly #options: Required<CoolDownOptions>;
  /** The different questions that failed since the last answer, `tolerance` at most. */
  readonly #failed = new Set<string>();
  /** The probes of known and of unknown questions. */
  readonly #probes = new Map<boolean, Probe>();
  #answers = 0;
  #pauses = 0;
  #untilMs = Number.NEGATIVE_INFINITY;
  /** Until then the peer itself does not want to be asked. */
  #closedUntilMs = Number.NEGATIVE_INFINITY;
  #cause = '';

  constructor(options: CoolDownOptions) {
    this.#options = {
      report: () => undefined,
      tolerance: 1,
      isOutage: () => true,
      code: 'issuer_unavailable',
      ...options,
    };
  }

  /**
   * Asks, unless there is a pause.
   *
   * @param ask rejects if there was no answer
   * @throws Refusal with the rest of the pause as `retryAfterSeconds`
   */
  async run<T>(
    ask: () => Promise<T>,
    { about, known = false }: Question = { about: '' },
  ): Promise<T> {
    if (!this.#isPaused) return this.#ask(ask, about);
    const { now, tolerance } = this.#options;
    if (tolerance === 1 || now() < this.#closedUntilMs) throw this.#unavailable();
    const waitingSince = performance.now();
    for (;;) {
      const probe = this.#probeBefore(known);
      if (!probe) break;
      const leftMs = PROBE_WAIT_MS - (performance.now() - waitingSince);
      if (leftMs <= 0) throw this.#unavailable();
      await Promise.race([probe.ended, sleep(Math.min(leftMs, PROBE_HOLD_MS))]);
    }
    const asked = this.#ask(ask, about);
    const mine = { startedAtMs: now(), ended: asked.catch(() => undefined) };
    this.#probes.set(known, mine);
    try {
      return await asked;
    } finally {
      if (this.#probes.get(known) === mine) this.#probes.delete(known);
    }
  }

  /** With probes a pause ends with an answer; without, the next one is tried when its time is over. */
  get #isPaused(): boolean {
    const { tolerance, now } = this.#options;
    return this.#failed.size >= tolerance && (tolerance > 1 || now() < this.#untilMs);
  }

  /** The question of the same kind whose end is to be waited for, as long as the pause lasts. */
  #probeBefore(known: boolean): Probe | undefined {
    const probe = this.#probes.get(known);
    const held = probe && this.#options.now() - probe.startedAtMs < PROBE_HOLD_MS;
    return held && this.#isPaused ? probe : undefined;
  }

  async #ask<T>(ask: () => Promise<T>, about: string): Promise<T> {
    const answers = this.#answers;
    try {
      const answer = await ask();
      this.#answers += 1;
      this.#failed.clear();
      this.#pauses = 0;
      this.#untilMs = Number.NEGATIVE_INFINITY;
      this.#closedUntilMs = Number.NEGATIVE_INFINITY;
      return answer;
    } catch (error) {
      if (answers === this.#answers) this.#fail(error, about);
      throw this.#unavailable(error);
    }
  }

  #fail(error: unknown, about: string): void {
    const { now, report, tolerance, isOutage } = this.#options;
    const nowMs = now();
    const wantedMs = 1000 * retryAfterOf(error);
    if (isOutage(error)) {
      if (this.#failed.size < tolerance) this.#failed.add(about);
      if (this.#failed.size >= tolerance) {
        this.#closedUntilMs = Math.max(this.#closedUntilMs, nowMs + wantedMs);
      }
    }
    if (nowMs < this.#untilMs) return;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses);
    this.#pauses += 1;
    this.#untilMs = nowMs + Math.max(pauseMs, wantedMs);
    this.#cause = causeOf(error);
    report(this.#cause, this.#retryAfterSeconds());
  }

  #retryAfterSeconds(atLeast = 1): number {
    const untilMs = Math.max(this.#untilMs, this.#closedUntilMs);
    return Math.max(atLeast, Math.ceil((untilMs - this.#options.now()) / 1000));
  }

  #unavailable(error?: unknown): Refusal {
    const cause = error === undefined ? this.#cause : causeOf(error);
    const retryAfterSeconds = this.#retryAfterSeconds(Math.max(1, retryAfterOf(error)));
    return new Refusal(this.#options.code, cause, { retryAfterSeconds });
  }
}

/** The message of a foreign error may quote what it choked on. */
function causeOf(error: unknown): string {
  if (error instanceof FetchFailure) return error.message;
  return `failed with ${error instanceof Error ? error.name : typeof error}`;
}

function retryAfterOf(error: unknown): number {
  return (error instanceof FetchFailure && error.retryAfterSeconds) || 0;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
