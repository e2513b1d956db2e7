import fc from 'fast-check';
import { VARIABLE_NAMES } from '../../src/settings/variables';
import { problemsIn, problemsWith, sentenceAbout, settingsWith } from '../support/settings';
import { API_KEY_SID, validEnvironment } from '../support/tokens';

describe('the lifetime of access tokens', () => {
  it('is an hour at most by default, and follows the caller', () => {
    expect(settingsWith().authorization).toEqual({
      lifetimeSeconds: 3600,
      lifetimeFollowsCaller: true,
      guests: { lifetimeSeconds: 900 },
      backends: { mayChooseLifetime: false, roles: new Map() },
    });
  });

  it.each(['300', '3600', '86400'])('may be %s s', (TOKEN_LIFETIME) => {
    const { authorization } = settingsWith({ TOKEN_LIFETIME });
    expect(authorization.lifetimeSeconds).toBe(Number(TOKEN_LIFETIME));
  });

  it.each(['299', '86401', '0', '-3600', '3600.5', '1h', '3600s', '1e4', '9999999999', 'NaN'])(
    'may not be %s',
    (TOKEN_LIFETIME) => {
      const sentence = sentenceAbout('TOKEN_LIFETIME', { TOKEN_LIFETIME });
      expect(sentence).toBe('must be an integer of seconds from 300 to 86400.');
    },
  );

  it.each([
    ['on', true],
    ['off', false],
  ])('follows the caller when that is %s', (TOKEN_LIFETIME_FOLLOWS_CALLER, follows) => {
    const { authorization } = settingsWith({ TOKEN_LIFETIME_FOLLOWS_CALLER });
    expect(authorization.lifetimeFollowsCaller).toBe(follows);
  });

  it.each(['true', 'On', 'yes', '1'])(
    'does not follow the caller by the word %s',
    (TOKEN_LIFETIME_FOLLOWS_CALLER) => {
      const variable = 'TOKEN_LIFETIME_FOLLOWS_CALLER';
      const sentence = sentenceAbout(variable, { TOKEN_LIFETIME_FOLLOWS_CALLER });
      expect(sentence).toBe('must be one of: on, off.');
    },
  );
});

describe('the allowed origins', () => {
  it('are any by default', () => {
    expect(settingsWith().allowedOrigins).toBe('any');
  });

  it.each([
    'https://app.example.com',
    'https://app.example.com:8443',
    'http://localhost:3000',
    'http://192.168.1.10',
    'capacitor://localhost',
    'ionic://localhost',
    'chrome-extension://abcdefghijklmnop',
    'https://xn--bcher-kva.example',
  ])('may have %s', (ALLOWED_ORIGINS) => {
    expect(settingsWith({ ALLOWED_ORIGINS }).allowedOrigins).toEqual([ALLOWED_ORIGINS]);
  });

  it('may be several', () => {
    const { allowedOrigins } = settingsWith({ ALLOWED_ORIGINS: 'https://a.example, https://b.c' });
    expect(allowedOrigins).toEqual(['https://a.example', 'https://b.c']);
  });

  it.each([
    ['a trailing slash', 'https://app.example.com/'],
    ['a path', 'https://app.example.com/chat'],
    ['capitals', 'https://App.example.com'],
    ['the default port', 'https://app.example.com:443'],
    ['letters that are not ASCII', 'https://bücher.example'],
    ['no scheme', 'app.example.com'],
    ['no host', 'capacitor://'],
    ['a path under another scheme', 'capacitor://localhost/'],
    ['null', 'null'],
    ['one that is right before one that is not', 'https://a.example,b.example'],
  ])('may not have %s', (_, ALLOWED_ORIGINS) => {
    const sentence = sentenceAbout('ALLOWED_ORIGINS', { ALLOWED_ORIGINS });
    expect(sentence).toContain('must list origins such as');
  });

  it.each(['*', 'https://app.example.com,*', 'https://*.example.com'])(
    'may not be %s',
    (ALLOWED_ORIGINS) => {
      const [problem] = problemsWith({ ALLOWED_ORIGINS });
      expect(problem?.sentence).toContain('Leave the variable out to allow any origin');
    },
  );
});

describe('an environment with many mistakes', () => {
  const mistakes = {
    TWILIO_ACCOUNT_SID: API_KEY_SID,
    TWILIO_API_KEY_SID: 'SK123',
    TWILIO_API_KEY_SECRET: API_KEY_SID,
    CONVERSATIONS_SERVICE_SID: `MG${'a1'.repeat(16)}`,
    TWILIO_REGION: 'mars1',
    PUSH_CREDENTIAL_SID: 'CR123',
    AUTH_ISSUER: 'https://login.example.com/{tenantid}',
    AUTH_AUDIENCE: '[REDACTED]',
    AUTH_JWKS_URI: 'login.example.com/keys',
    AUTH_ALGORITHMS: 'PS128',
    AUTH_CLOCK_TOLERANCE: 'soon',
    AUTH_REQUIRED_SCOPE: '"chat"',
    IDENTITY_CLAIM: 'user..id',
    IDENTITY_FORMAT: 'md5sum',
    IDENTITY_SECRET: 'has-no-use-without-hashed-at-all',
    TOKEN_LIFETIME: '3600 # an hour',
    TOKEN_LIFETIME_FOLLOWS_CALLER: 'maybe',
    ALLOWED_ORIGINS: 'https://app.example.com/',
    AUTH_AUDIENCES: 'https://chat.example.com',
  };

  it('has them all named at once, each once', () => {
    const names = problemsIn(mistakes).map(({ variable }) => variable);
    expect(names.sort()).toEqual(Object.keys(mistakes).sort());
  });

  it('has no value in any sentence', () => {
    const sentences = problemsIn(mistakes).map(({ sentence }) => sentence);
    const values = Object.values(mistakes).filter((value) => value !== '[REDACTED]');
    for (const value of values) expect(sentences.join('\n')).not.toContain(value);
  });

  it('has what is required missed all at once when it is empty', () => {
    const names = problemsIn({}).map(({ variable }) => variable);
    expect(names.sort()).toEqual([
      'AUTH_AUDIENCE',
      'AUTH_ISSUER',
      'CONVERSATIONS_SERVICE_SID',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_API_KEY_SECRET',
      'TWILIO_API_KEY_SID',
    ]);
  });
});

describe('any environment', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('on', 'MG', ',', '.', 'hashed', 'https://a.example', '<x>', '*', 'null'),
    fc.anything(),
  );

  it('is parsed without a throw, and whatever is wrong has a full sentence', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...VARIABLE_NAMES), value), (overrides) => {
        for (const { variable, sentence } of problemsIn({ ...validEnvironment(), ...overrides })) {
          expect(variable).toMatch(/^[A-Z_]+$/);
          expect(sentence).toMatch(/[.)]$|: (npm|openssl) .+$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has no value in any sentence', () => {
    const secret = fc.string({ maxLength: 20 }).map((text) => `q9${text}Zx7`);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...VARIABLE_NAMES), secret), (overrides) => {
        const sentences = JSON.stringify(problemsWith(overrides));
        for (const each of Object.values(overrides)) expect(sentences).not.toContain(each);
      }),
      { numRuns: 300 },
    );
  });
});
