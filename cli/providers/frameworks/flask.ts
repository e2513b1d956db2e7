import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

const SESSION = 'eyJfdXNlcl9pZCI6IjQyIn0.aSHT4A.0vYz3kLr6TsWf9HdJm2cGa5Ue7i';

export const flask: Provider = {
  ...entry('frameworks', 'flask'),
  name: 'Flask',
  token: 'Send the access token of Flask-JWT-Extended, not the refresh token.',
  credential: 'access token of Flask-JWT-Extended, or session cookie',
  marks: [{ claims: ['fresh', 'type', 'jti'] }, { cookie: /^access_token_cookie$/ }],
  questions: [],
  copied: { AUTH_SECRET: 'JWT_SECRET_KEY of the app, by default SECRET_KEY' },
  variables: () => ({
    // Tokens have no aud. type tells an access token from a refresh token.
    AUTH_AUDIENCE: 'access',
    AUTH_AUDIENCE_CLAIM: 'type',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: {
      fresh: false,
      iat: 1795363200,
      jti: '7c0f1a2b-3c4d-4e5f-8061-728394a5b6c7',
      type: 'access',
      sub: '42',
      nbf: 1795363200,
      csrf: '1d2e3f40-5162-4738-8495-a6b7c8d9e0f1',
      exp: 1795364100,
    },
  },
  identity: '42',
  about: {
    credential: ['The **access token** that `create_access_token` of Flask-JWT-Extended makes.'],
    values: [
      [
        'Secret',
        '`JWT_SECRET_KEY`, or `SECRET_KEY` if there is none. Give the tokens a key of their own: with `SECRET_KEY` anyone who has it can forge sessions too.',
      ],
      ['Audience', 'None by default. `type` is `access` in an access token.'],
      ['Identity', '`sub`: the `identity` of `create_access_token`. It has to be a string.'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // refreshAccessToken posts the refresh token to /refresh.
  bearer: ({ fresh }) => (fresh ? refreshAccessToken() : getAccessToken()),
});`,
      ),
      'With tokens in cookies set `AUTH_COOKIE=access_token_cookie`.',
    ],
    trap: [
      'The **refresh token** is signed with the same key and lives for 30 days. Its `type` is `refresh`, so it is refused with `audience_mismatch`. With `ANY_TOKEN_OF_THIS_KEY` instead it would be accepted.',
    ],
    signOut: {
      within: '15 minutes',
      text: [`${signedSignOut('15 minutes by default')} A blocklist of your app is not asked.`],
    },
    alternatives: [
      {
        title: 'Session cookies, with Flask-Login',
        text: [
          'Your app tells who a session belongs to, in a route that you add. Flask-Login answers an unknown session with 401, or with a redirect where `login_view` is set; both refuse this one session. With `session_protection = "strong"` it ties a session to the address of the browser, so it refuses the request of this service: leave the default, `"basic"`.',
          code(
            'python',
            `
@app.get("/me")
@login_required
def me():
    return {"id": current_user.get_id()}`,
          ),
        ],
        variables: {
          AUTH_USERINFO_URL: 'https://app.example.com/me',
          AUTH_USERINFO_SEND: 'cookie',
          AUTH_USERINFO_TOKENS: 'all',
          AUTH_COOKIE: 'session',
          ALLOWED_ORIGINS: 'https://app.example.com',
          IDENTITY_CLAIM: 'id',
        },
        sample: {
          kind: 'asked',
          sent: { cookie: 'session', value: SESSION },
          request: { method: 'GET', headers: { Cookie: `session=${SESSION}` } },
          answer: { id: '42' },
          unknown: { status: 401 },
        },
        identity: '42',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/vimalloc/flask-jwt-extended/blob/main/flask_jwt_extended/tokens.py',
      'https://github.com/vimalloc/flask-jwt-extended/blob/main/flask_jwt_extended/jwt_manager.py',
      'https://github.com/vimalloc/flask-jwt-extended/blob/main/flask_jwt_extended/config.py',
      'https://github.com/maxcountryman/flask-login/blob/main/src/flask_login/login_manager.py',
    ],
  },
};
