import { TokenError } from '../../client/errors';
import { createTokenSourceIn, type TokenSourceOptions } from '../../client/token-source';
import { FakeService, jwt, refusalBody } from './support/service';
import { Device, pass, settle } from './support/surroundings';

const URL = 'https://service.example/token';
const MINUTE = 60_000;
/** Of the tokens of the fake service: refreshed after 54 minutes, expired after 60. */
const FRESH = 54 * MINUTE;
const VALID = 60 * MINUTE;

let service: FakeService;
let device: Device;
let bearers: boolean[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  jest.spyOn(Math, 'random').mockReturnValue(0);
  service = new FakeService();
  device = new Device();
  bearers = [];
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** A source in a tab of its own, without others unless it says so. */
function sourceWith(options: Partial<TokenSourceOptions> = {}, environment = device.tab()) {
  const alice = ({ fresh }: { fresh: boolean }) => {
    bearers.push(fresh);
    return `alice-${1 + bearers.filter(Boolean).length}`;
  };
  return createTokenSourceIn(environment, {
    url: URL,
    bearer: alice,
    fetch: service.fetch,
    ...options,
  });
}

async function failure(promise: Promise<unknown>): Promise<TokenError> {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(TokenError);
  return error;
}

describe('asking', () => {
  it('does nothing before it is asked for a token', async () => {
    sourceWith();
    await pass(VALID);
    expect(service.asked).toEqual([]);
    expect(bearers).toEqual([]);
    expect([device.openChannels, device.listeners]).toEqual([0, 0]);
  });

  it('sends the bearer token as a form, which needs no preflight', async () => {
    const fetch = jest.fn(service.fetch);
    const source = sourceWith({ bearer: async () => 'a.b.c', fetch });
    expect(await source.get()).toMatchObject({ token: 'token-1', region: 'ie1' });
    expect(service.asked).toEqual([{ path: '/token', form: { access_token: 'a.b.c' } }]);
    const [, init] = fetch.mock.calls[0] as Parameters<typeof service.fetch>;
    expect(init).toMatchObject({ method: 'POST', credentials: 'omit' });
    expect(init).not.toHaveProperty('headers');
  });

  it('makes one request of a hundred questions at once', async () => {
    const source = sourceWith();
    const answers = await Promise.all(Array.from({ length: 100 }, () => source.get()));
    expect(new Set(answers.map(({ token }) => token))).toEqual(new Set(['token-1']));
    expect(service.count()).toBe(1);
    expect(bearers).toEqual([false]);
  });

  it('wants somebody to ask for', () => {
    expect(() => sourceWith({ bearer: undefined })).toThrow(TypeError);
  });

  it.each([undefined, null, ''])(
    'says that nobody is logged in, if bearer gives %p',
    async (nobody) => {
      const error = await failure(sourceWith({ bearer: () => nobody }).get());
      expect(error).toMatchObject({ code: 'not_logged_in', retriable: false });
      expect(service.asked).toEqual([]);
    },
  );

  it('hands on what the login throws', async () => {
    const cause = new Error('consent_required');
    const source = sourceWith({ bearer: () => Promise.reject(cause) });
    expect(await failure(source.get())).toMatchObject({ code: 'bearer_failed', cause });
  });

  it.each([
    ['no JSON', { status: 200, text: '<html>' }],
    ['null', { body: null }],
    ['no token', { body: { expiresIn: 3600 } }],
    ['no times', { body: { token: 'token', expiresIn: 3600 } }],
    ['times in disorder', { body: { token: 't', expiresIn: 9, refreshAfter: 1, serverTime: 2 } }],
  ])('does not take %s for a token', async (_, answer) => {
    service.answer = () => answer;
    expect(await failure(sourceWith().get())).toMatchObject({ code: 'answer_malformed' });
  });
});

describe('the cache', () => {
  it('serves until refreshAfter, and not longer', async () => {
    const source = sourceWith();
    await source.get();
    await pass(FRESH - 1);
    expect((await source.get()).token).toBe('token-1');
    await pass(1);
    expect((await source.get()).token).toBe('token-2');
    expect(service.count()).toBe(2);
  });

  it('serves a little shorter at random, so that clients do not flock', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const source = sourceWith();
    await source.get();
    await pass(0.95 * FRESH - 1);
    expect((await source.get()).token).toBe('token-1');
    await pass(2);
    expect((await source.get()).token).toBe('token-2');
  });

  it.each([-10 * 365 * 24 * 60 * MINUTE, -2 * 60 * MINUTE, 2 * 60 * MINUTE])(
    'does not care that the device is %d ms off',
    async (off) => {
      device.setClock(off);
      service.ahead = -off / 2;
      const source = sourceWith();
      await source.get();
      await pass(FRESH - 1);
      await source.get();
      expect(service.count()).toBe(1);
      await pass(1);
      await source.get();
      expect(service.count()).toBe(2);
    },
  );

  it('is not prolonged by setting the clock back', async () => {
    const source = sourceWith();
    await source.get();
    device.setClock(-VALID);
    await pass(FRESH);
    expect((await source.get()).token).toBe('token-2');
  });

  it('counts the time that the device slept', async () => {
    const source = sourceWith();
    await source.get();
    device.sleep(VALID);
    expect((await source.get()).token).toBe('token-2');
  });

  it('gives another token if Twilio refuses the one at hand', async () => {
    const source = sourceWith();
    const { token } = await source.get();
    const answers = await Promise.all([1, 2, 3].map(() => source.get({ replacing: token })));
    expect(answers.map((answer) => answer.token)).toEqual(['token-2', 'token-2', 'token-2']);
    expect((await source.get({ replacing: token })).token).toBe('token-2');
    expect(service.count()).toBe(2);
  });

  it('is emptied by clear()', async () => {
    const source = sourceWith();
    await source.get();
    source.clear();
    expect([device.openChannels, device.listeners]).toEqual([0, 0]);
    expect((await source.get()).token).toBe('token-2');
  });

  it('is not filled by what was under way at clear()', async () => {
    const source = sourceWith();
    const before = failure(source.get());
    source.clear();
    expect(await before).toMatchObject({ code: 'closed' });
    const after = source.get();
    await settle();
    expect(bearers).toHaveLength(2);
    expect((await after).token).not.toBe('token-of-before');
  });

  it('keeps nothing in the storage', async () => {
    await sourceWith().get();
    expect(device.stored.size).toBe(0);
  });
});

