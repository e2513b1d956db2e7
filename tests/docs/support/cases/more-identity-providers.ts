/** Rows for identity providers, new ones first: what their pages warn of. */
import { makeKey } from '../../../support/tokens';
import type { Cases } from '../cases';

/** By the id of the system. */
export const MORE_IDENTITY_PROVIDERS: Cases = {
  apple: [
    {
      name: 'the token of the native app',
      changes: { claims: { aud: 'com.example.chat' } },
      expected: '001393.6d621dadasdd04956bds129fa982ba.1517',
    },
    {
      name: 'the token of another app',
      changes: { claims: { aud: 'com.example.shop' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'the email address, whose email_verified is a string',
      changes: { variables: { IDENTITY_CLAIM: 'email' } },
      expected: 'abcd_40privaterelay.appleid.com',
    },
  ],
  workos: [
    {
      name: 'the other spelling of the issuer: one identity',
      changes: {
        claims: { iss: 'https://api.workos.com/user_management/client_01HXYZ2ABC3DEF4GHJ5KMN6PQR' },
      },
      expected: 'user_5F01HBEQKA6K4QJAS93VPE39W1JT',
    },
    {
      name: 'the issuer of another client',
      changes: { claims: { iss: 'https://api.workos.com/user_management/client_01OTHER' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'the sealed cookie of authkit-nextjs',
      changes: { credential: 'Fe26.2*1*a1b2c3*d4e5f6*g7h8~2' },
      expected: 'token_malformed',
    },
  ],
  kinde: [
    { name: 'no audience', changes: { claims: { aud: [] } }, expected: 'audience_mismatch' },
    {
      name: 'a scope, in an array',
      changes: { variables: { AUTH_REQUIRED_SCOPE: 'openid email' } },
      expected: 'kp_5F5e1f0b2c3d4e5f60718293a4b5c6d7e8',
    },
    {
      name: 'another business',
      changes: { claims: { iss: 'https://other.kinde.com' } },
      expected: 'issuer_mismatch',
    },
  ],
  logto: [
    {
      name: 'an opaque token, for no resource',
      changes: { credential: 'q2w3e4r5t6y7u8i9o0p1a2s3d4f5g6h7' },
      expected: 'token_malformed',
    },
    {
      name: 'no AUTH_ALGORITHMS',
      changes: { variables: { AUTH_ALGORITHMS: undefined } },
      expected: 'algorithm_not_allowed',
    },
    {
      name: 'another resource',
      changes: { claims: { aud: 'https://shop.example.com' } },
      expected: 'audience_mismatch',
    },
  ],
  zitadel: [
    {
      name: 'a token of the type Bearer',
      changes: { credential: 'VjVxyCZmRmWYqd3_F5db9Pb9mHR5fqzhn' },
      expected: 'token_malformed',
    },
    {
      name: 'another project',
      changes: { claims: { aud: ['69234237810799999'] } },
      expected: 'audience_mismatch',
    },
    {
      name: 'another project, by introspection',
      way: 'Opaque tokens, by introspection',
      changes: ({ sample }) => ({
        answer: {
          ...(sample.kind === 'asked' && sample.answer),
          aud: ['69234237810799999'],
          exp: Math.floor(Date.now() / 1000) + 600,
          iat: undefined,
          nbf: undefined,
        },
      }),
      expected: 'audience_mismatch',
    },
  ],
  ory: [
    {
      name: 'a session without the second factor',
      changes: { credential: 'YW5vdGhlci1zZXNzaW9u' },
      expected: 'token_inactive',
    },
    {
      name: 'another name of the cookie',
      changes: { variables: { AUTH_COOKIE: 'ory_kratos_session' } },
      expected: 'missing_credential',
    },
    {
      name: 'an answer without the identity',
      changes: { answer: { id: 'c9d793e8', active: true } },
      expected: 'token_inactive',
    },
  ],
  supertokens: [
    {
      name: 'another issuer',
      changes: { claims: { iss: 'https://api.example.org/auth' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'the access token in its cookie as well',
      changes: {
        variables: { AUTH_COOKIE: 'sAccessToken', ALLOWED_ORIGINS: 'https://app.example.com' },
      },
      expected: '63d4d3b5-6f2c-4b1e-9a7d-0c1b2a3f4e5d',
    },
  ],
  stytch: [
    {
      name: 'AUTH_ISSUER with https://',
      changes: {
        variables: {
          AUTH_ISSUER: 'https://stytch.com/project-live-8aed2e54-0266-4793-9b5e-0cc9c56064da',
        },
      },
      expected: 'issuer_mismatch',
    },
    {
      name: 'the opaque session token',
      changes: { credential: 'mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q' },
      expected: 'token_malformed',
    },
    {
      name: 'another project',
      changes: { claims: { aud: ['project-live-00000000-0266-4793-9b5e-0cc9c56064da'] } },
      expected: 'audience_mismatch',
    },
  ],
  descope: [
    {
      name: 'the refresh token',
      changes: { claims: { drn: 'DSR' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'the project ID as the issuer: one identity',
      changes: { claims: { iss: 'P2YuRTmSv8PdoasfWiLoBrZP92as' } },
      expected: 'U2YualoWDiRkFAEpoyOwAEyT07j',
    },
    {
      name: 'another project',
      changes: { claims: { iss: 'https://api.descope.com/P2other' } },
      expected: 'issuer_mismatch',
    },
  ],
  propelauth: [
    {
      name: 'no IDENTITY_CLAIM',
      changes: { variables: { IDENTITY_CLAIM: undefined } },
      expected: 'identity_claim_missing',
    },
    {
      name: 'the verifier key of another project',
      changes: () => ({
        variables: {
          AUTH_PUBLIC_KEY: makeKey('RS256')
            .publicKey.export({ type: 'spki', format: 'der' })
            .toString('base64'),
        },
      }),
      expected: 'signature_invalid',
    },
  ],
  fusionauth: [
    {
      name: 'HS256',
      changes: { secret: 'a-shared-secret-of-more-than-32-bytes-of-fusionauth' },
      expected: 'algorithm_not_allowed',
    },
    {
      name: 'AUTH_ISSUER with https://',
      changes: { variables: { AUTH_ISSUER: 'https://acme.com' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'another application',
      changes: { claims: { aud: '00000000-9173-4e01-9d73-ac2d60d1dc8e' } },
      expected: 'audience_mismatch',
    },
  ],
  privy: [
    {
      name: 'AUTH_ISSUER with https://',
      changes: { variables: { AUTH_ISSUER: 'https://privy.io' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'another app',
      changes: { claims: { aud: 'cm0000000000000000000000' } },
      expected: 'audience_mismatch',
    },
  ],
  'cloudflare-access': [
    {
      name: 'a service token',
      changes: { claims: { sub: '' } },
      expected: 'identity_claim_invalid',
    },
    {
      name: 'no AUTH_HEADER',
      changes: { variables: { AUTH_HEADER: undefined } },
      expected: 'missing_credential',
    },
    {
      name: 'the session token of the team',
      changes: { claims: { type: 'org' } },
      expected: 'claim_mismatch',
    },
    {
      name: 'another application',
      changes: { claims: { aud: ['0'.repeat(64)] } },
      expected: 'audience_mismatch',
    },
  ],
  lemonldap: [
    {
      name: 'the ID of a session',
      changes: {
        credential: '8f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8',
      },
      expected: 'token_malformed',
    },
    {
      name: 'HS256',
      changes: { secret: 'the-client-secret-of-the-relying-party' },
      expected: 'algorithm_not_allowed',
    },
    {
      name: 'another relying party',
      changes: { claims: { aud: ['shop'], client_id: 'shop' } },
      expected: 'audience_mismatch',
    },
  ],
};
