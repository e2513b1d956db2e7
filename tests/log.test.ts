import { REFUSALS, Refusal, type RefusalCode } from '../src/errors';
import { FetchFailure } from '../src/http/get';
import { consoleLog, describeRefusal, GRANTED, hashIdentity, type LogEntry } from '../src/log';
import { createTestService } from './support/service';
import {
  API_KEY_SECRET,
  makeKey,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from './support/tokens';

describe('a line of the log', () => {
  const entry = (level: 'info' | 'warning' | 'error'): LogEntry => ({
    ...GRANTED,
    event: 'token',
    level,
    caller: 'person',
    issuer: undefined,
    identity: undefined,
    ms: 1,
    requestId: 'r',
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['info', 'log'],
    ['warning', 'warn'],
    ['error', 'error'],
  ] as const)('is one line of JSON: %s goes to console.%s', (level, method) => {
    const spies = (['log', 'warn', 'error'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(() => undefined),
    );
    consoleLog(entry(level));
    const lines = spies.flatMap(({ mock }) => mock.calls);
    expect(lines).toEqual([[expect.any(String)]]);
    expect(jest.mocked(console[method])).toHaveBeenCalledTimes(1);
    expect(JSON.parse(String(lines[0]?.[0]))).toMatchObject({ event: 'token', level });
    expect(String(lines[0]?.[0])).not.toContain('\n');
  });
});

describe('a refusal in the log', () => {
  it.each(Object.keys(REFUSALS) as RefusalCode[])('has a level by its status: %s', (code) => {
    const { status } = REFUSALS[code];
    const level = { 500: 'error', 503: 'warning' }[status as number] ?? 'info';
    expect(describeRefusal(new Refusal(code, 'the cause'))).toEqual({
      level,
      outcome: 'refused',
      status,
      code,
      cause: 'the cause',
    });
  });
});

describe('the hash of an identity', () => {
  it('is the same for the same person, and another for anybody else', () => {
    const hash = hashIdentity('alice', API_KEY_SECRET);
    expect(hash).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(hashIdentity('alice', API_KEY_SECRET)).toBe(hash);
    expect(hashIdentity('bob', API_KEY_SECRET)).not.toBe(hash);
    expect(hashIdentity('alice', `${API_KEY_SECRET}x`)).not.toBe(hash);
  });
});

describe('what is private', () => {
  const SUB = 'auth0|7c9e6679-alice';
  const EMAIL = 'alice.private@example.com';
  const ISS = 'https://evil-issuer.example/secret-tenant';
  const key = makeKey('ES256');
  const claims = (overrides: Record<string, unknown> = {}) =>
    validClaims({
      sub: SUB,
      email: EMAIL,
      email_verified: true,
      name: 'Alice Private',
      jti: 'private-jti-1',
      ...overrides,
    });
  const shared = (overrides: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    signToken(claims(overrides), { key: SECRET, header });

  const REQUESTS: [name: string, environment: Record<string, string>, token: string][] = [
    ['granted', {}, shared()],
    ['granted by e-mail', { IDENTITY_CLAIM: 'email' }, shared()],
    ['granted verbatim', { IDENTITY_FORMAT: 'verbatim' }, shared()],
    ['granted hashed', { IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET: `${SECRET}-id` }, shared()],
    ['with a signature that is wrong', {}, `${shared().slice(0, -4)}AAAA`],
    ['expired', {}, shared({ exp: 1 })],
    ['for another audience', {}, shared({ aud: EMAIL })],
    ['of another issuer', { AUTH_ISSUER: 'https://a.example' }, shared({ iss: ISS })],
    ['with an algorithm that is no good', {}, shared({}, { alg: EMAIL })],
    ['of a type that is no good', {}, shared({}, { typ: EMAIL })],
    ['with a header that is no good', {}, shared({}, { jku: EMAIL })],
    ['bound', {}, shared({ cnf: { jkt: EMAIL } })],
    ['with a claim that is no good', {}, shared({ exp: EMAIL })],
    ['without its claim', { IDENTITY_CLAIM: 'missing' }, shared()],
    ['with a claim that has a line feed', {}, shared({ sub: `${SUB}\n` })],
    ['with a tilde', { IDENTITY_FORMAT: 'verbatim' }, shared({ sub: `${SUB}~` })],
    ['with a claim that is too long', {}, shared({ sub: SUB.repeat(20) })],
    ['unverified', { IDENTITY_CLAIM: 'email' }, shared({ email_verified: EMAIL })],
    ['without scope', { AUTH_REQUIRED_SCOPE: 'chat' }, shared({ scope: EMAIL })],
    ['with a key that nobody has', {}, signToken(claims(), { key, kid: EMAIL })],
    ['malformed', {}, `${shared()}.x`],
    ['no JSON', {}, Buffer.from(`{"sub":"${SUB}"`).toString('base64url').concat('.x.y')],
    ['too large', {}, shared({ padding: EMAIL.repeat(400) })],
    ['from another origin', { ALLOWED_ORIGINS: 'https://app.example.com' }, shared()],
    ['while misconfigured', { TOKEN_LIFETIME: SECRET }, shared()],
  ];

  it.each(REQUESTS)('is in no line of the log: a token %s', async (_, overrides, token) => {
    const environment = sharedSecretEnvironment(overrides);
    const { ask, token: send, log } = createTestService({ environment });
    const origin = 'https://evil-origin.example';
    const { body } = await ask(token, { origin, cookie: `session=${EMAIL}` });
    await send({ headers: { authorization: [token, EMAIL] }, fields: { [EMAIL]: SUB } });
    await send({ headers: token, fields: token });

    expect(log.length).toBeGreaterThanOrEqual(3);
    const lines = log.map((entry) => JSON.stringify(entry)).join('\n');
    const parts = [token, ...token.split('.'), body.token, ...(body.token?.split('.') ?? [])];
    const secrets = [
      SECRET,
      API_KEY_SECRET,
      environment.IDENTITY_SECRET,
      SUB,
      EMAIL,
      ISS,
      'Alice',
      'private-jti',
      body.identity,
      origin,
      ...parts.filter((part) => part !== undefined && part.length > 2),
    ].filter((each) => each !== undefined);
    for (const each of secrets) expect(lines).not.toContain(each);
    // Not in another spelling either.
    expect(lines.toLowerCase()).not.toMatch(/alice|7c9e6679|evil/);
  });

  it('is in no line about keys that could not be fetched', async () => {
    const environment = validEnvironment();
    const get = async () => {
      throw new FetchFailure('the answer has status 500');
    };
    const { ask, log } = createTestService({ environment, get });
    const { status } = await ask(signToken(claims(), { key, kid: EMAIL }));
    expect(status).toBe(503);
    expect(log.map(({ event }) => event)).toEqual(['key_set', 'token']);
    expect(JSON.stringify(log)).not.toContain(EMAIL);
  });
});

describe('what the operator can read', () => {
  it('is who was judged by which issuer, and that two requests were of one person', async () => {
    const environment = sharedSecretEnvironment({ AUTH_ISSUER: 'https://a.example' });
    const { ask, log } = createTestService({ environment });
    for (const sub of ['alice', 'bob', 'alice']) {
      await ask(signToken(validClaims({ iss: 'https://a.example', sub }), { key: SECRET }));
    }
    const people = log.map((entry) => (entry as { identity?: string }).identity);
    expect(people[0]).toBe(people[2]);
    expect(people[0]).not.toBe(people[1]);
    expect(log[0]).toMatchObject({
      event: 'token',
      level: 'info',
      outcome: 'granted',
      status: 200,
      caller: 'person',
      issuer: 'https://a.example',
    });
  });

  it('is why a request was refused', async () => {
    const { ask, log } = createTestService({ environment: sharedSecretEnvironment() });
    const exp = Math.floor(Date.now() / 1000) - 100;
    await ask(signToken(validClaims({ exp }), { key: SECRET }));
    expect(log).toMatchObject([
      {
        event: 'token',
        level: 'info',
        outcome: 'refused',
        status: 401,
        code: 'token_expired',
        cause: expect.stringMatching(/^exp is 10[0-2] s ago$/),
      },
    ]);
  });
});
