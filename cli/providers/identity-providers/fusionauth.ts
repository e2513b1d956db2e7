import { audience, url, uuid } from '../answers';
import { entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const fusionauth: Provider = {
  ...entry('identity-providers', 'fusionauth'),
  name: 'FusionAuth',
  token: 'Send the access token of the application.',
  credential: 'access token of an application',
  marks: [{ claims: ['applicationId', 'authenticationType'] }],
  questions: [
    {
      name: 'base-url',
      sentence: 'Address of the FusionAuth server.',
      example: 'https://auth.example.com',
      read: (answer) => {
        const reading = url(answer);
        return reading.ok ? { ok: true, value: reading.value.replace(/\/$/, '') } : reading;
      },
    },
    {
      name: 'issuer',
      sentence: 'Issuer of the tenant: Tenants, General.',
      example: 'acme.com',
      read: audience,
    },
    {
      name: 'client-id',
      sentence: 'ID of the application.',
      example: 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e',
      read: uuid('An application ID is a UUID.'),
    },
  ],
  variables: ({ 'base-url': base, issuer, 'client-id': client }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_JWKS_URI: `${base}/.well-known/jwks.json`,
    AUTH_AUDIENCE: `${client}`,
  }),
  sample: {
    kind: 'token',
    header: {
      alg: 'RS256',
      typ: 'JWT',
      gty: ['authorization_code'],
      kid: 'Xoq7kK3eIXryYmi50ZOvg2bcceM',
    },
    payload: {
      aud: 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e',
      exp: 1795366800,
      iat: 1795363200,
      iss: 'acme.com',
      sub: '00000000-0000-4000-8000-111111111111',
      jti: '2e2271d7-3057-4bfd-99ab-34af48e84567',
      authenticationType: 'PASSWORD',
      email: 'alice@example.com',
      email_verified: true,
      applicationId: 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e',
      scope: 'offline_access profile openid',
      roles: [],
      sid: '0abe7139-0bd0-4fd0-a450-c1e8b16e710a',
      auth_time: 1795363200,
      tid: 'd7d09513-a3f5-401c-9685-34ab6c552453',
    },
  },
  identity: '00000000-0000-4000-8000-111111111111',
  about: {
    credential: ['The **access token** of your application, a JWT.'],
    values: [
      [
        'Issuer',
        'A name of the tenant, `acme.com` unless it was changed: not an address, so the key set is named.',
      ],
      ['Audience', 'The ID of the application'],
      ['Identity', '`sub`, the user ID'],
    ],
    trap: [
      'If the header of your tokens says `HS256`, they are signed with a shared secret and refused with `algorithm_not_allowed`: choose an RSA or EC key in *Applications*, your application, *JWT*, *Access token signing key*. An issuer with `https://` before it is another issuer: `issuer_mismatch`.',
    ],
    signOut: { within: '1 hour', text: [signedSignOut('one hour by default')] },
    checked: '2026-11-25',
    sources: [
      'https://github.com/FusionAuth/fusionauth-site/blob/main/astro/src/content/docs/lifecycle/authenticate-users/oauth/_example_access_token.mdx',
      'https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/tokens',
    ],
    unconfirmed: [
      'The claims and the hour are read from the sample token of the documentation.',
      'The address of the key set is known from public projects of the vendor and others, not from the documentation.',
    ],
  },
};
