/** Tokens of issuers that have a UserInfo endpoint and no introspection, over real HTTP. */
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { outcomeOf } from '../support/key-set-service';
import { json, status } from '../support/misbehaving-issuer';
import { createTestService, type TestService } from '../support/service';
import { AUDIENCE, seconds, validEnvironment } from '../support/tokens';

const TOKEN = 'opaque-token-1234567890';

let endpoint: AskedEndpoint;
beforeEach(async () => {
  endpoint = await startAskedEndpoint();
});
afterEach(() => endpoint.close());

const setUp = () =>
  createTestService({ environment: validEnvironment({ AUTH_USERINFO_URL: endpoint.url }) });

describe('a token', () => {
  it('is shown as what it is, and gives an access token of 900 s', async () => {
    endpoint.answers[TOKEN] = { sub: 'alice' };
    const { status, body } = await setUp().ask(TOKEN);
    expect(status).toBe(200);
    expect(body).toMatchObject({ identity: 'alice', expiresIn: 900 });
    expect(endpoint.questions).toMatchObject([
      { method: 'GET', headers: { authorization: `Bearer ${TOKEN}` }, form: {} },
    ]);
  });

  it.each([204, 301, 302, 400, 401, 403, 404, 410])(
    'does not count when the issuer refuses it with %d',
    async (code) => {
      endpoint.behaviour = status(code);
      const { ask, log } = setUp();
      expect(outcomeOf(await ask(TOKEN))).toBe('token_inactive');
      expect(log.filter(({ event }) => event === 'lookup')).toEqual([]);
    },
  );

  it.each([429, 500, 502, 503])('cannot be judged when the issuer answers %d', async (code) => {
    endpoint.behaviour = status(code);
    const { ask, log } = setUp();
    expect(outcomeOf(await ask(TOKEN))).toBe('issuer_unavailable');
    expect(log.filter(({ event }) => event === 'lookup')).toHaveLength(1);
  });

  it.each<[string, object | null, string]>([
    ['of another issuer', { sub: 'alice', iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['for another app', { sub: 'alice', aud: 'other' }, 'audience_mismatch'],
    ['that is bound', { sub: 'alice', cnf: {} }, 'token_bound'],
    ['of the type DPoP', { sub: 'alice', token_type: 'DPoP' }, 'token_bound'],
    ['that has expired', { sub: 'alice', exp: 1 }, 'token_expired'],
    ['that is not active', { sub: 'alice', active: false }, 'token_inactive'],
    ['without a subject', { name: 'alice' }, 'token_inactive'],
    ['whose subject is null', { sub: null }, 'token_inactive'],
    ['about nobody', {}, 'token_inactive'],
    ['that is unknown', null, 'token_inactive'],
  ])('is refused when it is one %s', async (_, answer, code) => {
    endpoint.behaviour = json(answer);
    const { ask, log } = setUp();
    expect(outcomeOf(await ask(TOKEN))).toBe(code);
    expect(log.filter(({ event }) => event === 'lookup')).toEqual([]);
  });

  it('ends when the answer says so', async () => {
    endpoint.answers[TOKEN] = { sub: 'alice', exp: seconds() + 1000, aud: [AUDIENCE] };
    const { body } = await setUp().ask(TOKEN);
    expect(body.expiresIn).toBeGreaterThan(990);
    expect(body.expiresIn).toBeLessThanOrEqual(1000);
  });

  const askInForm = (service: TestService, token: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return service.token({ headers, fields: { access_token: token } });
  };

  it.each([' a', 'a ', ' ', 'a\r\nx-injected: 1', 'a\0', 'a\tb', 'ü', 'a,b', '\u{1f600}'])(
    'is shown to nobody when it cannot be in a header: %j',
    async (token) => {
      expect(outcomeOf(await askInForm(setUp(), token))).toBe('token_inactive');
      expect(endpoint.questions).toHaveLength(0);
    },
  );

  it.each(['s:abc.def/+=', '1|abc', 'a b', '=', '"quoted"', '{"a":1}', '~!@#$%^&*()'])(
    'may have any printable characters: %j',
    async (token) => {
      endpoint.answers[token] = { sub: 'alice' };
      expect(outcomeOf(await askInForm(setUp(), token))).toBe(200);
      expect(endpoint.questions[0]?.headers.authorization).toBe(`Bearer ${token}`);
    },
  );
});

describe('the operator', () => {
  it('is warned once that the audience of tokens cannot be told', async () => {
    const { ask, log } = setUp();
    await ask(TOKEN);
    await ask(TOKEN);
    expect(log.filter(({ event }) => event === 'settings')).toEqual([
      {
        event: 'settings',
        level: 'warning',
        problems: [
          { variable: 'AUTH_USERINFO_URL', sentence: expect.stringContaining('for which app') },
        ],
      },
    ]);
  });
});
