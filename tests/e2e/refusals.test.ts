/** Every way to be refused, over the wire: what a page in a browser gets to see of it. */
import { createHash } from 'node:crypto';
import { REFUSALS, type RefusalCode } from '../../src/errors';
import { type Stage, setStage } from '../attacks/stage';
import { type LocalRuntime, startLocalRuntime } from '../support/local-runtime';
import { seconds, validEnvironment } from '../support/tokens';
import { bearer, form, type Received, type Sending, send } from './request';

const ORIGIN = 'https://app.example.com';
const BACKEND_TOKEN = `backend_${'0123456789'.repeat(4)}`;

/** Every code that a caller can bring about, and a request that does. */
const REFUSED: Partial<Record<RefusalCode, (stage: Stage) => Sending | string>> = {
  missing_credential: () => ({}),
  request_malformed: () => form({ request: 'x' }),
  credential_repeated: ({ login }) => ({
    headers: { Authorization: [`Bearer ${login.token()}`, `Bearer ${login.token()}`] },
  }),
  token_too_large: () => 'x'.repeat(8193),
  token_malformed: () => 'swordfish',
  token_encrypted: () => 'eyJhbGciOiJkaXIifQ.b.c.d.e',
  token_type_unsupported: ({ login }) => login.token({}, { header: { typ: 'logout+jwt' } }),
  token_header_unsupported: ({ login }) => login.token({}, { header: { crit: ['exp'] } }),
  token_bound: ({ login }) => login.token({ cnf: { jkt: 'x' } }),
  algorithm_unsupported: ({ login }) => login.token({}, { header: { alg: 'ES256K' } }),
  algorithm_not_allowed: ({ login }) => login.token({}, { alg: 'RS384' }),
  key_unknown: ({ login }) => login.token({}, { kid: 'another' }),
  key_ambiguous: ({ login }) => login.token({}, { kid: null }),
  key_unusable: ({ login, odd }) => login.token({}, { key: odd.weak }),
  signature_invalid: ({ login, stranger }) => login.token({}, { key: stranger.rsa }),
  issuer_mismatch: ({ partner }) => partner.token(),
  audience_mismatch: ({ login }) => login.token({ aud: 'https://other.example.com' }),
  claim_mismatch: ({ login }) => login.token({ sub: 'bob' }),
  token_expired: ({ login }) => login.token({ exp: seconds() - 60 }),
  token_not_yet_valid: ({ login }) => login.token({ nbf: seconds() + 60 }),
  claim_invalid: ({ login }) => login.token({ exp: 'tomorrow' }),
  insufficient_scope: ({ login }) => login.token({ scope: 'profile' }),
  identity_claim_missing: ({ login }) => login.token({ email: undefined }),
  identity_claim_invalid: ({ login }) => login.token({ email: ' ' }),
  identity_too_long: ({ login }) => login.token({ email: `${'a'.repeat(256)}@example.com` }),
  email_unverified: ({ login }) => login.token({ email_verified: false }),
  token_inactive: () => 'backend_of_nobody',
  backend_in_browser: () => BACKEND_TOKEN,
  guest_ticket_invalid: ({ login }) => form({ access_token: login.token(), guestTicket: 'root' }),
};

/** What only a backend can bring about, which sends no origin. */
const BACKEND_REFUSED: Partial<Record<RefusalCode, Sending>> = {
  backend_identity_missing: form({ access_token: BACKEND_TOKEN }),
  role_not_allowed: form({ access_token: BACKEND_TOKEN, identity: 'alice', role: 'admin' }),
  lifetime_not_allowed: form({ access_token: BACKEND_TOKEN, identity: 'alice', lifetime: '600' }),
};

/** Those that no request to a running service brings about, or that have a test of their own. */
const ELSEWHERE: readonly RefusalCode[] = [
  'origin_not_allowed',
  'no_rule_matched',
  'denied_by_rule',
  'rule_claim_unusable',
  'twilio_unavailable',
  'guests_off',
  'challenge_missing',
  'challenge_failed',
  'challenge_unavailable',
  'issuer_unavailable',
  'server_misconfigured',
  'unexpected_error',
];

let stage: Stage;
let runtime: LocalRuntime;