describe('401', () => {
  const expired = { status: 401, code: 'token_expired' };

  it('is answered with a fresh bearer token, once', async () => {
    service.answer = ({ form }) => (form.access_token === 'alice-1' ? expired : undefined);
    expect((await sourceWith().get()).token).toBe('token-1');
    expect(bearers).toEqual([false, true]);
  });

  it('stops with a typed error if that one is refused too', async () => {
    service.answer = () => expired;
    const error = await failure(sourceWith().get());
    expect(error).toMatchObject({
      name: 'TokenError',
      code: 'unauthorized',
      status: 401,
      refusal: refusalBody('token_expired'),
      message: 'A sentence about token_expired.',
      retriable: false,
    });
    expect(service.count()).toBe(2);
  });

  it('asks no more until the login gives another bearer token', async () => {
    service.answer = () => expired;
    let bearer = 'old';
    const source = sourceWith({ bearer: () => bearer });
    const first = await failure(source.get());
    expect(await failure(source.get())).toBe(first);
    // The login had nothing fresh, so there was nothing to ask with.
    expect(service.count()).toBe(1);
    bearer = 'new';
    service.answer = () => undefined;
    expect((await source.get()).token).toBe('token-1');
  });

  it('stays a 401 if the login fails when it is asked for a fresh one', async () => {
    service.answer = () => expired;
    const bearer = ({ fresh }: { fresh: boolean }) => {
      if (fresh) throw new Error('login_required');
      return 'old';
    };
    const source = sourceWith({ bearer });
    expect(await failure(source.get())).toMatchObject({ code: 'unauthorized' });
    await failure(source.get());
    expect(service.count()).toBe(1);
  });
});

