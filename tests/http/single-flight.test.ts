import { LOAD_TIMEOUT } from '../../src/authenticate/key-set/load';
import { shareInFlight } from '../../src/http/single-flight';
import { stoppedClock } from '../support/clock';

/** A load whose calls a test settles one by one. */
function controlled() {
  const calls: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const load = () =>
    new Promise<string>((resolve, reject) => {
      calls.push({ resolve, reject });
    });
  return { calls, load };
}

describe('a load in flight', () => {
  it('is shared by all who ask meanwhile', async () => {
    const { calls, load } = controlled();
    const shared = shareInFlight(load, stoppedClock().now);
    const all = Promise.all(Array.from({ length: 1000 }, () => shared.load()));
    expect(calls).toHaveLength(1);
    expect(shared.inFlight()).toBe(true);
    calls[0]?.resolve('keys');
    expect(new Set(await all)).toEqual(new Set(['keys']));
    expect(shared.inFlight()).toBe(false);
  });

  it('is shared when it fails, too', async () => {
    const { calls, load } = controlled();
    const shared = shareInFlight(load, stoppedClock().now);
    const all = Promise.allSettled([shared.load(), shared.load()]);
    calls[0]?.reject(new Error('down'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(shared.inFlight()).toBe(false);
  });

  it('is followed by a new one once it has ended', async () => {
    const { calls, load } = controlled();
    const shared = shareInFlight(load, stoppedClock().now);
    const first = shared.load();
    calls[0]?.reject(new Error('down'));
    await expect(first).rejects.toThrow('down');
    const second = shared.load();
    calls[1]?.resolve('keys');
    await expect(second).resolves.toBe('keys');
  });
});

describe('a load that was frozen with the process', () => {
  it('is waited for as long as a load may take, and no longer', () => {
    const clock = stoppedClock();
    const { calls, load } = controlled();
    const shared = shareInFlight(load, clock.now);
    shared.load();
    clock.advance(LOAD_TIMEOUT);
    shared.load();
    expect(calls).toHaveLength(1);
    clock.advance(1);
    expect(shared.inFlight()).toBe(false);
    shared.load();
    expect(calls).toHaveLength(2);
  });

  it('does not end the one that took its place', async () => {
    const clock = stoppedClock();
    const { calls, load } = controlled();
    const shared = shareInFlight(load, clock.now);
    const frozen = shared.load();
    clock.advance(60_000);
    const fresh = shared.load();
    calls[0]?.reject(new Error('frozen'));
    await expect(frozen).rejects.toThrow('frozen');
    expect(shared.inFlight()).toBe(true);
    expect(shared.load()).toBe(fresh);
    calls[1]?.resolve('keys');
    await expect(fresh).resolves.toBe('keys');
  });
});
