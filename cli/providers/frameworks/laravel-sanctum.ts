import { ASKED_SIGN_OUT, code, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

const TOKEN = '7|Zt6vR2nKx8sQ4wLb1mYc7pHd3fJg9aUeQm4T7pXs2Lk';

export const laravelSanctum: Provider = {
  ...entry('frameworks', 'laravel-sanctum'),
  name: 'Laravel with Sanctum',
  token: 'Send the plain-text token of createToken.',
  credential: 'API token',
  marks: [{ token: /^\d+\|[0-9A-Za-z]{40,}$/ }],
  questions: [userUrl('https://app.example.com/api/user')],
  variables: ({ 'user-url': address }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'id',
    IDENTITY_CLAIM_TYPE: 'number',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: { method: 'GET', headers: { Authorization: `Bearer ${TOKEN}` } },
    answer: {
      id: 42,
      name: 'Alice Example',
      email: 'alice@example.com',
      email_verified_at: '2026-01-02T03:04:05.000000Z',
    },
    unknown: { status: 401, body: { message: 'Unauthenticated.' } },
  },
  identity: '42',
  about: {
    credential: [
      'The **API token** that `createToken()->plainTextToken` returns. Laravel tells who it belongs to, at `/api/user`, which a new app has in `routes/api.php`:',
      code(
        'php',
        `
Route::get('/user', function (Request $request) {
    return $request->user();
})->middleware('auth:sanctum');`,
      ),
    ],
    values: [
      ['Address', 'The address of your app and `/api/user`'],
      ['Identity', '`id`, a number. With UUIDs as keys leave `IDENTITY_CLAIM_TYPE` out.'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => localStorage.getItem('token') ?? undefined,
});`,
      ),
    ],
    trap: [
      'The `|` belongs to the token. Tokens never expire unless `expiration` in `config/sanctum.php` says so. The cookies of a single-page app are not enough here: Sanctum accepts them only with a `Referer` or `Origin` of a stateful domain, which a server does not send. Let a route of your app issue a token for the chat.',
    ],
    signOut: {
      within: '15 minutes',
      text: [
        ASKED_SIGN_OUT,
        'A sign-out ends the token only if your app deletes it: `$request->user()->currentAccessToken()->delete()`.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://laravel.com/docs/sanctum',
      'https://github.com/laravel/docs/blob/12.x/sanctum.md',
      'https://github.com/laravel/sanctum/blob/4.x/src/HasApiTokens.php',
      'https://github.com/laravel/sanctum/blob/4.x/src/Http/Middleware/EnsureFrontendRequestsAreStateful.php',
      'https://github.com/laravel/docs/blob/12.x/authentication.md',
    ],
  },
};
