import { audience, hostName } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const auth0: Provider = {
  ...entry('identity-providers', 'auth0'),
  name: 'Auth0',
  token: 'Send the access token that getTokenSilently returns when the audience is named.',
  credential: 'access token of an API',
  marks: [{ issuer: /^https:\/\/[a-z0-9-]+(\.[a-z]{2})?\.auth0\.com\/$/ }],
  questions: [
    {
      name: 'domain',
      sentence: 'Domain of the application, or your custom domain.',
      example: 'acme.eu.auth0.com',
      read: hostName('A domain is needed, as the settings of the application show it.'),
    },
    {
      name: 'audience',
      sentence: 'Identifier of the API that represents this service, under Applications, APIs.',
      example: 'https://chat.example.com',
      read: audience,
    },
  ],
  // The issuer of Auth0 ends with a slash.
  variables: ({ domain, audience }) => ({
    AUTH_ISSUER: `https://${domain}/`,
    AUTH_AUDIENCE: `${audience}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', typ: 'JWT', kid: 'NkJCQzIyQzRBMEU4NjhGNU' },
    payload: {
      iss: 'https://acme.eu.auth0.com/',
      sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
      aud: ['https://chat.example.com', 'https://acme.eu.auth0.com/userinfo'],
      iat: 1795363200,
      exp: 1795449600,
      scope: 'openid profile email',
      azp: 'K1AUPhZq8mRi0Q0pjhkfu1D7y6KjDQja',
    },
    jwksUri: 'https://acme.eu.auth0.com/.well-known/jwks.json',
  },
  identity: 'auth0_7C5f7c8ec7c33c6c004bbafe82',
  about: {
    credential: [
      "The **access token** of an API that represents this service. An ID token is for your app, not for a service, and its audience is the app's client ID.",
      'Create the API first: *Applications*, *APIs*, *Create API*. Any URL works as its identifier; it is never fetched. Both token profiles are accepted, *Auth0* (`typ: JWT`) and *RFC 9068* (`typ: at+jwt`), with RS256. Leave JSON Web Encryption off.',
    ],
    values: [
      [
        'Issuer',
        '`https://`, the domain, and a **slash at the end**. With a custom domain, use the domain at which the app signs in, because that one is in the token.',
      ],
      ['Audience', 'The identifier of the API'],
      ['Identity', '`sub`, such as `auth0\\|5f7c8ec7c33c6c004bbafe82`'],
    ],
    app: [
      code(
        'js',
        `
import { createAuth0Client } from '@auth0/auth0-spa-js';

const auth0 = await createAuth0Client({
  domain: 'acme.eu.auth0.com',
  clientId: '…',
  authorizationParams: { audience: 'https://chat.example.com' },
});
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => auth0.getTokenSilently({ cacheMode: fresh ? 'off' : 'on' }),
});`,
      ),
    ],
    trap: [
      'Without `audience` at sign-in the access token is opaque or encrypted: it is meant for Auth0 alone, and is refused with `token_malformed` or `token_encrypted`. Without the slash at the end of `AUTH_ISSUER` every token is refused with `issuer_mismatch`.',
    ],
    signOut: {
      within: '24 hours',
      text: [
        'Auth0 cannot revoke an access token. A user who signed out, or was blocked, can get chat tokens until it expires: **24 hours** by default. Shorten the token lifetime in the settings of the API to an hour or less.',
      ],
    },
    afterSample: [
      'The email address is not in it. For `IDENTITY_CLAIM=email` let an Action add both `email` and `email_verified` to the access token.',
    ],
    checked: '2026-11-22',
    sources: [
      'https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles',
      'https://auth0.com/docs/secure/tokens/access-tokens/get-access-tokens',
      'https://auth0.com/docs/secure/tokens/access-tokens/json-web-encryption',
      'https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims',
      'https://auth0.com/docs/secure/tokens/revoke-tokens',
    ],
  },
};
