import { matching, url } from '../answers';
import { entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const zitadel: Provider = {
  ...entry('identity-providers', 'zitadel'),
  name: 'ZITADEL',
  token: 'Send the access token of an application whose token type is JWT.',
  credential: 'access token of the type JWT',
  marks: [{ issuer: /^https:\/\/[a-z0-9-]+(\.[a-z0-9]+)?\.zitadel\.cloud$/ }],
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer: the address of the instance.',
      example: 'https://acme-x1y2z3.us1.zitadel.cloud',
      read: url,
    },
    {
      name: 'project-id',
      sentence: 'Resource ID of the project.',
      example: '69234237810729019',
      read: matching(/^\d{10,20}$/, 'A project ID has digits only.'),
    },
  ],
  variables: ({ issuer, 'project-id': project }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${project}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: '69234237810729300', typ: 'JWT' },
    payload: {
      iss: 'https://acme-x1y2z3.us1.zitadel.cloud',
      sub: '77776025198584418',
      aud: ['69234237810729234', '69234237810729019'],
      exp: 1795406400,
      iat: 1795363200,
      nbf: 1795363200,
      client_id: '69234237810729234',
      jti: '69234237813329048',
    },
    jwksUri: 'https://acme-x1y2z3.us1.zitadel.cloud/oauth/v2/keys',
  },
  identity: '77776025198584418',
  about: {
    credential: [
      'The **access token**, as a JWT: in the application, *Token Settings*, set *Auth Token Type* to *JWT*.',
    ],
    values: [
      ['Issuer', 'The address of the instance, without a slash at the end'],
      ['Audience', 'The ID of the project. It is in `aud` next to the client IDs of the project.'],
      ['Identity', '`sub`, a string of digits'],
    ],
    trap: [
      'The default token type is *Bearer*, which is opaque and refused with `token_malformed`. Change it, or let ZITADEL judge the tokens, see below. An app of another project adds your project to `aud` with the scope `urn:zitadel:iam:org:project:id:69234237810729019:aud`.',
    ],
    signOut: {
      within: '12 hours',
      text: [
        `${signedSignOut('12 hours by default')} With introspection it takes effect within a minute.`,
      ],
    },
    alternatives: [
      {
        title: 'Opaque tokens, by introspection',
        text: [
          'Add an application of the type *API* to the project, with the authentication method *Basic*. Its client ID and secret are what the service asks with. The audience is checked as above.',
        ],
        variables: {
          AUTH_ISSUER: 'https://acme-x1y2z3.us1.zitadel.cloud',
          AUTH_AUDIENCE: '69234237810729019',
          AUTH_INTROSPECTION_URL: 'https://acme-x1y2z3.us1.zitadel.cloud/oauth/v2/introspect',
          AUTH_INTROSPECTION_CLIENT_ID: '69234237810729555',
          AUTH_INTROSPECTION_CLIENT_SECRET: '<the client secret of the API application>',
        },
        sample: {
          kind: 'asked',
          sent: { bearer: 'VjVxyCZmRmWYqd3_F5db9Pb9mHR5fqzhn' },
          request: {
            method: 'POST',
            headers: {
              Authorization: 'Basic …',
              'Content-Type': 'application/x-www-form-urlencoded',
            },
            form: { token: 'VjVxyCZmRmWYqd3_F5db9Pb9mHR5fqzhn' },
          },
          answer: {
            active: true,
            iss: 'https://acme-x1y2z3.us1.zitadel.cloud',
            sub: '77776025198584418',
            aud: ['69234237810729234', '69234237810729019'],
            client_id: '69234237810729234',
            exp: 1795406400,
            iat: 1795363200,
            nbf: 1795363200,
            jti: '69234237813329048',
            scope: 'openid profile email',
            username: 'alice@acme.example',
          },
          unknown: { status: 200, body: { active: false } },
        },
        identity: '77776025198584418',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/zitadel/zitadel/blob/main/docs/docs/apis/openidoauth/claims.md',
      'https://zitadel.com/docs/guides/integrate/token-introspection/basic-auth',
      'https://zitadel.com/docs/guides/integrate/token-introspection',
      'https://pub.dev/documentation/zitadel/latest/application_service/CreateOIDCApplicationRequest/accessTokenType.html',
    ],
    unconfirmed: [
      'The default lifetime of 12 hours is known from third parties only.',
      'The path of the key set, `/oauth/v2/keys`, comes from discovery and was not looked up; the service does not depend on it.',
    ],
  },
};
