/** Opaque tokens of a real OpenID provider, revoked there, and how soon that bites here. */
import {
  CLIENT_ID,
  INTROSPECTION_CLIENT,
  OPAQUE_RESOURCE,
} from '../../dev/identity-provider/client';
import { fetchBearer } from '../../dev/identity-provider/fetch-bearer';
import { boundedGet, type HttpGet } from '../../src/http/get';
import { SECOND, stoppedClock } from '../support/clock';
import { outcomeOf } from '../support/key-set-service';
import { type LocalRuntime, startLocalRuntime } from '../support/local-runtime';
import { startProvider, type TestProvider } from '../support/provider';
import { createTestService } from '../support/service';
import { base64url, validEnvironment } from '../support/tokens';
import { bearer, form, type Sending, send } from './request';

let provider: TestProvider;
let metadata: { introspection_endpoint: string; revocation_endpoint: string };

beforeAll(async () => {
  provider = await startProvider();
  const { json } = await send(`${provider.issuer}/.well-known/openid-configuration`, {
    method: 'GET',
  });
  metadata = json;
});

afterAll(() => provider.stop());

const logIn = (person: string) =>
  fetchBearer(provider.issuer, { person, resource: OPAQUE_RESOURCE });

/** Ends a token, as an app does when its user logs out. */
async function revoke(token: string): Promise<void> {
  const answer = await send(metadata.revocation_endpoint, form({ token, client_id: CLIENT_ID }));
  expect(answer.status).toBe(200);
}

const environment = (overrides: Record<string, string> = {}) =>
  validEnvironment({
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: provider.audience,
    AUTH_INTROSPECTION_URL: metadata.introspection_endpoint,
    AUTH_INTROSPECTION_CLIENT_ID: INTROSPECTION_CLIENT.id,
    AUTH_INTROSPECTION_CLIENT_SECRET: INTROSPECTION_CLIENT.secret,
    AUTH_REQUIRED_SCOPE: 'chat',
    ...overrides,
  });

/** A service with a clock that a test moves, and a count of its questions. */
function setUp(overrides: Record<string, string> = {}) {
  const clock = stoppedClock();
  const asked: string[] = [];
  const get: HttpGet = (url, limits) => {
    asked.push(url);
    return boundedGet(url, limits);
  };
  const service = createTestService({
    environment: environment(overrides),
    now: clock.now,
    get,
  });
  const outcome = async (token: string) => {
    const answer = await service.ask(token);
    return answer.body.identity ?? outcomeOf(answer);
  };
  return { clock, asked, outcome, ask: service.ask, log: service.log };
}

describe.each(['client_secret_basic', 'client_secret_post'])('with %s', (method) => {
  const authentication = { AUTH_INTROSPECTION_AUTH_METHOD: method };

  it('grants a token for an opaque one', async () => {
    const { ask } = setUp({ ...authentication, IDENTITY_CLAIM: 'email' });
    const { status, body } = await ask(await logIn('alice'));
    expect({ status, identity: body.identity }).toEqual({
      status: 200,
      identity: 'alice_40example.com',
    });
    expect(body.expiresIn).toBeGreaterThan(3500);
  });

  it('refuses it 60 s after it was revoked, at the latest', async () => {
    const { clock, asked, outcome } = setUp(authentication);
    const token = await logIn('alice');
    expect(await outcome(token)).toBe('alice');
    await revoke(token);
    clock.advance(60 * SECOND - 1);
    expect(await outcome(token)).toBe('alice');
    clock.advance(1);
    expect(await outcome(token)).toBe('token_inactive');
    expect(asked).toHaveLength(2);
  });

  it('refuses it at once where no answer is remembered', async () => {
    const { outcome } = setUp({ ...authentication, AUTH_INTROSPECTION_CACHE: '0' });
    const token = await logIn('alice');
    expect(await outcome(token)).toBe('alice');
    await revoke(token);
    expect(await outcome(token)).toBe('token_inactive');
  });

  it('cannot ask with a wrong secret, and says so to the operator alone', async () => {
    const secret = { AUTH_INTROSPECTION_CLIENT_SECRET: 'another' };
    const { outcome, log } = setUp({ ...authentication, ...secret });
    expect(await outcome(await logIn('alice'))).toBe('issuer_unavailable');
    expect(log).toContainEqual(
      expect.objectContaining({
        event: 'lookup',
        cause: expect.stringContaining('the client is refused'),
      }),
    );
  });
});

