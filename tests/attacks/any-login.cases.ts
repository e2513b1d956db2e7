/**
 * What a caller, a tenant, a neighbouring app or a careless operator could do with the settings for
 * logins that are not quite standard.
 */

import { pemOf, SECRET, seconds, signToken, validClaims } from '../support/tokens';
import { bearerEvent } from './events';
import type { Family, Row, Variables } from './runner';
import type { Stage } from './stage';

const GRANTED = '200 alice';
const ISSUER = '401 invalid_token issuer_mismatch';
const AUDIENCE = '401 invalid_token audience_mismatch';
const SIGNATURE = '401 invalid_token signature_invalid';
const ALGORITHM = '401 invalid_token algorithm_not_allowed';
const CLAIM = '401 invalid_token claim_mismatch';
const INVALID = '401 invalid_token claim_invalid';
const EXPIRED = '401 invalid_token token_expired';
const TYPE = '401 invalid_token token_type_unsupported';
const UNUSABLE = '403 identity_unusable identity_claim_invalid';
const REPEATED = '400 invalid_request credential_repeated';
const MISSING = '401 missing_credential missing_credential';

type Claims = Record<string, unknown>;

/** A row about a token of the login, verified with its RSA key under these settings. */
const about = (
  settings: Variables,
  claims: Claims,
  honest: Claims,
  options: Parameters<Stage['login']['token']>[1] = {},
): Pick<Row, 'token' | 'settings' | 'honest'> => ({
  token: ({ login }) => login.token(claims, options),
  honest: ({ login }) => bearerEvent(login.token(honest)),
  settings: ({ login }) => ({
    AUTH_ISSUER: login.issuer,
    AUTH_PUBLIC_KEY: pemOf(login.keys.rsa.publicKey).replace(/-----[^-]+-----|\s/g, ''),
    ...settings,
  }),
});

const PATTERN = 'https://login.example.com/{tid}/v2.0';
const A = 'https://login.example.com/a/v2.0';
const tenant = (name: string, claims: Claims, more: Partial<Row> = {}): Row => ({
  name,
  ...about({ AUTH_ISSUER: PATTERN }, claims, { iss: A, tid: 'a' }),
  outcome: ISSUER,
  ...more,
});

const tenants: Row[] = [
  tenant('a token of a tenant', { iss: A, tid: 'a' }, { outcome: '200 tenant~a~alice' }),
  tenant('a tenant that names another one in tid', { iss: A, tid: 'b' }),
  tenant('a tenant that has no tid', { iss: A }),
  tenant('a tid with a slash', { iss: 'https://login.example.com/a/b/v2.0', tid: 'a/b' }),
  tenant('a tid that is an array', { iss: A, tid: ['a'] }),
  tenant('a tid that is empty', { iss: 'https://login.example.com//v2.0', tid: '' }),
  tenant('a tid that is the place itself', { iss: PATTERN, tid: '{tid}' }),
  tenant('a tid with a tilde', { iss: 'https://login.example.com/guest~a/v2.0', tid: 'guest~a' }),
  tenant('a tid that fills in another place', {
    iss: 'https://login.example.com/$&/v2.0',
    tid: '$&',
  }),
  tenant('an issuer with something behind the pattern', { iss: `${A}/x`, tid: 'a' }),
  tenant('an issuer on another host', { iss: 'https://evil.example/a/v2.0', tid: 'a' }),
];

const spelled = { AUTH_ISSUER: 'accounts.example.com,https://accounts.example.com' };
const spellings: Row[] = [
  {
    name: 'the one spelling of the issuer',
    ...about(spelled, { iss: 'accounts.example.com' }, { iss: 'accounts.example.com' }),
    outcome: GRANTED,
  },
  {
    name: 'the other spelling, the same user',
    ...about(spelled, { iss: 'https://accounts.example.com' }, { iss: 'accounts.example.com' }),
    outcome: GRANTED,
  },
  {
    name: 'both spellings in one',
    ...about(spelled, { iss: spelled.AUTH_ISSUER }, { iss: 'accounts.example.com' }),
    outcome: ISSUER,
  },
  {
    name: 'a third spelling',
    ...about(spelled, { iss: 'http://accounts.example.com' }, { iss: 'accounts.example.com' }),
    outcome: ISSUER,
  },
];

const anyToken = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY' };
const typed = { ...anyToken, AUTH_REQUIRED_CLAIMS: 'type=access,email_verified=true' };
const access = { type: 'access' };
const required: Row[] = [
  {
    name: 'any token of the key',
    ...about(anyToken, { aud: 'x', iss: 'y' }, {}),
    outcome: GRANTED,
  },
  {
    name: 'a token of another key where any token of this key will do',
    ...about(anyToken, {}, {}),
    token: ({ stranger }) => signToken(validClaims(), { key: stranger.rsa }),
    outcome: SIGNATURE,
  },
  { name: 'an access token', ...about(typed, access, access), outcome: GRANTED },
  { name: 'a refresh token', ...about(typed, { type: 'refresh' }, access), outcome: CLAIM },
  { name: 'a token without a type', ...about(typed, {}, access), outcome: CLAIM },
  { name: 'a type in an array', ...about(typed, { type: ['access'] }, access), outcome: CLAIM },
  { name: 'a type in other capitals', ...about(typed, { type: 'Access' }, access), outcome: CLAIM },
  {
    name: 'a refresh token where the type is the audience',
    ...about({ AUTH_AUDIENCE: 'access', AUTH_AUDIENCE_CLAIM: 'type' }, { type: 'refresh' }, access),
    outcome: AUDIENCE,
  },
];

