/** The functions as they are deployed, with the policy of a deployment that has none. */
import { handler as guest } from '../../functions/guest';
import { handler as health } from '../../functions/health';
import { handler as token } from '../../functions/token';
import { call, provideTwilioGlobal } from '../support/handler';
import { SECRET, sharedSecretEnvironment, signToken, validClaims } from '../support/tokens';

jest.mock('../../src/policy', () => ({ policy: {} }));

const context = sharedSecretEnvironment();
const bearer = signToken(validClaims(), { key: SECRET });
const FORM = 'application/x-www-form-urlencoded';
const eventWith = (headers: unknown, rest: object = {}) => ({
  request: { headers, cookies: {} },
  ...rest,
});

let restore: () => void;
beforeEach(() => {
  restore = provideTwilioGlobal();
  for (const method of ['log', 'warn', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation(() => undefined);
  }
});
afterEach(() => {
  restore();
  jest.restoreAllMocks();
});

describe('/token', () => {
  it('answers a bearer token in the header, and one in a form', async () => {
    const inHeader = await call(token, context, eventWith({ authorization: `Bearer ${bearer}` }));
    expect(inHeader).toMatchObject({ status: 200, body: { identity: 'alice' } });
    const form = eventWith({ 'content-type': FORM }, { access_token: bearer });
    expect((await call(token, context, form)).status).toBe(200);
  });

  it('has the headers of every answer', async () => {
    for (const event of [eventWith({ authorization: `Bearer ${bearer}` }), {}]) {
      const { headers } = await call(token, context, event);
      expect(headers).toMatchObject({
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store',
        'Access-Control-Allow-Origin': '*',
        Vary: 'Origin',
      });
    }
  });

  it('believes an event that its caller has rewritten no more than any other', async () => {
    const event = { request: { headers: { authorization: 'Bearer forged' } }, sub: 'alice' };
    expect((await call(token, context, event)).body.code).toBe('token_malformed');
  });
});

describe('/guest', () => {
  it('is not there unless guests are welcome', async () => {
    expect(await call(guest, context, {})).toMatchObject({
      status: 404,
      body: { code: 'guests_off' },
    });
  });

  it('gives a ticket where they are, which /token accepts', async () => {
    const open = { ...context, GUESTS: 'on', GUEST_SECRET: `${SECRET}-for-guests` };
    const { status, body } = await call(guest, open, {});
    expect(status).toBe(200);
    const event = eventWith({ authorization: `Bearer ${body.guestTicket}` });
    expect(await call(token, open, event)).toMatchObject({
      status: 200,
      body: { identity: body.identity },
    });
  });
});

describe('/health', () => {
  it('is well or not', async () => {
    expect((await call(health, context, {})).status).toBe(200);
    expect((await call(health, {}, {})).status).toBe(500);
  });
});

describe('an event of an odd shape', () => {
  const EVENTS: [string, unknown, number][] = [
    ['nothing', undefined, 401],
    ['null', null, 401],
    ['a text', 'event', 401],
    ['a list', [bearer], 401],
    ['without a request', { access_token: bearer }, 401],
    ['with a request that is a text', { request: 'x' }, 400],
    ['with a request that is a list', { request: [] }, 400],
    ['with a request that is null', { request: null }, 400],
    ['with headers that are a text', eventWith('x'), 400],
    ['with headers that are a list', eventWith([]), 400],
    ['with headers that are null', eventWith(null), 400],
    ['with a header that is a list', eventWith({ authorization: [bearer, bearer] }), 400],
    ['with a header that is an object', eventWith({ authorization: { a: bearer } }), 400],
    ['with a header that is a number', eventWith({ authorization: 7 }), 400],
    ['with a field that is a list', eventWith({ 'content-type': FORM }, { access_token: [] }), 400],
    [
      'with a field that is an object',
      eventWith({ 'content-type': FORM }, { access_token: {} }),
      400,
    ],
    ['with a prototype', JSON.parse(`{"__proto__":{"request":{"headers":{}}}}`), 401],
    ['with a huge header', eventWith({ authorization: `Bearer ${'x'.repeat(1e6)}` }), 401],
    ['with many fields', Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => [i, i])), 401],
  ];

  it.each(EVENTS)('is answered: %s', async (_, event, status) => {
    expect((await call(token, context, event)).status).toBe(status);
    expect((await call(guest, context, event)).status).toBe(404);
    expect((await call(health, context, event)).status).toBe(200);
  });

  it('is answered whatever the context is, too', async () => {
    for (const odd of [undefined, null, 'context', [], {}]) {
      for (const handler of [token, guest, health]) {
        expect((await call(handler, odd, {})).status).toBe(500);
      }
    }
  });
});
