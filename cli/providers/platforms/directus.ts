import { ASKED_SIGN_OUT, code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

const SESSION =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjkyZjU2NDVlLWQxMDItNDlmMC05ZDk2LWI5NjZmODJhMzllYiIsInNlc3Npb24iOiJRMnczZTRyNSIsImlzcyI6ImRpcmVjdHVzIn0.m2cGa5Ue7iRqBxVn4Y0vYz3kLr6TsWf9HdJm2cGa5Ue';

export const directus: Provider = {
  ...entry('platforms', 'directus'),
  name: 'Directus',
  token: 'Send the access_token of the login.',
  credential: 'access token, or session cookie',
  marks: [{ issuer: /^directus$/ }, { cookie: /^directus_session_token$/ }],
  questions: [],
  copied: { AUTH_SECRET: 'SECRET of the environment of Directus, 32 bytes or more' },
  variables: () => ({
    AUTH_ISSUER: 'directus',
    // Tokens have no aud; the issuer is the same in every project, the secret is not.
    AUTH_AUDIENCE: 'directus',
    AUTH_AUDIENCE_CLAIM: 'iss',
    IDENTITY_CLAIM: 'id',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: {
      id: '92f5645e-d102-49f0-9d96-b966f82a39eb',
      role: 'c86c2761-65d3-43c3-897f-6f74ad6a5bd7',
      app_access: false,
      admin_access: false,
      iat: 1795363200,
      exp: 1795364100,
      iss: 'directus',
    },
  },
  identity: '92f5645e-d102-49f0-9d96-b966f82a39eb',
  about: {
    credential: [
      'The **access token** of the modes `json` and `cookie`, a JWT that is signed with HS256. In the mode `session` there is a cookie instead, see below.',
    ],
    values: [
      ['Secret', '`SECRET`, as it is'],
      ['Audience', 'There is none, so the issuer is used: `directus`'],
      ['Identity', '`id`, a UUID'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await directus.refresh();
    return (await directus.getToken()) ?? undefined;
  },
});`,
      ),
    ],
    trap: [
      'Directus signs invitations, password resets and shares with the same secret and issuer. They have no `id`, and are refused with `identity_claim_missing`: stay with `IDENTITY_CLAIM=id`. A static token of a user is not a JWT: ask Directus, as with the cookie below, with `AUTH_USERINFO_SEND=bearer`.',
    ],
    signOut: { within: '15 minutes', text: [signedSignOut('15 minutes by default')] },
    alternatives: [
      {
        title: 'The session cookie',
        text: [
          'The mode `session` keeps the credential in the cookie `directus_session_token`. Directus is asked who it belongs to.',
          ASKED_SIGN_OUT,
        ],
        variables: {
          AUTH_USERINFO_URL: 'https://cms.example.com/users/me',
          AUTH_USERINFO_SEND: 'cookie',
          AUTH_USERINFO_TOKENS: 'all',
          AUTH_COOKIE: 'directus_session_token',
          ALLOWED_ORIGINS: 'https://app.example.com',
          IDENTITY_CLAIM: 'data.id',
        },
        sample: {
          kind: 'asked',
          sent: { cookie: 'directus_session_token', value: SESSION },
          request: { method: 'GET', headers: { Cookie: `directus_session_token=${SESSION}` } },
          answer: {
            data: {
              id: '92f5645e-d102-49f0-9d96-b966f82a39eb',
              first_name: 'Alice',
              last_name: 'Example',
              email: 'alice@example.com',
            },
          },
          unknown: {
            status: 401,
            body: {
              errors: [
                {
                  message: 'Invalid user credentials.',
                  extensions: { code: 'INVALID_CREDENTIALS' },
                },
              ],
            },
          },
        },
        identity: '92f5645e-d102-49f0-9d96-b966f82a39eb',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/directus/directus/blob/main/packages/env/src/constants/defaults.ts',
      'https://github.com/directus/directus/blob/main/api/src/utils/get-accountability-for-token.ts',
      'https://github.com/directus/directus/blob/main/api/src/utils/jwt.ts',
      'https://github.com/directus/directus/blob/main/api/src/services/shares.ts',
    ],
    unconfirmed: [
      `The body of the 401, and whether \`/users/me\` is allowed to each role, were not looked up.`,
    ],
  },
};
