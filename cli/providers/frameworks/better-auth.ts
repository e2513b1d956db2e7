import { ASKED_SIGN_OUT, COOKIE_APP, code, cookieName, entry, userUrl } from '../parts';
import type { AskedSample, Provider } from '../provider';

const SESSION: Pick<AskedSample, 'answer' | 'unknown'> = {
  answer: {
    session: {
      id: 'h3Kd0s9fJq2mN5bV8xZ1cW4eR7tY6uI0',
      userId: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
      token: 'kC3mV9bN2xZ5aS8dF1gH4jK7lQ0wE6rT',
      expiresAt: '2026-11-29T15:20:00.000Z',
    },
    user: {
      id: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
      name: 'Alice Example',
      email: 'alice@example.com',
      emailVerified: true,
    },
  },
  // Not 401.
  unknown: { status: 200, body: null },
};

export const betterAuth: Provider = {
  ...entry('frameworks', 'better-auth'),
  name: 'better-auth',
  token: 'Let the browser send the session cookie of better-auth.',
  credential: 'session cookie; bearer token; JWT',
  marks: [{ cookie: /^(__Secure-)?better-auth\.session_token$/ }],
  questions: [
    userUrl('https://app.example.com/api/auth/get-session'),
    cookieName('__Secure-better-auth.session_token', '__Secure-better-auth.session_token'),
  ],
  variables: ({ 'user-url': address, cookie }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_SEND: 'cookie',
    AUTH_USERINFO_TOKENS: 'all',
    AUTH_COOKIE: `${cookie}`,
    IDENTITY_CLAIM: 'user.id',
  }),
  sample: {
    kind: 'asked',
    sent: {
      cookie: '__Secure-better-auth.session_token',
      value: 'kC3mV9bN2xZ5aS8dF1gH4jK7lQ0wE6rT.p1Xo8QbN0vYz3kLr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y%3D',
    },
    request: {
      method: 'GET',
      headers: {
        Cookie:
          '__Secure-better-auth.session_token=kC3mV9bN2xZ5aS8dF1gH4jK7lQ0wE6rT.p1Xo8QbN0vYz3kLr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y%3D',
      },
    },
    ...SESSION,
  },
  identity: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
  about: {
    credential: [
      'The **session cookie**. Only better-auth can judge it, so the service asks `/api/auth/get-session`.',
    ],
    values: [
      [
        'Address',
        'The address of your app, the base path of better-auth (`/api/auth`) and `/get-session`',
      ],
      [
        'Cookie',
        '`better-auth.session_token`, with `__Secure-` before it where the base URL is https. A `cookiePrefix` of yours takes the place of `better-auth`.',
      ],
      ['Identity', '`user.id`'],
    ],
    app: COOKIE_APP,
    trap: [
      'better-auth answers an unknown session with **200 and `null`**. The service treats that as a refusal of this one cookie. On your machine the cookie has no `__Secure-`: with the wrong name the answer is `missing_credential`.',
    ],
    signOut: { within: '15 minutes', text: [ASKED_SIGN_OUT] },
    alternatives: [
      {
        title: 'The bearer plugin',
        text: [
          'For apps without cookies. The token is what the response header `set-auth-token` has after a sign-in.',
          code(
            'js',
            `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => localStorage.getItem('bearer_token') ?? undefined,
});`,
          ),
        ],
        variables: {
          AUTH_USERINFO_URL: 'https://app.example.com/api/auth/get-session',
          AUTH_USERINFO_TOKENS: 'all',
          IDENTITY_CLAIM: 'user.id',
        },
        sample: {
          kind: 'asked',
          sent: {
            bearer: 'kC3mV9bN2xZ5aS8dF1gH4jK7lQ0wE6rT.p1Xo8QbN0vYz3kLr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y=',
          },
          request: {
            method: 'GET',
            headers: {
              Authorization:
                'Bearer kC3mV9bN2xZ5aS8dF1gH4jK7lQ0wE6rT.p1Xo8QbN0vYz3kLr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y=',
            },
          },
          ...SESSION,
        },
        identity: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
      },
      {
        title: 'The JWT plugin',
        text: [
          'Nothing is asked: the token is verified by its signature, and a sign-out takes effect when it expires, after 15 minutes. Get it at `/api/auth/token`.',
        ],
        variables: {
          AUTH_ISSUER: 'https://app.example.com',
          AUTH_JWKS_URI: 'https://app.example.com/api/auth/jwks',
          AUTH_AUDIENCE: 'https://app.example.com',
        },
        sample: {
          kind: 'token',
          header: { alg: 'EdDSA', kid: 'Zt6vR2nKx8sQ4wLb1mYc7pHd3fJg9aUe' },
          payload: {
            iat: 1795363200,
            name: 'Alice Example',
            email: 'alice@example.com',
            emailVerified: true,
            id: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
            sub: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
            exp: 1795364100,
            iss: 'https://app.example.com',
            aud: 'https://app.example.com',
          },
        },
        identity: 'Qm4T7pXs2LkVb9Wz0RnYh3JcGf6DuEa1',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/api/routes/session.ts',
      'https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/cookies/index.ts',
      'https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/plugins/bearer/index.ts',
      'https://github.com/better-auth/better-auth/blob/main/packages/better-auth/src/plugins/jwt/sign.ts',
    ],
  },
};