describe('other refusals', () => {
  it('stops at 403 without another try', async () => {
    service.answer = () => ({ status: 403, code: 'insufficient_scope' });
    const source = sourceWith({ bearer: () => 'alice' });
    expect(await failure(source.get())).toMatchObject({
      code: 'forbidden',
      refusal: { code: 'insufficient_scope' },
    });
    await failure(source.get());
    expect(service.count()).toBe(1);
  });

  it.each([400, 404, 500])('gives up at %d', async (status) => {
    service.answer = () => ({ status, code: 'some_code' });
    expect(await failure(sourceWith().get())).toMatchObject({ code: 'refused', status });
    expect(service.count()).toBe(1);
  });

  it('copes with a refusal of somebody else than the service', async () => {
    service.answer = () => ({ status: 404 });
    expect(await failure(sourceWith().get())).toMatchObject({
      code: 'answer_malformed',
      status: 404,
    });
    expect(service.count()).toBe(1);
  });
});

describe('while the service cannot be reached', () => {
  it.each([
    ['503', { status: 503, code: 'issuer_unavailable' } as const],
    ['429', { status: 429 } as const],
    ['a gateway', { status: 502 } as const],
    ['no network', 'no network' as const],
  ])('tries again, with growing pauses (%s)', async (_, answer) => {
    service.answer = () => answer;
    const asked: number[] = [];
    const started = Date.now();
    const fetch: typeof service.fetch = (url, init) => {
      asked.push(Date.now() - started);
      return service.fetch(url, init);
    };
    const error = failure(sourceWith({ fetch }).get());
    await pass(30_000);
    expect(await error).toMatchObject({ code: 'unavailable', retriable: true });
    // With a random number of 0, which makes each pause the shortest.
    expect(asked).toEqual([0, 1000, 2500, 4750]);
  });

  it('goes on as soon as it can', async () => {
    service.answer = () => (service.count() < 3 ? { status: 503 } : undefined);
    const answer = sourceWith().get();
    await pass(2500);
    expect((await answer).token).toBe('token-1');
    expect(service.count()).toBe(3);
  });

  it('waits as long as Retry-After says, and a little longer at random', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    service.answer = () => (service.count() === 1 ? { status: 503, retryAfter: 10 } : undefined);
    const answer = sourceWith().get();
    await pass(10_000);
    device.wake();
    await pass(2400);
    expect(service.count()).toBe(1);
    await pass(100);
    expect((await answer).token).toBe('token-1');
  });

  it('does not make anybody wait for a long Retry-After, and does not ask either', async () => {
    service.answer = () => ({ status: 503, retryAfter: 600 });
    const source = sourceWith();
    expect(await failure(source.get())).toMatchObject({ code: 'unavailable', retryAfter: 600 });
    await failure(source.get());
    expect(service.count()).toBe(1);
    service.answer = () => undefined;
    await pass(600_000);
    expect((await source.get()).token).toBe('token-1');
  });

  it.each(['', 'soon', '-5'])('makes nothing of a Retry-After of %p', async (retryAfter) => {
    service.answer = () => (service.count() === 1 ? { status: 503, retryAfter } : undefined);
    const answer = sourceWith().get();
    await pass(1000);
    expect((await answer).token).toBe('token-1');
  });

  it('tries at once when the network is back', async () => {
    service.answer = () => 'no network';
    const answer = sourceWith().get();
    await pass(3001);
    service.answer = () => undefined;
    device.wake();
    await settle();
    expect((await answer).token).toBe('token-1');
  });

  it('serves the token at hand until it expires', async () => {
    const source = sourceWith({ bearer: () => 'alice' });
    await source.get();
    service.answer = () => 'no network';
    await pass(FRESH);
    expect((await source.get()).token).toBe('token-1');
    expect((await source.get()).token).toBe('token-1');
    expect(service.count()).toBe(2);
    await pass(VALID - FRESH);
    const late = failure(source.get());
    await pass(60_000);
    expect(await late).toMatchObject({ code: 'unavailable' });
  });

  it('serves it also while the login cannot be reached', async () => {
    let works = true;
    const bearer = () => (works ? 'alice' : Promise.reject(new Error('offline')));
    const source = sourceWith({ bearer });
    await source.get();
    works = false;
    await pass(FRESH);
    expect((await source.get()).token).toBe('token-1');
    await pass(VALID - FRESH);
    expect(await failure(source.get())).toMatchObject({ code: 'bearer_failed' });
  });

  it('stops waiting at clear()', async () => {
    service.answer = () => 'no network';
    const source = sourceWith();
    const answer = failure(source.get());
    await pass(10);
    source.clear();
    expect(await answer).toMatchObject({ code: 'closed' });
    expect(service.count()).toBe(1);
  });
});

