import { sentenceAbout, settingsWith } from '../support/settings';

const DIGEST = 'a1'.repeat(32);
const FILE = 'src/policy.ts';

describe('the trusted backends', () => {
  it('are none by default', () => {
    expect(settingsWith().backends).toBeUndefined();
  });

  it('are those whose digests are listed', () => {
    const other = 'b2'.repeat(32);
    const { backends } = settingsWith({ BACKEND_TOKENS: `${DIGEST}, ${other}` });
    expect(backends).toEqual({
      digests: [DIGEST, other],
      identity: {
        claim: 'identity',
        claimType: 'string',
        format: { kind: 'escaped' },
        namespace: 'backend',
      },
    });
  });

  it('may do what the policy says', () => {
    const policy = { backends: { namespace: 'crm', mayChooseLifetime: true } };
    const { backends, authorization } = settingsWith({ BACKEND_TOKENS: DIGEST }, policy);
    expect(backends?.identity.namespace).toBe('crm');
    expect(authorization.backends.mayChooseLifetime).toBe(true);
  });

  it.each([DIGEST.slice(1), `${DIGEST}0`, DIGEST.toUpperCase(), 'backend_token', `${DIGEST};x`])(
    'have no digest such as %s',
    (BACKEND_TOKENS) => {
      expect(sentenceAbout('BACKEND_TOKENS', { BACKEND_TOKENS })).toContain('SHA-256');
    },
  );

  it.each(['guest', '', 'a~b', 'n'.repeat(33)])('have no namespace such as %j', (namespace) => {
    const policy = { backends: { namespace } };
    const sentence = sentenceAbout(FILE, { BACKEND_TOKENS: DIGEST }, policy);
    expect(sentence).toContain('backends.namespace');
  });

  it('do not share a namespace with an issuer', () => {
    const policy = {
      backends: { namespace: 'staff' },
      issuers: [{ issuer: 'https://staff.example', audience: 'chat', namespace: 'staff' }],
    };
    const overrides = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined, BACKEND_TOKENS: DIGEST };
    expect(sentenceAbout(FILE, overrides, policy)).toContain('is the namespace of an issuer');
  });

  it('take no namespace from an issuer where there are none', () => {
    const issuers = [{ issuer: 'https://a.example', audience: 'chat', namespace: 'backend' }];
    const overrides = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
    expect(settingsWith(overrides, { issuers }).backends).toBeUndefined();
  });
});

describe('the format of what backends name', () => {
  const BACKEND_TOKENS = '9'.repeat(64);
  const IDENTITY_SECRET = 'a-secret-of-identities-with-more-than-32-bytes';
  const formatOf = (overrides: Record<string, string>, policy = {}) =>
    settingsWith({ BACKEND_TOKENS, ...overrides }, policy).backends?.identity.format;

  it('is escaped, whatever that of the issuers is', () => {
    expect(formatOf({})).toEqual({ kind: 'escaped' });
    expect(formatOf({ IDENTITY_FORMAT: 'verbatim' })).toEqual({ kind: 'escaped' });
    expect(formatOf({ IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET })).toEqual({ kind: 'escaped' });
  });

  it.each(['escaped', 'verbatim'] as const)('can be %s by the policy', (format) => {
    expect(formatOf({}, { backends: { format } })).toEqual({ kind: format });
  });

  it('needs its secret when it is hashed, and is then reason enough for one', () => {
    const policy = { backends: { format: 'hashed' } } as const;
    const hashed = { kind: 'hashed', secret: IDENTITY_SECRET };
    expect(formatOf({ IDENTITY_SECRET }, policy)).toEqual(hashed);
    expect(sentenceAbout('IDENTITY_SECRET', { BACKEND_TOKENS }, policy)).toMatch(/^is missing/);
  });
});
