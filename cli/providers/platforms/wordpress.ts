import { url } from '../answers';
import { ASKED_SIGN_OUT, code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

const TOKEN =
  'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL3d3dy5leGFtcGxlLmNvbSIsImRhdGEiOnsidXNlciI6eyJpZCI6IjQyIn19fQ.f9HdJm2cGa5Ue7iRqBxVn4Y0vYz3kLr6TsWf9HdJm2c';

export const wordpress: Provider = {
  ...entry('platforms', 'wordpress'),
  name: 'WordPress',
  token: 'Send the token of the plugin JWT Authentication for WP REST API.',
  credential: 'token of a JWT plugin',
  questions: [
    {
      name: 'issuer',
      sentence: 'Site address, as Settings, General has it.',
      example: 'https://www.example.com',
      read: url,
    },
  ],
  copied: { AUTH_SECRET: 'JWT_AUTH_SECRET_KEY of wp-config.php, 32 bytes or more' },
  variables: ({ issuer }) => ({
    AUTH_ISSUER: `${issuer}`,
    // Tokens have no aud.
    AUTH_AUDIENCE: `${issuer}`,
    AUTH_AUDIENCE_CLAIM: 'iss',
    IDENTITY_CLAIM: 'data.user.id',
  }),
  sample: {
    kind: 'token',
    header: { typ: 'JWT', alg: 'HS256' },
    payload: {
      iss: 'https://www.example.com',
      iat: 1795363200,
      nbf: 1795363200,
      exp: 1795968000,
      data: { user: { id: '42' } },
    },
  },
  identity: '42',
  about: {
    credential: [
      'The **token** of the plugin *JWT Authentication for WP REST API*, from `/wp-json/jwt-auth/v1/token`. WordPress itself has none.',
    ],
    values: [
      ['Secret', '`JWT_AUTH_SECRET_KEY` of `wp-config.php`, as it is'],
      ['Issuer', 'The site address, without a slash at the end'],
      ['Audience', 'There is none, so the issuer is used.'],
      [
        'Identity',
        '`data.user.id`, a string in this plugin. *JWT Auth* of Useful Team has a number there: add `IDENTITY_CLAIM_TYPE=number`.',
      ],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => sessionStorage.getItem('token') ?? undefined,
});`,
      ),
    ],
    trap: [
      'The cookie of a signed-in user is not enough: the REST API of WordPress wants a nonce with it (`X-WP-Nonce`), and treats the request as anonymous otherwise. `iss` is the *site* address, which may differ from the *WordPress* address: `issuer_mismatch`.',
    ],
    signOut: {
      within: '7 days',
      text: [
        `${signedSignOut('7 days by default')} The filter \`jwt_auth_expire\` shortens that, and so does \`AUTH_MAX_AGE\` here.`,
      ],
    },
    alternatives: [
      {
        title: 'Ask WordPress',
        text: ['Then a user who was deleted is refused.', ASKED_SIGN_OUT],
        variables: {
          AUTH_USERINFO_URL: 'https://www.example.com/wp-json/wp/v2/users/me',
          AUTH_USERINFO_TOKENS: 'all',
          IDENTITY_CLAIM: 'id',
          IDENTITY_CLAIM_TYPE: 'number',
        },
        sample: {
          kind: 'asked',
          sent: { bearer: TOKEN },
          request: { method: 'GET', headers: { Authorization: `Bearer ${TOKEN}` } },
          answer: {
            id: 42,
            name: 'alice',
            slug: 'alice',
            link: 'https://www.example.com/author/alice/',
          },
          unknown: {
            status: 401,
            body: {
              code: 'rest_not_logged_in',
              message: 'You are not currently logged in.',
              data: { status: 401 },
            },
          },
        },
        identity: '42',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/Tmeister/wp-api-jwt-auth/blob/master/public/class-jwt-auth-public.php',
      'https://github.com/usefulteam/jwt-auth/blob/master/class-auth.php',
      'https://developer.wordpress.org/rest-api/using-the-rest-api/authentication/',
    ],
    unconfirmed: [
      'The last page was not read; the nonce is from memory.',
      'The plugin may answer a wrong token with 403 rather than 401. Both are refusals.',
    ],
  },
};
