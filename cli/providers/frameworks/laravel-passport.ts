import { audience, url } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const laravelPassport: Provider = {
  ...entry('frameworks', 'laravel-passport'),
  name: 'Laravel Passport',
  token: 'Send the access token of your OAuth client.',
  credential: 'access token',
  marks: [{ claims: ['scopes', 'jti', 'aud'] }],
  questions: [
    {
      name: 'key-url',
      sentence: 'Address at which your app shows storage/oauth-public.key.',
      example: 'https://app.example.com/oauth/public-key',
      read: url,
    },
    {
      name: 'client-id',
      sentence: 'ID of the OAuth client.',
      example: '9c5d2f1e-3b4a-4c6d-8e7f-0a1b2c3d4e5f',
      read: audience,
    },
  ],
  variables: ({ 'key-url': address, 'client-id': client }) => ({
    AUTH_JWKS_URI: `${address}`,
    AUTH_AUDIENCE: `${client}`,
    // Tokens live for a year by default.
    AUTH_MAX_AGE: '86400',
  }),
  sample: {
    kind: 'token',
    header: { typ: 'JWT', alg: 'RS256' },
    payload: {
      aud: '9c5d2f1e-3b4a-4c6d-8e7f-0a1b2c3d4e5f',
      jti: '1f0e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0aabbccddeeff0011',
      iat: 1795363200.123456,
      nbf: 1795363200.123459,
      exp: 1826899200.101234,
      sub: '42',
      scopes: [],
    },
    published: 'pem',
  },
  identity: '42',
  about: {
    credential: [
      'The **access token**, a JWT that is signed with RS256. Let your app show its public key, which is a PEM text:',
      code(
        'php',
        `
Route::get('/oauth/public-key', fn () => response(
    file_get_contents(Passport::keyPath('oauth-public.key')), 200, ['Content-Type' => 'application/x-pem-file'],
));`,
      ),
    ],
    values: [
      [
        'Key',
        'The address of that route. The key of 4,096 bits is too long for a variable of Twilio Functions. One of 2,048 (`php artisan passport:keys --length=2048`) fits: set `AUTH_PUBLIC_KEY` to its base64 without the first and last line, and leave `AUTH_JWKS_URI` out.',
      ],
      ['Issuer', 'None'],
      ['Audience', 'The ID of the client'],
      ['Age', 'Tokens live for **a year** by default. `AUTH_MAX_AGE` stops at a day after `iat`.'],
      ['Identity', '`sub`, the ID of the user as a string'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // refreshAccessToken posts the refresh token to /oauth/token.
  bearer: ({ fresh }) => (fresh ? refreshAccessToken() : getAccessToken()),
});`,
      ),
    ],
    trap: [
      'A token that is older than `AUTH_MAX_AGE` is refused with `token_expired` though your app still accepts it. Shorten the lifetime with `Passport::tokensExpireIn(now()->addHours(1))`, so that both agree. `storage/oauth-private.key` is the other half: never show that one.',
    ],
    signOut: {
      within: '24 hours',
      text: [
        `${signedSignOut('one day with the variables above')} \`revoke()\` works inside your app only. For a sign-out that takes effect within minutes, ask \`/api/user\` as with [Sanctum](laravel-sanctum.md).`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/laravel/passport/blob/12.x/src/Console/KeysCommand.php',
      'https://github.com/laravel/passport/blob/12.x/src/Passport.php',
      'https://github.com/laravel/passport/blob/12.x/src/Bridge/AccessToken.php',
      'https://github.com/laravel/docs/blob/12.x/passport.md',
    ],
    unconfirmed: [
      'The claims are those of `league/oauth2-server`, from memory; fractions of a second come from its JWT library.',
    ],
  },
};
