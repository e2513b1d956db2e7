import { createTestService, decodeJwt } from '../support/service';
import {
  API_KEY_SID,
  AUDIENCE,
  ISSUER,
  makeKey,
  SECRET,
  SERVICE_SID,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';

const NOW = 1_800_000_000;
const now = () => NOW * 1000;
const FORM = 'application/x-www-form-urlencoded';

const setUp = (overrides: Record<string, string | undefined> = {}) =>
  createTestService({ environment: sharedSecretEnvironment(overrides), now });
const tokenWith = (claims: Record<string, unknown> = {}) =>
  signToken(validClaims(claims, NOW), { key: SECRET });

describe('a bearer token', () => {
  it('is answered with an access token and all that a client needs', async () => {
    const { ask } = setUp();
    const { status, body } = await ask(tokenWith({ sub: 'alice@example.com' }));
    expect(status).toBe(200);
    expect(body).toEqual({
      token: expect.any(String),
      identity: 'alice_40example.com',
      expiresAt: '2027-01-15T09:00:00.000Z',
      expiresIn: 3600,
      refreshAfter: '2027-01-15T08:54:00.000Z',
      serverTime: '2027-01-15T08:00:00.000Z',
      serviceSid: SERVICE_SID,
      region: 'us1',
    });
    expect(decodeJwt(body.token).payload).toMatchObject({
      iss: API_KEY_SID,
      grants: { identity: 'alice_40example.com', chat: { service_sid: SERVICE_SID } },
    });
  });

  it('may come in a form', async () => {
    const { token } = setUp();
    const headers = { 'content-type': FORM };
    const answer = await token({ headers, fields: { access_token: tokenWith() } });
    expect(answer.status).toBe(200);
  });

  it('gives an access token that is another one each time', async () => {
    const { ask } = setUp();
    const bearer = tokenWith();
    const tokens = await Promise.all(Array.from({ length: 100 }, () => ask(bearer)));
    const ids = tokens.map(({ body }) => decodeJwt(body.token).payload.jti);
    expect(new Set(ids).size).toBe(100);
  });

  it('is not outlived by the access token', async () => {
    const { ask } = setUp();
    const { body } = await ask(tokenWith({ exp: NOW + 1234 }));
    expect(body.expiresIn).toBe(1234);
  });
});

describe('the variables', () => {
  it.each<[string, Record<string, string>, Record<string, unknown>, object]>([
    ['IDENTITY_CLAIM', { IDENTITY_CLAIM: 'user.id' }, { user: { id: 'bob' } }, { identity: 'bob' }],
    ['IDENTITY_FORMAT', { IDENTITY_FORMAT: 'verbatim' }, { sub: 'a@b' }, { identity: 'a@b' }],
    ['TOKEN_LIFETIME', { TOKEN_LIFETIME: '600' }, {}, { expiresIn: 600 }],
    [
      'TOKEN_LIFETIME_FOLLOWS_CALLER',
      { TOKEN_LIFETIME_FOLLOWS_CALLER: 'off' },
      { exp: NOW + 60 },
      { expiresIn: 3600 },
    ],
    ['TWILIO_REGION', { TWILIO_REGION: 'ie1' }, {}, { region: 'ie1' }],
    ['AUTH_AUDIENCE', { AUTH_AUDIENCE: 'other,web' }, { aud: ['web'] }, { expiresIn: 3600 }],
    ['AUTH_AUDIENCE_CLAIM', { AUTH_AUDIENCE_CLAIM: 'azp' }, { azp: AUDIENCE }, { expiresIn: 3600 }],
    [
      'AUTH_CLOCK_TOLERANCE',
      { AUTH_CLOCK_TOLERANCE: '300' },
      { exp: NOW - 299 },
      { expiresIn: 300 },
    ],
    [
      'AUTH_REQUIRED_SCOPE',
      { AUTH_REQUIRED_SCOPE: 'chat' },
      { scope: 'chat' },
      { expiresIn: 3600 },
    ],
    ['AUTH_ISSUER', { AUTH_ISSUER: ISSUER }, { iss: ISSUER }, { expiresIn: 3600 }],
  ])('have their effect: %s', async (_, overrides, claims, expected) => {
    const { body } = await setUp(overrides).ask(tokenWith(claims));
    expect(body).toMatchObject(expected);
  });

  it('take effect in rotations: AUTH_SECRET_PREVIOUS', async () => {
    const previous = 'the-secret-before-this-one-also-32-bytes-long';
    const token = signToken(validClaims({}, NOW), { key: previous });
    expect((await setUp({ AUTH_SECRET_PREVIOUS: previous }).ask(token)).status).toBe(200);
    expect((await setUp().ask(token)).body.code).toBe('signature_invalid');
  });
});

describe('a refusal of each step', () => {
  it.each<[string, number, string, Record<string, string>, Record<string, unknown>]>([
    ['authenticate', 401, 'token_expired', {}, { exp: NOW - 60 }],
    ['authenticate', 401, 'audience_mismatch', {}, { aud: 'other' }],
    ['identify', 403, 'identity_claim_missing', {}, { sub: undefined }],
    ['identify', 403, 'email_unverified', { IDENTITY_CLAIM: 'email' }, { email: 'a@b.c' }],
    ['authorize', 403, 'insufficient_scope', { AUTH_REQUIRED_SCOPE: 'chat' }, {}],
  ])('is passed on: %s, %d %s', async (_, status, code, overrides, claims) => {
    const answer = await setUp(overrides).ask(tokenWith(claims));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body).not.toHaveProperty('token');
  });

  it('names the scope that is wanted', async () => {
    const answer = await setUp({ AUTH_REQUIRED_SCOPE: 'chat profile' }).ask(tokenWith());
    expect(answer.headers['WWW-Authenticate']).toContain('scope="chat profile"');
  });

  it('has no error in its challenge when there was no credential', async () => {
    const { status, headers, body } = await setUp().token();
    expect([status, body.error]).toEqual([401, 'missing_credential']);
    expect(headers['WWW-Authenticate']).toBe('Bearer realm="conversations"');
  });
});

