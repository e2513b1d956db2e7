import { adapt } from '../../functions/adapt';
import type { ServiceRequest } from '../../src/endpoint';
import type { Answer } from '../../src/http/answer';
import { call, provideTwilioGlobal } from '../support/handler';

let restore: () => void;
beforeEach(() => {
  restore = provideTwilioGlobal();
});
afterEach(() => restore());

const ANSWER: Answer = {
  status: 403,
  headers: { 'Content-Type': 'application/json', 'WWW-Authenticate': 'Bearer realm="x"' },
  body: { error: 'access_denied', nested: { list: [1] } },
};

/** What the service is asked when the platform calls with this event. */
async function requestFor(event: unknown, context: unknown = {}): Promise<ServiceRequest> {
  const endpoint = jest.fn<Promise<Answer>, [ServiceRequest]>(async () => ANSWER);
  await call(adapt(endpoint), context, event);
  expect(endpoint).toHaveBeenCalledTimes(1);
  return (endpoint.mock.calls[0] as [ServiceRequest])[0];
}

describe('an answer', () => {
  it('is called back with its status, headers and body', async () => {
    const answer = await call(
      adapt(async () => ANSWER),
      {},
      {},
    );
    expect(answer).toMatchObject(ANSWER);
  });
});

describe('a request', () => {
  it('has the context, the headers, the cookies and the whole event', async () => {
    const context = { AUTH_ISSUER: 'i' };
    const headers = { authorization: 'Bearer x' };
    const cookies = { session: 'z' };
    const event = { request: { headers, cookies }, access_token: 'y' };
    const request = await requestFor(event, context);
    expect(request.cookies).toBe(cookies);
    expect(request.environment).toBe(context);
    expect(request.headers).toBe(headers);
    expect(request.fields).toBe(event);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'event'],
    ['an empty event', {}],
    ['a request without headers', { request: {} }],
    ['an inherited request', Object.create({ request: { headers: { a: 'b' } } })],
    ['a request slipped in', JSON.parse('{"__proto__":{"request":{"headers":{"a":"b"}}}}')],
  ])('has no headers when the event is %s', async (_, event) => {
    expect((await requestFor(event)).headers).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a text', 'headers'],
    ['a list', [{ headers: {} }]],
    ['null', null],
    ['a number', 7],
    ['false', false],
  ])('has headers of an unexpected shape when event.request is %s', async (_, request) => {
    expect((await requestFor({ request })).headers).toBe(request);
  });

  it.each<[string, unknown]>([
    ['a text', 'headers'],
    ['a list', []],
    ['null', null],
  ])('keeps headers as they came when they are %s', async (_, headers) => {
    expect((await requestFor({ request: { headers } })).headers).toBe(headers);
  });
});
