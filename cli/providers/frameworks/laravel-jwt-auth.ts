import { matching } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const laravelJwtAuth: Provider = {
  ...entry('frameworks', 'laravel-jwt-auth'),
  name: 'jwt-auth for Laravel (tymon)',
  token: 'Send the token that auth()->attempt() returns.',
  credential: 'JWT',
  marks: [{ claims: ['prv'] }],
  questions: [
    {
      name: 'prv',
      sentence: 'Claim prv of your tokens: the SHA-1 of the name of the user model.',
      example: '23bd5c8949f600adb39e701c400872db7a5976f7',
      fallback: '23bd5c8949f600adb39e701c400872db7a5976f7',
      read: matching(/^[0-9a-f]{40}$/, 'A SHA-1 has 40 hexadecimal digits.'),
    },
  ],
  copied: { AUTH_SECRET: 'JWT_SECRET of the .env of the app' },
  variables: ({ prv }) => ({
    // Tokens have no aud, and iss is the address that issued the token.
    AUTH_AUDIENCE: `${prv}`,
    AUTH_AUDIENCE_CLAIM: 'prv',
  }),
  sample: {
    kind: 'token',
    header: { typ: 'JWT', alg: 'HS256' },
    payload: {
      iss: 'https://app.example.com/api/auth/login',
      iat: 1795363200,
      exp: 1795366800,
      nbf: 1795363200,
      jti: 'foSBcnzbQcPRMvYo',
      sub: '42',
      prv: '23bd5c8949f600adb39e701c400872db7a5976f7',
    },
  },
  identity: '42',
  about: {
    credential: ['The **token** of `tymon/jwt-auth`, a JWT that is signed with HS256.'],
    values: [
      ['Secret', '`JWT_SECRET`, 64 characters, as it is'],
      [
        'Issuer',
        'None is set: `iss` is the address of the route that issued the token, and changes to that of the refresh route.',
      ],
      [
        'Audience',
        '`prv`, the SHA-1 of the class that signed in. The value above is `App\\Models\\User`: `php -r "echo sha1(\'App\\Models\\User\');"`',
      ],
      ['Identity', '`sub`. Version 1 has a number there: add `IDENTITY_CLAIM_TYPE=number` then.'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // refreshToken posts to /api/auth/refresh.
  bearer: ({ fresh }) => (fresh ? refreshToken() : getToken()),
});`,
      ),
    ],
    trap: [
      'With `AUTH_ISSUER` set to the address of the sign-in route, users are accepted until their first refresh, and refused with `issuer_mismatch` from then on. With `lock_subject` off there is no `prv`: `audience_mismatch`.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        `${signedSignOut('one hour by default')} The blacklist of jwt-auth works inside your app only.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/tymondesigns/jwt-auth/blob/2.x/src/JWT.php',
      'https://github.com/tymondesigns/jwt-auth/blob/2.x/src/Claims/Factory.php',
      'https://github.com/tymondesigns/jwt-auth/blob/2.x/config/config.php',
      'https://github.com/tymondesigns/jwt-auth/blob/2.x/src/Providers/JWT/Lcobucci.php',
      'https://github.com/tymondesigns/jwt-auth/blob/2.x/src/Console/JWTGenerateSecretCommand.php',
    ],
  },
};
