/** Who is it now? Sign-outs, other users, cookies and guests, in this tab and in others. */
import { connect } from '../../client/connect';
import {
  createTokenSourceIn,
  type TokenSource,
  type TokenSourceOptions,
} from '../../client/token-source';
import { FakeClient } from './support/client';
import { FakeService, jwt } from './support/service';
import { Device, pass, settle } from './support/surroundings';

const MINUTE = 60_000;

let service: FakeService;
let device: Device;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  service = new FakeService();
  device = new Device();
  FakeClient.reset();
});

afterEach(() => {
  jest.useRealTimers();
});

function tab(options: Partial<TokenSourceOptions>): TokenSource {
  return createTokenSourceIn(device.tab(), {
    url: 'https://service.example/token',
    fetch: service.fetch,
    ...options,
  });
}

const outcome = async (source: TokenSource) => {
  const result = source.get().then(
    ({ identity }) => identity,
    ({ code }) => code,
  );
  await pass(1);
  return Promise.race([result, 'pending']);
};

describe.each<[string, (user: string) => string]>([
  ['JWTs', (sub) => jwt({ sub, iss: 'https://login.example' })],
  ['opaque tokens', (user) => `opaque-${user}`],
])('the login of all tabs, with %s', (_, tokenOf) => {
  let user: string | undefined;
  const bearer = () => user && tokenOf(user);

  beforeEach(() => {
    user = 'alice';
    service.answer = () => {
      service.identity = user ?? 'nobody';
      return undefined;
    };
  });

  it('is asked at each get(): another user gets a token of their own', async () => {
    const [first, second] = [tab({ bearer }), tab({ bearer })];
    expect([await outcome(first), await outcome(second)]).toEqual(['alice', 'alice']);
    expect(service.count()).toBe(1);
    user = 'bob';
    expect([await outcome(first), await outcome(second)]).toEqual(['bob', 'bob']);
    expect(service.count()).toBe(2);
  });

  it('is asked at each get(): after a sign-out there is no token', async () => {
    const source = tab({ bearer });
    await outcome(source);
    user = undefined;
    expect(await outcome(source)).toBe('not_logged_in');
    user = 'alice';
    expect(await outcome(source)).toBe('alice');
    expect(service.count()).toBe(2);
  });

  it('decides, too, while a question of before is under way', async () => {
    service.answer = () => 'never';
    const source = tab({ bearer });
    const before = outcome(source);
    expect(await before).toBe('pending');
    user = 'bob';
    service.identity = 'bob';
    service.answer = () => undefined;
    expect(await outcome(source)).toBe('bob');
  });

  it('never hands out the token of another user in an outage', async () => {
    const source = tab({ bearer });
    await outcome(source);
    user = 'bob';
    service.answer = () => 'no network';
    const result = source.get().catch(({ code }) => code);
    await pass(MINUTE);
    expect(await result).toBe('unavailable');
  });

  it('is asked at each open(): another user gets a Client of their own', async () => {
    const connection = connect(tab({ bearer }), { Client: FakeClient });
    const opened = async () => {
      const result = connection.open().catch(({ code }) => code);
      await pass(10);
      return result;
    };
    const client = await opened();
    expect(await opened()).toBe(client);
    user = 'bob';
    const other = await opened();
    expect(other).not.toBe(client);
    expect([client.shutdowns, other.shutdowns, connection.state]).toEqual([1, 0, 'connected']);
    user = undefined;
    expect(await opened()).toBe('not_logged_in');
    expect([other.shutdowns, connection.state]).toEqual([1, 'failed']);
  });

  it('is asked at each open(), also while the network is lost: no one sees the Client of another', async () => {
    const connection = connect(tab({ bearer }), { Client: FakeClient });
    const seen: unknown[] = [];
    connection.subscribe(() => seen.push(connection.snapshot));
    const first = connection.open();
    await pass(10);
    (await first).change('connecting');
    await pass(10);
    expect(connection.snapshot).toEqual({ state: 'connecting', client: await first });
    user = 'bob';
    seen.length = 0;
    const second = connection.open();
    await pass(10);
    const client = await second;
    expect(client).not.toBe(await first);
    expect(seen).toEqual([{ state: 'connecting' }, { state: 'connected', client }]);
  });

  it('shows a Client from when it can be used, also if its network is lost at that moment', async () => {
    FakeClient.behave = (client) => {
      client.change('connecting');
      client.emit('initialized');
    };
    const connection = connect(tab({ bearer }), { Client: FakeClient });
    const opening = connection.open();
    await pass(10);
    expect(connection.snapshot).toEqual({ state: 'connecting', client: await opening });
  });

  it('never gives the Client of one user the token of another', async () => {
    const source = tab({ bearer });
    const states: unknown[] = [];
    const connection = connect(source, {
      Client: FakeClient,
      onChange: (state, error) => states.push(error ? `${state} ${error.code}` : state),
    });
    void connection.open();
    await pass(10);
    user = 'bob';
    expect(await outcome(source)).toBe('bob');
    expect(states).toEqual(['connecting', 'connected', 'failed not_logged_in']);
    expect(FakeClient.made[0]?.updates).toEqual([]);
    expect(FakeClient.made[0]?.shutdowns).toBe(1);
  });
});

