import { matching } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const workos: Provider = {
  ...entry('identity-providers', 'workos'),
  name: 'WorkOS AuthKit',
  token: 'Send the access token of AuthKit, not the sealed session cookie.',
  credential: 'access token',
  marks: [{ issuer: /^https:\/\/api\.workos\.com(\/|$)/ }],
  questions: [
    {
      name: 'client-id',
      sentence: 'Client ID of the environment, on the page API Keys.',
      example: 'client_01HXYZ2ABC3DEF4GHJ5KMN6PQR',
      read: matching(/^client_[0-9A-Za-z]+$/, 'A client ID begins with client_.'),
    },
  ],
  variables: ({ 'client-id': client }) => ({
    AUTH_ISSUER: `https://api.workos.com,https://api.workos.com/user_management/${client}`,
    AUTH_JWKS_URI: `https://api.workos.com/sso/jwks/${client}`,
    // Access tokens have no aud; the key set is this client's.
    AUTH_AUDIENCE: `https://api.workos.com,https://api.workos.com/user_management/${client}`,
    AUTH_AUDIENCE_CLAIM: 'iss',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: 'sso_oidc_key_pair_01HXYZ2ABC3DEF4GHJ5KMN6PQR' },
    payload: {
      iss: 'https://api.workos.com',
      sub: 'user_01HBEQKA6K4QJAS93VPE39W1JT',
      org_id: 'org_01HRDMC6CM357W30QMHMQ96Q0S',
      role: 'member',
      roles: ['member'],
      permissions: ['posts:read'],
      sid: 'session_01HQSXZGF8FHF7A9ZZFCW4387R',
      jti: '01HQSXZXPPFPKMDD32RKTFY6PV',
      exp: 1795363500,
      iat: 1795363200,
    },
  },
  identity: 'user_5F01HBEQKA6K4QJAS93VPE39W1JT',
  about: {
    credential: ['The **access token** of AuthKit, a JWT that is signed with RS256.'],
    values: [
      [
        'Issuer',
        '`https://api.workos.com`, in some environments followed by `/user_management/` and the client ID. Both spellings are one issuer here. With a custom authentication domain, set that.',
      ],
      [
        'Audience',
        'There is none, so the issuer is used. What keeps other apps out is the key set: it is the one of your client ID.',
      ],
      ['Identity', '`sub`, such as `user_01HBEQKA…`'],
    ],
    app: [
      'With `@workos-inc/authkit-react`:',
      code(
        'js',
        `
const { getAccessToken } = useAuth();
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => getAccessToken({ forceRefresh: fresh }),
});`,
      ),
      'With `authkit-nextjs` the access token is inside the cookie `wos-session`, which is sealed: hand it to the page from `withAuth()` on the server.',
    ],
    trap: [
      'The cookie `wos-session` is not a token, and sending it is refused with `token_malformed`. The access token has no email address; a *JWT template* adds one, together with `email_verified`.',
    ],
    signOut: { within: '5 minutes', text: [signedSignOut('5 minutes')] },
    checked: '2026-11-25',
    sources: [
      'https://workos.com/docs/reference/authkit/session-tokens',
      'https://workos.com/docs/authkit/sessions',
      'https://github.com/workos/authkit-nextjs/blob/main/src/session.ts',
      'https://www.npmjs.com/package/@workos-inc/authkit-react',
    ],
    unconfirmed: [
      'The issuer that ends with the client ID is known from a third party only: https://docs.memberjunction.org/v6/api/classes/_memberjunction_auth-providers.WorkOSProvider.html.',
      'The option `forceRefresh` of `getAccessToken` was not found in the documentation.',
      'The shape of `kid` is made up.',
    ],
  },
};
