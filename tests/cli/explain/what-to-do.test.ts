/** The last lines of an explanation: what to do about it. */
import { createHmac } from 'node:crypto';
import type { Policy } from '../../../src/settings';
import {
  AUDIENCE,
  type Environment,
  ISSUER,
  makeKey,
  rawToken,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../../support/tokens';
import { COMPILED, environment, NOW, tokenWith } from './stage';
import { explained } from './support';

interface Place {
  environment: Environment;
  policy?: Policy;
}

const compiled: Place = { environment, policy: COMPILED };
const shared = (more: Environment = {}): Place => ({ environment: sharedSecretEnvironment(more) });
const advice = async (token: string, place: Place = compiled) =>
  (await explained(token, { ...place, now: NOW * 1000 })).whatToDo;
const signed = (claims: object = {}, options: object = {}) =>
  signToken({ ...validClaims({}, NOW), ...claims }, { key: SECRET, ...options });

const BASE64_SECRET = Buffer.from('this-secret-was-written-down-in-base64!').toString('base64');
const signedByBytes = () =>
  rawToken('{"alg":"HS256"}', JSON.stringify(validClaims({}, NOW)), (input) =>
    createHmac('sha256', Buffer.from(BASE64_SECRET, 'base64')).update(input).digest('base64url'),
  );
const jwe = `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')}.a.b.c.d`;

it.each<[what: string, token: () => string, place: Place, said: string[]]>([
  [
    'an issuer without its slash',
    () => tokenWith({ iss: ISSUER.replace(/\/$/, '') }),
    compiled,
    ['They differ by the slash at the end', `issuer: "${ISSUER.replace(/\/$/, '')}"`],
  ],
  [
    'an ID token',
    () => tokenWith({ aud: 'web-client', nonce: 'n', at_hash: 'h' }),
    compiled,
    ['This is an ID token. Send the access token instead'],
  ],
  [
    "a refresh token of one's own backend",
    () => signed({ aud: 'x', type: 'refresh' }),
    shared(),
    ['This is a refresh token. Send the access token instead'],
  ],
  [
    'an audience of another claim',
    () => tokenWith({ aud: undefined, client_id: 'web-app' }),
    compiled,
    ['The claim client_id names your app', 'audienceClaim: "client_id"', 'audience: "web-app"'],
  ],
  [
    'another audience',
    () => tokenWith({ aud: 'https://api.example.com' }),
    compiled,
    [`The token is for https://api.example.com, and ${AUDIENCE} is wanted`],
  ],
  [
    'a secret that is written in base64',
    () => signedByBytes(),
    shared({ AUTH_SECRET: BASE64_SECRET }),
    ['The signature verifies with the secret decoded from base64: AUTH_SECRET_ENCODING=base64'],
  ],
  [
    'another secret',
    () => signed({}, { key: 'another-secret-of-more-than-32-bytes-too' }),
    shared(),
    ['AUTH_SECRET is not the secret that signed this token'],
  ],
  [
    'a private key where a secret is configured',
    () => tokenWith(),
    shared(),
    ['AUTH_SECRET is for tokens that are signed with a shared secret', 'Remove AUTH_SECRET'],
  ],
  [
    'a secret where keys are configured',
    () => signed(),
    compiled,
    ['signed with a shared secret (HS256)', 'set AUTH_SECRET, and remove AUTH_JWKS_URI'],
  ],
  [
    'an algorithm that is not listed',
    () => tokenWith({}, { key: makeKey('ES384', 'k1'), alg: 'ES384' }),
    compiled,
    ['The token is signed with ES384', 'ES384'],
  ],
  ['an expired token', () => tokenWith({ exp: NOW - 60 }), compiled, ['Get a fresh token']],
  ['a number as sub', () => tokenWith({ sub: 7 }), compiled, ['IDENTITY_CLAIM_TYPE=number']],
  ['no exp', () => tokenWith({ exp: undefined }), compiled, ['AUTH_MAX_AGE=3600']],
  ['an exp in milliseconds', () => tokenWith({ exp: NOW * 1000 }), compiled, ['milliseconds']],
  [
    'no sub, but a user_id',
    () => tokenWith({ sub: undefined, user_id: 'u1' }),
    compiled,
    ['The token has no sub', 'IDENTITY_CLAIM=user_id'],
  ],
  ['an encrypted token', () => jwe, compiled, ['Auth.js', 'AUTH_USERINFO_URL', 'Auth0']],
  [
    'an opaque token',
    () => 's%3Aabcdef.ghijkl',
    { environment: validEnvironment() },
    ['This is not a JWT', 'AUTH_USERINFO_URL'],
  ],
])('names the fix for %s', async (_what, token, place, said) => {
  const [first = ''] = await advice(token(), place);
  for (const part of said) expect(first).toContain(part);
});

it('names a claim that says what kind of token this is, if nothing checks it', async () => {
  const refresh = signed({ type: 'refresh' });
  expect(await advice(refresh, shared())).toEqual([
    expect.stringMatching(/^This is a refresh token.*AUTH_REQUIRED_CLAIMS=type=access$/),
  ]);
  expect(await advice(signed({ token_use: 'access' }), shared())).toEqual([
    expect.stringMatching(
      /^Nothing checks the claim token_use.*AUTH_REQUIRED_CLAIMS=token_use=access$/,
    ),
  ]);
  expect(await advice(signed({ typ: 'Refresh' }), shared())).toEqual([
    expect.stringContaining('AUTH_REQUIRED_CLAIMS=typ=Bearer'),
  ]);
  expect(await advice(signed({ type: 'customer' }), shared())).toEqual([]);
  expect(await advice(signed(), shared())).toEqual([]);
});

it('shows no secret and no token', async () => {
  const token = signedByBytes();
  const text = (await advice(token, shared({ AUTH_SECRET: BASE64_SECRET }))).join('\n');
  expect(text).not.toContain(BASE64_SECRET);
  expect(text).not.toContain(token.slice(-20));
});
