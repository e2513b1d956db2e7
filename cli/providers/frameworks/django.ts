import { ASKED_SIGN_OUT, COOKIE_APP, code, cookieName, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

export const django: Provider = {
  ...entry('frameworks', 'django'),
  name: 'Django with sessions',
  token: 'Let the browser send the session cookie of Django.',
  credential: 'session cookie',
  marks: [{ cookie: /^sessionid$/ }],
  questions: [userUrl('https://app.example.com/api/me/'), cookieName('sessionid', 'sessionid')],
  variables: ({ 'user-url': address, cookie }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_SEND: 'cookie',
    AUTH_USERINFO_TOKENS: 'all',
    AUTH_COOKIE: `${cookie}`,
    IDENTITY_CLAIM: 'id',
  }),
  sample: {
    kind: 'asked',
    sent: { cookie: 'sessionid', value: 'q7w3e5r9t1y8u2i4o6p0a3s5d7f9g1h2' },
    request: { method: 'GET', headers: { Cookie: 'sessionid=q7w3e5r9t1y8u2i4o6p0a3s5d7f9g1h2' } },
    answer: { id: '42' },
    unknown: { status: 302, headers: { Location: '/accounts/login/?next=/api/me/' } },
  },
  identity: '42',
  about: {
    credential: [
      'The **session cookie**. Your app tells who it belongs to, in a view that you add:',
      code(
        'python',
        `
@login_required
def me(request):
    return JsonResponse({"id": str(request.user.pk)})`,
      ),
    ],
    values: [
      ['Address', 'The address of that view, with the slash at the end that `APPEND_SLASH` wants'],
      ['Cookie', '`sessionid`, unless `SESSION_COOKIE_NAME` says otherwise'],
      ['Identity', '`id`, as your view answers'],
    ],
    app: COOKIE_APP,
    trap: [
      '`login_required` answers an unknown session with a redirect to the sign-in page. It is not followed, and this one session is refused. A redirect that adds the slash is not followed either, so give the exact address. `ALLOWED_HOSTS` must have the host of the address, or each answer is a 400.',
    ],
    signOut: {
      within: '15 minutes',
      text: [
        ASKED_SIGN_OUT,
        '`logout()` deletes the session at once. Without it a session lives for two weeks.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://docs.djangoproject.com/en/stable/topics/auth/default/#the-login-required-decorator',
      'https://docs.djangoproject.com/en/stable/ref/settings/#sessions',
      'https://github.com/django/django/blob/main/django/conf/global_settings.py',
      'https://github.com/django/django/blob/main/django/contrib/auth/__init__.py',
    ],
    unconfirmed: ['Read in version 3.2, as Debian 12 packages it.'],
  },
};
