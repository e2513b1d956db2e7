import type { PublishedKeys } from '../../src/authenticate/trust';
import { parseSettings, type Settings } from '../../src/settings';
import { problemsWith, sentenceAbout, settingsWith } from '../support/settings';
import { AUDIENCE, ISSUER, SECRET, validEnvironment } from '../support/tokens';

type Overrides = Record<string, string | undefined>;
const OTHER_SECRET = 'the-secret-before-this-one-also-32-bytes-long';

const issuerOf = ({ issuers }: Settings) => {
  expect(issuers).toHaveLength(1);
  return issuers[0] as (typeof issuers)[number];
};
const trustWith = (overrides: Overrides = {}) => issuerOf(settingsWith(overrides));

describe('the trust in an issuer', () => {
  it('has these defaults', () => {
    expect(trustWith()).toMatchObject({
      issuer: { kind: 'exact', spellings: [ISSUER] },
      audience: [AUDIENCE],
      audienceClaim: 'aud',
      clockToleranceSeconds: 30,
      requiredScope: [],
      keys: { kind: 'published', algorithms: ['RS256', 'ES256', 'EdDSA'], fetch: true },
    });
  });

  it('finds its keys by discovery, or at a fixed address', () => {
    expect(trustWith().keys).not.toHaveProperty('jwksUri');
    const AUTH_JWKS_URI = 'https://login.example.com/keys';
    expect(trustWith({ AUTH_JWKS_URI }).keys).toMatchObject({ jwksUri: AUTH_JWKS_URI });
  });

  it.each([
    'https://login.example.com',
    'https://login.example.com/',
    'https://login.example.com/realms/app',
    'http://localhost:4000',
    'http://127.0.0.1:4000/',
  ])('keeps the issuer to the letter: %s', (AUTH_ISSUER) => {
    expect(trustWith({ AUTH_ISSUER }).issuer).toEqual({
      kind: 'exact',
      spellings: [AUTH_ISSUER],
    });
  });

  it.each([
    'http://login.example.com',
    'login.example.com',
    'https://user:password@login.example.com',
    'https://login.example.com/#',
    'ftp://login.example.com',
  ])('is in no address such as %s', (url) => {
    for (const variable of ['AUTH_ISSUER', 'AUTH_JWKS_URI']) {
      expect(sentenceAbout(variable, { [variable]: url })).toContain('https URL');
    }
  });

  it('is in no issuer with a query', () => {
    const sentence = sentenceAbout('AUTH_ISSUER', { AUTH_ISSUER: 'https://login.example.com/?a' });
    expect(sentence).toContain('query');
  });

  it('needs an issuer or a secret', () => {
    expect(sentenceAbout('AUTH_ISSUER', { AUTH_ISSUER: undefined })).toMatch(
      /^is missing.*AUTH_SECRET/,
    );
  });
});

describe('the audience', () => {
  it('is required, with published keys as with a secret', () => {
    expect(sentenceAbout('AUTH_AUDIENCE', { AUTH_AUDIENCE: undefined })).toMatch(/^is missing/);
    const shared = { AUTH_ISSUER: undefined, AUTH_SECRET: SECRET, AUTH_AUDIENCE: '' };
    expect(sentenceAbout('AUTH_AUDIENCE', shared)).toMatch(/^is missing/);
  });

  it.each([
    ['one', 'web', ['web']],
    ['several', 'web,mobile', ['web', 'mobile']],
    ['with white space', 'web , mobile', ['web', 'mobile']],
  ])('may be %s', (_, AUTH_AUDIENCE, audience) => {
    expect(trustWith({ AUTH_AUDIENCE }).audience).toEqual(audience);
  });

  it.each(['web,', ',web', 'web,,mobile', ','])('has no empty item: %s', (AUTH_AUDIENCE) => {
    expect(sentenceAbout('AUTH_AUDIENCE', { AUTH_AUDIENCE })).toContain('empty item');
  });

  it('may stand in another claim', () => {
    expect(trustWith({ AUTH_AUDIENCE_CLAIM: 'client_id' }).audienceClaim).toBe('client_id');
  });
});

