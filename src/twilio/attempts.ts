/** Requests to Twilio's REST API, repeated while that makes sense and there is time. */
import { FetchFailure } from '../http/get';

/** What the REST API could not do. The message is for the log and has no name in it. */
export class TwilioFailure extends FetchFailure {
  override readonly name = 'TwilioFailure';
  /** Twilio's error code (https://www.twilio.com/docs/api/errors), if the answer had one. */
  readonly code: number | undefined;

  constructor(doing: string, { status, code, retryAfterSeconds, what }: FailureDetails = {}) {
    const answer = what ?? (status === undefined ? 'no answer' : `HTTP ${status}`);
    super(`${doing}: ${answer}${code === undefined ? '' : `, code ${code}`}`, {
      status,
      retryAfterSeconds,
    });
    this.code = code;
  }

  /** Whether the resource does not exist. A missing role has a 404 too, but another code. */
  get missing(): boolean {
    return this.status === 404 && (this.code === undefined || this.code === CODES.notFound);
  }
}

interface FailureDetails {
  status?: number | undefined;
  code?: number | undefined;
  retryAfterSeconds?: number | undefined;
  /** What was wrong with an answer that is not an error. */
  what?: string;
}

/** The error codes that decide what happens next. */
export const CODES = {
  notFound: 20404,
  userExists: 50201,
  conversationExists: 50353,
  participantExists: 50433,
} as const;

/** Milliseconds before the second try; each further pause is twice as long. */
const FIRST_PAUSE_MS = 250;

/**
 * Makes a request to the REST API, and again after 429, 5xx and silence.
 *
 * @param doing what is being done, for the log
 * @throws TwilioFailure
 */
export type Attempt = <T>(doing: string, ask: () => Promise<T>) => Promise<T>;

/**
 * Makes attempts that together end at a point in time. A pause that Twilio asks for is kept; if there
 * is no time for it, the attempt fails at once.
 *
 * @param deadlineMs milliseconds since the epoch
 * @param now milliseconds since the epoch
 */
export function attemptsUntil(deadlineMs: number, now: () => number): Attempt {
  const leftMs = () => deadlineMs - now();
  return async (doing, ask) => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
      try {
        return await within(leftMs(), ask());
      } catch (error) {
        const failure = failureOf(error, doing);
        // Instances that were turned away together should not come back together.
        const waitMs = Math.max(
          (failure.retryAfterSeconds ?? 0) * 1000,
          pauseMs * (0.5 + Math.random() / 2),
        );
        if (!failure.isOutage || leftMs() <= waitMs) throw failure;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };
}

async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), Math.max(0, limitMs));
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** The library's own message may quote a name, so only the numbers are kept. */
function failureOf(error: unknown, doing: string): TwilioFailure {
  if (error instanceof TwilioFailure) return error;
  const { status, code, retryAfterSeconds } = error as Record<string, unknown>;
  if (typeof status !== 'number') return new TwilioFailure(doing);
  return new TwilioFailure(doing, {
    status,
    ...(typeof code === 'number' && { code }),
    ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
  });
}

/**
 * What was asked for, or undefined if Twilio says that it does not exist.
 *
 * @throws TwilioFailure
 */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TwilioFailure && error.missing) return undefined;
    throw error;
  }
}

/**
 * Waits for something to be created. That it exists already is fine.
 *
 * @param code the error code that says so; another conflict is a failure
 * @returns what was created; undefined if it existed
 * @throws TwilioFailure
 */
export async function unlessExists<T>(created: Promise<T>, code: number): Promise<T | undefined> {
  try {
    return await created;
  } catch (error) {
    if (error instanceof TwilioFailure && error.code === code) return undefined;
    throw error;
  }
}