describe('several issuers of a policy', () => {
  const staffKey = makeKey('EdDSA', 'staff');
  const staff = 'https://staff.example';
  const partner = 'https://partner.example';
  const { ask } = createTestService({
    environment: validEnvironment({
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      PARTNER_SECRET: SECRET,
    }),
    now,
    policy: {
      issuers: [
        {
          issuer: staff,
          audience: 'chat',
          namespace: 'staff',
          keySet: { keys: [staffKey.jwk] },
          fetchKeys: false,
          requiredScope: 'chat',
        },
        {
          issuer: partner,
          audience: 'partners',
          namespace: 'partner',
          secretVariables: ['PARTNER_SECRET'],
          identity: { claim: 'id', claimType: 'number' },
        },
      ],
    },
  });
  const ofStaff = (claims: object = {}) =>
    signToken(validClaims({ iss: staff, aud: 'chat', scope: 'chat', ...claims }, NOW), {
      key: staffKey,
    });
  const ofPartner = (claims: object = {}) =>
    signToken(validClaims({ iss: partner, aud: 'partners', id: 7, ...claims }, NOW), {
      key: SECRET,
    });

  it('each have their own rules and namespace', async () => {
    expect((await ask(ofStaff())).body.identity).toBe('staff~alice');
    expect((await ask(ofPartner())).body.identity).toBe('partner~7');
  });

  it.each([
    ['issuer', ofStaff({ iss: 'https://evil.example' }), 'issuer_mismatch'],
    ['audience', ofStaff({ aud: 'partners' }), 'audience_mismatch'],
    ['scope', ofStaff({ scope: 'other' }), 'insufficient_scope'],
    ['kind of key', ofStaff({ iss: partner }), 'algorithm_not_allowed'],
    ['kind of secret', ofPartner({ iss: staff }), 'algorithm_not_allowed'],
    ['claim', ofPartner({ id: '7' }), 'identity_claim_invalid'],
  ])('do not take over those of the other: %s', async (_, token, code) => {
    expect((await ask(token)).body.code).toBe(code);
  });
});
