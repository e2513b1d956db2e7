/** The table of variables, and what is derived from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage, environmentExample } from '../../dev/configuration-docs';
import { VARIABLE_NAMES, VARIABLES, type VariableName } from '../../src/settings/variables';
import { problemsWith, settingsWith } from '../support/settings';
import { AUDIENCE, makeKey, SECRET } from '../support/tokens';

const OTHER_SECRET = 'another-secret-of-32-bytes-or-more-for-tests';
const ORIGIN = { ALLOWED_ORIGINS: 'https://app.example.com' };
const SHARED = { AUTH_SECRET: SECRET };
const ANY_ISSUER = { AUTH_ISSUER: undefined };
const ASKED = {
  AUTH_ISSUER: undefined,
  AUTH_AUDIENCE: undefined,
  AUTH_USERINFO_URL: 'https://a.example/me',
};
const INTROSPECTION = {
  AUTH_INTROSPECTION_URL: 'https://a.example/introspect',
  AUTH_INTROSPECTION_CLIENT_ID: 'chat',
  AUTH_INTROSPECTION_CLIENT_SECRET: 'a-secret',
};
const GUESTS = { GUESTS: 'on', GUEST_SECRET: OTHER_SECRET };
const CHALLENGE = {
  ...GUESTS,
  GUEST_CHALLENGE_URL: 'https://a.example/siteverify',
  GUEST_CHALLENGE_SECRET: 'a-secret',
};

/**
 * For each variable a value that changes the settings, and what else must be set with and without it.
 * A variable that is added without a row does not compile; one that nothing reads fails the test.
 */
const CHANGES: Record<VariableName, [value: string, others?: Record<string, string | undefined>]> =
  {
    TWILIO_ACCOUNT_SID: [`AC${'9'.repeat(32)}`],
    TWILIO_API_KEY_SID: [`SK${'9'.repeat(32)}`],
    TWILIO_API_KEY_SECRET: ['AnotherSecretOfAnApiKey123456789'],
    CONVERSATIONS_SERVICE_SID: [`IS${'9'.repeat(32)}`],
    TWILIO_REGION: ['ie1'],
    PUSH_CREDENTIAL_SID: [`CR${'9'.repeat(32)}`],
    AUTH_ISSUER: ['https://other.example'],
    AUTH_AUDIENCE: ['other'],
    AUTH_AUDIENCE_CLAIM: ['azp'],
    AUTH_REQUIRED_CLAIMS: ['type=access'],
    AUTH_JWKS_URI: ['https://a.example/keys'],
    AUTH_PUBLIC_KEY: [JSON.stringify(makeKey('ES256').jwk)],
    AUTH_ALGORITHMS: ['PS512'],
    AUTH_SECRET: [SECRET],
    AUTH_SECRET_PREVIOUS: [OTHER_SECRET, SHARED],
    AUTH_SECRET_ENCODING: [
      'base64url',
      { AUTH_SECRET: 'q7Zt0Vb3Lm9Xc2Kd8Rf5Hy1Wn4Gs6JpQq7Zt0Vb3Lm9X' },
    ],
    AUTH_TOKEN_TYPE: ['access'],
    AUTH_MAX_AGE: ['3600'],
    AUTH_CLOCK_TOLERANCE: ['5'],
    AUTH_REQUIRED_SCOPE: ['chat'],
    AUTH_HEADER: ['cf-access-jwt-assertion'],
    AUTH_COOKIE: ['session', ORIGIN],
    BACKEND_TOKENS: ['9'.repeat(64)],
    AUTH_INTROSPECTION_URL: ['https://b.example/introspect', INTROSPECTION],
    AUTH_INTROSPECTION_CLIENT_ID: ['other', INTROSPECTION],
    AUTH_INTROSPECTION_CLIENT_SECRET: ['other-secret', INTROSPECTION],
    AUTH_INTROSPECTION_AUTH_METHOD: ['client_secret_post', INTROSPECTION],
    AUTH_INTROSPECTION_TOKENS: ['all', INTROSPECTION],
    AUTH_INTROSPECTION_CACHE: ['5', INTROSPECTION],
    AUTH_USERINFO_URL: ['https://b.example/me', ASKED],
    AUTH_USERINFO_SEND: ['scheme Token', ASKED],
    AUTH_USERINFO_TOKENS: ['all', ASKED],
    AUTH_USERINFO_HEADER: ['X-App: chat', ASKED],
    IDENTITY_CLAIM: ['/https:~1~1hasura.io~1jwt~1claims/x-hasura-user-id'],
    IDENTITY_CLAIM_TYPE: ['number'],
    IDENTITY_FORMAT: ['verbatim'],
    IDENTITY_SECRET: [OTHER_SECRET, { IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET: SECRET }],
    TOKEN_LIFETIME: ['600'],
    TOKEN_LIFETIME_FOLLOWS_CALLER: ['off'],
    ALLOWED_ORIGINS: ['https://app.example.com'],
    GUESTS: ['on', { GUEST_SECRET: SECRET }],
    GUEST_SECRET: [SECRET, GUESTS],
    GUEST_SECRET_PREVIOUS: [SECRET, GUESTS],
    GUEST_LIFETIME_DAYS: ['5', GUESTS],
    GUEST_CHALLENGE_URL: ['https://b.example/siteverify', CHALLENGE],
    GUEST_CHALLENGE_SECRET: ['other-secret', CHALLENGE],
    OTHER_VARIABLES: ['AUTH_SERVICE_URL'],
  };

