import { CoolDown, type CoolDownOptions } from '../../src/http/cool-down';
import { FetchFailure } from '../../src/http/get';
import { SECOND, stoppedClock } from '../support/clock';
import { asyncRefusalOf } from '../support/refusal';

const DOWN = new FetchFailure('the answer has status 500', { status: 500 });

/** A peer that fails until it is told not to. */
function setUp(options: Partial<CoolDownOptions> = {}) {
  const clock = stoppedClock();
  const ask = jest.fn<Promise<string>, [about: string]>();
  const fail = (error: Error = DOWN) => ask.mockRejectedValue(error);
  fail();
  const reports: [cause: string, retryAfterSeconds: number][] = [];
  const report = (...args: [string, number]) => reports.push(args);
  const coolDown = new CoolDown({ now: clock.now, report, ...options });
  const attempt = (about = '', known = false) => coolDown.run(() => ask(about), { about, known });
  return { clock, ask, fail, reports, attempt };
}

describe('a peer that fails', () => {
  it('is left alone for 5 s, 10 s, 20 s, and then for 30 s each time', async () => {
    const { clock, ask, reports, attempt } = setUp();
    for (const pause of [5, 10, 20, 30, 30, 30]) {
      ask.mockClear();
      expect(await asyncRefusalOf(attempt())).toMatchObject({
        code: 'issuer_unavailable',
        message: 'the answer has status 500',
        details: { retryAfterSeconds: pause },
      });
      expect(ask).toHaveBeenCalledTimes(1);
      clock.advance(pause * SECOND - 1);
      expect((await asyncRefusalOf(attempt())).details).toEqual({ retryAfterSeconds: 1 });
      expect(ask).toHaveBeenCalledTimes(1);
      clock.advance(1);
    }
    expect(reports.map(([, retryAfterSeconds]) => retryAfterSeconds)).toEqual([
      5, 10, 20, 30, 30, 30,
    ]);
  });

  it('is reported once per pause, however often it is asked for', async () => {
    const { clock, reports, attempt } = setUp();
    for (let i = 0; i < 100; i += 1) await asyncRefusalOf(attempt());
    expect(reports).toEqual([['the answer has status 500', 5]]);
    clock.advance(5 * SECOND);
    for (let i = 0; i < 100; i += 1) await asyncRefusalOf(attempt());
    expect(reports).toHaveLength(2);
  });

  it('is left alone for as long as it wants', async () => {
    const { clock, ask, fail, reports, attempt } = setUp();
    fail(new FetchFailure('the answer has status 429', { status: 429, retryAfterSeconds: 12 }));
    expect((await asyncRefusalOf(attempt())).details).toEqual({ retryAfterSeconds: 12 });
    clock.advance(12 * SECOND - 1);
    await asyncRefusalOf(attempt());
    expect(ask).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await asyncRefusalOf(attempt());
    expect(ask).toHaveBeenCalledTimes(2);
    expect(reports.map(([, retryAfterSeconds]) => retryAfterSeconds)).toEqual([12, 12]);
  });

  it('tells how much of the pause is left', async () => {
    const { clock, attempt } = setUp();
    await asyncRefusalOf(attempt());
    clock.advance(1.5 * SECOND);
    expect((await asyncRefusalOf(attempt())).details).toEqual({ retryAfterSeconds: 4 });
  });

  it('is refused with the code that the user of the pause wants', async () => {
    const { attempt } = setUp({ code: 'twilio_unavailable' });
    expect((await asyncRefusalOf(attempt())).code).toBe('twilio_unavailable');
  });
});

describe('a peer that recovers', () => {
  it('is asked again as soon as the pause is over, and its failures are forgotten', async () => {
    const { clock, ask, fail, reports, attempt } = setUp();
    await asyncRefusalOf(attempt());
    clock.advance(5 * SECOND);
    await asyncRefusalOf(attempt());
    ask.mockResolvedValue('keys');
    clock.advance(10 * SECOND);
    await expect(attempt()).resolves.toBe('keys');
    await expect(attempt()).resolves.toBe('keys');
    fail();
    await asyncRefusalOf(attempt());
    expect(reports.at(-1)).toEqual(['the answer has status 500', 5]);
  });
});

describe('the cause of a failure', () => {
  it('is kept through the pause', async () => {
    const { clock, attempt } = setUp();
    await asyncRefusalOf(attempt());
    clock.advance(SECOND);
    expect((await asyncRefusalOf(attempt())).message).toBe('the answer has status 500');
  });

  it('is not quoted from a foreign error', async () => {
    const { fail, reports, attempt } = setUp();
    fail(new TypeError('choked on a secret'));
    expect((await asyncRefusalOf(attempt())).message).toBe('failed with TypeError');
    expect(reports).toEqual([['failed with TypeError', 5]]);
  });
});

