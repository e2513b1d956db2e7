/** `--token`: setup works the login out of one real token or cookie of the app. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { propose, prove } from '../../../cli/diagnose/propose';
import { readCredential } from '../../../cli/setup/show-token';
import { FetchFailure, type HttpGet } from '../../../src/http/get';
import { makeKey, rawToken, SECRET, seconds, signToken, validClaims } from '../../support/tokens';
import { FEW_ANSWERS } from './support/answers';
import { runHere } from './support/here';
import { Stage } from './support/stage';

const key = makeKey('ES256', 'k1');
const ISS = 'https://login.example.com/';

/** A network with documents at some addresses. */
const network =
  (documents: Record<string, unknown>): HttpGet =>
  async (url) => {
    if (!Object.hasOwn(documents, url)) throw new FetchFailure('the answer has status 404');
    return Buffer.from(JSON.stringify(documents[url]));
  };
const discovered = network({
  [`${ISS}.well-known/openid-configuration`]: { issuer: ISS, jwks_uri: `${ISS}keys` },
  [`${ISS}keys`]: { keys: [key.jwk] },
});
const nothing = network({});

const valuesOf = (proposal: Awaited<ReturnType<typeof propose>>) =>
  Object.fromEntries(proposal.variables.map(({ name, value }) => [name, value]));

it('finds issuer and audience of a token whose keys are published, and proves them', async () => {
  const token = signToken(validClaims({ aud: 'chat-api' }), { key });
  const values = valuesOf(await propose({ token }, {}, discovered));
  expect(values).toEqual({ AUTH_ISSUER: ISS, AUTH_AUDIENCE: 'chat-api' });
  const proof = await prove(token, values, { get: discovered, now: Date.now() });
  expect(proof).toMatchObject({ accepted: true, identity: 'alice', problems: [] });
  expect(proof.refused).toEqual(
    expect.arrayContaining([
      { what: 'an expired token', code: 'token_expired' },
      { what: 'a token for another app', code: 'audience_mismatch' },
      { what: 'a token of another issuer', code: 'issuer_mismatch' },
    ]),
  );
});

it('finds keys where there is no discovery', async () => {
  const get = network({ [`${ISS}.well-known/jwks.json`]: { keys: [key.jwk] } });
  const token = signToken(validClaims({ aud: undefined, client_id: 'web' }), { key });
  expect(valuesOf(await propose({ token }, {}, get))).toMatchObject({
    AUTH_JWKS_URI: `${ISS}.well-known/jwks.json`,
    AUTH_AUDIENCE_CLAIM: 'client_id',
    AUTH_AUDIENCE: 'web',
  });
  const rfc8414 = network({
    'https://login.example.com/.well-known/oauth-authorization-server': {
      issuer: ISS,
      jwks_uri: `${ISS}k`,
    },
  });
  expect(valuesOf(await propose({ token }, {}, rfc8414))).toMatchObject({
    AUTH_JWKS_URI: `${ISS}k`,
  });
});

it('asks for a secret, and finds out how it is written', async () => {
  const base64 = Buffer.from('a-secret-that-is-written-down-in-base64').toString('base64');
  const claims = JSON.stringify(validClaims({ iss: undefined }));
  const token = rawToken('{"alg":"HS256","typ":"JWT"}', claims, (input) =>
    createHmac('sha256', Buffer.from(base64, 'base64')).update(input).digest('base64url'),
  );
  expect(await propose({ token }, {}, nothing)).toMatchObject({ asked: 'secret' });
  expect(await propose({ token }, { secret: 'x'.repeat(40) }, nothing)).toMatchObject({
    asked: 'secret',
  });
  expect(valuesOf(await propose({ token }, { secret: base64 }, nothing))).toMatchObject({
    AUTH_SECRET: base64,
    AUTH_SECRET_ENCODING: 'base64',
  });
});

