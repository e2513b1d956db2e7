import { createTokenSourceIn, type TokenSourceOptions } from '../../client/token-source';
import { FakeService, jwt } from './support/service';
import { Device, settle } from './support/surroundings';

const KEY = 'conversations-guest-ticket https://service.example/guest';

let service: FakeService;
let device: Device;

beforeEach(() => {
  service = new FakeService();
  device = new Device();
});

function visitor(options: Partial<TokenSourceOptions> = {}, environment = device.tab()) {
  return createTokenSourceIn(environment, {
    url: 'https://service.example/token',
    guest: true,
    fetch: service.fetch,
    ...options,
  });
}

const ticket = (index: number) => service.asked[index]?.form.access_token;

it('gets a ticket, and asks with it as with any bearer token', async () => {
  expect((await visitor().get()).token).toBe('token-1');
  expect(service.asked).toEqual([
    { path: '/guest', form: {} },
    { path: '/token', form: { access_token: device.stored.get(KEY) } },
  ]);
  expect([...device.stored.keys()]).toEqual([KEY]);
});

it('is the same visitor at the next visit', async () => {
  await visitor().get();
  device.locks.held.clear();
  const next = visitor({}, device.tab({ BroadcastChannel: undefined }));
  await next.get();
  expect(service.count('/guest')).toBe(1);
  expect(ticket(2)).toBe(ticket(1));
});

it('is one visitor in five tabs, with one token', async () => {
  await Promise.all(Array.from({ length: 5 }, () => visitor().get()));
  expect([service.count('/guest'), service.count('/token')]).toEqual([1, 1]);
});

it('passes the challenge once', async () => {
  const challenge = jest.fn(async () => 'passed');
  const source = visitor({ guest: { challenge } });
  await source.get();
  source.clear();
  await source.get();
  expect(service.asked[0]).toEqual({ path: '/guest', form: { challenge: 'passed' } });
  expect(challenge).toHaveBeenCalledTimes(1);
});

it('says so if the challenge was not passed, and may try another one', async () => {
  service.answer = ({ path }) =>
    path === '/guest' ? { status: 403, code: 'challenge_failed' } : undefined;
  const source = visitor({ guest: { challenge: () => 'wrong' } });
  await expect(source.get()).rejects.toMatchObject({
    code: 'forbidden',
    refusal: { code: 'challenge_failed' },
  });
  service.answer = () => undefined;
  expect((await source.get()).token).toBe('token-1');
});

it('gets another ticket if its own is refused, once', async () => {
  device.stored.set(KEY, 'expired');
  service.answer = ({ form }) =>
    form.access_token === 'expired' ? { status: 401, code: 'token_expired' } : undefined;
  expect((await visitor().get()).token).toBe('token-1');
  expect(service.asked.map(({ path }) => path)).toEqual(['/token', '/guest', '/token']);

  service.answer = ({ path }) =>
    path === '/token' ? { status: 401, code: 'signature_invalid' } : undefined;
  await expect(visitor({}, new Device().tab()).get()).rejects.toMatchObject({
    code: 'unauthorized',
  });
  expect(service.count('/guest')).toBe(3);
});

it('tries again later if there is no new ticket just now', async () => {
  device.stored.set(KEY, 'expired');
  service.answer = ({ path, form }) => {
    if (form.access_token === 'expired') return { status: 401, code: 'token_expired' };
    return path === '/guest' && service.count('/guest') === 1 ? 'no network' : undefined;
  };
  expect((await visitor().get()).token).toBe('token-1');
});

it('leaves a ticket alone that another tab has put in place of a refused one', async () => {
  device.stored.set(KEY, 'expired');
  service.answer = ({ form }) => {
    if (form.access_token !== 'expired') return undefined;
    device.stored.set(KEY, jwt({ sub: 'other tab' }));
    return { status: 401, code: 'token_expired' };
  };
  await visitor().get();
  expect(service.count('/guest')).toBe(0);
  expect(ticket(1)).toBe(jwt({ sub: 'other tab' }));
});

it('does not take anything for a ticket', async () => {
  service.answer = () => ({ body: { guestTicket: 7 } });
  await expect(visitor().get()).rejects.toMatchObject({ code: 'answer_malformed' });
  expect(device.stored.size).toBe(0);
});

it.each([
  ['nothing may be stored', { localStorage: undefined }],
  [
    'there is no room',
    {
      localStorage: {
        getItem: () => null,
        setItem: () => {
          throw new DOMException('no', 'QuotaExceededError');
        },
        removeItem: () => {},
      },
    },
  ],
])('is a visitor of this page where %s', async (_, overrides) => {
  const source = visitor({}, device.tab(overrides));
  await source.get();
  source.clear();
  await source.get();
  expect(service.count('/guest')).toBe(1);
});

describe('who logs in', () => {
  it('tells who they were, once, and is a guest no more', async () => {
    let bearer: string | undefined;
    const source = visitor({ bearer: () => bearer });
    await source.get();
    const before = device.stored.get(KEY);
    source.clear();
    bearer = jwt({ sub: 'alice' });
    expect(await source.get()).toMatchObject({ previousIdentity: 'guest~1' });
    expect(service.asked.at(-1)?.form).toEqual({ access_token: bearer, guestTicket: before });
    expect(device.stored.size).toBe(0);
    source.clear();
    expect(await source.get()).not.toHaveProperty('previousIdentity');
  });

  it('is another guest after the log-out', async () => {
    device.stored.set(KEY, 'the ticket of before');
    let bearer: string | undefined = jwt({ sub: 'alice' });
    const source = visitor({ bearer: () => bearer });
    await source.get();
    source.clear();
    bearer = undefined;
    await source.get();
    expect(service.count('/guest')).toBe(1);
    expect(service.asked.at(-1)?.form.access_token).not.toBe('the ticket of before');
  });

  it('keeps the ticket until the log-in has worked', async () => {
    device.stored.set(KEY, 'ticket');
    service.answer = () => ({ status: 403, code: 'insufficient_scope' });
    await expect(visitor({ bearer: () => 'alice' }).get()).rejects.toThrow();
    expect(device.stored.get(KEY)).toBe('ticket');
  });

  it('is let in with a ticket that is worth nothing any more', async () => {
    device.stored.set(KEY, 'forged');
    service.answer = ({ form }) =>
      form.guestTicket ? { status: 400, code: 'guest_ticket_invalid' } : undefined;
    expect((await visitor({ bearer: () => 'alice' }).get()).token).toBe('token-1');
    expect(device.stored.size).toBe(0);
    await settle();
  });
});
