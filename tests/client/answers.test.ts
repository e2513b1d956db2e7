/** What the network may answer × the token at hand: only the service itself is believed. */
import { connect } from '../../client/connect';
import { TokenError } from '../../client/errors';
import { createTokenSourceIn } from '../../client/token-source';
import { FakeClient } from './support/client';
import { FakeService, refusalBody } from './support/service';
import { Device, pass } from './support/surroundings';

const MINUTE = 60_000;
const HTML = '<!doctype html><title>Welcome to the hotel</title>';
const json = (body: unknown, status = 200) => Response.json(body, { status });
const html = (status: number) =>
  new Response(HTML, { status, headers: { 'Content-Type': 'text/html' } });
const TOKEN = {
  token: 't',
  identity: 'somebody',
  expiresAt: '2026-01-01T01:00:00Z',
  expiresIn: 3600,
  refreshAfter: '2026-01-01T00:54:00Z',
  serverTime: '2026-01-01T00:00:00Z',
  serviceSid: 'IS1',
  region: 'us1',
};
const cutOff = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"token":'));
        controller.error(new TypeError('terminated'));
      },
    }),
  );
const endless = () => new Response(new ReadableStream());

/** Answers that are not the service's own. */
const STRANGE: Record<string, () => Response | Promise<Response>> = {
  'a captive portal': () => html(200),
  'nothing, with 200': () => new Response('', { status: 200 }),
  'nothing, with 204': () => new Response(null, { status: 204 }),
  null: () => json(null),
  'a string': () => json('token'),
  'an array': () => json([TOKEN]),
  'an empty object': () => json({}),
  'the token of another service': () => json({ token: 'x', identity: 'somebody' }),
  'a token without times': () => json({ ...TOKEN, refreshAfter: undefined }),
  'a token with times in disorder': () => json({ ...TOKEN, refreshAfter: '2020-01-01T00:00:00Z' }),
  'a token that is no string': () => json({ ...TOKEN, token: { a: 1 } }),
  'a token that has ended': () => json({ ...TOKEN, expiresIn: 0 }),
  'JSON that is cut off': () => new Response('{"token":"abc', { status: 200 }),
  'an answer that breaks off': cutOff,
  'an answer that does not end': endless,
  'a body of another type': () => new Response('token=abc', { status: 200 }),
  'a redirect that is not followed': () => new Response(null, { status: 302 }),
  ...Object.fromEntries(
    [400, 401, 403, 404, 407, 408, 409, 410, 418, 421, 429, 431, 451, 500, 502, 503, 504, 511].map(
      (status) => [`${status} of a gateway`, () => html(status)],
    ),
  ),
  '401 with the JSON of another service': () => json({ error: 'unauthorized' }, 401),
  '403 with the JSON of another service': () => json({ message: 'Forbidden' }, 403),
  '403 with a code that is a number': () =>
    json({ ...refusalBody('x'), code: 20003, error: undefined }, 403),
  '500 of the platform': () => new Response('Error\n  at handler', { status: 500 }),
  'no network': () => Promise.reject(new TypeError('Failed to fetch')),
  'an error of another kind': () => Promise.reject('offline'),
  'no response': () => Promise.resolve(undefined as never),
  'half a response': () => Promise.resolve({ ok: true } as Response),
  'no answer': () => new Promise(() => {}),
};

/** Answers of the service itself that say nothing about the caller. */
const OUTAGES: Record<string, () => Response> = {
  '503 of the service': () => json(refusalBody('issuer_unavailable'), 503),
  '500 of the service': () => json(refusalBody('server_misconfigured'), 500),
  '429 of the service': () => json(refusalBody('too_many_requests'), 429),
};

let service: FakeService;
let device: Device;
let answer: (() => Response | Promise<Response>) | undefined;
let asked: number;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  service = new FakeService();
  device = new Device();
  answer = undefined;
  asked = 0;
  FakeClient.reset();
});

afterEach(() => {
  jest.useRealTimers();
});

