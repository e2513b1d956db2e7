import { VARIABLE_NAMES } from '../../src/settings/variables';
import { problemsIn, problemsWith, sentenceAbout } from '../support/settings';
import { SECRET, validEnvironment } from '../support/tokens';

describe("a name that looks like the service's", () => {
  it.each([
    'AUTH_AUDIENCES',
    'AUTH_ISSUER_URL',
    'AUTH_',
    'AUTH_TOKENS',
    'AUTH_COOKIES',
    'IDENTITY_CLAIMS',
    'IDENTITY_NAMESPACE',
    'TOKEN_LIFETIME_SECONDS',
    'GUESTLIST',
    'GUEST_SECRETS',
    'BACKEND_TOKEN',
  ])('is refused when it is no setting: %s', (name) => {
    expect(sentenceAbout(name, { [name]: 'some value' })).toMatch(/^is not a setting/);
  });

  it('is refused even when it is empty, or no text', () => {
    expect(problemsWith({ AUTH_AUDIENCES: '' })).toHaveLength(1);
    expect(problemsIn({ ...validEnvironment(), AUTH_AUDIENCES: undefined })).toHaveLength(1);
    expect(problemsIn({ ...validEnvironment(), AUTH_AUDIENCES: 7 })).toHaveLength(1);
  });

  it('is each named when there are several', () => {
    const problems = problemsWith({ ALLOWED_ORIGIN: '1', AUTH_AUDIENCES: 'web', GUESTLIST: 'on' });
    expect(problems.map(({ variable }) => variable).sort()).toEqual([
      'ALLOWED_ORIGIN',
      'AUTH_AUDIENCES',
      'GUESTLIST',
    ]);
  });
});

describe('a name that belongs to others', () => {
  it.each([
    ["the platform's auth token", 'AUTH_TOKEN'],
    ['another case', 'auth_audiences'],
    ['without its underscore', 'AUTHOR'],
    ["another family of Twilio's", 'TWILIO_PHONE_NUMBER'],
    ["the platform's path", 'PATH'],
    ["the platform's domain", 'DOMAIN_NAME'],
    ['anything', 'COLOUR'],
  ])('is let alone: %s', (_, name) => {
    expect(problemsWith({ [name]: 'any value' })).toEqual([]);
  });
});

describe('a name that is a setting', () => {
  it.each(VARIABLE_NAMES)('is not called unknown: %s', (name) => {
    const sentences = problemsWith({ [name]: 'some-value' }).map(({ sentence }) => sentence);
    expect(sentences.join()).not.toContain('is not a setting');
  });
});

describe('a name that is close to a setting', () => {
  it.each([
    ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
    ['ALOWED_ORIGINS', 'ALLOWED_ORIGINS'],
    ['ALLOWED_ORIGNIS', 'ALLOWED_ORIGINS'],
    ['TOKEN_LIFETIMES', 'TOKEN_LIFETIME'],
    ['TOKEN_LIFETIME_SECONDS', 'TOKEN_LIFETIME'],
    ['TOKENS_LIFETIME', 'TOKEN_LIFETIME'],
    ['MY_AUTH_AUDIENCE', 'AUTH_AUDIENCE'],
    ['AUDIENCE', 'AUTH_AUDIENCE'],
    ['BACKEND_TOKEN', 'BACKEND_TOKENS'],
    ['GUSETS', 'GUESTS'],
    ['TWILIO_API_KEY', 'TWILIO_API_KEY_SID'],
    ['TWILLIO_REGION', 'TWILIO_REGION'],
    ['CONVERSATION_SERVICE_SID', 'CONVERSATIONS_SERVICE_SID'],
    ['OTHER_VARIABLE', 'OTHER_VARIABLES'],
  ])('is refused, and the problem names both: %s', (name, meant) => {
    const [problem, ...others] = problemsWith({ [name]: 'x' });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ variable: name, kind: 'unknown' });
    expect(problem?.remedy).toBe(
      `Did you mean ${meant}? If another function of this project uses it, list it in OTHER_VARIABLES.`,
    );
    expect(problemsWith({ [name]: 'x', OTHER_VARIABLES: `UNRELATED, ${name}` })).toEqual(
      name === 'OTHER_VARIABLES' ? [problem] : [],
    );
  });

  it.each([
    ...['BACKEND_URL', 'TOKEN_URL', 'TOKEN_TTL', 'BACKEND_', 'DATABASE_URL', 'SENDGRID_API_KEY'],
    ...[
      'TWILIO_AUTH_TOKEN',
      'TWILIO_VERIFY_SERVICE_SID',
      'TESTS',
      'SERVICE_SID',
      'ENVIRONMENT_SID',
    ],
  ])('is not %s', (name) => {
    expect(problemsWith({ [name]: 'x' })).toEqual([]);
  });

  it('is close to a variable that only the policy names, too', () => {
    const issuers = [
      { issuer: 'https://staff.example', audience: 'chat', secretVariables: ['PARTNER_SECRET'] },
    ];
    const environment = {
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      PARTNER_SECRET: SECRET,
    };
    const problems = problemsWith({ ...environment, PARTNER_SECRETS: 'x' }, { issuers });
    expect(problems.map(({ remedy }) => remedy)).toEqual([
      expect.stringContaining('Did you mean PARTNER_SECRET?'),
    ]);
  });
});

describe('the names of other functions', () => {
  it('may begin like settings', () => {
    const foreign = { AUTH_SERVICE_URL: 'x', GUEST_LIST: 'x' };
    expect(problemsWith(foreign)).toHaveLength(2);
    expect(problemsWith({ ...foreign, OTHER_VARIABLES: 'AUTH_SERVICE_URL,GUEST_LIST' })).toEqual(
      [],
    );
  });

  it('are not those of this service', () => {
    const OTHER_VARIABLES = 'AUTH_AUDIENCE';
    expect(sentenceAbout('OTHER_VARIABLES', { OTHER_VARIABLES })).toContain("service's own");
  });

  it.each(['AUTH SERVICE', '*', 'AUTH_*', 'A,,B'])('are names: not %s', (OTHER_VARIABLES) => {
    expect(problemsWith({ OTHER_VARIABLES })).toHaveLength(1);
  });
});
