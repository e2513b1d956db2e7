/** The logins of several issuers, the ways to hand a credential on, and what an answer is worth. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AskedIssuer,
  authenticateByLogin,
  createLogins,
  type LoginSettings,
} from '../../src/authenticate/ask-login';
import type { IntrospectionEndpoint } from '../../src/authenticate/introspection';
import type { AskedCredential } from '../../src/authenticate/login';
import { type UserinfoEndpoint, userinfo } from '../../src/authenticate/userinfo';
import { boundedGet, FetchFailure, type GetOptions } from '../../src/http/get';
import { stoppedClock } from '../support/clock';
import { asyncRefusalOf } from '../support/refusal';
import { AUDIENCE, ISSUER, validClaims } from '../support/tokens';

const NOW = 1_800_000_000;
const OTHER_ISSUER = 'https://other.example/';

const endpoint: IntrospectionEndpoint = {
  kind: 'introspection',
  url: 'https://login.example.com/introspect',
  clientId: 'id',
  clientSecret: 'secret',
  authMethod: 'client_secret_post',
};
const login: LoginSettings = { endpoint, tokens: 'opaque', cacheSeconds: 60 };
const asked: AskedIssuer = {
  issuer: { kind: 'exact', spellings: [ISSUER] },
  audience: [AUDIENCE],
  audienceClaim: 'aud',
  requiredClaims: [],
  clockToleranceSeconds: 30,
  maxAgeSeconds: undefined,
  login,
};
const other: AskedIssuer = { ...asked, issuer: { kind: 'exact', spellings: [OTHER_ISSUER] } };
const userinfoEndpoint: UserinfoEndpoint = {
  kind: 'userinfo',
  url: 'https://login.example.com/userinfo',
  send: 'bearer',
  identityClaim: 'sub',
};
const shown: AskedIssuer = { ...asked, login: { ...login, endpoint: userinfoEndpoint } };

/** Logins that say the same of every credential. */
function setUp(overrides: Record<string, unknown> = {}) {
  const clock = stoppedClock(NOW * 1000);
  const answer = { active: true, ...validClaims(overrides, NOW) };
  const get = jest.fn(async (_url: string, _options: GetOptions) =>
    Buffer.from(JSON.stringify(answer)),
  );
  const report = jest.fn();
  const logins = createLogins({ get, now: clock.now }, report);
  const ask = (entry: AskedIssuer = asked, token = 'opaque') =>
    authenticateByLogin({ token }, entry, logins(entry), clock.now, clock.now() + 5000);
  return { clock, get, report, logins, ask };
}

describe('a caller', () => {
  it('has the claims of the answer, and expires with the credential', async () => {
    await expect(setUp().ask()).resolves.toMatchObject({
      kind: 'person',
      entry: asked,
      issuer: ISSUER,
      claims: { active: true, ...validClaims({}, NOW) },
      expiresAtSeconds: NOW + 3600,
    });
  });

  it.each([asked, shown])(
    'has no end where nothing tells it: $login.endpoint.kind',
    async (entry) => {
      await expect(setUp({ exp: undefined }).ask(entry)).resolves.toMatchObject({
        expiresAtSeconds: undefined,
      });
    },
  );

  it('ends at the maximum age, where the answer says when it began', async () => {
    const limited = { ...asked, maxAgeSeconds: 600 };
    await expect(setUp({ exp: undefined }).ask(limited)).resolves.toMatchObject({
      expiresAtSeconds: NOW + 600,
    });
    const undated = setUp({ exp: undefined, iat: undefined });
    await expect(undated.ask(limited)).resolves.toMatchObject({ expiresAtSeconds: undefined });
    const old = await asyncRefusalOf(setUp({ iat: NOW - 700 }).ask(limited));
    expect(old.code).toBe('token_expired');
  });

  it('may be of an issuer without a name', async () => {
    const nameless: AskedIssuer = { ...asked, issuer: { kind: 'any' } };
    await expect(setUp().ask(nameless)).resolves.toMatchObject({ issuer: undefined });
  });

  it('is of a tenant only if the answer says of which', async () => {
    const pattern = 'https://login.example.com/{tid}';
    const tenants: AskedIssuer = { ...asked, issuer: { kind: 'pattern', pattern, claim: 'tid' } };
    const named = setUp({ iss: 'https://login.example.com/a', tid: 'a' });
    await expect(named.ask(tenants)).resolves.toMatchObject({ tenant: 'a' });
    const unnamed = await asyncRefusalOf(setUp({ iss: undefined }).ask(tenants));
    expect(unnamed.code).toBe('issuer_mismatch');
  });

  it('may have the audience in another claim, or in an array', async () => {
    const cognito = { ...asked, audienceClaim: 'client_id' };
    await expect(
      setUp({ aud: undefined, client_id: AUDIENCE }).ask(cognito),
    ).resolves.toBeDefined();
    await expect(setUp({ aud: ['other', AUDIENCE] }).ask()).resolves.toBeDefined();
  });

  it('needs no audience where none is wanted, and none in the answer of UserInfo', async () => {
    await expect(setUp({ aud: 'x' }).ask({ ...asked, audience: 'any' })).resolves.toBeDefined();
    await expect(setUp({ aud: undefined }).ask(shown)).resolves.toBeDefined();
    expect((await asyncRefusalOf(setUp({ aud: undefined }).ask())).code).toBe('audience_mismatch');
    expect((await asyncRefusalOf(setUp({ aud: 'x' }).ask(shown))).code).toBe('audience_mismatch');
  });

  it.each([asked, shown])(
    'has the claims that are required: $login.endpoint.kind',
    async (entry) => {
      const strict = { ...entry, requiredClaims: [{ claim: 'type', value: 'access' }] };
      await expect(setUp({ type: 'access' }).ask(strict)).resolves.toBeDefined();
      const refusal = await asyncRefusalOf(setUp({ type: 'refresh' }).ask(strict));
      expect(refusal.code).toBe('claim_mismatch');
    },
  );
});

