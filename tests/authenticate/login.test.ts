import { type AskedCredential, Login, MAX_CACHED } from '../../src/authenticate/login';
import { FetchFailure } from '../../src/http/get';
import { HOUR, MINUTE, SECOND, stoppedClock } from '../support/clock';
import { asyncRefusalOf } from '../support/refusal';

/** Milliseconds since the epoch, after all tests. */
const LATER = Date.now() + HOUR;

/** Asks about a bearer token. */
const answerTo = (login: Login, token: string) => login.answerTo({ token }, LATER);

function setUp(cacheSeconds = 60) {
  const clock = stoppedClock();
  const asked: string[] = [];
  let takes = 0;
  let failure: Error | undefined;
  const reports: string[] = [];
  const login = new Login(
    async ({ token }) => {
      asked.push(token);
      clock.advance(takes);
      if (failure) throw failure;
      return token.startsWith('good') ? { yes: { sub: token } } : { no: 'unknown' };
    },
    cacheSeconds,
    {
      get: async () => Buffer.alloc(0),
      now: clock.now,
      report: (cause) => void reports.push(cause),
    },
  );
  return {
    clock,
    asked,
    login,
    reports,
    takes: (milliseconds: number) => {
      takes = milliseconds;
    },
    fail: (error?: Error) => {
      failure = error;
    },
  };
}

describe('the memory of answers', () => {
  it('counts from the question, not from the answer', async () => {
    const { clock, asked, login, takes } = setUp();
    takes(2 * SECOND);
    await answerTo(login, 'good');
    clock.advance(MINUTE - 2 * SECOND - 1);
    await answerTo(login, 'good');
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await answerTo(login, 'good');
    expect(asked).toHaveLength(2);
  });

  it('has a bound, and the oldest gives way', async () => {
    const { asked, login } = setUp();
    for (let i = 0; i <= MAX_CACHED; i += 1) await answerTo(login, `good-${i}`);
    asked.length = 0;
    await answerTo(login, `good-${MAX_CACHED}`);
    await answerTo(login, 'good-1');
    expect(asked).toEqual([]);
    await answerTo(login, 'good-0');
    expect(asked).toEqual(['good-0']);
  });

  it('is not filled by tokens that do not count', async () => {
    const { asked, login } = setUp();
    await answerTo(login, 'good');
    for (let i = 0; i < 2 * MAX_CACHED; i += 1) await answerTo(login, `bad-${i}`);
    asked.length = 0;
    await answerTo(login, 'good');
    expect(asked).toEqual([]);
  });
});

describe('a question', () => {
  /** A lookup whose questions a test answers one by one. */
  function open() {
    const clock = stoppedClock();
    const answers: ((claims: Record<string, unknown>) => void)[] = [];
    const ask = () =>
      new Promise<{ yes: Record<string, unknown> }>((resolve) => {
        answers.push((yes) => resolve({ yes }));
      });
    const get = async () => Buffer.alloc(0);
    const login = new Login(ask, 60, { get, now: clock.now, report: () => undefined });
    return { clock, answers, login };
  }

  it('is shared by all who ask it at once', async () => {
    const { answers, login } = open();
    const all = Promise.all([answerTo(login, 'good'), answerTo(login, 'good')]);
    expect(answers).toHaveLength(1);
    answers[0]?.({ sub: 'alice' });
    expect(await all).toEqual([{ yes: { sub: 'alice' } }, { yes: { sub: 'alice' } }]);
  });

  it('is asked anew when it froze with the process', async () => {
    const { clock, answers, login } = open();
    const frozen = answerTo(login, 'good');
    clock.advance(MINUTE);
    const fresh = answerTo(login, 'good');
    expect(answers).toHaveLength(2);
    answers[1]?.({ sub: 'new' });
    expect(await fresh).toEqual({ yes: { sub: 'new' } });
    answers[0]?.({ sub: 'old' });
    expect(await frozen).toEqual({ yes: { sub: 'old' } });
  });
});

describe('a failure', () => {
  const DOWN = new FetchFailure('the answer has status 500', { status: 500 });

  it('refuses its own credential alone, until three different ones have failed in a row', async () => {
    const { asked, login, reports, fail } = setUp();
    fail(DOWN);
    for (let i = 0; i < 5; i += 1) {
      const refusal = await asyncRefusalOf(answerTo(login, `bad-${i % 2}`));
      expect(refusal).toMatchObject({
        code: 'issuer_unavailable',
        details: { retryAfterSeconds: 5 },
      });
    }
    expect(asked).toHaveLength(5);
    fail();
    const all = ['good-1', 'good-2', 'good-3'].map((token) => answerTo(login, token));
    for (const answer of await Promise.all(all)) expect(answer).toHaveProperty('yes');
    expect(reports).toEqual(['the answer has status 500']);
  });

  it('leaves what is cached as it is', async () => {
    const { asked, login, fail } = setUp();
    await answerTo(login, 'good');
    fail(DOWN);
    for (const token of ['a', 'b', 'c']) await asyncRefusalOf(answerTo(login, token));
    asked.length = 0;
    await expect(answerTo(login, 'good')).resolves.toEqual({ yes: { sub: 'good' } });
    expect(asked).toEqual([]);
  });

  it('does not let an answer outlive its minute', async () => {
    const { clock, login, fail } = setUp();
    await answerTo(login, 'good');
    fail(DOWN);
    clock.advance(MINUTE);
    expect((await asyncRefusalOf(answerTo(login, 'good'))).code).toBe('issuer_unavailable');
  });
});

describe('a credential', () => {
  it('is another one with other cookies', async () => {
    const { asked, login } = setUp();
    const ask = (value: string) => {
      const credential: AskedCredential = { token: 'good', cookies: [['session', value]] };
      return login.answerTo(credential, LATER);
    };
    for (const value of ['a', 'b', 'a', 'b']) await ask(value);
    await answerTo(login, 'good');
    expect(asked).toHaveLength(3);
  });
});

describe('a request', () => {
  it('is refused when its time is over, and the answer is there for the next one', async () => {
    const clock = stoppedClock();
    let answer = (_: { yes: object }) => {};
    const ask = () =>
      new Promise<{ yes: Record<string, unknown> }>((resolve) => {
        answer = resolve as typeof answer;
      });
    const get = async () => Buffer.alloc(0);
    const login = new Login(ask, 60, { get, now: clock.now, report: () => undefined });
    const late = login.answerTo({ token: 'good' }, clock.now() + 20);
    expect((await asyncRefusalOf(late)).code).toBe('issuer_unavailable');
    answer({ yes: { sub: 'alice' } });
    await expect(answerTo(login, 'good')).resolves.toEqual({ yes: { sub: 'alice' } });
  });
});

describe('times in an answer', () => {
  const times = async (claims: Record<string, unknown>) => {
    const get = async () => Buffer.alloc(0);
    const runtime = { get, now: Date.now, report: () => undefined };
    const answer = await answerTo(new Login(async () => ({ yes: claims }), 60, runtime), 'x');
    return 'yes' in answer ? answer.yes : undefined;
  };

  it('may be strings', async () => {
    expect(await times({ exp: '1800000000', nbf: '1', iat: '1.5' })).toEqual({
      exp: 1_800_000_000,
      nbf: 1,
      iat: 1.5,
    });
  });

  it.each(['soon', '', '-1', '1e9', '0x1', ' 1', '2026-11-25T12:00:00Z'])(
    'are refused as any other string: %j',
    async (exp) => {
      expect((await asyncRefusalOf(times({ exp }))).code).toBe('claim_invalid');
    },
  );
});