it('a bearer that hangs does not keep the token at hand from anyone', async () => {
  let hangs = false;
  const source = tab({ bearer: () => (hangs ? new Promise(() => {}) : 'alice') });
  await outcome(source);
  hangs = true;
  const result = source.get();
  await pass(30_000);
  expect((await result).token).toBe('token-1');
  await pass(60 * MINUTE);
  const late = source.get().catch(({ code }) => code);
  await pass(30_000);
  expect(await late).toBe('bearer_failed');
});

it.each([7, {}, []])('a bearer that returns %p has failed', async (nonsense) => {
  expect(await outcome(tab({ bearer: () => nonsense as never }))).toBe('bearer_failed');
});

it('a bearer that asks for a token itself does not do so for ever', async () => {
  let calls = 0;
  const source: TokenSource = tab({
    bearer: async () => {
      calls++;
      await settle();
      return (await source.get()).token;
    },
  });
  const result = source.get().catch(({ code }) => code);
  await pass(5 * MINUTE);
  expect(await result).toBe('bearer_failed');
  expect(calls).toBeLessThan(20);
});

describe('cookies', () => {
  let user: string | undefined;
  const cookies = (options: Partial<TokenSourceOptions> = {}) =>
    tab({ credentials: 'include', ...options });

  beforeEach(() => {
    user = 'alice';
    service.answer = ({ path, form }) => {
      if (path === '/guest') return undefined;
      service.identity = user ?? 'guest';
      if (user || form.access_token) return undefined;
      return { status: 401, code: 'missing_credential' };
    };
  });

  it('are sent along, and nothing else', async () => {
    const fetch = jest.fn(service.fetch);
    const source = cookies({ fetch });
    expect(await Promise.all(Array.from({ length: 100 }, () => source.get()))).toHaveLength(100);
    expect(service.asked).toEqual([{ path: '/token', form: {} }]);
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ credentials: 'include' });
  });

  it('do not go together with bearer', () => {
    expect(() => cookies({ bearer: () => 'x' })).toThrow(TypeError);
  });

  it('of tabs that open at once take two questions', async () => {
    const tabs = Array.from({ length: 5 }, () => cookies());
    const tokens = tabs.map((each) => each.get());
    await pass(1);
    expect(new Set((await Promise.all(tokens)).map(({ identity }) => identity)).size).toBe(1);
    expect(service.count()).toBeLessThanOrEqual(2);
  });

  it('are refreshed once for all tabs', async () => {
    const tabs = [cookies(), cookies(), cookies()];
    for (const each of tabs) {
      await outcome(each);
      each.follow(() => {});
    }
    const before = service.count();
    await pass(59 * MINUTE);
    expect(service.count()).toBe(before + 1);
    for (const each of tabs) expect(await outcome(each)).toBe('alice');
    expect(service.count()).toBe(before + 1);
  });

  it('of a new tab are never taken for those of before', async () => {
    await outcome(cookies());
    user = 'bob';
    expect(await outcome(cookies())).toBe('bob');
  });

  it('of another user, seen by one tab, are seen by the others', async () => {
    const first = cookies();
    expect(await outcome(first)).toBe('alice');
    user = 'bob';
    await pass(1000);
    expect(await outcome(cookies())).toBe('bob');
    expect(await outcome(first)).toBe('bob');
  });

  it.each<[string, (other: TokenSource) => unknown]>([
    ['is told to a tab that asks', (other) => outcome(other)],
    ['is told by clear()', (other) => other.clear()],
  ])('that end: the sign-out %s', async (_, signOut) => {
    const [first, second] = [cookies(), cookies()];
    await outcome(first);
    await outcome(second);
    user = undefined;
    const third = cookies();
    await signOut(third);
    if (third !== second) second.clear();
    await settle();
    expect(await outcome(first)).toBe('unauthorized');
    user = 'alice';
    expect(await outcome(first)).toBe('alice');
  });

  it('that are missing make a guest, where there are guests', async () => {
    user = undefined;
    const fetch = jest.fn(service.fetch);
    const source = cookies({ guest: true, fetch });
    expect(await outcome(source)).toBe('guest');
    expect(await outcome(source)).toBe('guest');
    expect(service.asked.map(({ path }) => path)).toEqual(['/token', '/guest', '/token']);
    // A second credential would be refused.
    expect(fetch.mock.calls.map(([, init]) => init.credentials)).toEqual([
      'include',
      'omit',
      'omit',
    ]);
    user = 'alice';
    source.clear();
    expect(await outcome(source)).toBe('alice');
    expect(service.asked.at(-1)?.form).toEqual({ guestTicket: expect.any(String) });
  });
});

