import { putBounded } from '../../src/http/bounded-cache';

describe('a bounded map', () => {
  it('drops the oldest, and no more than it must', () => {
    const map = new Map<string, number>();
    for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) putBounded(map, key, i, 3);
    expect([...map]).toEqual([
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ]);
  });

  it('takes what is put again for the newest', () => {
    const map = new Map<string, number>();
    for (const key of ['a', 'b', 'a', 'c']) putBounded(map, key, 0, 2);
    expect([...map.keys()]).toEqual(['a', 'c']);
  });
});
