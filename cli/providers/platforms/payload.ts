import { url } from '../answers';
import { code, entry } from '../parts';
import type { AskedSample, Provider } from '../provider';

const TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjY1ZjFhMmIzYzRkNWU2Zjc4OTBhMWIyYyIsImNvbGxlY3Rpb24iOiJ1c2VycyIsImlhdCI6MTc5NTM2MzIwMCwiZXhwIjoxNzk1MzcwNDAwfQ.LDr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y0vYz3kLr6TsWf';

const ME: Pick<AskedSample, 'answer' | 'unknown'> = {
  answer: {
    user: {
      id: '65f1a2b3c4d5e6f7890a1b2c',
      email: 'alice@example.com',
      collection: 'users',
      _strategy: 'local-jwt',
    },
    collection: 'users',
    message: 'Account',
  },
  // Not 401: the user is null.
  unknown: { status: 200, body: { user: null, message: 'Account' } },
};

export const payload: Provider = {
  ...entry('platforms', 'payload'),
  name: 'Payload',
  token: 'Send the token that the login operation returns.',
  credential: 'token of the login operation',
  marks: [{ claims: ['collection', 'id'] }, { cookie: /^payload-token$/ }],
  questions: [
    {
      name: 'user-url',
      sentence: 'Address of the API, the slug of the collection, and /me.',
      example: 'https://app.example.com/api/users/me',
      read: url,
    },
  ],
  variables: ({ 'user-url': address }) => ({
    AUTH_USERINFO_URL: `${address}`,
    // Authorization: JWT …
    AUTH_USERINFO_SEND: 'scheme JWT',
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'user.id',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: { method: 'GET', headers: { Authorization: `JWT ${TOKEN}` } },
    ...ME,
  },
  identity: '65f1a2b3c4d5e6f7890a1b2c',
  about: {
    credential: [
      'The **token** that `/api/users/login` returns. It is a JWT, but its key is derived from the secret of Payload, and a session can be ended before the token expires: so Payload is asked.',
    ],
    values: [
      ['Address', 'The address of your app, `/api/`, the slug of the collection and `/me`'],
      [
        'Identity',
        '`user.id`. With Postgres or SQLite it is a number: add `IDENTITY_CLAIM_TYPE=number`.',
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
      'Payload answers an unknown token with **200 and `"user": null`**. The service treats that as a refusal of this one token. A user of another collection is answered the same way, so administrators and customers stay apart. With `csrf` configured Payload ignores the cookie `payload-token` when a server sends it: send the token instead.',
    ],
    signOut: {
      within: '2 hours',
      text: [
        'With sessions (`useSessions`, the default) a sign-out ends the token at Payload, and the user gets no new chat token; one that was issued before lasts for up to **15 minutes**. Without sessions a token works until it expires, after **2 hours** by default.',
      ],
    },
    alternatives: [
      {
        title: 'The cookie',
        text: [
          'Where `csrf` is not configured, the cookie works too. Its name begins with `cookiePrefix`.',
        ],
        variables: {
          AUTH_USERINFO_URL: 'https://app.example.com/api/users/me',
          AUTH_USERINFO_SEND: 'cookie',
          AUTH_USERINFO_TOKENS: 'all',
          AUTH_COOKIE: 'payload-token',
          ALLOWED_ORIGINS: 'https://app.example.com',
          IDENTITY_CLAIM: 'user.id',
        },
        sample: {
          kind: 'asked',
          sent: { cookie: 'payload-token', value: TOKEN },
          request: { method: 'GET', headers: { Cookie: `payload-token=${TOKEN}` } },
          ...ME,
        },
        identity: '65f1a2b3c4d5e6f7890a1b2c',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/payloadcms/payload/blob/main/packages/payload/src/auth/extractJWT.ts',
      'https://github.com/payloadcms/payload/blob/main/packages/payload/src/auth/operations/me.ts',
      'https://github.com/payloadcms/payload/blob/main/packages/payload/src/auth/endpoints/me.ts',
      'https://github.com/payloadcms/payload/blob/main/packages/payload/src/auth/strategies/jwt.ts',
      'https://github.com/payloadcms/payload/blob/main/packages/payload/src/collections/config/defaults.ts',
    ],
  },
};
