/** Rows for frameworks: what their pages warn of. */
import { ENCRYPTED } from '../case-parts';
import type { Case, Cases } from '../cases';

/** Without its cookie nothing is sent, and nothing is asked. */
const wrongCookieName = (name: string): Case => ({
  name: 'another name of the cookie',
  changes: { variables: { AUTH_COOKIE: name } },
  expected: 'missing_credential',
});

const answerWithoutUser: Case = {
  name: 'an answer without the user',
  changes: { answer: {} },
  expected: 'token_inactive',
};

const noAudience: Case = {
  name: 'no audience in the variables',
  changes: { variables: { AUTH_AUDIENCE: undefined } },
  expected: 'server_misconfigured',
};

/** By the id of the system. */
export const FRAMEWORKS: Cases = {
  'better-auth': [
    { name: 'null', changes: { answer: null }, expected: 'token_inactive' },
    wrongCookieName('better-auth.session_token'),
    answerWithoutUser,
    {
      name: 'a JWT of another app',
      way: 'The JWT plugin',
      changes: { claims: { aud: 'https://shop.example.com' } },
      expected: 'audience_mismatch',
    },
  ],
  authjs: [
    {
      name: 'no callback',
      changes: { answer: { user: { name: 'Alice Example', email: 'alice@example.com' } } },
      expected: 'token_inactive',
    },
    { name: 'the answer of version 4', changes: { answer: {} }, expected: 'token_inactive' },
    {
      name: 'IDENTITY_CLAIM=user.email',
      changes: { variables: { IDENTITY_CLAIM: 'user.email' } },
      expected: 'email_unverified',
    },
    wrongCookieName('authjs.session-token'),
    {
      name: 'the encrypted token without an address to ask',
      changes: {
        variables: {
          AUTH_USERINFO_URL: undefined,
          AUTH_USERINFO_SEND: undefined,
          AUTH_USERINFO_TOKENS: undefined,
          AUTH_SECRET: 'the-AUTH_SECRET-of-the-app-is-no-help-here',
          AUTH_AUDIENCE: 'conversations',
        },
        credential: ENCRYPTED,
      },
      expected: 'token_encrypted',
    },
  ],
  express: [
    wrongCookieName('sid'),
    answerWithoutUser,
    {
      name: 'a JWT for another purpose',
      way: 'A JWT of your own, with jsonwebtoken',
      changes: { claims: { aud: 'password-reset' } },
      expected: 'audience_mismatch',
    },
  ],
  nestjs: [
    {
      name: 'no IDENTITY_CLAIM_TYPE',
      changes: { variables: { IDENTITY_CLAIM_TYPE: undefined } },
      expected: 'identity_claim_invalid',
    },
    {
      name: 'a refresh token, with AUTH_REQUIRED_CLAIMS',
      changes: { variables: { AUTH_REQUIRED_CLAIMS: 'type=access' }, claims: { type: 'refresh' } },
      expected: 'claim_mismatch',
    },
    {
      name: 'an access token, with AUTH_REQUIRED_CLAIMS',
      changes: { variables: { AUTH_REQUIRED_CLAIMS: 'type=access' }, claims: { type: 'access' } },
      expected: '1',
    },
    {
      name: 'an audience of its own',
      changes: {
        variables: { AUTH_AUDIENCE: 'conversations' },
        claims: { aud: 'conversations' },
      },
      expected: '1',
    },
    noAudience,
  ],
  fastify: [
    {
      name: 'no AUTH_MAX_AGE',
      changes: { variables: { AUTH_MAX_AGE: undefined } },
      expected: 'claim_invalid',
    },
    {
      name: 'another secret',
      changes: { secret: 'another-secret-of-more-than-32-bytes-for-tests' },
      expected: 'signature_invalid',
    },
    {
      name: 'an old token',
      changes: { claims: { iat: Math.floor(Date.now() / 1000) - 4000 } },
      expected: 'token_expired',
    },
  ],
  feathers: [
    {
      name: 'no AUTH_TOKEN_TYPE',
      changes: { variables: { AUTH_TOKEN_TYPE: undefined } },
      expected: 'token_type_unsupported',
    },
    {
      name: 'another audience',
      changes: { claims: { aud: 'https://shop.example.com' } },
      expected: 'audience_mismatch',
    },
  ],
  django: [wrongCookieName('acme_sessionid'), answerWithoutUser],
  'django-rest-framework': [
    {
      name: 'the scheme Bearer',
      changes: { variables: { AUTH_USERINFO_SEND: undefined } },
      expected: 'token_inactive',
    },
    {
      name: 'the number as a string',
      changes: { answer: { id: '42' } },
      expected: 'identity_claim_invalid',
    },
  ],
  simplejwt: [
    {
      name: 'the refresh token',
      changes: { claims: { token_type: 'refresh' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'the refresh token, with ANY_TOKEN_OF_THIS_KEY: let in',
      changes: {
        variables: { AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY', AUTH_AUDIENCE_CLAIM: undefined },
        claims: { token_type: 'refresh' },
      },
      expected: '42',
    },
    {
      name: 'a number, as before version 5.5',
      changes: { variables: { IDENTITY_CLAIM_TYPE: 'number' }, claims: { user_id: 42 } },
      expected: '42',
    },
  ],
  flask: [
    {
      name: 'the refresh token',
      changes: { claims: { type: 'refresh' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'the refresh token, with ANY_TOKEN_OF_THIS_KEY: let in',
      changes: {
        variables: { AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY', AUTH_AUDIENCE_CLAIM: undefined },
        claims: { type: 'refresh' },
      },
      expected: '42',
    },
  ],
  fastapi: [
    {
      name: 'AUTH_SECRET_ENCODING=hex',
      changes: {
        secret: '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
        variables: {
          AUTH_SECRET: '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
          AUTH_SECRET_ENCODING: 'hex',
        },
      },
      expected: 'signature_invalid',
    },
    {
      name: 'the text as it is',
      changes: {
        secret: '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
        variables: {
          AUTH_SECRET: '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
        },
      },
      expected: 'johndoe',
    },
    noAudience,
  ],
  rails: [
    { name: 'an admin', changes: { claims: { scp: 'admin' } }, expected: 'audience_mismatch' },
    {
      name: 'an answer without the user',
      way: 'Session cookies',
      changes: { answer: { error: 'none' } },
      expected: 'token_inactive',
    },
  ],
  'laravel-sanctum': [
    {
      name: 'the text behind the | alone',
      changes: { credential: 'Zt6vR2nKx8sQ4wLb1mYc7pHd3fJg9aUeQm4T7pXs2Lk' },
      expected: 'token_inactive',
    },
    {
      name: 'a UUID',
      changes: {
        variables: { IDENTITY_CLAIM_TYPE: undefined },
        answer: { id: '0b8f3c1e-2d4a-4f6b-8c9d-1e2f3a4b5c6d' },
      },
      expected: '0b8f3c1e-2d4a-4f6b-8c9d-1e2f3a4b5c6d',
    },
  ],
  'laravel-passport': [
    {
      name: 'a token of two days ago',
      changes: {
        claims: {
          iat: Date.now() / 1000 - 172_800,
          nbf: Date.now() / 1000 - 172_800,
        },
      },
      expected: 'token_expired',
    },
    {
      name: 'another client',
      changes: { claims: { aud: '00000000-3b4a-4c6d-8e7f-0a1b2c3d4e5f' } },
      expected: 'audience_mismatch',
    },
  ],
  'laravel-jwt-auth': [
    {
      name: 'a refreshed token, with AUTH_ISSUER',
      changes: {
        variables: { AUTH_ISSUER: 'https://app.example.com/api/auth/login' },
        claims: { iss: 'https://app.example.com/api/auth/refresh' },
      },
      expected: 'issuer_mismatch',
    },
    {
      name: 'a refreshed token',
      changes: { claims: { iss: 'https://app.example.com/api/auth/refresh' } },
      expected: '42',
    },
    {
      name: 'lock_subject off',
      changes: { claims: { prv: undefined } },
      expected: 'audience_mismatch',
    },
    {
      name: 'a number, as in version 1',
      changes: { variables: { IDENTITY_CLAIM_TYPE: 'number' }, claims: { sub: 42 } },
      expected: '42',
    },
  ],
  symfony: [
    {
      name: 'no IDENTITY_CLAIM',
      changes: { variables: { IDENTITY_CLAIM: undefined } },
      expected: 'identity_claim_missing',
    },
    {
      name: 'an audience and a subject of its own',
      changes: {
        variables: { AUTH_AUDIENCE: 'conversations', IDENTITY_CLAIM: 'sub' },
        claims: { aud: 'conversations', sub: '42' },
      },
      expected: '42',
    },
  ],
  spring: [
    {
      name: 'the inner address as the issuer',
      changes: { claims: { iss: 'http://auth:9000' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'a scope, in an array',
      changes: { variables: { AUTH_REQUIRED_SCOPE: 'openid' } },
      expected: 'alice',
    },
    {
      name: 'the secret taken as text',
      way: 'Tokens of your own, as JHipster signs them',
      changes: { variables: { AUTH_SECRET_ENCODING: undefined } },
      expected: 'signature_invalid',
    },
  ],
  'aspnet-core': [
    {
      name: 'no address to ask',
      changes: {
        variables: {
          AUTH_USERINFO_URL: undefined,
          AUTH_USERINFO_TOKENS: undefined,
          AUTH_SECRET: 'a-shared-secret-of-more-than-32-bytes-for-tests',
          AUTH_AUDIENCE: 'conversations',
        },
      },
      expected: 'token_malformed',
    },
    {
      name: 'another audience',
      way: 'A JWT of your own',
      changes: { claims: { aud: 'https://shop.example.com' } },
      expected: 'audience_mismatch',
    },
  ],
};
