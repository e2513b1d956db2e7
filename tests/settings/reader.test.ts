/** What is wrong with a value whatever its variable is. */
import { VARIABLE_NAMES } from '../../src/settings/variables';
import { problemsIn, problemsWith, sentenceAbout, settingsWith } from '../support/settings';
import { SECRET, validEnvironment } from '../support/tokens';

const INTROSPECTION = {
  AUTH_INTROSPECTION_URL: 'https://login.example.com/introspect',
  AUTH_INTROSPECTION_CLIENT_ID: 'a-client',
  AUTH_INTROSPECTION_CLIENT_SECRET: 'a-secret',
};

const USERINFO = { AUTH_USERINFO_URL: 'https://login.example.com/userinfo' };

/** What a variable needs beside it to be of any use. */
const COMPANIONS: Record<string, Record<string, string | undefined>> = {
  ACCOUNT_SID: { TWILIO_ACCOUNT_SID: undefined },
  AUTH_SECRET_PREVIOUS: { AUTH_SECRET: SECRET },
  IDENTITY_SECRET: { IDENTITY_FORMAT: 'hashed' },
  AUTH_COOKIE: { ALLOWED_ORIGINS: 'https://app.example.com' },
  AUTH_INTROSPECTION_URL: INTROSPECTION,
  AUTH_INTROSPECTION_CLIENT_ID: INTROSPECTION,
  AUTH_INTROSPECTION_CLIENT_SECRET: INTROSPECTION,
  AUTH_INTROSPECTION_AUTH_METHOD: INTROSPECTION,
  AUTH_INTROSPECTION_CACHE: INTROSPECTION,
  AUTH_INTROSPECTION_TOKENS: INTROSPECTION,
  AUTH_USERINFO_SEND: USERINFO,
  AUTH_USERINFO_TOKENS: USERINFO,
  AUTH_USERINFO_HEADER: USERINFO,
  AUTH_SECRET_ENCODING: { AUTH_SECRET: SECRET },
  GUEST_CHALLENGE_URL: { GUEST_CHALLENGE_SECRET: 'a-secret' },
  GUEST_CHALLENGE_SECRET: { GUEST_CHALLENGE_URL: 'https://challenge.example/siteverify' },
};

describe('a value', () => {
  it.each(VARIABLE_NAMES)('may not be [REDACTED]: %s', (variable) => {
    const overrides = { ...COMPANIONS[variable], [variable]: '[REDACTED]' };
    const [problem, ...others] = problemsWith(overrides);
    expect(others).toEqual([]);
    expect(problem?.variable).toBe(variable);
    expect(problem?.sentence).toContain('is the word [REDACTED]');
  });

  it.each([
    ['a word in angle brackets', '<your tenant>'],
    ['angle brackets within', 'https://<tenant>.eu.auth0.com/'],
    ['your-…', 'https://your-tenant.auth0.com/'],
    ['YOUR_…', 'YOUR_API_KEY'],
    ['your …', 'put your audience here'],
    ['dots', '...'],
    ['many dots', '......'],
    ['x', 'xxxxxxxx'],
    ['changeme', 'changeme'],
    ['change-me', 'Change-Me'],
    ['change this', 'change this'],
    ['replace …', 'replace with the audience'],
    ['insert …', 'INSERT AUDIENCE'],
    ['todo', 'TODO'],
    ['fixme', 'fixme: audience'],
    ['placeholder', 'PLACEHOLDER'],
    ['square brackets', '[audience]'],
  ])('may not be a placeholder: %s', (_, value) => {
    const sentence = sentenceAbout('AUTH_AUDIENCE', { AUTH_AUDIENCE: value });
    expect(sentence).toContain('placeholder');
  });

  it.each([
    ['TWILIO_ACCOUNT_SID', 'ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['TWILIO_ACCOUNT_SID', 'ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'],
    ['TWILIO_API_KEY_SID', 'SK00000000000000000000000000000000'],
    ['CONVERSATIONS_SERVICE_SID', 'ISxxxxxxxx'],
    ['PUSH_CREDENTIAL_SID', 'CRxxxx'],
  ])('may not be the SID of an example: %s=%s', (variable, value) => {
    expect(sentenceAbout(variable, { [variable]: value })).toContain('placeholder');
  });

  it.each([
    'replaced-audience',
    'https://todo.example.com',
    'yours',
    'api://change',
    'xx',
    'a...b',
  ])('may only look like a placeholder: %s', (AUTH_AUDIENCE) => {
    expect(problemsWith({ AUTH_AUDIENCE })).toEqual([]);
  });

  it.each(['3600 # an hour', '3600\t#an hour', '3600 #'])(
    'may not have a comment behind it: %j',
    (TOKEN_LIFETIME) => {
      expect(sentenceAbout('TOKEN_LIFETIME', { TOKEN_LIFETIME })).toContain('comment');
    },
  );

  it('may have a number sign in it', () => {
    expect(problemsWith({ AUTH_AUDIENCE: 'team#1' })).toEqual([]);
  });

  it.each([' 3600', '3600 ', '3600\n', '\t3600', '   '])(
    'may not have white space around it: %j',
    (TOKEN_LIFETIME) => {
      expect(sentenceAbout('TOKEN_LIFETIME', { TOKEN_LIFETIME })).toContain('white space');
    },
  );

  it.each([
    ['a number', 3600],
    ['true', true],
    ['null', null],
    ['a list', ['3600']],
    ['an object', {}],
    ['a function', () => '3600'],
  ])('may not be %s', (_, value) => {
    expect(problemsIn({ ...validEnvironment(), TOKEN_LIFETIME: value })).toEqual([
      {
        variable: 'TOKEN_LIFETIME',
        kind: 'malformed',
        finding: 'must be a string.',
        remedy: '',
        sentence: 'must be a string.',
      },
    ]);
  });

  it('counts as not set when it is empty', () => {
    const empty = Object.fromEntries(
      VARIABLE_NAMES.filter((name) => !(name in validEnvironment())).map((name) => [name, '']),
    );
    expect(settingsWith(empty)).toEqual(settingsWith());
  });

  it('counts as not set when it is inherited', () => {
    const environment = Object.create({ TOKEN_LIFETIME: '600' });
    Object.assign(environment, validEnvironment());
    expect(problemsIn(environment)).toEqual([]);
  });
});
