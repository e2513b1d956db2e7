import { createTestService } from '../support/service';
import { SECRET, sharedSecretEnvironment, signToken, validClaims } from '../support/tokens';

const APP = 'https://app.example.com';
const environment = sharedSecretEnvironment({ AUTH_COOKIE: 'session', ALLOWED_ORIGINS: APP });
const bearer = signToken(validClaims(), { key: SECRET });

const send = (cookies: unknown, headers: Record<string, unknown> = {}, fields: object = {}) =>
  createTestService({ environment }).token({ cookies, headers, fields });
const code = async (...args: Parameters<typeof send>) => (await send(...args)).body.code;

describe('a cookie', () => {
  it('carries a credential where it is configured, and nowhere else', async () => {
    const cookies = { session: bearer };
    expect((await send(cookies)).status).toBe(200);
    const { token } = createTestService({ environment: sharedSecretEnvironment() });
    expect((await token({ cookies })).body.code).toBe('missing_credential');
  });

  it.each<[string, unknown]>([
    ['of another name', { other: bearer }],
    ['that is empty', { session: '' }],
    ['that is inherited', Object.create({ session: bearer })],
    ['in a list', [bearer]],
    ['in nothing', undefined],
    ['in a text', `session=${bearer}`],
  ])('carries none when it is one %s', async (_, cookies) => {
    expect(await code(cookies)).toBe('missing_credential');
  });

  it.each<[string, unknown]>([
    ['an object', { token: bearer }],
    ['a list', [bearer]],
    ['a number', 7],
    ['null', null],
  ])('is refused when it is %s', async (_, session) => {
    expect(await code({ session })).toBe('request_malformed');
  });

  it('may stand beside the same credential in the header, and no other', async () => {
    const headers = { authorization: `Bearer ${bearer}` };
    expect((await send({ session: bearer }, headers)).status).toBe(200);
    expect(await code({ session: `${bearer}x` }, headers)).toBe('credential_repeated');
  });
});

describe('a request that another site makes with the cookie', () => {
  it.each(['same-origin', 'same-site', 'none', undefined])(
    'is none when Sec-Fetch-Site is %s',
    async (site) => {
      const headers = site === undefined ? {} : { 'sec-fetch-site': site };
      expect((await send({ session: bearer }, headers)).status).toBe(200);
    },
  );

  it.each<unknown>(['cross-site', 'Same-Origin', '', 'other', ['same-origin'], null, {}])(
    'is refused when Sec-Fetch-Site is %j',
    async (site) => {
      expect(await code({ session: bearer }, { 'sec-fetch-site': site })).toBe(
        'origin_not_allowed',
      );
    },
  );

  it('is refused by its origin', async () => {
    expect(await code({ session: bearer }, { origin: 'https://evil.example' })).toBe(
      'origin_not_allowed',
    );
  });
});

describe('the answer to a page', () => {
  it('may be read by a listed one that sent cookies, and by no other', async () => {
    const listed = await send({ session: bearer }, { origin: APP });
    expect(listed.headers).toMatchObject({
      'Access-Control-Allow-Origin': APP,
      'Access-Control-Allow-Credentials': 'true',
    });
    for (const headers of [{}, { origin: 'https://evil.example' }]) {
      const answer = await send({ session: bearer }, headers);
      expect(answer.headers).not.toHaveProperty('Access-Control-Allow-Credentials');
    }
  });
});
