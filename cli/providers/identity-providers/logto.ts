import { audience, url } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const logto: Provider = {
  ...entry('identity-providers', 'logto'),
  name: 'Logto',
  token: 'Send the access token for your API resource.',
  credential: 'access token of an API resource',
  marks: [{ issuer: /^https:\/\/[a-z0-9-]+\.logto\.app\/oidc$/ }],
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer: your Logto endpoint followed by /oidc.',
      example: 'https://acme.logto.app/oidc',
      read: (answer) => {
        const reading = url(answer);
        if (!reading.ok) return reading;
        return { ok: true, value: `${reading.value.replace(/(\/oidc)?\/?$/, '')}/oidc` };
      },
    },
    {
      name: 'audience',
      sentence: 'API identifier of the API resource that represents this service.',
      example: 'https://chat.example.com',
      read: audience,
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
    // Logto signs with ES384 unless the keys were rotated to RSA.
    AUTH_ALGORITHMS: 'ES384',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'ES384', typ: 'at+jwt', kid: 'Ykq0rJc0m2sQxkKQ9qR3YwW1n3b7Yb2h' },
    payload: {
      jti: 'VZ9d0yZ5Jt1Qk2l3m4n5o',
      sub: 'iq0t4mcrkq2d',
      iat: 1795363200,
      exp: 1795366800,
      scope: 'read',
      client_id: 'k1h2g3f4d5s6a7p8o9i0u',
      iss: 'https://acme.logto.app/oidc',
      aud: 'https://chat.example.com',
    },
    jwksUri: 'https://acme.logto.app/oidc/jwks',
  },
  identity: 'iq0t4mcrkq2d',
  about: {
    credential: [
      'The **access token for an API resource** that represents this service: *API resources*, *Create API resource*, and name it in the `resources` of your app.',
    ],
    values: [
      ['Issuer', 'The endpoint of your tenant and `/oidc`'],
      ['Audience', 'The API identifier of the resource'],
      ['Identity', '`sub`, the user ID'],
      [
        'Algorithms',
        '`ES384`, which is how Logto signs unless its keys were rotated to RSA; then leave `AUTH_ALGORITHMS` out',
      ],
    ],
    app: [
      code(
        'js',
        `
import LogtoClient from '@logto/browser';

const logto = new LogtoClient({
  endpoint: 'https://acme.logto.app',
  appId: '…',
  resources: ['https://chat.example.com'],
});
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => logto.getAccessToken('https://chat.example.com'),
});`,
      ),
    ],
    trap: [
      'Without a resource Logto issues an opaque access token, which is refused with `token_malformed`. Without `AUTH_ALGORITHMS=ES384` a token is refused with `algorithm_not_allowed`.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        `${signedSignOut('one hour by default')} The lifetime is a setting of the API resource.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://docs.logto.io/concepts/opaque-token',
      'https://docs.logto.io/authorization/api-resources/protect-your-api',
      'https://github.com/logto-io/logto/blob/master/packages/core/src/env-set/oidc.ts',
      'https://github.com/logto-io/logto/blob/master/packages/schemas/tables/resources.sql',
    ],
    unconfirmed: ['That a new tenant signs with ES384 is read from the source, not tried.'],
  },
};
