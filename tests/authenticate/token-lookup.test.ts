import { MAX_REMEMBERED, TokenLookup } from '../../src/authenticate/token-lookup';
import { FetchFailure } from '../../src/http/get';
import { MINUTE, SECOND, stoppedClock } from '../support/clock';
import { asyncRefusalOf } from '../support/refusal';

function setUp(remember = 60) {
  const clock = stoppedClock();
  const asked: string[] = [];
  let takes = 0;
  let failure: Error | undefined;
  const reports: string[] = [];
  const lookup = new TokenLookup(
    async (token) => {
      asked.push(token);
      clock.advance(takes);
      if (failure) throw failure;
      return token.startsWith('good') ? { sub: token } : undefined;
    },
    remember,
    {
      get: async () => Buffer.alloc(0),
      now: clock.now,
      report: (cause) => void reports.push(cause),
    },
  );
  return {
    clock,
    asked,
    lookup,
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
    const { clock, asked, lookup, takes } = setUp();
    takes(2 * SECOND);
    await lookup.claimsOf('good');
    clock.advance(MINUTE - 2 * SECOND - 1);
    await lookup.claimsOf('good');
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await lookup.claimsOf('good');
    expect(asked).toHaveLength(2);
  });

  it('has a bound, and the oldest gives way', async () => {
    const { asked, lookup } = setUp();
    for (let i = 0; i <= MAX_REMEMBERED; i += 1) await lookup.claimsOf(`good-${i}`);
    asked.length = 0;
    await lookup.claimsOf(`good-${MAX_REMEMBERED}`);
    await lookup.claimsOf('good-1');
    expect(asked).toEqual([]);
    await lookup.claimsOf('good-0');
    expect(asked).toEqual(['good-0']);
  });

  it('is not filled by tokens that do not count', async () => {
    const { asked, lookup } = setUp();
    await lookup.claimsOf('good');
    for (let i = 0; i < 2 * MAX_REMEMBERED; i += 1) await lookup.claimsOf(`bad-${i}`);
    asked.length = 0;
    await lookup.claimsOf('good');
    expect(asked).toEqual([]);
  });
});

describe('a question', () => {
  /** A lookup whose questions a test answers one by one. */
  function open() {
    const clock = stoppedClock();
    const answers: ((claims: Record<string, unknown>) => void)[] = [];
    const ask = () =>
      new Promise<Record<string, unknown>>((resolve) => {
        answers.push(resolve);
      });
    const get = async () => Buffer.alloc(0);
    const lookup = new TokenLookup(ask, 60, { get, now: clock.now, report: () => undefined });
    return { clock, answers, lookup };
  }

  it('is shared by all who ask it at once', async () => {
    const { answers, lookup } = open();
    const all = Promise.all([lookup.claimsOf('good'), lookup.claimsOf('good')]);
    expect(answers).toHaveLength(1);
    answers[0]?.({ sub: 'alice' });
    expect(await all).toEqual([{ sub: 'alice' }, { sub: 'alice' }]);
  });

  it('is asked anew when it froze with the process', async () => {
    const { clock, answers, lookup } = open();
    const frozen = lookup.claimsOf('good');
    clock.advance(MINUTE);
    const fresh = lookup.claimsOf('good');
    expect(answers).toHaveLength(2);
    answers[1]?.({ sub: 'new' });
    expect(await fresh).toEqual({ sub: 'new' });
    answers[0]?.({ sub: 'old' });
    expect(await frozen).toEqual({ sub: 'old' });
  });
});

describe('a failure', () => {
  it('has nobody asked for a while, and keeps what is remembered', async () => {
    const { clock, asked, lookup, reports, fail } = setUp();
    await lookup.claimsOf('good');
    fail(new FetchFailure('the answer has status 500'));
    const refusal = await asyncRefusalOf(lookup.claimsOf('good-2'));
    expect(refusal).toMatchObject({
      code: 'issuer_unavailable',
      details: { retryAfterSeconds: 5 },
    });
    await asyncRefusalOf(lookup.claimsOf('good-3'));
    await expect(lookup.claimsOf('good')).resolves.toEqual({ sub: 'good' });
    expect(asked).toEqual(['good', 'good-2']);
    expect(reports).toEqual(['the answer has status 500']);
    fail();
    clock.advance(5 * SECOND);
    await expect(lookup.claimsOf('good-3')).resolves.toBeDefined();
  });

  it('does not let an answer outlive its minute', async () => {
    const { clock, lookup, fail } = setUp();
    await lookup.claimsOf('good');
    fail(new FetchFailure('x'));
    clock.advance(MINUTE);
    expect((await asyncRefusalOf(lookup.claimsOf('good'))).code).toBe('issuer_unavailable');
  });
});