describe('the algorithms', () => {
  const algorithms = (AUTH_ALGORITHMS: string) =>
    (trustWith({ AUTH_ALGORITHMS }).keys as PublishedKeys).algorithms;

  it('may be any of the asymmetric ones that are supported', () => {
    expect(algorithms('ES256')).toEqual(['ES256']);
    const all = 'RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA';
    expect(algorithms(all)).toEqual(all.split(','));
  });

  it.each([
    ['HS256', 'AUTH_SECRET'],
    ['HS512', 'AUTH_SECRET'],
    ['none', 'not supported'],
    ['rs256', 'not supported'],
    ['toString', 'not supported'],
    ['ES256K', 'not supported'],
  ])('are refused with a remedy when %s is among them', (name, remedy) => {
    const sentence = sentenceAbout('AUTH_ALGORITHMS', { AUTH_ALGORITHMS: `RS256,${name}` });
    expect(sentence).toContain(remedy);
  });

  it('are each named once, however often one is repeated', () => {
    expect(problemsWith({ AUTH_ALGORITHMS: 'none,None,NONE' })).toHaveLength(1);
  });
});

describe('a shared secret', () => {
  const shared: Overrides = { AUTH_ISSUER: undefined, AUTH_SECRET: SECRET };

  it('needs no issuer', () => {
    const trust = trustWith(shared);
    expect(trust.issuer).toEqual({ kind: 'any' });
    expect(trust.keys).toEqual({ kind: 'shared', algorithms: ['HS256'], secrets: [SECRET] });
  });

  it('may stand beside an issuer, which tokens must then name', () => {
    expect(trustWith({ AUTH_SECRET: SECRET })).toMatchObject({
      issuer: { kind: 'exact', spellings: [ISSUER] },
      keys: { kind: 'shared' },
    });
  });

  it('may have a previous one beside it', () => {
    const { keys } = trustWith({ ...shared, AUTH_SECRET_PREVIOUS: OTHER_SECRET });
    expect(keys).toEqual({
      kind: 'shared',
      algorithms: ['HS256'],
      secrets: [SECRET, OTHER_SECRET],
    });
  });

  it('has no use as the previous one alone', () => {
    const sentence = sentenceAbout('AUTH_SECRET_PREVIOUS', { AUTH_SECRET_PREVIOUS: OTHER_SECRET });
    expect(sentence).toContain('without AUTH_SECRET');
  });

  it.each(['AUTH_SECRET', 'AUTH_SECRET_PREVIOUS'])('has at least 32 bytes: %s', (variable) => {
    const sentence = sentenceAbout(variable, { ...shared, [variable]: 's'.repeat(31) });
    expect(sentence).toContain('at least 32 bytes');
    expect(problemsWith({ ...shared, [variable]: 'q7Zt0Vb3Lm9Xc2Kd8Rf5Hy1Wn4Gs6JpQ' })).toEqual([]);
    // Sixteen characters of two bytes each.
    expect(problemsWith({ ...shared, [variable]: 'ßöäüéèêëñçøåæþðý' })).toEqual([]);
  });

  it('is not combined with the address of published keys', () => {
    const AUTH_JWKS_URI = 'https://login.example.com/keys';
    const sentence = sentenceAbout('AUTH_JWKS_URI', { AUTH_SECRET: SECRET, AUTH_JWKS_URI });
    expect(sentence).toContain('cannot be combined with AUTH_SECRET');
  });

  it('is not for the algorithms of key pairs', () => {
    const overrides = { AUTH_SECRET: SECRET, AUTH_ALGORITHMS: 'RS256' };
    const sentence = sentenceAbout('AUTH_ALGORITHMS', overrides);
    expect(sentence).toContain('With AUTH_SECRET these are: HS256, HS384, HS512.');
  });

  it('that is wrong does not make the issuer trusted by its published keys', () => {
    expect(problemsWith({ AUTH_SECRET: 'short' })).toHaveLength(1);
  });
});

