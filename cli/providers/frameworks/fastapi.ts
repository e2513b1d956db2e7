import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const fastapi: Provider = {
  ...entry('frameworks', 'fastapi'),
  name: 'FastAPI',
  token: 'Send the access_token of your token endpoint.',
  credential: 'JWT of the tutorial, or of FastAPI Users',
  questions: [],
  copied: { AUTH_SECRET: 'SECRET_KEY of the app' },
  variables: () => ({ AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY' }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: { sub: 'johndoe', exp: 1795365000 },
  },
  identity: 'johndoe',
  about: {
    credential: [
      "The **access token** of the tutorial's `/token`, a JWT that is signed with HS256.",
    ],
    values: [
      ['Secret', '`SECRET_KEY`, as it is: it looks like hex, but is used as text'],
      [
        'Audience',
        'The tutorial sets none. `ANY_TOKEN_OF_THIS_KEY` accepts every token of the secret, and the service warns of it.',
      ],
      [
        'Identity',
        '`sub`, which is the user name in the tutorial. A user who is renamed becomes another one: put the ID there before you go live.',
      ],
    ],
    afterVariables: [
      'Better, give the tokens an audience, and set `AUTH_AUDIENCE=conversations`:',
      code('python', `to_encode.update({"exp": expire, "aud": "conversations"})`),
      'Your own `jwt.decode` then needs `audience="conversations"`.',
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => sessionStorage.getItem('access_token') ?? undefined,
});`,
      ),
    ],
    trap: [
      'With `AUTH_SECRET_ENCODING=hex` every token is refused with `signature_invalid`: PyJWT takes the string of 64 digits as it is. The key of the tutorial is public. Make your own with `openssl rand -hex 32`.',
    ],
    signOut: { within: '30 minutes', text: [signedSignOut('30 minutes in the tutorial')] },
    alternatives: [
      {
        title: 'FastAPI Users',
        text: [
          'Its `JWTStrategy` sets an audience, and the ID of the user as `sub`. Older versions call that claim `user_id`: add `IDENTITY_CLAIM=user_id` then.',
        ],
        variables: {
          AUTH_SECRET: '<secret of your JWTStrategy, 32 bytes or more>',
          AUTH_AUDIENCE: 'fastapi-users:auth',
        },
        sample: {
          kind: 'token',
          header: { alg: 'HS256', typ: 'JWT' },
          payload: {
            sub: '4fd3477b-eccf-4ee3-8f7d-68ad72261476',
            aud: ['fastapi-users:auth'],
            exp: 1795366800,
          },
        },
        identity: '4fd3477b-eccf-4ee3-8f7d-68ad72261476',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/fastapi/fastapi/blob/master/docs_src/security/tutorial004_an_py310.py',
      'https://fastapi.tiangolo.com/tutorial/security/oauth2-jwt/',
      'https://github.com/fastapi-users/fastapi-users/blob/master/fastapi_users/authentication/strategy/jwt.py',
    ],
    unconfirmed: [
      'Of FastAPI Users a stored copy was read that still has `user_id`; that newer versions have `sub` is from memory.',
    ],
  },
};