beforeAll(async () => {
  stage = await setStage();
  runtime = await startLocalRuntime(
    validEnvironment({
      AUTH_ISSUER: stage.login.issuer,
      AUTH_REQUIRED_SCOPE: 'chat',
      AUTH_REQUIRED_CLAIMS: 'sub=alice',
      IDENTITY_CLAIM: 'email',
      ALLOWED_ORIGINS: ORIGIN,
      BACKEND_TOKENS: createHash('sha256').update(BACKEND_TOKEN).digest('hex'),
    }),
  );
});

afterAll(() => Promise.all([stage.close(), runtime.close()]));

/** Sends a request as a page of the origin does. */
const ask = (sending: Sending | string, origin = ORIGIN): Promise<Received> => {
  const whole = typeof sending === 'string' ? { headers: bearer(sending) } : sending;
  return send(`${runtime.url}/token`, { ...whole, headers: { ...whole.headers, Origin: origin } });
};

function expectRefused({ status, headers, json }: Received, code: RefusalCode) {
  const { error, status: wanted, sentence } = REFUSALS[code];
  expect(json).toEqual({
    error,
    code,
    error_description: sentence,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(status).toBe(wanted);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'access-control-expose-headers': 'WWW-Authenticate, Retry-After',
    vary: 'Origin',
  });
}

/** The challenge of a refusal; undefined where RFC 6750 asks for none. */
function challengeOf(code: RefusalCode): string | undefined {
  const { error, status, sentence } = REFUSALS[code];
  if (status !== 401 && status !== 403) return undefined;
  const parameters = ['realm="conversations"'];
  if (code !== 'missing_credential') {
    parameters.push(`error="${error}"`, `error_description="${sentence}"`);
  }
  if (code === 'insufficient_scope') parameters.push('scope="chat"');
  return `Bearer ${parameters.join(', ')}`;
}

it('has a request for every refusal', () => {
  const codes = [REFUSED, BACKEND_REFUSED].flatMap(Object.keys);
  expect([...codes, ...ELSEWHERE].sort()).toEqual(Object.keys(REFUSALS).sort());
});

it('grants what lacks nothing', async () => {
  const answer = await ask(stage.login.token());
  expect(answer).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': ORIGIN, vary: 'Origin' },
    json: { identity: 'alice_40example.com' },
  });
});

it.each(Object.keys(REFUSED) as RefusalCode[])('tells a page of %s', async (code) => {
  const answer = await ask(REFUSED[code]?.(stage) ?? {});
  expectRefused(answer, code);
  // Whoever replaces the request replaces its origin too.
  const origin = code === 'request_malformed' ? undefined : ORIGIN;
  expect(answer.headers['access-control-allow-origin']).toBe(origin);
  expect(answer.headers['www-authenticate']).toBe(challengeOf(code));
  expect(answer.headers).not.toHaveProperty('retry-after');
});

it.each(Object.keys(BACKEND_REFUSED) as RefusalCode[])('tells a backend of %s', async (code) => {
  const answer = await send(`${runtime.url}/token`, BACKEND_REFUSED[code]);
  expectRefused(answer, code);
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(answer.headers['www-authenticate']).toBe(challengeOf(code));
});

it('tells a page of another origin nothing that it could read', async () => {
  const answer = await ask(stage.login.token(), 'https://evil.example');
  expectRefused(answer, 'origin_not_allowed');
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(answer.headers['www-authenticate']).toBe(challengeOf('origin_not_allowed'));
});

it('writes a line for each request, and no credential', async () => {
  for (const request of Object.values(REFUSED)) await ask(request(stage));
  for (const request of Object.values(BACKEND_REFUSED)) await send(`${runtime.url}/token`, request);
  await ask(stage.login.token(), 'https://evil.example');
  await ask(stage.login.token());
  const refused = [REFUSED, BACKEND_REFUSED].flatMap(Object.keys);
  const codes = [...refused, 'origin_not_allowed', undefined];
  // Lines of the tests before this one count too, so the number of lines does not tell the last one.
  const logged = async () => new Set((await runtime.log(0)).map(({ code }) => code));
  for (let tries = 0; tries < 50 && (await logged()).size < new Set(codes).size; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await logged()).toEqual(new Set(codes));
  expect(runtime.output()).not.toMatch(/eyJ|swordfish|alice|xxxx|backend_(of|0)/);
});
