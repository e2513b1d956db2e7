import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const simplejwt: Provider = {
  ...entry('frameworks', 'simplejwt'),
  name: 'Simple JWT (Django)',
  token: 'Send the access token, not the refresh token.',
  credential: 'access token',
  marks: [{ claims: ['token_type', 'user_id', 'jti'] }],
  questions: [],
  copied: { AUTH_SECRET: 'SIGNING_KEY of SIMPLE_JWT, by default SECRET_KEY of settings.py' },
  variables: () => ({
    // Tokens have no aud. token_type tells an access token from a refresh token.
    AUTH_AUDIENCE: 'access',
    AUTH_AUDIENCE_CLAIM: 'token_type',
    IDENTITY_CLAIM: 'user_id',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: {
      token_type: 'access',
      exp: 1795363500,
      iat: 1795363200,
      jti: '2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e',
      user_id: '42',
    },
  },
  identity: '42',
  about: {
    credential: ['The **access token** of `djangorestframework-simplejwt`.'],
    values: [
      [
        'Secret',
        '`SIGNING_KEY` of `SIMPLE_JWT`. By default that is the `SECRET_KEY` of Django, which signs sessions and password resets too: set a `SIGNING_KEY` of its own before you copy it.',
      ],
      ['Audience', 'None by default. `token_type` is `access` in an access token.'],
      [
        'Identity',
        '`user_id`, a string. Before version 5.5 it was a number: add `IDENTITY_CLAIM_TYPE=number` then.',
      ],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // refreshAccessToken posts the refresh token to /api/token/refresh/.
  bearer: ({ fresh }) => (fresh ? refreshAccessToken() : getAccessToken()),
});`,
      ),
    ],
    trap: [
      'The **refresh token** is signed with the same key and lives for a day. Its `token_type` is `refresh`, so it is refused with `audience_mismatch`. With `ANY_TOKEN_OF_THIS_KEY` instead it would be accepted.',
    ],
    signOut: {
      within: '5 minutes',
      text: [`${signedSignOut('5 minutes by default')} The blacklist has refresh tokens only.`],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/jazzband/djangorestframework-simplejwt/blob/master/rest_framework_simplejwt/settings.py',
      'https://github.com/jazzband/djangorestframework-simplejwt/blob/master/rest_framework_simplejwt/tokens.py',
      'https://github.com/jazzband/djangorestframework-simplejwt/pull/887',
    ],
  },
};
