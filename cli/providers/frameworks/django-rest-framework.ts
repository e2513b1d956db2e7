import { ASKED_SIGN_OUT, code, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

const TOKEN = '401f7ac837da42b97f613d789819ff93537bee6a';

export const djangoRestFramework: Provider = {
  ...entry('frameworks', 'django-rest-framework'),
  name: 'Django REST framework',
  token: 'Send the key of TokenAuthentication as a bearer token.',
  credential: 'key of `TokenAuthentication`',
  marks: [{ token: /^[0-9a-f]{40}$/ }],
  questions: [userUrl('https://api.example.com/me/')],
  variables: ({ 'user-url': address }) => ({
    AUTH_USERINFO_URL: `${address}`,
    // Authorization: Token …
    AUTH_USERINFO_SEND: 'scheme Token',
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'id',
    IDENTITY_CLAIM_TYPE: 'number',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: { method: 'GET', headers: { Authorization: `Token ${TOKEN}` } },
    answer: { id: 42, username: 'alice' },
    unknown: {
      status: 401,
      body: { detail: 'Invalid token.' },
      headers: { 'WWW-Authenticate': 'Token' },
    },
  },
  identity: '42',
  about: {
    credential: [
      'The **key** that `obtain_auth_token` returns. Your app tells who it belongs to, in a view that you add:',
      code(
        'python',
        `
@api_view(["GET"])
@permission_classes([IsAuthenticated])
def me(request):
    return Response({"id": request.user.pk, "username": request.user.username})`,
      ),
    ],
    values: [
      ['Address', 'The address of that view, with the slash at the end'],
      [
        'Scheme',
        'The framework expects `Authorization: Token …`. The app sends `Bearer` to this service, which hands the key on with `Token`.',
      ],
      ['Identity', '`id`, a number'],
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
      'Sent with `Bearer` the key is ignored by the framework, which answers 401 as if there were none: hence `scheme Token`. With `TokenAuthentication` a user has one key for all devices, and it never expires.',
    ],
    signOut: {
      within: '15 minutes',
      text: [
        ASKED_SIGN_OUT,
        'A sign-out ends the key only if your app deletes it: `request.auth.delete()`.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/encode/django-rest-framework/blob/master/rest_framework/authentication.py',
      'https://github.com/encode/django-rest-framework/blob/master/rest_framework/authtoken/models.py',
      'https://www.django-rest-framework.org/api-guide/authentication/#tokenauthentication',
    ],
  },
};
