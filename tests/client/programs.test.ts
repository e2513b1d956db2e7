/** Callbacks may do anything: random programs of calls, made from within followers and listeners. */
import fc from 'fast-check';
import { connect } from '../../client/connect';
import { TokenError } from '../../client/errors';
import { createListeners } from '../../client/listeners';
import { createTokenSourceIn } from '../../client/token-source';
import { FakeClient } from './support/client';
import { FakeService } from './support/service';
import { Device, pass } from './support/surroundings';

const MINUTE = 60_000;

const CALLS = [
  'follow',
  'follow again',
  'unfollow',
  'unfollow all',
  'subscribe',
  'unsubscribe',
  'get',
  'replace',
  'await',
  'clear',
  'open',
  'close',
  'close and open',
  'another user',
  'no user',
  'throw',
  'reject',
] as const;
type Call = (typeof CALLS)[number];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

async function run(programs: readonly (readonly Call[])[]): Promise<void> {
  jest.spyOn(console, 'error').mockImplementation(() => {});
  FakeClient.reset();
  const service = new FakeService();
  const device = new Device();
  const rejections: unknown[] = [];
  let user: string | undefined = 'alice';
  let ended = false;
  let depth = 0;
  const source = createTokenSourceIn(device.tab({ console }), {
    url: 'https://service.example/token',
    bearer: () => user,
    fetch: (url, init) => {
      service.identity = user ?? 'nobody';
      return service.fetch(url, init);
    },
  });
  const connection = connect(source, {
    Client: FakeClient,
    onChange: (...change) => watch(change),
  });
  const stops: (() => void)[] = [];
  const watch = ([state]: unknown[]) => {
    // A state that is not the one of now was told too late.
    expect(connection.state).toBe(state);
    return step();
  };
  const wait = (promise: Promise<unknown>) => promise.catch((error) => rejections.push(error));
  let next = 0;

  const call: Record<Call, () => unknown> = {
    follow() {
      const told = new Set<string>();
      stops.push(
        source.follow(({ token }) => {
          expect(told).not.toContain(token);
          told.add(token);
          return step();
        }, step),
      );
    },
    'follow again'() {
      stops.shift()?.();
      call.follow();
    },
    unfollow: () => stops.pop()?.(),
    'unfollow all': () => {
      for (const stop of stops.splice(0)) stop();
    },
    subscribe: () => stops.push(connection.subscribe((...change) => watch(change))),
    unsubscribe: () => stops.shift()?.(),
    get: () => wait(source.get()),
    replace: () => wait(source.get().then(({ token }) => source.get({ replacing: token }))),
    await: async () => {
      await wait(source.get());
      await step();
    },
    clear: () => source.clear(),
    open: () => wait(connection.open()),
    close: () => wait(connection.close()),
    // Not asserted: a listener of one change may have made another by now.
    'close and open'() {
      void wait(connection.close());
      void wait(connection.open());
    },
    'another user': () => {
      user = user === 'alice' ? 'bob' : 'alice';
    },
    'no user': () => {
      user = undefined;
    },
    throw: () => {
      throw new Error('of a callback');
    },
    reject: () => {
      const rejection = Promise.reject(new Error('of a callback'));
      rejection.catch(() => {});
      return rejection;
    },
  };

  /** The next of the programs. One that calls itself for ever is not the library's loop. */
  function step(): unknown {
    if (ended || stops.length > 50 || depth > 20 || next > 400) return undefined;
    depth++;
    try {
      const results: unknown[] = [];
      for (const name of programs[next++ % programs.length] ?? []) {
        const result = Promise.resolve(call[name]());
        // Also where a later call throws, and no one gets this.
        result.catch(() => {});
        results.push(result);
      }
      const all = Promise.all(results);
      all.catch(() => {});
      return all;
    } finally {
      depth--;
    }
  }

  call.follow();
  void wait(connection.open());
  try {
    step();
  } catch (error) {
    expect(error).toEqual(new Error('of a callback'));
  }
  await pass(5 * MINUTE);
  expect(service.count()).toBeLessThanOrEqual(10 + 5 * 4);
  for (const error of jest.mocked(console.error).mock.calls.flat()) {
    expect(error).toEqual(new Error('of a callback'));
  }

  ended = true;
  call['unfollow all']();
  await connection.close();
  source.clear();
  await pass(MINUTE);
  expect(connection.state).toBe('closed');
  expect([jest.getTimerCount(), device.openChannels, device.listeners]).toEqual([0, 0, 0]);
  for (const client of FakeClient.made) {
    expect(client.eventNames()).toEqual([]);
    expect(client.shutdowns).toBe(1);
  }
  for (const error of rejections) expect(error).toBeInstanceOf(TokenError);
}

it('any program of calls within callbacks ends, and leaves nothing behind', async () => {
  const program = fc.array(fc.constantFrom(...CALLS), { maxLength: 4 });
  await fc.assert(fc.asyncProperty(fc.array(program, { minLength: 1, maxLength: 6 }), run), {
    numRuns: 40,
    timeout: 20_000,
    endOnFailure: false,
  });
}, 120_000);

it.each<[string, Call[][]]>([
  ['a follower that follows anew each time', [['follow again']]],
  ['a follower that wants another token each time', [['replace']]],
  ['a listener that closes and opens each time', [['close and open']]],
  ['a follower that changes the user each time', [['another user', 'get']]],
  ['a follower that closes', [['close']]],
])('%s is no exception', (_, programs) => run(programs));

describe('the list of callbacks', () => {
  it('never calls one with older news after newer, nor after it was removed', () => {
    const fail = jest.fn();
    const list = createListeners<[number]>(fail);
    const seen: string[] = [];
    list.add((news) => {
      seen.push(`first ${news}`);
      if (news === 1) list.tell(2);
    });
    const removeSecond = list.add((news) => {
      seen.push(`second ${news}`);
      removeThird();
    });
    const removeThird = list.add((news) => seen.push(`third ${news}`));
    list.tell(1);
    removeSecond();
    removeSecond();
    list.tell(3);
    expect(seen).toEqual(['first 1', 'first 2', 'second 2', 'first 3']);
    expect(fail).not.toHaveBeenCalled();
  });

  it('calls the others though one throws or rejects', async () => {
    const failures: unknown[] = [];
    const list = createListeners<[]>((error) => failures.push(error));
    const seen = jest.fn();
    list.add(() => {
      throw 'thrown';
    });
    list.add(() => Promise.reject('rejected'));
    list.add(seen);
    list.tell();
    await pass(1);
    expect(seen).toHaveBeenCalledTimes(1);
    expect(failures).toEqual(['thrown', 'rejected']);
  });
});
