import { COOKIE_APP, code, cookieName, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

const JWE =
  'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0..a1B2c3D4e5F6g7H8.i9J0k1L2m3N4o5P6q7R8s9T0.u1V2w3X4y5Z6';

export const authjs: Provider = {
  ...entry('frameworks', 'authjs'),
  name: 'Auth.js (NextAuth)',
  token: 'Let the browser send the session cookie of Auth.js.',
  credential: 'session cookie',
  marks: [{ cookie: /^(__Secure-)?(authjs|next-auth)\.session-token(\.\d)?$/ }],
  questions: [
    userUrl('https://app.example.com/api/auth/session'),
    cookieName('__Secure-authjs.session-token', '__Secure-authjs.session-token'),
  ],
  variables: ({ 'user-url': address, cookie }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_SEND: 'cookie',
    // The cookie is an encrypted JWT, which only Auth.js can read.
    AUTH_USERINFO_TOKENS: 'all',
    AUTH_COOKIE: `${cookie}`,
    IDENTITY_CLAIM: 'user.id',
  }),
  sample: {
    kind: 'asked',
    sent: { cookie: '__Secure-authjs.session-token', value: JWE },
    request: { method: 'GET', headers: { Cookie: `__Secure-authjs.session-token=${JWE}` } },
    answer: {
      user: {
        name: 'Alice Example',
        email: 'alice@example.com',
        image: null,
        id: 'clx4a2b3c0000qw12er34ty56',
      },
      expires: '2026-12-22T15:20:00.000Z',
    },
    unknown: { status: 200, body: null },
  },
  identity: 'clx4a2b3c0000qw12er34ty56',
  about: {
    credential: [
      'The **session cookie**. With the JWT strategy, which is the default, it is encrypted, so that only Auth.js can read it; the service asks `/api/auth/session`.',
    ],
    values: [
      ['Address', 'The address of your app and `/api/auth/session`'],
      [
        'Cookie',
        '`authjs.session-token`, in version 4 `next-auth.session-token`; with `__Secure-` before it where the app has https. A cookie that is too large is split into `….0`, `….1` and so on, which belong to it.',
      ],
      ['Identity', '`user.id`, which the session has only after the change below'],
    ],
    afterVariables: [
      'The session has name, email and image only. Add the ID of the user:',
      code(
        'js',
        `
callbacks: {
  session({ session, token }) {
    session.user.id = token.sub;
    return session;
  },
},`,
      ),
    ],
    app: COOKIE_APP,
    trap: [
      'Without the callback the answer has no `user.id`, so every session is refused. `IDENTITY_CLAIM=user.email` is refused with `email_unverified`, because the session does not say whether the address was verified. The cookie sent as a bearer token with only a key configured is refused with `token_encrypted`.',
    ],
    signOut: {
      within: '15 minutes',
      text: [
        'A browser that signed out has no cookie any more, so it gets no new chat token; one that was issued before lasts for up to **15 minutes**. With the JWT strategy Auth.js keeps no list of sessions: a cookie that was copied works until it expires, 30 days after its last use. The database strategy ends it.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/nextauthjs/next-auth/blob/main/packages/core/src/lib/actions/session.ts',
      'https://github.com/nextauthjs/next-auth/blob/main/packages/core/src/lib/utils/cookie.ts',
      'https://github.com/nextauthjs/next-auth/blob/main/packages/core/src/jwt.ts',
      'https://github.com/nextauthjs/next-auth/blob/main/packages/core/src/lib/init.ts',
    ],
    unconfirmed: [
      'Version 4 answers an unknown session with `{}` rather than `null`; that is from memory. Both are refusals.',
    ],
  },
};