it('asks once when 1,000 requests have the same token at once', async () => {
  const { asked, outcome } = setUp();
  const token = await logIn('bob');
  const outcomes = await Promise.all(Array.from({ length: 1000 }, () => outcome(token)));
  expect(new Set(outcomes)).toEqual(new Set(['bob']));
  expect(asked).toEqual([metadata.introspection_endpoint]);
});

it.each<[string, (token: string) => string]>([
  ['made up', () => 'made-up'],
  ['cut short', (token) => token.slice(0, -1)],
  ['longer', (token) => `${token}x`],
  ['with a line break', (token) => `${token}\n`],
])('refuses a token that is %s, and goes on with others', async (_, change) => {
  const { outcome } = setUp();
  const token = await logIn('alice');
  expect(await outcome(change(token))).toBe('token_inactive');
  expect(await outcome(token)).toBe('alice');
});

it('takes JWTs of the same provider by their signature', async () => {
  const { asked, outcome } = setUp();
  expect(await outcome(await provider.bearer('alice'))).toBe('alice');
  expect(asked).not.toContain(metadata.introspection_endpoint);
});

it('does not let a text like a JWT pass for an outage of the provider', async () => {
  const { asked, outcome } = setUp();
  // The provider answers questions about those with an error.
  for (const header of ['{"alg":"none"}', ' {"alg":"none"}', '\ufeff{"alg":"none"}']) {
    expect(await outcome(`${base64url(header)}.e30.x`)).toMatch(/^(token|algorithm|issuer)_/);
  }
  expect(asked).toEqual([]);
  expect(await outcome(await logIn('alice'))).toBe('alice');
});

describe('in the local runtime', () => {
  let runtime: LocalRuntime;
  beforeAll(async () => {
    runtime = await startLocalRuntime(
      environment({
        AUTH_INTROSPECTION_CACHE: '0',
        AUTH_COOKIE: 'session',
        ALLOWED_ORIGINS: 'https://app.example.com',
      }),
    );
  });
  afterAll(() => runtime.close());

  it.each<[string, (token: string) => Sending]>([
    ['the header', (token) => ({ headers: bearer(token) })],
    ['a form', (token) => form({ access_token: token })],
    ['a cookie', (token) => ({ headers: { Cookie: `other=1; session=${token}` } })],
  ])('a token in %s counts until it is revoked', async (_, sending) => {
    const ask = async (token: string) => send(`${runtime.url}/token`, sending(token));
    const token = await logIn('alice');
    expect(await ask(token)).toMatchObject({ status: 200, json: { identity: 'alice' } });
    await revoke(token);
    expect(await ask(token)).toMatchObject({ status: 401, json: { code: 'token_inactive' } });
  });

  it('a cookie counts for the pages that are listed', async () => {
    const Cookie = `session=${await logIn('alice')}`;
    const ask = (headers: Record<string, string>) =>
      send(`${runtime.url}/token`, { headers: { Cookie, ...headers } });
    const listed = await ask({ Origin: 'https://app.example.com' });
    expect(listed.status).toBe(200);
    expect(listed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
    });
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const refused = await ask(headers);
      expect(refused).toMatchObject({ status: 403, json: { code: 'origin_not_allowed' } });
      expect(refused.headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('a cookie with an object in it is refused', async () => {
    const value = encodeURIComponent(`j:${JSON.stringify({ token: await logIn('alice') })}`);
    const answer = await send(`${runtime.url}/token`, { headers: { Cookie: `session=${value}` } });
    expect(answer).toMatchObject({ status: 400, json: { code: 'request_malformed' } });
  });

  it('whoever makes the headers up by a query has no cookie of anybody', async () => {
    const query = 'request[headers][origin]=https%3A%2F%2Fapp.example.com';
    const answer = await send(`${runtime.url}/token?${query}`, {
      headers: { Cookie: `session=${await logIn('alice')}`, Origin: 'https://evil.example' },
    });
    expect(answer).toMatchObject({ status: 401, json: { code: 'missing_credential' } });
  });

  it('the log has no token', async () => {
    const token = await logIn('carol');
    await send(`${runtime.url}/token`, { headers: bearer(token) });
    expect(runtime.output()).not.toContain(token);
    expect(runtime.output()).not.toMatch(/carol|secret-for-development/);
  });
});