describe('a variable', () => {
  it.each(VARIABLE_NAMES)('has a name that the platform allows: %s', (name) => {
    expect(name).toMatch(/^[A-Z_]{1,128}$/);
  });

  it.each(VARIABLE_NAMES.filter((name) => name !== 'OTHER_VARIABLES'))('is read: %s', (name) => {
    const [value, others = {}] = CHANGES[name];
    const before = settingsWith(others);
    expect(settingsWith({ ...others, [name]: value })).not.toEqual(before);
  });

  it('is read, although it changes no setting: OTHER_VARIABLES', () => {
    const foreign = { AUTH_SERVICE_URL: 'https://a.example' };
    expect(problemsWith(foreign)).toHaveLength(1);
    expect(problemsWith({ ...foreign, OTHER_VARIABLES: 'AUTH_SERVICE_URL' })).toEqual([]);
  });

  it.each(VARIABLE_NAMES)('has a default that is a value of it: %s', (name) => {
    const { fallback } = VARIABLES[name] as { fallback?: string };
    if (fallback === undefined) return;
    const [, others = {}] = CHANGES[name];
    expect(settingsWith({ ...others, [name]: fallback })).toEqual(
      settingsWith({ ...others, [name]: undefined }),
    );
  });

  it('needs no issuer where its keys are given', () => {
    expect(problemsWith({ ...ANY_ISSUER, AUTH_JWKS_URI: 'https://a.example/keys' })).toEqual([]);
    expect(AUDIENCE).toBe(settingsWith().issuers[0]?.audience[0]);
  });
});

describe('the documents', () => {
  const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

  it.each([
    ['.env.example', environmentExample],
    ['docs/configuration.md', () => configurationPage(read('docs/configuration.md'))],
  ])('are up to date; npm run docs writes %s', (file, derive) => {
    expect(read(file)).toBe(derive());
  });

  it.each(VARIABLE_NAMES)('have a place for %s', (name) => {
    const lines = read('.env.example').split('\n');
    expect(lines.filter((line) => line === `${name}=`)).toHaveLength(1);
    const rows = read('docs/configuration.md').split('\n');
    expect(rows.filter((row) => row.startsWith(`| \`${name}\` |`))).toHaveLength(1);
  });

  it('are found to be out of date when a row is missing', () => {
    const page = read('docs/configuration.md').replace(/^\| `AUTH_MAX_AGE` .*\n/m, '');
    expect(configurationPage(page)).not.toBe(page);
  });
});
