import { problemsWith, sentenceAbout, settingsWith } from '../support/settings';

const URL = 'https://login.example.com/introspect';
const CLIENT = {
  AUTH_INTROSPECTION_URL: URL,
  AUTH_INTROSPECTION_CLIENT_ID: 'chat',
  AUTH_INTROSPECTION_CLIENT_SECRET: 'secret-of-the-client',
};
type Overrides = Record<string, string | undefined>;
const loginWith = (overrides: Overrides) => settingsWith(overrides).issuers[0]?.login;

describe('an issuer', () => {
  it('is not asked about tokens by default', () => {
    expect(loginWith({})).toBeUndefined();
  });

  it('is asked by introspection', () => {
    expect(loginWith(CLIENT)).toEqual({
      endpoint: {
        kind: 'introspection',
        url: URL,
        clientId: 'chat',
        clientSecret: 'secret-of-the-client',
        authMethod: 'client_secret_basic',
      },
      tokens: 'opaque',
      cacheSeconds: 60,
    });
  });

  it('is asked in another way where that is configured', () => {
    const overrides = {
      ...CLIENT,
      AUTH_INTROSPECTION_AUTH_METHOD: 'client_secret_post',
      AUTH_INTROSPECTION_CACHE: '0',
    };
    expect(loginWith(overrides)).toMatchObject({
      endpoint: { authMethod: 'client_secret_post' },
      cacheSeconds: 0,
    });
  });

  it('is asked by UserInfo where there is no introspection', () => {
    const AUTH_USERINFO_URL = 'https://login.example.com/userinfo';
    expect(loginWith({ AUTH_USERINFO_URL })).toEqual({
      endpoint: {
        kind: 'userinfo',
        url: AUTH_USERINFO_URL,
        send: 'bearer',
        identityClaim: 'sub',
      },
      tokens: 'opaque',
      cacheSeconds: 60,
    });
  });
});

describe('what does not fit together', () => {
  it.each<[string, Overrides, RegExp]>([
    ['AUTH_INTROSPECTION_URL', { ...CLIENT, AUTH_INTROSPECTION_URL: 'http://a.example' }, /https/],
    [
      'AUTH_INTROSPECTION_CLIENT_ID',
      { ...CLIENT, AUTH_INTROSPECTION_CLIENT_ID: undefined },
      /^is missing/,
    ],
    [
      'AUTH_INTROSPECTION_CLIENT_SECRET',
      { ...CLIENT, AUTH_INTROSPECTION_CLIENT_SECRET: '' },
      /^is missing/,
    ],
    [
      'AUTH_INTROSPECTION_AUTH_METHOD',
      { ...CLIENT, AUTH_INTROSPECTION_AUTH_METHOD: 'private_key_jwt' },
      /must be one of/,
    ],
    ['AUTH_INTROSPECTION_CACHE', { ...CLIENT, AUTH_INTROSPECTION_CACHE: '61' }, /from 0 to 60/],
    ['AUTH_INTROSPECTION_CACHE', { AUTH_INTROSPECTION_CACHE: '10' }, /has no effect without/],
    ['AUTH_USERINFO_URL', { ...CLIENT, AUTH_USERINFO_URL: URL }, /cannot be combined with/],
    ['AUTH_USERINFO_URL', { AUTH_USERINFO_URL: 'http://a.example' }, /https/],
  ])('is named: %s', (variable, overrides, sentence) => {
    const problems = problemsWith(overrides).filter((problem) => problem.variable === variable);
    expect(problems.map((problem) => problem.sentence)).toEqual([expect.stringMatching(sentence)]);
  });

  it('is named once: a wrong address makes nothing else idle', () => {
    const wrong = 'http://login.example.com/introspect';
    const all = {
      ...CLIENT,
      AUTH_INTROSPECTION_AUTH_METHOD: 'client_secret_post',
      AUTH_INTROSPECTION_CACHE: '10',
    };
    const overrides = { ...all, AUTH_INTROSPECTION_URL: wrong };
    expect(sentenceAbout('AUTH_INTROSPECTION_URL', overrides)).toContain('https');
    const userinfo = { AUTH_USERINFO_URL: wrong, AUTH_INTROSPECTION_CACHE: '10' };
    expect(sentenceAbout('AUTH_USERINFO_URL', userinfo)).toContain('https');
  });

  it.each(['CLIENT_ID', 'CLIENT_SECRET', 'AUTH_METHOD'])(
    'is a client without an endpoint: %s',
    (name) => {
      const variable = `AUTH_INTROSPECTION_${name}`;
      const value = name === 'AUTH_METHOD' ? 'client_secret_post' : 'chat';
      expect(sentenceAbout(variable, { [variable]: value })).toContain('has no effect without');
    },
  );
});