describe('the clock tolerance', () => {
  it.each(['0', '30', '300'])('may be %s s', (AUTH_CLOCK_TOLERANCE) => {
    const { clockToleranceSeconds } = trustWith({ AUTH_CLOCK_TOLERANCE });
    expect(clockToleranceSeconds).toBe(Number(AUTH_CLOCK_TOLERANCE));
  });

  it.each(['301', '-1', '1.5', '1e2', '0x10', 'Infinity', '30s', '９'])(
    'may not be %s',
    (AUTH_CLOCK_TOLERANCE) => {
      const sentence = sentenceAbout('AUTH_CLOCK_TOLERANCE', { AUTH_CLOCK_TOLERANCE });
      expect(sentence).toContain('from 0 to 300');
    },
  );
});

describe('the required scope', () => {
  it.each([
    ['chat', ['chat']],
    ['chat profile', ['chat', 'profile']],
    ['https://example.com/chat:read', ['https://example.com/chat:read']],
  ])('may be %s', (AUTH_REQUIRED_SCOPE, scope) => {
    expect(trustWith({ AUTH_REQUIRED_SCOPE }).requiredScope).toEqual(scope);
  });

  it.each(['"chat"', 'a\\b', 'a\tb', 'chät'])('may not be %j', (AUTH_REQUIRED_SCOPE) => {
    const sentence = sentenceAbout('AUTH_REQUIRED_SCOPE', { AUTH_REQUIRED_SCOPE });
    expect(sentence).toContain('scopes separated by single spaces');
  });
});

describe('an audience that is not looked at', () => {
  const AUTH_AUDIENCE = 'ANY_TOKEN_OF_THIS_KEY';
  const AUTH_JWKS_URI = 'https://login.example.com/keys';
  const warningsWith = (overrides: Overrides) => {
    const parsed = parseSettings(validEnvironment({ AUTH_AUDIENCE, ...overrides }), {});
    return parsed.ok ? parsed.warnings.map(({ variable }) => variable) : parsed.problems;
  };

  it.each<[string, Overrides]>([
    ['the address of keys', { AUTH_JWKS_URI }],
    ['a secret', { AUTH_SECRET: SECRET }],
  ])('is spelled out beside %s, and is warned of', (_, keys) => {
    expect(trustWith({ AUTH_AUDIENCE, ...keys }).audience).toBe('any');
    expect(warningsWith(keys)).toEqual(['AUTH_AUDIENCE']);
  });

  it('is not warned of where claims are required', () => {
    expect(warningsWith({ AUTH_JWKS_URI, AUTH_REQUIRED_CLAIMS: 'type=access' })).toEqual([]);
  });

  it.each<[string, Overrides]>([
    ['AUTH_AUDIENCE', {}],
    ['AUTH_AUDIENCE', { AUTH_JWKS_URI, AUTH_AUDIENCE: `${AUTH_AUDIENCE},web` }],
    ['AUTH_AUDIENCE_CLAIM', { AUTH_JWKS_URI, AUTH_AUDIENCE_CLAIM: 'azp' }],
  ])('is refused at %s: %j', (variable, overrides) => {
    sentenceAbout(variable, { AUTH_AUDIENCE, ...overrides });
  });
});

describe('an issuer that is a pattern', () => {
  const pattern = (place: string) => `https://login.microsoftonline.com/{${place}}/v2.0`;
  const AUTH_JWKS_URI = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';

  it('has the claim of its place', () => {
    const AUTH_ISSUER = pattern('tid');
    expect(trustWith({ AUTH_ISSUER, AUTH_JWKS_URI }).issuer).toEqual({
      kind: 'pattern',
      pattern: AUTH_ISSUER,
      claim: 'tid',
    });
  });

  it('needs keys', () => {
    expect(sentenceAbout('AUTH_ISSUER', { AUTH_ISSUER: pattern('tid') })).toContain(
      'AUTH_JWKS_URI',
    );
  });

  it.each([
    ...['tenantid', 'tenantId', 'tenant-id', 'tenant', 'TENANT_ID', ''].map(pattern),
    ...['https://{yourDomain}/', 'https://cognito-idp.{region}.amazonaws.com/{userPoolId}'],
    ...['https://{domain}/', '{tid}{org}', 'https://a.example/{tid', `${pattern('tid')},other`],
  ])('has no other place in it: %s', (AUTH_ISSUER) => {
    const sentence = sentenceAbout('AUTH_ISSUER', { AUTH_ISSUER, AUTH_JWKS_URI });
    expect(sentence).toMatch(/placeholder|one place such as \{tid\}/);
  });
});
