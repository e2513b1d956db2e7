import { SingleFlight } from '../../src/http/single-flight';
import { stoppedClock } from '../support/clock';

const LIMIT_MS = 3000;

/** Flights whose work a test settles piece by piece. */
function setUp() {
  const clock = stoppedClock();
  const started: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const flights = new SingleFlight<string>({ now: clock.now, limitMs: LIMIT_MS });
  const work = () =>
    new Promise<string>((resolve, reject) => {
      started.push({ resolve, reject });
    });
  const run = (about = 'keys') => flights.run(about, work);
  return { clock, started, flights, run };
}

describe('work under way', () => {
  it('is shared by all who ask meanwhile', async () => {
    const { started, flights, run } = setUp();
    const all = Promise.all(Array.from({ length: 1000 }, () => run()));
    expect(started).toHaveLength(1);
    expect(flights.isRunning('keys')).toBe(true);
    started[0]?.resolve('found');
    expect(new Set(await all)).toEqual(new Set(['found']));
    expect(flights.isRunning('keys')).toBe(false);
  });

  it('is shared when it fails, too', async () => {
    const { started, flights, run } = setUp();
    const all = Promise.allSettled([run(), run()]);
    started[0]?.reject(new Error('down'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(flights.isRunning('keys')).toBe(false);
  });

  it('is shared by those alone who ask about the same thing', async () => {
    const { started, run } = setUp();
    const both = Promise.all([run('a'), run('b')]);
    started[0]?.resolve('of a');
    started[1]?.resolve('of b');
    expect(await both).toEqual(['of a', 'of b']);
  });

  it('is followed by new work once it has ended', async () => {
    const { started, run } = setUp();
    const first = run();
    started[0]?.reject(new Error('down'));
    await expect(first).rejects.toThrow('down');
    const second = run();
    started[1]?.resolve('found');
    await expect(second).resolves.toBe('found');
  });
});

describe('work that was frozen with the process', () => {
  it('is waited for as long as work may take, and no longer', () => {
    const { clock, started, flights, run } = setUp();
    run();
    clock.advance(LIMIT_MS);
    run();
    expect(started).toHaveLength(1);
    clock.advance(1);
    expect(flights.isRunning('keys')).toBe(false);
    run();
    expect(started).toHaveLength(2);
  });

  it('does not end the work that took its place', async () => {
    const { clock, started, flights, run } = setUp();
    const frozen = run();
    clock.advance(60_000);
    const fresh = run();
    started[0]?.reject(new Error('frozen'));
    await expect(frozen).rejects.toThrow('frozen');
    expect(flights.isRunning('keys')).toBe(true);
    expect(run()).toBe(fresh);
    started[1]?.resolve('found');
    await expect(fresh).resolves.toBe('found');
  });
});
