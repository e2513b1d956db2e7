import { BoundedCache } from '../../src/http/bounded-cache';
import { stoppedClock } from '../support/clock';

function setUp(limit: number) {
  const clock = stoppedClock(0);
  return { clock, cache: new BoundedCache<number>({ now: clock.now, limit }) };
}

describe('a bounded cache', () => {
  it('drops the oldest, and no more than it must', () => {
    const { cache } = setUp(3);
    for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) cache.set(key, i, 1);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([undefined, 1, 2, 3]);
  });

  it('takes what is cached again for the newest', () => {
    const { cache } = setUp(2);
    for (const key of ['a', 'b', 'a', 'c']) cache.set(key, 0, 1);
    expect(['a', 'b', 'c'].map((key) => cache.has(key))).toEqual([true, false, true]);
  });

  it('keeps a value until it expires, and remembers that it had one', () => {
    const { clock, cache } = setUp(2);
    cache.set('a', 1, 10);
    clock.advance(9);
    expect(cache.get('a')).toBe(1);
    clock.advance(1);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.has('a')).toBe(true);
    cache.delete('a');
    expect(cache.has('a')).toBe(false);
  });
});
