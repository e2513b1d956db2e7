/** Every API of a browser × every way in which it can fail. */
import { environmentOf } from '../../client/environment';
import { TokenError } from '../../client/errors';
import { createTokenSourceIn, type TokenSourceOptions } from '../../client/token-source';
import { type Answer, FakeService, jwt } from './support/service';
import { Device, pass, type Scope } from './support/surroundings';

const URL = 'https://service.example/token';
/** Within which `get()` has to settle, whatever is broken. */
const BOUND = 3 * 60_000;

let service: FakeService;
let device: Device;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  service = new FakeService();
  device = new Device();
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
  jest.useRealTimers();
});

/** An object or a class, all of whose methods do the same. */
const acting = (act: () => unknown): unknown =>
  new Proxy((() => {}) as never, {
    get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : act),
    construct: () => acting(act) as object,
    apply: act,
  });

const boom = () => {
  throw new DOMException('not here', 'SecurityError');
};

/** Puts something in the place of an API: a property of the global object, with its path. */
type Break = (value: () => unknown) => Scope;
const globals =
  (...names: string[]): Break =>
  (value) =>
    names.reduce((scope, name) => Object.defineProperties(scope, accessors(name, value)), {});
const accessors = (name: string, get: () => unknown) => ({
  [name]: { enumerable: true, configurable: true, get },
});

const global = (name: string) => globals(name);

const APIS: Record<string, Break> = {
  localStorage: global('localStorage'),
  sessionStorage: global('sessionStorage'),
  navigator: global('navigator'),
  'Web Locks': (value) => ({ navigator: global('locks')(value) }),
  BroadcastChannel: global('BroadcastChannel'),
  AbortController: global('AbortController'),
  'AbortSignal.timeout': (value) => ({ AbortSignal: global('timeout')(value) }),
  crypto: global('crypto'),
  fetch: global('fetch'),
  setTimeout: global('setTimeout'),
  clearTimeout: global('clearTimeout'),
  performance: global('performance'),
  location: global('location'),
  events: globals('addEventListener', 'removeEventListener', 'document'),
  'visibility events': (value) => ({ document: global('visibilityState')(value) }),
};

const WAYS: Record<string, () => unknown> = {
  'is missing': () => undefined,
  'is null': () => null,
  'is something else': () => 7,
  'throws when it is read': boom,
  'throws when it is used': () => acting(boom),
  rejects: () => acting(() => Promise.reject(new DOMException('no', 'InvalidStateError'))),
  'never settles': () => acting(() => new Promise(() => {})),
  'does nothing': () => acting(() => undefined),
  'is an object without methods': () => ({}),
};

const USERS: Record<string, Partial<TokenSourceOptions>> = {
  'a user': { bearer: () => jwt({ sub: 'alice' }) },
  'a guest': { guest: true },
  'a challenged guest': { guest: { challenge: async () => 'passed' } },
  cookies: { credentials: 'include' },
};

const ANSWERS: Record<string, Answer | undefined> = {
  works: undefined,
  'is not reached': 'no network',
  'never answers': 'never',
};

/** Without timers nothing can be waited for, nor given up. */
const isHopeless = (api: string, way: string, answer: string) =>
  api === 'setTimeout' &&
  (answer === 'never answers' ||
    (answer === 'is not reached' && /rejects|settles|nothing/.test(way)));

const cells = (answer: string) =>
  Object.keys(APIS).flatMap((api) =>
    Object.keys(WAYS)
      .filter((way) => !isHopeless(api, way, answer))
      .map((way) => [api, way] as const),
  );

describe.each(Object.keys(ANSWERS))('the service %s', (answer) => {
  it.each(cells(answer))('and %s %s', async (api, way) => {
    service.answer = () => ANSWERS[answer];
    for (const [user, options] of Object.entries(USERS)) {
      const broken = (APIS[api] as Break)(WAYS[way] as () => unknown);
      const scope = device.scope({
        location: { href: 'https://app.example/chat' },
        fetch: service.fetch,
      });
      Object.defineProperties(scope, Object.getOwnPropertyDescriptors(broken));
      const source = createTokenSourceIn(environmentOf(scope as never), { url: URL, ...options });
      const onToken = jest.fn();
      source.follow(onToken);
      const outcome = source.get().then(
        ({ token }) => token,
        (error) => error,
      );
      await pass(BOUND);
      const result = await Promise.race([outcome, `${user}: still pending`]);
      if (answer === 'works' && api !== 'fetch') {
        expect([user, result]).toEqual([user, expect.stringMatching(/^token-/)]);
      } else if (typeof result === 'string') {
        expect([user, result]).toEqual([user, expect.stringMatching(/^token-/)]);
      } else {
        expect(result).toBeInstanceOf(TokenError);
      }
      source.clear();
      await pass(60_000);
      if (api !== 'clearTimeout') expect([user, jest.getTimerCount()]).toEqual([user, 0]);
      expect([device.openChannels, device.listeners]).toEqual([0, 0]);
    }
    expect(unhandled).toEqual([]);
  });
});