describe('the logins', () => {
  it('are one for each issuer and way to ask it, and kept', () => {
    const { logins } = setUp();
    const uncached = { ...asked, login: { ...login, cacheSeconds: 0 } };
    const all = [asked, shown, other, uncached];
    expect(new Set([...all, ...all].map((each) => logins({ ...each }))).size).toBe(4);
  });

  it('share no answer between issuers', async () => {
    const { get, ask } = setUp({ iss: undefined });
    await expect(ask()).resolves.toMatchObject({ issuer: ISSUER });
    await expect(ask(other)).resolves.toMatchObject({ issuer: OTHER_ISSUER });
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('let an outage of one issuer be none of another', async () => {
    const { get, report, ask } = setUp({ iss: undefined });
    get.mockRejectedValue(new FetchFailure('the answer has status 500', { status: 500 }));
    for (const token of ['a', 'b', 'c']) {
      expect((await asyncRefusalOf(ask(shown, token))).code).toBe('issuer_unavailable');
    }
    expect(report.mock.calls).toEqual([[ISSUER, 'userinfo: the answer has status 500', 5]]);
    get.mockResolvedValue(Buffer.from('{"sub":"alice"}'));
    const elsewhere = { ...other, login: shown.login };
    await expect(ask(elsewhere)).resolves.toBeDefined();
  });
});

describe('a client', () => {
  it('may show itself with an access token of its own', async () => {
    const { get, ask } = setUp();
    const bearer = { ...endpoint, authMethod: 'bearer' as const, clientId: '' };
    await ask({ ...asked, login: { ...login, endpoint: bearer } });
    const [, options] = get.mock.calls[0] ?? [];
    expect(options?.headers).toEqual({ authorization: 'Bearer secret' });
    expect(options?.form).not.toContain('client');
  });
});

describe('a credential', () => {
  /** The headers that arrive, over real HTTP; undefined if none do. */
  async function handedOn(
    send: UserinfoEndpoint['send'],
    credential: AskedCredential,
    header?: UserinfoEndpoint['header'],
  ): Promise<IncomingHttpHeaders | undefined> {
    let headers: IncomingHttpHeaders | undefined;
    const server = createServer((request, response) => {
      headers = request.headers;
      response.end('{"sub":"alice"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/me`;
    const answer = await userinfo({ ...userinfoEndpoint, url, send, header })(
      credential,
      boundedGet,
    );
    await new Promise((resolve) => server.close(resolve));
    expect(answer).toHaveProperty(headers ? 'yes' : 'no');
    return headers;
  }

  it('is handed on in the way that its login expects', async () => {
    const token = 's:abc.def';
    expect(await handedOn('bearer', { token })).toMatchObject({ authorization: `Bearer ${token}` });
    expect(await handedOn({ scheme: 'Token' }, { token })).toMatchObject({
      authorization: `Token ${token}`,
    });
    const own = await handedOn({ header: 'X-Parse-Session-Token' }, { token });
    expect(own).toMatchObject({ 'x-parse-session-token': token });
    expect(own).not.toHaveProperty('authorization');
  });

  it('is handed on with a fixed header, which it cannot replace', async () => {
    const fixed = { name: 'X-Parse-Application-Id', value: 'app' };
    expect(await handedOn('bearer', { token: 't' }, fixed)).toMatchObject({
      authorization: 'Bearer t',
      'x-parse-application-id': 'app',
    });
  });

  it('in cookies is handed on in those alone', async () => {
    const cookies = [
      ['session.0', 'a:b|c=/'],
      ['session.1', 'x y;z,"ü%+'],
    ] as const;
    const headers = await handedOn('cookie', { token: 'a:b|c=/x y;z,"ü%+', cookies });
    expect(headers?.cookie).toBe('session.0=a:b|c=/; session.1=x%20y%3Bz%2C%22%C3%BC%25%2B');
    expect(headers).not.toHaveProperty('authorization');
  });

  it('with half of a character is handed on nowhere', async () => {
    const cookies = [['session', '\ud800']] as const;
    expect(await handedOn('cookie', { token: '\ud800', cookies })).toBeUndefined();
    expect(await handedOn('bearer', { token: '\ud800' })).toBeUndefined();
  });

  it('that came in another way is not handed on as a cookie', async () => {
    expect(await handedOn('cookie', { token: 'abc' })).toBeUndefined();
    expect(await handedOn('cookie', { token: 'abc', cookies: [] })).toBeUndefined();
  });
});