describe('a peer that is asked different questions', () => {
  const isOutage = (error: unknown) => error instanceof FetchFailure && error.isOutage;
  const tolerant = () => setUp({ tolerance: 3, isOutage });

  /** A peer that answers nothing until a test lets it. */
  function open() {
    const { ask, ...rest } = tolerant();
    const questions: { about: string; answer: () => void; fail: () => void }[] = [];
    ask.mockImplementation(
      (about) =>
        new Promise((resolve, reject) => {
          questions.push({ about, answer: () => resolve('yes'), fail: () => reject(DOWN) });
        }),
    );
    return { ...rest, questions };
  }

  /** Brings it into a pause. */
  async function paused() {
    const { clock, attempt, questions } = open();
    for (const about of ['a', 'b', 'c']) {
      const refusal = asyncRefusalOf(attempt(about));
      questions.at(-1)?.fail();
      await refusal;
    }
    questions.length = 0;
    return { clock, attempt, questions };
  }

  it('is asked on, however often one of them fails', async () => {
    const { ask, attempt } = tolerant();
    for (let i = 0; i < 20; i += 1) await asyncRefusalOf(attempt(i % 2 ? 'a' : 'b'));
    expect(ask).toHaveBeenCalledTimes(20);
    ask.mockResolvedValue('yes');
    const all = ['c', 'd', 'e'].map((about) => attempt(about));
    expect(await Promise.all(all)).toEqual(['yes', 'yes', 'yes']);
  });

  it('is asked one at a time once three different ones have failed in a row', async () => {
    const { attempt, questions } = await paused();
    const probe = attempt('d');
    const others = ['e', 'f', 'g'].map((about) => asyncRefusalOf(attempt(about)));
    for (const refusal of await Promise.all(others))
      expect(refusal.code).toBe('issuer_unavailable');
    expect(questions.map(({ about }) => about)).toEqual(['d']);
    questions[0]?.answer();
    await expect(probe).resolves.toBe('yes');
    attempt('h');
    attempt('i');
    await Promise.resolve();
    expect(questions.map(({ about }) => about)).toEqual(['d', 'h', 'i']);
  });

  it('lets those who wait for their turn ask as soon as it shows that it is up', async () => {
    const { attempt, questions } = await paused();
    const first = attempt('d');
    const waiting = Promise.all([attempt('e'), attempt('f')]);
    questions[0]?.answer();
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    for (const { answer } of questions) answer();
    expect(await waiting).toEqual(['yes', 'yes']);
  });

  it('is not kept by a question that it does not answer', async () => {
    const { clock, attempt, questions } = await paused();
    attempt('slow');
    clock.advance(250);
    const next = attempt('d');
    await Promise.resolve();
    expect(questions.map(({ about }) => about)).toEqual(['slow', 'd']);
    questions[1]?.answer();
    await expect(next).resolves.toBe('yes');
  });

  it('is asked what it has answered before, whatever strangers ask', async () => {
    const { attempt, questions } = await paused();
    attempt('stranger');
    const known = attempt('d', true);
    await Promise.resolve();
    expect(questions.map(({ about }) => about)).toEqual(['stranger', 'd']);
    questions[1]?.answer();
    await expect(known).resolves.toBe('yes');
  });

  it('has failed in a row only if it answered nothing since it was asked', async () => {
    const { attempt, questions } = open();
    const slow = ['a', 'b', 'c', 'd'].map((about) => asyncRefusalOf(attempt(about)));
    const quick = attempt('e');
    questions[4]?.answer();
    await quick;
    for (const { fail } of questions.slice(0, 4)) fail();
    await Promise.all(slow);
    attempt('f');
    attempt('g');
    expect(questions.map(({ about }) => about)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('is not asked at all for as long as it wants', async () => {
    const { clock, ask, fail, attempt } = tolerant();
    fail(new FetchFailure('the answer has status 429', { status: 429, retryAfterSeconds: 20 }));
    for (const about of ['a', 'b', 'c', 'd']) await asyncRefusalOf(attempt(about));
    expect(ask).toHaveBeenCalledTimes(3);
    expect((await asyncRefusalOf(attempt('e'))).details).toEqual({ retryAfterSeconds: 20 });
    clock.advance(20 * SECOND);
    ask.mockResolvedValue('yes');
    await expect(attempt('e')).resolves.toBe('yes');
  });

  it('is never left alone for failures that do not say that it is down', async () => {
    const { ask, fail, reports, attempt } = tolerant();
    fail(new FetchFailure('the client is refused', { status: 401 }));
    for (const about of ['a', 'b', 'c', 'd', 'e']) await asyncRefusalOf(attempt(about));
    expect(ask).toHaveBeenCalledTimes(5);
    expect(reports).toEqual([['the client is refused', 5]]);
  });
});