describe('following', () => {
  it('refreshes without being asked', async () => {
    const source = sourceWith();
    const tokens: string[] = [];
    await source.get();
    source.follow(({ token }) => tokens.push(token));
    await pass(FRESH - 1);
    expect(tokens).toEqual([]);
    await pass(2 * FRESH + MINUTE);
    expect(tokens).toEqual(['token-2', 'token-3', 'token-4']);
  });

  it('ends when nobody follows any more', async () => {
    const source = sourceWith();
    await source.get();
    source.follow(() => {})();
    await pass(2 * VALID);
    expect(service.count()).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('notices after sleep that the token has expired, when woken', async () => {
    const source = sourceWith();
    const tokens: string[] = [];
    await source.get();
    source.follow(({ token }) => tokens.push(token));
    await pass(MINUTE);
    device.sleep(VALID);
    device.wake();
    await pass(1);
    expect(tokens).toEqual(['token-2']);
  });

  it('notices it within a minute, when nobody tells', async () => {
    const source = sourceWith();
    const tokens: string[] = [];
    await source.get();
    source.follow(({ token }) => tokens.push(token));
    device.sleep(VALID);
    await pass(MINUTE);
    expect(tokens).toEqual(['token-2']);
  });

  it('goes on through an outage, and says nothing of it', async () => {
    const source = sourceWith();
    const onError = jest.fn();
    const tokens: string[] = [];
    await source.get();
    source.follow(({ token }) => tokens.push(token), onError);
    service.answer = () => ({ status: 503 });
    await pass(FRESH + 20 * MINUTE);
    expect(service.count()).toBeLessThan(60);
    service.answer = () => undefined;
    await pass(2 * MINUTE);
    expect(tokens).toHaveLength(1);
    expect(onError).not.toHaveBeenCalled();
  });

  it('says once that it cannot go on, and stops', async () => {
    const source = sourceWith();
    const onError = jest.fn();
    await source.get();
    source.follow(() => {}, onError);
    service.answer = () => ({ status: 401, code: 'token_expired' });
    await pass(FRESH);
    const asked = service.count();
    await pass(10 * VALID);
    device.wake();
    await settle();
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onError.mock.calls[0][0]).toMatchObject({ code: 'unauthorized' });
    expect(service.count()).toBe(asked);
  });

  it('goes on after the next log-in', async () => {
    const source = sourceWith();
    const tokens: string[] = [];
    await source.get();
    source.follow(({ token }) => tokens.push(token));
    source.clear();
    await pass(2 * VALID);
    expect(service.count()).toBe(1);
    await source.get();
    await pass(FRESH);
    expect(tokens).toEqual(['token-2', 'token-3']);
  });

  it('asks ten times at once at most, and four times a minute, whatever the service says', async () => {
    service.lifetimeSeconds = 0.001;
    service.marginSeconds = 0.001;
    const source = sourceWith();
    await source.get();
    source.follow(() => {});
    await pass(10_000);
    expect(service.count()).toBe(10);
    await pass(60 * MINUTE);
    expect(service.count()).toBeLessThanOrEqual(10 + 60 * 4);
  });
});

describe('tabs', () => {
  const bearerOf = (sub: string) => () => jwt({ sub, iat: Math.random(), jti: 'x' });
  const open = (count: number, sub = 'alice') =>
    Array.from({ length: count }, () => sourceWith({ bearer: bearerOf(sub) }));

  beforeEach(() => {
    let next = 0;
    jest.spyOn(Math, 'random').mockImplementation(() => {
      next += 0.001;
      return next;
    });
  });

  it('share one token, opened at once', async () => {
    const answers = await Promise.all(open(5).map((source) => source.get()));
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
    expect(service.count()).toBe(1);
  });

  it('share one token, opened one after the other', async () => {
    for (const source of open(5)) expect((await source.get()).token).toBe('token-1');
    expect(service.count()).toBe(1);
  });

  it('refresh it once for all', async () => {
    const seen: string[][] = [];
    for (const source of open(5)) {
      const tokens: string[] = [];
      seen.push(tokens);
      await source.get();
      source.follow(({ token }) => tokens.push(token));
    }
    await pass(FRESH);
    expect(service.count()).toBe(2);
    expect(seen).toEqual(Array(5).fill(['token-2']));
  });

  it('know how old a token of another tab is', async () => {
    const [first, second] = open(2) as [
      ReturnType<typeof sourceWith>,
      ReturnType<typeof sourceWith>,
    ];
    await first.get();
    await pass(0.8 * FRESH);
    expect((await second.get()).token).toBe('token-1');
    await pass(0.2 * FRESH);
    expect((await second.get()).token).toBe('token-2');
  });

  it('do not take from each other what Twilio has refused', async () => {
    const [first, second] = open(2) as [
      ReturnType<typeof sourceWith>,
      ReturnType<typeof sourceWith>,
    ];
    await first.get();
    await second.get();
    expect((await first.get({ replacing: 'token-1' })).token).toBe('token-2');
    expect((await second.get({ replacing: 'token-1' })).token).toBe('token-2');
  });

  it('of different people share nothing', async () => {
    const [alice, bob] = [...open(1, 'alice'), ...open(1, 'bob')];
    const tokens = [(await alice?.get())?.token, (await bob?.get())?.token];
    expect(tokens).toEqual(['token-1', 'token-2']);
  });

  it('of unreadable bearer tokens share only if they are equal', async () => {
    const opaque = (bearer: string) => sourceWith({ bearer: () => bearer });
    await opaque('one').get();
    await opaque('one').get();
    await opaque('two').get();
    expect(service.count()).toBe(2);
  });

  it('do not tell each other of a change of identity', async () => {
    device.stored.set(`conversations-guest-ticket https://service.example/guest`, 'ticket');
    const [first, second] = [1, 2].map(() =>
      sourceWith({ bearer: bearerOf('alice'), guest: true }),
    ) as [ReturnType<typeof sourceWith>, ReturnType<typeof sourceWith>];
    expect((await first.get()).previousIdentity).toBe('guest~1');
    expect((await second.get()).previousIdentity).toBeUndefined();
    expect(service.count()).toBe(1);
  });

  it('do not wait when there is no other, and not long for one that is silent', async () => {
    const source = sourceWith({ bearer: bearerOf('alice') });
    await source.get();
    const [own] = (await device.locks.query()).held.map(({ name }) => name);
    void device.locks.request(`${own}-silent`, () => new Promise(() => {}));
    await pass(FRESH);
    const late = source.get();
    await pass(1000);
    expect((await late).token).toBe('token-2');
  });

  it('share without Web Locks too, unless they ask at the same moment', async () => {
    const unlocked = () => sourceWith({ bearer: bearerOf('alice') }, device.tab({ navigator: {} }));
    const first = unlocked().get();
    await pass(100);
    await first;
    expect((await unlocked().get()).token).toBe('token-1');
    expect(service.count()).toBe(1);
  });

  it('do without anything to talk over', async () => {
    const lonely = () =>
      sourceWith(
        { bearer: bearerOf('alice') },
        device.tab({ navigator: undefined, BroadcastChannel: undefined }),
      );
    await lonely().get();
    await lonely().get();
    expect(service.count()).toBe(2);
  });

  it('fetch although locks are forbidden', async () => {
    const forbidden = {
      request: () => Promise.reject(new DOMException('no', 'SecurityError')),
      query: () => Promise.reject(new DOMException('no', 'SecurityError')),
    };
    const source = sourceWith({}, device.tab({ navigator: { locks: forbidden } }));
    const answer = source.get();
    await pass(100);
    expect((await answer).token).toBe('token-1');
  });

  it('ignore what is no message of theirs', async () => {
    const source = sourceWith({ bearer: bearerOf('alice') });
    await source.get();
    const [presence] = (await device.locks.query()).held.map(({ name }) => name);
    const other = device.tab().channel(presence?.split(' #')[0] as string, () => {});
    for (const message of [undefined, null, 7, 'x', {}, { answer: { token: 'evil' } }, 'left']) {
      other?.post(message);
    }
    await settle();
    expect((await source.get()).token).toBe('token-1');
  });

  it('drop the token of somebody who has logged out without a word', async () => {
    let sub = 'alice';
    const source = sourceWith({ bearer: () => jwt({ sub }) });
    await source.get();
    sub = 'bob';
    await pass(FRESH);
    service.answer = () => 'no network';
    const answer = failure(source.get());
    await pass(30_000);
    expect(await answer).toMatchObject({ code: 'unavailable' });
  });
});
