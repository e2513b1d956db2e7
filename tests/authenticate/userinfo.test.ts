/** Tokens of issuers that have a UserInfo endpoint and no introspection, over real HTTP. */
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { outcomeOf } from '../support/key-set-service';
import { status } from '../support/misbehaving-issuer';
import { createTestService } from '../support/service';
import { validEnvironment } from '../support/tokens';

const TOKEN = 'opaque-token-1234567890';

let endpoint: AskedEndpoint;
beforeEach(async () => {
  endpoint = await startAskedEndpoint();
});
afterEach(() => endpoint.close());

const setUp = () =>
  createTestService({ environment: validEnvironment({ AUTH_USERINFO_URL: endpoint.url }) });

describe('a token', () => {
  it('is shown as what it is, and gives the shortest access token', async () => {
    endpoint.answers[TOKEN] = { sub: 'alice' };
    const { status, body } = await setUp().ask(TOKEN);
    expect(status).toBe(200);
    expect(body).toMatchObject({ identity: 'alice', expiresIn: 300 });
    expect(endpoint.questions).toMatchObject([
      { method: 'GET', headers: { authorization: `Bearer ${TOKEN}` }, form: {} },
    ]);
  });

  it.each([400, 401, 403])('does not count when the issuer refuses it with %d', async (code) => {
    endpoint.behaviour = status(code);
    const { ask, log } = setUp();
    expect(outcomeOf(await ask(TOKEN))).toBe('token_inactive');
    expect(log.filter(({ event }) => event === 'lookup')).toEqual([]);
  });

  it.each([404, 429, 500])('cannot be judged when the issuer answers %d', async (code) => {
    endpoint.behaviour = status(code);
    const { ask, log } = setUp();
    expect(outcomeOf(await ask(TOKEN))).toBe('issuer_unavailable');
    expect(log.filter(({ event }) => event === 'lookup')).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['of another issuer', { sub: 'alice', iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['that is bound', { sub: 'alice', cnf: {} }, 'token_bound'],
    ['without a subject', { name: 'alice' }, 'identity_claim_missing'],
  ])('is refused when it is one %s', async (_, answer, code) => {
    endpoint.answers[TOKEN] = answer;
    expect(outcomeOf(await setUp().ask(TOKEN))).toBe(code);
  });

  it.each(['a b', 'a\r\nx-injected: 1', 'a\0', 'ü', 'a,b', '='])(
    'is shown to nobody when it cannot stand in a header: %j',
    async (token) => {
      const { token: send } = setUp();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send({ headers, fields: { access_token: token } });
      expect(outcomeOf(answer)).toBe('token_inactive');
      expect(endpoint.questions).toHaveLength(0);
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
