/** Each kind of credential goes its own way, and none is shown to whom it does not concern. */
import { createHash } from 'node:crypto';
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { outcomeOf } from '../support/key-set-service';
import { status } from '../support/misbehaving-issuer';
import { createTestService } from '../support/service';
import { base64url, SECRET, signToken, validClaims, validEnvironment } from '../support/tokens';

const APP = 'https://app.example.com';
const OPAQUE = 'opaque-token-1234567890';
const BACKEND = `backend_${'a1'.repeat(24)}`;
const UNMARKED = 'made-by-another-tool-0123456789ab';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const digest = (token: string) => createHash('sha256').update(token).digest('hex');
const jwt = (claims: Record<string, unknown> = {}) =>
  signToken(validClaims(claims), { key: SECRET });
const inHeader = (token: string) => ({ authorization: `Bearer ${token}` });

let endpoint: AskedEndpoint;
beforeEach(async () => {
  endpoint = await startAskedEndpoint();
  endpoint.answers[OPAQUE] = { active: true, ...validClaims({ sub: 'bob' }) };
});
afterEach(() => endpoint.close());

/** A service that takes every kind of credential. */
function setUp(overrides: Record<string, string | undefined> = {}) {
  const { token, log } = createTestService({
    environment: validEnvironment({
      AUTH_SECRET: SECRET,
      AUTH_INTROSPECTION_URL: endpoint.url,
      AUTH_INTROSPECTION_CLIENT_ID: 'chat',
      AUTH_INTROSPECTION_CLIENT_SECRET: 'secret-of-the-client',
      AUTH_COOKIE: 'session',
      ALLOWED_ORIGINS: APP,
      BACKEND_TOKENS: [BACKEND, UNMARKED].map(digest).join(),
      GUESTS: 'on',
      GUEST_SECRET: 'a-secret-for-guest-tickets-of-32-bytes-or-more',
      ...overrides,
    }),
  });
  const outcome = async (...request: Parameters<typeof token>) => {
    const answer = await token(...request);
    return answer.body.identity ?? outcomeOf(answer);
  };
  return { token, outcome, log };
}

const askedAbout = () => endpoint.questions.map(({ form }) => form.token);

describe('a service that takes everything', () => {
  it('knows each credential for what it is', async () => {
    const { outcome } = setUp();
    const fields = { identity: 'carol' };
    expect(await outcome({ headers: inHeader(jwt()), fields })).toBe('alice');
    expect(await outcome({ headers: inHeader(OPAQUE), fields })).toBe('bob');
    expect(await outcome({ headers: inHeader(BACKEND), fields })).toBe('backend~carol');
    expect(await outcome({ headers: inHeader(UNMARKED), fields })).toBe('backend~carol');
    expect(await outcome({ fields })).toBe('missing_credential');
    expect(askedAbout()).toEqual([OPAQUE]);
  });

  it('takes each of a login from the header, the form and the cookie', async () => {
    const { outcome } = setUp();
    for (const [credential, identity] of [
      [jwt(), 'alice'],
      [OPAQUE, 'bob'],
    ] as const) {
      expect(await outcome({ headers: inHeader(credential) })).toBe(identity);
      const fields = { access_token: credential };
      expect(await outcome({ headers: FORM, fields })).toBe(identity);
      expect(await outcome({ cookies: { session: credential } })).toBe(identity);
    }
  });

  it('takes the same one from two places, and not two from two', async () => {
    const { outcome } = setUp();
    const token = jwt();
    const cookies = { session: token };
    expect(await outcome({ headers: inHeader(token), cookies })).toBe('alice');
    expect(await outcome({ headers: FORM, fields: { access_token: token }, cookies })).toBe(
      'alice',
    );
    for (const other of [OPAQUE, jwt({ sub: 'bob' }), BACKEND]) {
      expect(await outcome({ headers: inHeader(other), cookies })).toBe('credential_repeated');
      expect(await outcome({ headers: FORM, fields: { access_token: other }, cookies })).toBe(
        'credential_repeated',
      );
    }
    expect(askedAbout()).toEqual([]);
  });

  it('lets the cookie count where the header has another scheme', async () => {
    const headers = { authorization: 'Basic YTpi' };
    expect(await setUp().outcome({ headers, cookies: { session: OPAQUE } })).toBe('bob');
  });
});

