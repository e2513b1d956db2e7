/** Requests of every kind against the local runtime: methods, types of body, and what is no request. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalRuntime, startLocalRuntime } from '../support/local-runtime';
import { SECRET, sharedSecretEnvironment, signToken, validClaims } from '../support/tokens';
import { bearer, form, type Sending, send } from './request';

let runtime: LocalRuntime;
const token = signToken(validClaims(), { key: SECRET });

beforeAll(async () => {
  runtime = await startLocalRuntime(sharedSecretEnvironment());
});

afterAll(() => runtime.close());

const ask = (sending: Sending, query = '') => send(`${runtime.url}/token${query}`, sending);

const body = (type: string, text: string): Sending => ({
  headers: { 'Content-Type': type, ...bearer(token) },
  body: text,
});

const multipart = [
  '--x',
  'Content-Disposition: form-data; name="access_token"',
  '',
  token,
  '--x--',
  '',
].join('\r\n');

describe('with a token in the header', () => {
  it.each(['GET', 'POST', 'PUT', 'DELETE'])('grants by %s', async (method) => {
    expect(await ask({ method, headers: bearer(token) })).toMatchObject({ status: 200 });
  });

  it.each<[string, Sending]>([
    ['a JSON object', body('application/json', '{"a":1}')],
    ['a JSON list', body('application/json', '["a","b"]')],
    ['a JSON body of a million bytes', body('application/json', `{"a":"${'x'.repeat(1e6)}"}`)],
    ['a text', body('text/plain', 'hello')],
    ['a form without a token', body('application/x-www-form-urlencoded', 'a=1')],
    ['a multipart body', body('multipart/form-data; boundary=x', multipart)],
    ['bytes', body('application/octet-stream', '\0\u0001\u0002')],
    ['a member __proto__', body('application/json', '{"__proto__":{"request":"x"}}')],
  ])('grants whatever the body, such as %s', async (_name, sending) => {
    const { status, json } = await ask(sending);
    expect(json).toMatchObject({ identity: 'alice' });
    expect(status).toBe(200);
  });

  // The runtime answers these itself, before the function.
  it.each<[string, number, Sending]>([
    ['a JSON body that is no JSON', 400, body('application/json', '{"a"')],
    ['a JSON body that is a text', 400, body('application/json', '"a"')],
    ['a body of seven million bytes', 413, body('application/json', `{"a":"${'x'.repeat(7e6)}"}`)],
  ])('survives %s', async (_name, status, sending) => {
    expect(await ask(sending)).toMatchObject({ status });
    expect(await ask({ headers: bearer(token) })).toMatchObject({ status: 200 });
  });
});

describe('without a token in the header', () => {
  it('takes it from a form', async () => {
    const { status, json } = await ask(form({ access_token: token }));
    expect(json).toMatchObject({ identity: 'alice' });
    expect(status).toBe(200);
  });

  it.each<[string, Sending, string]>([
    [
      'JSON',
      {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ access_token: token }),
      },
      '',
    ],
    [
      'a multipart body',
      { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: multipart },
      '',
    ],
    ['the query of a GET', { method: 'GET' }, `?access_token=${token}`],
    ['the query of a POST', {}, `?access_token=${token}`],
    ['a cookie', { headers: { Cookie: `access_token=${token}` } }, ''],
  ])('does not take it from %s', async (_name, sending, query) => {
    const { status, json } = await ask(sending, query);
    expect(json).toMatchObject({ code: 'missing_credential' });
    expect(status).toBe(401);
  });
});

describe('with more than one token', () => {
  it.each<[string, Sending]>([
    ['two headers', { headers: { Authorization: [`Bearer ${token}`, `Bearer ${token}`] } }],
    ['one header with two', { headers: { Authorization: `Bearer ${token}, Bearer ${token}` } }],
    [
      'a header and a form',
      { ...form({ access_token: token }), headers: { ...form({}).headers, ...bearer(token) } },
    ],
    ['a form field twice', { ...form({}), body: `access_token=${token}&access_token=${token}` }],
  ])('refuses %s', async (_name, sending) => {
    const { status, json } = await ask(sending);
    expect(json).toMatchObject({ code: 'credential_repeated' });
    expect(status).toBe(400);
  });
});

describe('with a query that replaces the request', () => {
  it.each<[string, string, number, string | undefined]>([
    ['a text', '?request=x', 400, 'request_malformed'],
    ['a list', '?request[]=x', 400, 'request_malformed'],
    ['headers that are a text', '?request[headers]=x', 400, 'request_malformed'],
    [
      'a header that is an object',
      '?request[headers][authorization][x]=y',
      400,
      'request_malformed',
    ],
    [
      'a header twice',
      '?request[headers][authorization]=x&request[headers][authorization]=y',
      400,
      'credential_repeated',
    ],
    [
      'a token that proves nothing',
      '?request[headers][authorization]=Bearer%20root',
      401,
      'token_malformed',
    ],
    ['a prototype', '?__proto__[request]=x&constructor[prototype][request]=x', 200, undefined],
  ])('believes nothing: %s', async (_name, query, status, code) => {
    const answer = await ask({ headers: bearer(token) }, query);
    expect(answer.json?.code).toBe(code);
    expect(answer.status).toBe(status);
  });
});

/** The output, once nothing more comes: a line may come after its answer. */
async function settledOutput(): Promise<string> {
  for (let before = runtime.output(); ; before = runtime.output()) {
    await sleep(100);
    if (runtime.output() === before) return before;
  }
}

describe('besides', () => {
  it('leaves a preflight to the platform, which lets the header through', async () => {
    const before = await settledOutput();
    const answer = await ask({
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization, content-type',
      },
    });
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(answer.headers['access-control-allow-headers']).toMatch(/Authorization.*Content-Type/);
    expect(answer.headers['access-control-allow-methods']).toMatch(/POST/);
    expect(await settledOutput()).toBe(before);
  });

  it('answers a HEAD with headers alone', async () => {
    expect(await ask({ method: 'HEAD', headers: bearer(token) })).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      text: '',
    });
  });

  it.each(['/', '/token/', '/token.js', '/shared/service', '/.env', '/package.json'])(
    'serves nothing at %s',
    async (path) => {
      expect(await send(`${runtime.url}${path}`, { method: 'GET' })).toMatchObject({ status: 404 });
    },
  );
});
