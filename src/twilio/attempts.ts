/** Requests to the REST API, tried again while that makes sense and there is time. */

/** What the REST API could not do, without a name in it. */
export class TwilioFailure extends Error {
  override readonly name = 'TwilioFailure';
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** Twilio's error code, if the answer had one. */
  readonly code: number | undefined;

  constructor(doing: string, status?: number, code?: number) {
    const answer = status === undefined ? 'no answer' : `HTTP ${status}`;
    super(`${doing}: ${answer}${code === undefined ? '' : `, code ${code}`}`);
    this.status = status;
    this.code = code;
  }

  /** Whether what was to be made is there already. */
  get exists(): boolean {
    return this.status === 409 || this.code === ALREADY_MEMBER || this.code === USER_EXISTS;
  }

  /** Whether there is no such thing. A role that does not exist has a 404 too, but another code. */
  get missing(): boolean {
    return this.status === 404 && (this.code === undefined || this.code === NOT_FOUND);
  }

  /** Whether another try may succeed (RFC 9110 §15.6, RFC 6585 §4). */
  get temporary(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

const NOT_FOUND = 20404;
const USER_EXISTS = 50201;
const ALREADY_MEMBER = 50433;

/** Milliseconds before the second try; each further pause is twice as long. */
const FIRST_PAUSE = 100;

/**
 * Asks the REST API, again after 429, 5xx and silence.
 *
 * @param doing what is being done, for the log
 * @throws TwilioFailure
 */
export type Attempt = <T>(doing: string, ask: () => Promise<T>) => Promise<T>;

/** Makes attempts that together end within some milliseconds from now. */
export function attemptsWithin(limit: number, now: () => number): Attempt {
  const deadline = now() + limit;
  const left = () => deadline - now();
  return async (doing, ask) => {
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      try {
        return await within(left(), ask());
      } catch (error) {
        const failure = failureOf(error, doing);
        // Instances that were turned away together should not come back together.
        const wait = pause * (0.5 + Math.random() / 2);
        if (!failure.temporary || left() <= wait) throw failure;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };
}

async function within<T>(limit: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), Math.max(0, limit));
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** The library's own message may quote a name, so only the numbers are kept. */
function failureOf(error: unknown, doing: string): TwilioFailure {
  const { status, code } = error as { status?: unknown; code?: unknown };
  if (typeof status !== 'number') return new TwilioFailure(doing);
  return new TwilioFailure(doing, status, typeof code === 'number' ? code : undefined);
}
