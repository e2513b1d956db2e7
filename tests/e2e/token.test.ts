/** From the log-in at a real OpenID provider to an access token that Twilio would take. */
import { jwtVerify } from 'jose';
import { type LocalRuntime, MODES, type Mode, startLocalRuntime } from '../support/local-runtime';
import { startProvider, type TestProvider } from '../support/provider';
import {
  ACCOUNT_SID,
  API_KEY_SECRET,
  API_KEY_SID,
  PUSH_CREDENTIAL_SID,
  SERVICE_SID,
  validEnvironment,
} from '../support/tokens';
import { bearer, form, type Received, type Sending, send } from './request';

let provider: TestProvider;
let runtimes: Record<Mode, LocalRuntime>;

beforeAll(async () => {
  provider = await startProvider();
  const environment = validEnvironment({
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: provider.audience,
    AUTH_REQUIRED_SCOPE: 'chat',
    IDENTITY_CLAIM: 'email',
    PUSH_CREDENTIAL_SID,
    TWILIO_REGION: 'ie1',
  });
  const started = MODES.map((mode) => startLocalRuntime(environment, mode));
  const [forking, warm] = (await Promise.all(started)) as [LocalRuntime, LocalRuntime];
  runtimes = { forking, warm };
});

afterAll(() =>
  Promise.all([provider.stop(), ...Object.values(runtimes).map((runtime) => runtime.close())]),
);

const ask = (mode: Mode, sending: Sending) => send(`${runtimes[mode].url}/token`, sending);

/** Checks an access token as Twilio does, and gives its grants. */
async function verifyAsTwilio(token: string): Promise<unknown> {
  const { payload, protectedHeader } = await jwtVerify(
    token,
    new TextEncoder().encode(API_KEY_SECRET),
    {
      algorithms: ['HS256'],
      issuer: API_KEY_SID,
      subject: ACCOUNT_SID,
      requiredClaims: ['jti', 'iat', 'exp', 'grants'],
    },
  );
  expect(protectedHeader).toEqual({
    alg: 'HS256',
    typ: 'JWT',
    cty: 'twilio-fpa;v=1',
    twr: 'ie1',
  });
  expect(payload.jti).toMatch(new RegExp(`^${API_KEY_SID}-.+`));
  const lifetime = (payload.exp ?? 0) - (payload.iat ?? 0);
  expect(lifetime).toBeGreaterThanOrEqual(300);
  expect(lifetime).toBeLessThanOrEqual(86_400);
  return payload.grants;
}

describe.each(MODES)('with the %s runtime', (mode) => {
  const ways: [string, (token: string) => Sending][] = [
    ['the header of a POST', (token) => ({ headers: bearer(token) })],
    ['the header of a GET', (token) => ({ method: 'GET', headers: bearer(token) })],
    ['a form', (token) => form({ access_token: token })],
  ];

  it.each(ways)('grants a token to who sends theirs in %s', async (_way, sending) => {
    const { status, headers, json } = await ask(mode, sending(await provider.bearer('alice')));
    expect(json).toEqual({
      token: expect.any(String),
      identity: 'alice_40example.com',
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      expiresIn: expect.any(Number),
      refreshAfter: expect.any(String),
      serverTime: expect.any(String),
      serviceSid: SERVICE_SID,
      region: 'ie1',
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      vary: 'Origin',
    });
    expect(await verifyAsTwilio(json.token)).toEqual({
      identity: 'alice_40example.com',
      chat: { service_sid: SERVICE_SID, push_credential_sid: PUSH_CREDENTIAL_SID },
    });
  });

  it('refuses whose address is not verified', async () => {
    const answer = await ask(mode, { headers: bearer(await provider.bearer('carol')) });
    expect(answer).toMatchObject({ status: 403, json: { code: 'email_unverified' } });
  });
});

it.each(['RS256', 'ES256', 'EdDSA'] as const)('grants a token for one of %s', async (algorithm) => {
  const token = await provider.bearer('bob', { algorithm });
  const answer = await ask('warm', { headers: bearer(token) });
  expect(answer).toMatchObject({ status: 200, json: { identity: 'bob_40example.com' } });
});

it('refuses who has not asked for the scope', async () => {
  const token = await provider.bearer('alice', { scope: 'openid email' });
  const answer = await ask('warm', { headers: bearer(token) });
  expect(answer).toMatchObject({ status: 403, json: { code: 'insufficient_scope' } });
  expect(answer.headers['www-authenticate']).toMatch(/, scope="chat"$/);
});

describe('in both modes', () => {
  /** An answer without what is different each time. */
  function comparable({ status, headers, json }: Received) {
    const { date, etag, 'content-length': length, ...rest } = headers;
    const body = Object.entries(json as Record<string, unknown>).map(([name, value]) => [
      name,
      /^(token|requestId|expires|refresh|serverTime)/.test(name) ? typeof value : value,
    ]);
    return { status, headers: rest, body };
  }

  it.each<[string, () => Promise<Sending>]>([
    ['a grant', async () => ({ headers: bearer(await provider.bearer('alice')) })],
    ['a 401', async () => ({ headers: bearer('a.b.c') })],
    ['a 400', async () => form({ request: 'x' })],
    ['a 403', async () => ({ headers: bearer(await provider.bearer('carol')) })],
  ])('the answer is the same: %s', async (_name, make) => {
    const sending = await make();
    const [forking, warm] = await Promise.all(MODES.map((mode) => ask(mode, sending)));
    expect(comparable(forking as Received)).toEqual(comparable(warm as Received));
  });

  it('the log names nobody', async () => {
    for (const runtime of Object.values(runtimes)) {
      await send(`${runtime.url}/token`, { headers: bearer(await provider.bearer('alice')) });
      expect(await runtime.log(1)).not.toEqual([]);
      expect(runtime.output()).not.toMatch(/alice|bob|carol|eyJ/);
    }
  });
});
