/** Opaque tokens, cookies and backends through the whole of `/token`. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Policy } from '../../src/settings';
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { SECOND, stoppedClock } from '../support/clock';
import { inTime, outcomeOf } from '../support/key-set-service';
import { createTestService } from '../support/service';
import {
  AUDIENCE,
  SECRET,
  seconds,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';

const APP = 'https://app.example.com';
const BACKEND = `backend_${'a1'.repeat(24)}`;
const digest = (token: string) => createHash('sha256').update(token).digest('hex');
const inHeader = (token: string) => ({ authorization: `Bearer ${token}` });
const jwt = (claims: Record<string, unknown> = {}) =>
  signToken(validClaims({ iss: undefined, ...claims }), { key: SECRET });

describe('opaque tokens', () => {
  const CLIENT = { AUTH_INTROSPECTION_CLIENT_ID: 'a', AUTH_INTROSPECTION_CLIENT_SECRET: 'b' };
  let endpoint: AskedEndpoint;
  beforeEach(async () => {
    endpoint = await startAskedEndpoint();
  });
  afterEach(() => endpoint.close());

  function setUp(overrides: Record<string, string | undefined> = {}) {
    const clock = stoppedClock();
    const environment = validEnvironment({
      ...(overrides.AUTH_USERINFO_URL === undefined && {
        AUTH_INTROSPECTION_URL: endpoint.url,
        ...CLIENT,
      }),
      ...overrides,
    });
    return { clock, ...createTestService({ environment, now: clock.now }) };
  }
  const know = (token: string, claims: Record<string, unknown> = {}) => {
    endpoint.answers[token] = { active: true, ...validClaims(claims) };
  };

  it('cost one question when 1,000 requests have the same one at once', async () => {
    know('opaque');
    const { ask } = setUp();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => inTime(ask('opaque'))));
    expect(answers.filter(({ body }) => body.identity === 'alice')).toHaveLength(1000);
    expect(endpoint.questions).toHaveLength(1);
  });

  it('are remembered up to 1,000', async () => {
    const asked: string[] = [];
    const { ask } = createTestService({
      environment: validEnvironment({ AUTH_INTROSPECTION_URL: endpoint.url, ...CLIENT }),
      get: async (_url, { form }) => {
        asked.push(new URLSearchParams(form).get('token') ?? '');
        return Buffer.from(JSON.stringify({ active: true, ...validClaims() }));
      },
    });
    const askAll = async (count: number) => {
      for (let i = 0; i < count; i += 1) await ask(`token-${i}`);
    };
    await askAll(1000);
    await askAll(1000);
    expect(asked).toHaveLength(1000);
    await ask('one-more');
    await ask('token-999');
    expect(asked).toHaveLength(1001);
    await ask('token-0');
    expect(asked.slice(1000)).toEqual(['one-more', 'token-0']);
  });

  it('must have the scope that is wanted, in the answer', async () => {
    know('with', { scope: 'openid chat' });
    know('without', { scope: 'openid' });
    const { ask } = setUp({ AUTH_REQUIRED_SCOPE: 'chat' });
    expect((await ask('with')).status).toBe(200);
    const refused = await ask('without');
    expect(refused).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    expect(refused.headers['WWW-Authenticate']).toMatch(/, scope="chat"$/);
  });

  it('have no scope where UserInfo is all there is', async () => {
    endpoint.answers.opaque = { sub: 'alice' };
    const { ask } = setUp({ AUTH_USERINFO_URL: endpoint.url, AUTH_REQUIRED_SCOPE: 'chat' });
    expect(outcomeOf(await ask('opaque'))).toBe('insufficient_scope');
  });

  it('give an access token that does not outlive them', async () => {
    know('opaque', { exp: seconds() + 600 });
    const { expiresIn = 0 } = (await setUp().ask('opaque')).body;
    expect(expiresIn).toBeGreaterThan(590);
    expect(expiresIn).toBeLessThanOrEqual(600);
  });

  it('name their user by the claim that is configured', async () => {
    know('verified', { email: 'A@example.com', email_verified: true });
    know('unverified', { email: 'A@example.com', email_verified: 'false' });
    const { ask } = setUp({ IDENTITY_CLAIM: 'email' });
    expect((await ask('verified')).body.identity).toBe('a_40example.com');
    expect(outcomeOf(await ask('unverified'))).toBe('email_unverified');
  });

  it('are remembered for no longer than AUTH_INTROSPECTION_CACHE says', async () => {
    know('opaque');
    const { clock, ask } = setUp({ AUTH_INTROSPECTION_CACHE: '20' });
    await ask('opaque');
    endpoint.answers = {};
    clock.advance(20 * SECOND - 1);
    expect((await ask('opaque')).status).toBe(200);
    clock.advance(1);
    expect(outcomeOf(await ask('opaque'))).toBe('token_inactive');
  });
});

describe('bound tokens', () => {
  const cnf = { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' };

  it('are refused without their proof, in whatever form they come', async () => {
    const endpoint = await startAskedEndpoint();
    try {
      const { ask, token } = createTestService({
        environment: validEnvironment({
          AUTH_SECRET: SECRET,
          AUTH_USERINFO_URL: endpoint.url,
        }),
      });
      endpoint.answers.opaque = { sub: 'alice', cnf };
      const bound = signToken(validClaims({ cnf }), { key: SECRET });
      for (const credential of ['opaque', bound]) {
        expect(outcomeOf(await ask(credential))).toBe('token_bound');
        // With the scheme of RFC 9449 §7.1, no bearer token was sent at all.
        const headers = { authorization: `DPoP ${credential}`, dpop: bound };
        expect(outcomeOf(await token({ headers }))).toBe('missing_credential');
      }
    } finally {
      await endpoint.close();
    }
  });
});

describe('the answer to a page', () => {
  const allowsCredentials = async (
    overrides: Record<string, string>,
    headers: Record<string, unknown>,
  ) => {
    const environment = sharedSecretEnvironment(overrides);
    const answer = await createTestService({ environment }).token({ headers });
    return answer.headers['Access-Control-Allow-Credentials'];
  };
  const listed = { ALLOWED_ORIGINS: APP };
  const cookie = { ...listed, AUTH_COOKIE: 'session' };

  it.each<[string, Record<string, string>, Record<string, unknown>, string | undefined]>([
    ['a listed page, of a refusal too', cookie, { origin: APP }, 'true'],
    ['no page', cookie, {}, undefined],
    ['another page', cookie, { origin: 'https://evil.example' }, undefined],
    ['a page without an origin', cookie, { origin: 'null' }, undefined],
    ['a listed page where no cookie counts', listed, { origin: APP }, undefined],
    ['any page where none is listed', {}, { origin: APP }, undefined],
    ['a page where the settings are wrong', { AUTH_COOKIE: 'a' }, { origin: APP }, undefined],
  ])('may be read together with cookies by %s', async (_, overrides, headers, expected) => {
    expect(await allowsCredentials(overrides, headers)).toBe(expected);
  });
});

describe('the identities that a backend names', () => {
  const policy: Policy = {
    issuers: [
      { issuer: 'https://staff.example', audience: AUDIENCE, namespace: 'staff' },
      { issuer: 'https://shop.example', audience: AUDIENCE, namespace: 'customer' },
    ],
  };
  const service = (overrides: Record<string, string>) =>
    createTestService({
      environment: validEnvironment({
        AUTH_ISSUER: undefined,
        AUTH_AUDIENCE: undefined,
        BACKEND_TOKENS: digest(BACKEND),
        ...overrides,
      }),
      policy,
    });
  const FORMATS = {
    escaped: {},
    verbatim: { IDENTITY_FORMAT: 'verbatim' },
    hashed: { IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET: `${SECRET}-for-identities` },
  };
  const CONTRIVED = [
    'staff~bob',
    'customer~bob',
    `guest~${'0'.repeat(32)}`,
    '~bob',
    '../staff~bob',
    'backend~bob',
    'staff\u02dcbob',
    'staff\uff5ebob',
    'staff_7Ebob',
    'staff%7Ebob',
    '\u0000staff~bob',
  ];
  const anything = fc.oneof(
    fc.constantFrom(...CONTRIVED),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .tuple(fc.constantFrom('staff', 'customer', 'guest', ''), fc.string())
      .map(([namespace, rest]) => `${namespace}~${rest}`),
  );

  it.each(Object.entries(FORMATS))('never leave its namespace: %s', async (format, overrides) => {
    const { token, log } = service(overrides);
    const named = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(anything, async (name) => {
        log.length = 0;
        const fields = { identity: name };
        const { status, body } = await token({ headers: inHeader(BACKEND), fields });
        if (status !== 200) {
          expect(['backend_identity_missing', 'identity_claim_invalid']).toContain(body.code);
          return;
        }
        const [namespace, ...rest] = String(body.identity).split('~');
        expect([namespace, rest.length]).toEqual(['backend', 1]);
        // Two spellings that NFC makes one are one user, but for verbatim ones.
        const text = format === 'verbatim' ? name : name.normalize('NFC');
        expect(named.get(String(body.identity)) ?? text).toBe(text);
        named.set(String(body.identity), text);
      }),
      { numRuns: 1000 },
    );
    expect(named.size).toBeGreaterThan(100);
  });

  it('refuse what would be too long once it is formatted', async () => {
    const { token } = service({});
    const send = async (identity: string) =>
      (await token({ headers: inHeader(BACKEND), fields: { identity } })).status;
    const room = 256 - 'backend~'.length;
    expect(await send('a'.repeat(room))).toBe(200);
    expect(await send('a'.repeat(room + 1))).toBe(403);
    expect(await send('@'.repeat(room / 3 + 1))).toBe(403);
  });
});

describe('the fields of a backend', () => {
  it('change nothing for a person', async () => {
    const { token } = createTestService({
      environment: sharedSecretEnvironment({ BACKEND_TOKENS: digest(BACKEND) }),
      policy: { backends: { mayChooseLifetime: true } },
    });
    const fields = { identity: 'root', lifetime: 86_400, role: 'admin' };
    const { status, body } = await token({ headers: inHeader(jwt()), fields });
    expect({ status, identity: body.identity }).toEqual({ status: 200, identity: 'alice' });
    expect(body.expiresIn).toBeLessThanOrEqual(3600);
  });

  it('have no effect on the rules: a foreign page is refused as such', async () => {
    const { token } = createTestService({
      environment: sharedSecretEnvironment({
        BACKEND_TOKENS: digest(BACKEND),
        ALLOWED_ORIGINS: APP,
      }),
    });
    const outcome = async (origin: string) =>
      outcomeOf(
        await token({
          headers: { ...inHeader(BACKEND), origin },
          fields: { identity: 'alice' },
        }),
      );
    expect(await outcome('https://evil.example')).toBe('origin_not_allowed');
    expect(await outcome(APP)).toBe('backend_in_browser');
  });
});
