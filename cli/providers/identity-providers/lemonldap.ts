import { audience, url } from '../answers';
import { entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const lemonldap: Provider = {
  ...entry('identity-providers', 'lemonldap'),
  name: 'LemonLDAP::NG',
  token: 'Send the access token of a relying party that has the JWT format.',
  credential: 'access token in JWT format',
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer: the address of the portal, as its discovery document has it.',
      example: 'https://auth.example.com',
      read: url,
    },
    {
      name: 'audience',
      sentence: 'Client ID of the relying party, or one of its additional audiences.',
      example: 'conversations',
      read: audience,
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
  }),
  sample: {
    kind: 'token',
    header: { typ: 'JWT', alg: 'RS256', kid: 'oidc-key-1' },
    payload: {
      iss: 'https://auth.example.com',
      exp: 1795366800,
      aud: ['web', 'conversations'],
      client_id: 'web',
      iat: 1795363200,
      jti: '8f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8',
      scope: 'openid profile email',
      sub: 'alice',
    },
    jwksUri: 'https://auth.example.com/oauth2/jwks',
  },
  identity: 'alice',
  about: {
    credential: [
      'The **access token**. In the options of the relying party, *Security*, switch on *Use JWT format for Access Token*, and add an *Additional audience* for this service.',
    ],
    values: [
      ['Issuer', 'The address of the portal, exactly as in `/.well-known/openid-configuration`'],
      ['Audience', 'The client ID of the relying party, or an additional audience'],
      ['Identity', '`sub`, the main attribute of the relying party: often the login name'],
    ],
    afterVariables: [
      'The key needs an ID: *OpenID Connect Service*, *Security*, *Signing key ID*. Without it, discovery still works as long as there is one key.',
    ],
    trap: [
      'By default the access token is the ID of a session, not a JWT, and is refused with `token_malformed`. Sign with RS256: an HS256 token is signed with the client secret and refused with `algorithm_not_allowed`.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        `${signedSignOut('one hour by default')} With introspection it takes effect within a minute, if the session ended at the portal.`,
      ],
    },
    alternatives: [
      {
        title: 'Opaque access tokens, by introspection',
        text: ['The client that asks is a relying party of its own, with a secret.'],
        variables: {
          AUTH_ISSUER: 'https://auth.example.com',
          AUTH_AUDIENCE: 'web',
          AUTH_AUDIENCE_CLAIM: 'client_id',
          AUTH_INTROSPECTION_URL: 'https://auth.example.com/oauth2/introspect',
          AUTH_INTROSPECTION_CLIENT_ID: 'conversations',
          AUTH_INTROSPECTION_CLIENT_SECRET: '<the client secret of that relying party>',
        },
        sample: {
          kind: 'asked',
          sent: { bearer: '8f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8' },
          request: {
            method: 'POST',
            headers: {
              Authorization: 'Basic …',
              'Content-Type': 'application/x-www-form-urlencoded',
            },
            form: { token: '8f1c2b3a4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8' },
          },
          answer: {
            active: true,
            client_id: 'web',
            exp: 1795366800,
            iss: 'https://auth.example.com',
            scope: 'openid profile email',
            sub: 'alice',
          },
          unknown: { status: 200, body: { active: false } },
        },
        identity: 'alice',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://lemonldap-ng.org/documentation/latest/idpopenidconnect.html',
      'https://sources.debian.org/src/lemonldap-ng/2.16.1%2Bds-deb12u10/lemonldap-ng-portal/lib/Lemonldap/NG/Portal/Lib/OpenIDConnect.pm/',
    ],
    unconfirmed: [
      'Read in version 2.16.1, as Debian 12 packages it; later versions may name the settings otherwise.',
    ],
  },
};