function prepare() {
  const source = createTokenSourceIn(device.tab(), {
    url: 'https://service.example/token',
    bearer: () => 'alice',
    fetch: async (url, init) => {
      asked++;
      return answer ? answer() : service.fetch(url, init);
    },
  });
  const states: unknown[] = [];
  const connection = connect(source, {
    Client: FakeClient,
    onChange: (state) => states.push(state),
  });
  return { source, connection, states };
}

async function settled(promise: Promise<unknown>): Promise<unknown> {
  const result = promise.then(
    (value) => value,
    (error) => error,
  );
  await pass(3 * MINUTE);
  return Promise.race([result, 'still pending']);
}

describe.each(Object.entries({ ...STRANGE, ...OUTAGES }))('%s', (_, strange) => {
  it('at the first request is a TokenError that may pass', async () => {
    answer = strange;
    const { source } = prepare();
    const error = await settled(source.get());
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ retriable: true });
    source.clear();
    answer = undefined;
    expect(await settled(source.get())).toMatchObject({ token: 'token-1' });
  });

  it('at a renewal ends nothing while the token is valid, and the connection recovers', async () => {
    const { source, connection, states } = prepare();
    await settled(connection.open());
    answer = strange;
    await pass(52 * MINUTE);
    expect(asked).toBeGreaterThan(1);
    expect(await settled(source.get())).toMatchObject({ token: 'token-1' });
    expect(states).toEqual(['connecting', 'connected']);
    answer = undefined;
    device.wake();
    await pass(5 * MINUTE);
    expect(FakeClient.made[0]?.updates).toEqual(['token-2']);
    expect(states).toEqual(['connecting', 'connected']);
  });

  it('while the token is about to end ends nothing', async () => {
    const { source, connection, states } = prepare();
    await settled(connection.open());
    await pass(40 * MINUTE);
    answer = strange;
    FakeClient.made[0]?.emit('tokenAboutToExpire');
    await pass(MINUTE);
    expect(await settled(source.get())).toMatchObject({ token: 'token-1' });
    expect(states).toEqual(['connecting', 'connected']);
  });

  it('when the token has ended leaves it connecting until the network is back', async () => {
    const { source, connection, states } = prepare();
    await settled(connection.open());
    FakeClient.made[0]?.change('connecting');
    answer = strange;
    device.sleep(90 * MINUTE);
    device.wake();
    FakeClient.made[0]?.refuse(20104);
    await pass(20 * MINUTE);
    expect(await settled(source.get())).toBeInstanceOf(TokenError);
    expect(states.at(-1)).toBe('connecting');
    answer = undefined;
    device.wake('online');
    await pass(6 * MINUTE);
    expect(states.at(-1)).toBe('connected');
    expect(FakeClient.made).toHaveLength(1);
  });
});

describe.each([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [400, 'refused'],
  [404, 'refused'],
])('%d of the service itself', (status, code) => {
  it('is believed, though the token is valid', async () => {
    const { connection, states } = prepare();
    await settled(connection.open());
    answer = () => json(refusalBody('some_code'), status);
    await pass(55 * MINUTE);
    expect(connection.snapshot).toMatchObject({
      state: 'failed',
      error: { code, refusal: { code: 'some_code' } },
    });
    expect(states).toEqual(['connecting', 'connected', 'failed']);
    const before = asked;
    await pass(60 * MINUTE);
    expect(asked).toBe(before);
  });
});

describe('Retry-After', () => {
  const busy = (retryAfter: string) => () =>
    new Response('', { status: 429, headers: { 'Retry-After': retryAfter } });

  it.each([
    ['seconds', () => '20', 20],
    ['a date', () => new Date(Date.now() + 20_000).toUTCString(), 20],
    ['more than an hour', () => '1e9', 3600],
  ])('may be %s', async (_, value, seconds) => {
    answer = busy(value());
    const { source } = prepare();
    const pending = source.get().catch(() => {});
    await pass(1);
    source.follow(() => {});
    answer = undefined;
    await pass((seconds - 2) * 1000);
    device.wake('online');
    device.wake('focus');
    await pass(1000);
    expect(asked).toBe(1);
    await pass(seconds * 1000);
    expect(asked).toBeGreaterThan(1);
    await pending;
  });
});
