import { ASKED_SIGN_OUT, COOKIE_APP, code, cookieName, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

const COOKIE = 's%3A9pXb2QeVn4kLr7TsWf0HdJm3cGa6Ue8i.R5yZ1xC4vB7nM0qW3eT6uI9oP2aS5dF8gH1jK4lZ7xY';

export const express: Provider = {
  ...entry('frameworks', 'express'),
  name: 'Express and Passport',
  token: 'Let the browser send the session cookie of express-session.',
  credential: 'session cookie, or a JWT of your own',
  marks: [{ cookie: /^connect\.sid$/ }],
  questions: [userUrl('https://app.example.com/me'), cookieName('connect.sid', 'connect.sid')],
  variables: ({ 'user-url': address, cookie }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_SEND: 'cookie',
    AUTH_USERINFO_TOKENS: 'all',
    AUTH_COOKIE: `${cookie}`,
    IDENTITY_CLAIM: 'id',
  }),
  sample: {
    kind: 'asked',
    sent: { cookie: 'connect.sid', value: COOKIE },
    request: { method: 'GET', headers: { Cookie: `connect.sid=${COOKIE}` } },
    answer: { id: '4711' },
    unknown: { status: 401 },
  },
  identity: '4711',
  about: {
    credential: [
      'The **session cookie** of `express-session`, with or without Passport. Your app tells who it belongs to, at an address that you add:',
      code(
        'js',
        `
app.get('/me', (request, response) => {
  // Passport: request.user. Without it: what you keep in request.session.
  if (!request.user) return response.sendStatus(401);
  response.json({ id: String(request.user.id) });
});`,
      ),
    ],
    values: [
      ['Address', 'The address of that route'],
      ['Cookie', '`connect.sid`, unless the option `name` says otherwise'],
      ['Identity', '`id`, as your route answers'],
    ],
    app: COOKIE_APP,
    trap: [
      'The cookie begins with `s%3A`, an escaped `s:`. It is forwarded with the same value, escaped or not. A route that redirects to a sign-in page works too: any answer other than JSON with the user refuses this one session. `saveUninitialized: true` gives visitors a session before they sign in, and your route has to answer 401 for those.',
    ],
    signOut: { within: '15 minutes', text: [ASKED_SIGN_OUT] },
    alternatives: [
      {
        title: 'A JWT of your own, with jsonwebtoken',
        text: [
          code(
            'js',
            `
const token = jwt.sign({}, process.env.JWT_SECRET, {
  subject: String(user.id),
  audience: 'conversations',
  expiresIn: '15m',
});`,
          ),
          'See [own backend](own-backend.md) for the rest.',
        ],
        variables: {
          AUTH_SECRET: '<JWT_SECRET of your app, 32 bytes or more>',
          AUTH_AUDIENCE: 'conversations',
        },
        sample: {
          kind: 'token',
          header: { alg: 'HS256', typ: 'JWT' },
          payload: { iat: 1795363200, exp: 1795364100, aud: 'conversations', sub: '4711' },
        },
        identity: '4711',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/expressjs/session/blob/master/index.js',
      'https://github.com/expressjs/session/blob/master/README.md',
    ],
  },
};