const aged = { AUTH_MAX_AGE: '600' };
const ago = (age: number) => seconds() - age;
const ages: Row[] = [
  {
    name: 'a young token without exp',
    ...about(aged, { exp: undefined, iat: ago(10) }, {}),
    outcome: GRANTED,
  },
  {
    name: 'an old token whose exp lies years ahead',
    ...about(aged, { iat: ago(700), exp: seconds() + 5 * 31_536_000 }, {}),
    outcome: EXPIRED,
  },
  { name: 'a token without iat', ...about(aged, { iat: undefined }, {}), outcome: INVALID },
  { name: 'an iat that is a string', ...about(aged, { iat: 'now' }, {}), outcome: INVALID },
  {
    name: 'an iat in the future, to stay young',
    ...about(aged, { exp: undefined, iat: seconds() + 3600 }, {}),
    outcome: '401 invalid_token token_not_yet_valid',
  },
  {
    name: 'a young token that has expired',
    ...about(aged, { iat: ago(10), exp: ago(60) }, {}),
    outcome: EXPIRED,
  },
];

/** The public key as a secret, in the forms in which somebody could have it. */
const publicKeys: Row[] = [
  { name: 'a token of the key that is configured', ...about({}, {}, {}), outcome: GRANTED },
  {
    name: 'HS256 keyed with the public key that is configured',
    ...about({}, {}, {}),
    token: ({ login }) =>
      signToken(validClaims({ iss: login.issuer }), { key: pemOf(login.keys.rsa.publicKey) }),
    outcome: ALGORITHM,
  },
  {
    name: 'a token of a key that the issuer publishes, but that is not configured',
    ...about({}, {}, {}),
    token: ({ login }) => login.token({}, { key: login.keys.ec }),
    outcome: '401 invalid_token key_unknown',
  },
];

const types: Row[] = [
  {
    name: 'a header type that is configured',
    ...about({ AUTH_TOKEN_TYPE: 'access' }, {}, {}, { header: { typ: 'access' } }),
    honest: ({ login }) => bearerEvent(login.token({}, { header: { typ: 'access' } })),
    outcome: GRANTED,
  },
  {
    name: 'a header type that is not',
    ...about({ AUTH_TOKEN_TYPE: 'access' }, {}, {}, { header: { typ: 'refresh' } }),
    honest: ({ login }) => bearerEvent(login.token({}, { header: { typ: 'access' } })),
    outcome: TYPE,
  },
];

const numbered = { IDENTITY_CLAIM_TYPE: 'number' };
const numbers: Row[] = [
  {
    name: 'a number that names the user',
    ...about(numbered, { sub: 42 }, { sub: 42 }),
    outcome: '200 42',
  },
  ...[
    ['a string that looks like one', '42'],
    ['a fraction', 4.2],
    ['a number beyond 2^53', 2 ** 53],
    ['a boolean', true],
    ['an array', [42]],
  ].map(
    ([name, sub]): Row => ({
      name: `${name} as subject`,
      ...about(numbered, { sub }, { sub: 42 }),
      outcome: typeof sub === 'boolean' || Array.isArray(sub) ? INVALID : UNUSABLE,
    }),
  ),
];

const raw = Buffer.from(SECRET);
const encoded = (alg: string) => ({
  AUTH_ISSUER: undefined,
  AUTH_SECRET: raw.toString('base64'),
  AUTH_SECRET_ENCODING: 'base64',
  AUTH_ALGORITHMS: alg,
});
const secrets: Row[] = [
  {
    name: 'a token of the secret that the base64 stands for',
    settings: encoded('HS256'),
    token: () => signToken(validClaims(), { key: SECRET }),
    honest: () => bearerEvent(signToken(validClaims(), { key: SECRET })),
    outcome: GRANTED,
  },
  {
    name: 'a token of the base64 itself as secret',
    settings: encoded('HS256'),
    token: () => signToken(validClaims(), { key: raw.toString('base64') }),
    honest: () => bearerEvent(signToken(validClaims(), { key: SECRET })),
    outcome: SIGNATURE,
  },
];

const PROXY = { AUTH_HEADER: 'cf-access-jwt-assertion' };
const inHeaders = (headers: (stage: Stage) => object): Pick<Row, 'event' | 'settings'> => ({
  event: (stage) => ({ request: { headers: headers(stage), cookies: {} } }),
  settings: ({ login }) => ({ AUTH_ISSUER: login.issuer, ...PROXY }),
});
const proxies: Row[] = [
  {
    name: 'a token in the header of the proxy',
    ...inHeaders(({ login }) => ({ 'cf-access-jwt-assertion': login.token() })),
    outcome: GRANTED,
  },
  {
    name: 'another user in Authorization than in the header of the proxy',
    ...inHeaders(({ login }) => ({
      'cf-access-jwt-assertion': login.token(),
      authorization: `Bearer ${login.token({ sub: 'root' })}`,
    })),
    outcome: REPEATED,
  },
  {
    name: 'two tokens in the header of the proxy',
    ...inHeaders(({ login }) => ({
      'cf-access-jwt-assertion': [login.token(), login.token({ sub: 'root' })],
    })),
    outcome: REPEATED,
  },
  {
    name: 'an empty header of the proxy',
    ...inHeaders(() => ({ 'cf-access-jwt-assertion': '' })),
    outcome: MISSING,
  },
];

/** All families. */
export const anyLoginFamilies: readonly Family[] = [
  { name: 'tenants', rows: tenants },
  { name: 'spellings of an issuer', rows: spellings },
  { name: 'required claims', rows: required },
  { name: 'the maximum age', rows: ages },
  { name: 'a public key in the settings', rows: publicKeys },
  { name: 'types of tokens', rows: types },
  { name: 'numbers as identities', rows: numbers },
  { name: 'encoded secrets', rows: secrets },
  { name: 'the header of a proxy', rows: proxies },
];
