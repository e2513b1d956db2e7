import { coolDownAfterFailure } from '../../src/http/cool-down';
import { FetchFailure } from '../../src/http/get';
import { SECOND, stoppedClock } from '../support/clock';
import { asyncRefusalOf } from '../support/refusal';

/** A load that fails until it is told not to. */
function setUp() {
  const clock = stoppedClock();
  const load = jest.fn<Promise<string>, []>();
  const fail = (error: Error = new FetchFailure('the answer has status 500')) =>
    load.mockImplementation(async () => {
      throw error;
    });
  fail();
  const reports: [cause: string, retryAfter: number][] = [];
  const report = (...args: [string, number]) => reports.push(args);
  return { clock, load, fail, reports, attempt: coolDownAfterFailure(load, clock.now, report) };
}

describe('an issuer that fails', () => {
  it('is left alone for 5 s, 10 s, 20 s, and then for 30 s each time', async () => {
    const { clock, load, reports, attempt } = setUp();
    for (const pause of [5, 10, 20, 30, 30, 30]) {
      load.mockClear();
      const refusal = await asyncRefusalOf(attempt());
      expect(load).toHaveBeenCalledTimes(1);
      expect(refusal).toMatchObject({
        code: 'issuer_unavailable',
        message: 'the answer has status 500',
        details: { retryAfterSeconds: pause },
      });
      clock.advance(pause * SECOND - 1);
      expect((await asyncRefusalOf(attempt())).details).toEqual({ retryAfterSeconds: 1 });
      expect(load).toHaveBeenCalledTimes(1);
      clock.advance(1);
    }
    expect(reports.map(([, retryAfter]) => retryAfter)).toEqual([5, 10, 20, 30, 30, 30]);
  });

  it('is reported once per pause, however often it is asked for', async () => {
    const { clock, reports, attempt } = setUp();
    for (let i = 0; i < 100; i += 1) await asyncRefusalOf(attempt());
    expect(reports).toEqual([['the answer has status 500', 5]]);
    clock.advance(5 * SECOND);
    for (let i = 0; i < 100; i += 1) await asyncRefusalOf(attempt());
    expect(reports).toHaveLength(2);
  });

  it('has failed once when many shared the failure', async () => {
    const { clock, load, reports, attempt } = setUp();
    const refusals = await Promise.all(
      Array.from({ length: 100 }, () => asyncRefusalOf(attempt())),
    );
    expect(load).toHaveBeenCalledTimes(100);
    expect(reports).toHaveLength(1);
    expect(new Set(refusals.map(({ details }) => details.retryAfterSeconds))).toEqual(new Set([5]));
    clock.advance(5 * SECOND);
    await asyncRefusalOf(attempt());
    expect(reports.at(-1)).toEqual(['the answer has status 500', 10]);
  });

  it('tells how much of the pause is left', async () => {
    const { clock, attempt } = setUp();
    await asyncRefusalOf(attempt());
    clock.advance(1.5 * SECOND);
    expect((await asyncRefusalOf(attempt())).details).toEqual({ retryAfterSeconds: 4 });
  });
});

describe('an issuer that recovers', () => {
  it('is asked again as soon as the pause is over, and its failures are forgotten', async () => {
    const { clock, load, fail, reports, attempt } = setUp();
    await asyncRefusalOf(attempt());
    clock.advance(5 * SECOND);
    await asyncRefusalOf(attempt());
    load.mockResolvedValue('keys');
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
    expect((await asyncRefusalOf(attempt())).message).toBe('the load failed unexpectedly');
    expect(reports).toEqual([['the load failed unexpectedly', 5]]);
  });
});