describe('a challenge', () => {
  const never = () => new Promise<string>(() => {});

  it('that no one solves in one tab keeps no other tab waiting', async () => {
    const idle = tab({ guest: { challenge: never } });
    expect(await outcome(idle)).toBe('pending');
    const active = tab({ guest: { challenge: async () => 'passed' } });
    expect(await outcome(active)).toBe('somebody');
    expect(service.count('/guest')).toBe(1);
  });

  it('is given up when another tab has the ticket', async () => {
    const idle = tab({ guest: { challenge: never } });
    const waiting = idle.get();
    await pass(10);
    await outcome(tab({ guest: { challenge: async () => 'passed' } }));
    await pass(1000);
    expect((await waiting).token).toBe('token-1');
    expect(service.count('/guest')).toBe(1);
    idle.clear();
    await pass(MINUTE);
  });

  it('leaves nothing behind when the source is cleared', async () => {
    const idle = tab({ guest: { challenge: never } });
    const waiting = idle.get().catch(({ code }) => code);
    await pass(10);
    idle.clear();
    expect(await waiting).toBe('closed');
    await pass(2000);
    expect(jest.getTimerCount()).toBe(0);
    expect(service.asked).toEqual([]);
  });

  it('that throws is a TokenError', async () => {
    const cause = new Error('the widget was closed');
    const source = tab({ guest: { challenge: () => Promise.reject(cause) } });
    await expect(source.get()).rejects.toMatchObject({
      code: 'challenge_failed',
      retriable: false,
      cause,
    });
  });
});

describe('a storage of the app', () => {
  it('keeps the ticket, with promises as React Native has it', async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: async (name: string) => kept.get(name) ?? null,
      setItem: async (name: string, value: string) => void kept.set(name, value),
      removeItem: async (name: string) => void kept.delete(name),
    };
    expect(await outcome(tab({ guest: true, storage }))).toBe('somebody');
    expect([...kept.values()]).toEqual([service.asked.at(-1)?.form.access_token]);
    expect(device.stored.size).toBe(0);
    const later = createTokenSourceIn(new Device().tab(), {
      url: 'https://service.example/token',
      guest: true,
      storage,
      fetch: service.fetch,
    });
    expect(await outcome(later)).toBe('somebody');
    expect(service.count('/guest')).toBe(1);
  });
});