describe('the token of a backend', () => {
  it.each([
    ['mistyped', `${BACKEND}x`],
    ['cut short', BACKEND.slice(0, -1)],
    ['of another deployment', `backend_${'c3'.repeat(24)}`],
    ['nothing but its beginning', 'backend_'],
  ])('is shown to no issuer when it is %s', async (_, token) => {
    for (const BACKEND_TOKENS of [digest(BACKEND), undefined]) {
      const { outcome } = setUp({ BACKEND_TOKENS });
      expect(await outcome({ headers: inHeader(token) })).toBe('token_inactive');
      expect(await outcome({ cookies: { session: token } })).toBe('token_inactive');
    }
    expect(askedAbout()).toEqual([]);
  });

  it('does not count in a cookie, and is shown to no issuer either', async () => {
    const { outcome } = setUp();
    for (const session of [BACKEND, UNMARKED]) {
      const fields = { identity: 'carol' };
      expect(await outcome({ cookies: { session }, fields })).toBe('token_inactive');
    }
    expect(askedAbout()).toEqual([]);
  });

  it('is not its digest', async () => {
    const headers = inHeader(digest(BACKEND));
    expect(await setUp().outcome({ headers, fields: { identity: 'carol' } })).toBe(
      'token_inactive',
    );
  });

  it('is no JWT, though the digest of one be listed', async () => {
    const listed = jwt({ aud: 'other' });
    const { outcome } = setUp({ BACKEND_TOKENS: digest(listed) });
    const request = { headers: inHeader(listed), fields: { identity: 'carol' } };
    expect(await outcome(request)).toBe('audience_mismatch');
  });
});

describe('a text in the form of a JWT', () => {
  const payload = base64url(JSON.stringify(validClaims()));
  it.each<[string, string]>([
    ['as it is usual', '{"alg":"none"}'],
    ['with white space in front', ' \n\t{"alg":"none"}'],
    ['with a byte order mark', '\ufeff{"alg":"none"}'],
    ['that is empty', '{}'],
    ['that is broken', '{'],
  ])(
    'is shown to no issuer, whose error would look like an outage: a header %s',
    async (_, header) => {
      endpoint.behaviour = status(400);
      const { outcome, log } = setUp();
      for (const token of [
        `${base64url(header)}.${payload}.x`,
        `${base64url(header)}..`,
        `${base64url(header)}.a.b.c.d`,
        `${base64url(header)}=.${payload}.x`,
      ]) {
        expect(await outcome({ headers: inHeader(token) })).toMatch(/^(token|algorithm)_/);
      }
      expect(askedAbout()).toEqual([]);
      expect(log.filter(({ event }) => event === 'lookup')).toEqual([]);
    },
  );

  it.each(['a.b.c', 'ya29.a0AfB_by', '..', '.e30.', 's:abc.def', base64url('{"alg":"none"}')])(
    'is not every text with dots in it: %s',
    async (token) => {
      endpoint.answers[token] = { active: true, ...validClaims() };
      expect(await setUp().outcome({ headers: inHeader(token) })).toBe('alice');
    },
  );
});

describe('the ticket of a guest', () => {
  it('is shown to no issuer, in a cookie neither', async () => {
    const service = createTestService({
      environment: validEnvironment({
        AUTH_SECRET: SECRET,
        AUTH_COOKIE: 'session',
        ALLOWED_ORIGINS: APP,
        GUESTS: 'on',
        GUEST_SECRET: 'a-secret-for-guest-tickets-of-32-bytes-or-more',
      }),
    });
    const { body } = await service.guest();
    const { outcome } = setUp();
    expect(await outcome({ headers: inHeader(String(body.guestTicket)) })).toBe(body.identity);
    expect(await outcome({ cookies: { session: body.guestTicket } })).toBe(body.identity);
    expect(askedAbout()).toEqual([]);
  });
});

it('tells nobody in the log, whatever the credential is', async () => {
  const { token, log } = setUp();
  const credentials = [
    jwt(),
    OPAQUE,
    BACKEND,
    UNMARKED,
    `${BACKEND}x`,
    `${OPAQUE}x`,
    'x'.repeat(9000),
  ];
  for (const credential of credentials) {
    await token({ headers: inHeader(credential), fields: { identity: 'carol' } });
    await token({ cookies: { session: credential } });
  }
  const lines = JSON.stringify(log);
  for (const told of [...credentials, 'alice', 'bob', 'carol', digest(BACKEND), 'secret-of']) {
    expect(lines).not.toContain(told);
  }
  expect(log.filter(({ event }) => event === 'token')).toHaveLength(2 * credentials.length);
});