it('knows what a token lacks, and what it must not be', async () => {
  const odd = {
    sub: undefined,
    aud: undefined,
    iss: undefined,
    exp: undefined,
    user_id: 7,
    type: 'access',
  };
  const token = signToken({ iat: seconds(), ...odd }, { key: SECRET });
  const proposal = await propose({ token }, { secret: SECRET }, nothing);
  expect(valuesOf(proposal)).toEqual({
    AUTH_SECRET: SECRET,
    AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY',
    AUTH_REQUIRED_CLAIMS: 'type=access',
    AUTH_MAX_AGE: '3600',
    IDENTITY_CLAIM: 'user_id',
    IDENTITY_CLAIM_TYPE: 'number',
  });
  const refresh = signToken(validClaims({ type: 'refresh' }), { key: SECRET });
  expect((await propose({ token: refresh }, { secret: SECRET }, nothing)).refused).toMatch(
    /refresh token/,
  );
});

it('has the login asked about what is not a signed token', async () => {
  const cookie = readCredential('Cookie: connect.sid=s%3Aabc.def; theme=dark');
  expect(cookie).toEqual({ token: 's%3Aabc.def', cookie: 'connect.sid' });
  expect(await propose(cookie, {}, nothing)).toMatchObject({ asked: 'address' });
  const address = 'https://app.example.com/api/me';
  expect(valuesOf(await propose(cookie, { address }, nothing))).toEqual({
    AUTH_USERINFO_URL: address,
    AUTH_COOKIE: 'connect.sid',
    AUTH_USERINFO_SEND: 'cookie',
    AUTH_USERINFO_TOKENS: 'all',
  });
  expect(readCredential('Authorization: Bearer opaque')).toEqual({ token: 'opaque' });
});

it('proves a cookie by handing it to the login as a cookie', async () => {
  const asked: unknown[] = [];
  const get: HttpGet = async (_url, { headers }) => {
    asked.push(headers?.cookie);
    return Buffer.from('{"sub":"alice"}');
  };
  const cookie = readCredential('Cookie: sid=s%3Aabc.def');
  const address = 'https://app.example.com/api/me';
  const values = valuesOf(await propose(cookie, { address }, get));
  const proof = await prove(cookie.token, values, { get, now: Date.now() });
  expect(proof).toMatchObject({ accepted: true, identity: 'alice' });
  expect(asked.map((each) => decodeURIComponent(String(each)))).toEqual(['sid=s:abc.def']);
});

describe('npm run setup -- --token FILE', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.close());

  it('proposes with reasons, proves, and writes', async () => {
    const token = signToken(validClaims({ iss: undefined }), { key: SECRET });
    writeFileSync(stage.path('mine.jwt'), `Bearer ${token}\n`);
    writeFileSync(stage.path('secret'), SECRET);
    const { code, said } = await runHere(stage, {
      ...FEW_ANSWERS,
      provider: undefined,
      issuer: undefined,
      audience: undefined,
      token: stage.path('mine.jwt'),
      'auth-secret-file': 'secret',
    });
    expect(said).toContain('The service accepts this token with them; its user is alice.');
    expect(said).toContain('It refuses a token for another app: audience_mismatch');
    for (const secret of [SECRET, token]) expect(said).not.toContain(secret);
    expect(code).toBe(0);
    expect(stage.values).toMatchObject({ AUTH_SECRET: SECRET, AUTH_AUDIENCE: validClaims().aud });
  });

  it('writes nothing for a refresh token, or a secret that does not fit', async () => {
    const flags = { ...FEW_ANSWERS, provider: undefined, issuer: undefined, audience: undefined };
    writeFileSync(stage.path('secret'), 'y'.repeat(40));
    for (const claims of [{ type: 'refresh' }, {}]) {
      writeFileSync(stage.path('mine.jwt'), signToken(validClaims(claims), { key: SECRET }));
      const { code } = await runHere(stage, {
        ...flags,
        token: stage.path('mine.jwt'),
        'auth-secret-file': 'secret',
      });
      expect(code).toBe(1);
      expect(stage.text).toBeUndefined();
    }
  });
});
