import { VARIABLE_NAMES } from '../../src/settings/variables';
import { problemsIn, problemsWith, sentenceAbout } from '../support/settings';
import { validEnvironment } from '../support/tokens';

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
