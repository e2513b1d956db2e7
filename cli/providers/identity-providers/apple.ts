import { list, matching } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const apple: Provider = {
  ...entry('identity-providers', 'apple'),
  name: 'Sign in with Apple',
  token: 'Send the identity token that Apple returns at sign-in.',
  credential: 'identity token',
  marks: [{ issuer: /^https:\/\/appleid\.apple\.com$/ }],
  questions: [
    {
      name: 'client-id',
      sentence:
        'Services ID of the web app, bundle ID of the native app; separate both with a comma.',
      example: 'com.example.chat.web,com.example.chat',
      read: list(
        matching(/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/, 'An ID is like com.example.chat.'),
      ),
    },
  ],
  variables: ({ 'client-id': client }) => ({
    AUTH_ISSUER: 'https://appleid.apple.com',
    AUTH_JWKS_URI: 'https://appleid.apple.com/auth/keys',
    AUTH_AUDIENCE: `${client}`,
  }),
  sample: {
    kind: 'token',
    header: { kid: 'fh6Bs8C', alg: 'RS256' },
    payload: {
      iss: 'https://appleid.apple.com',
      aud: 'com.example.chat.web',
      exp: 1795363800,
      iat: 1795363200,
      sub: '001393.6d621dadasdd04956bds129fa982ba.1517',
      c_hash: 'dZusyqBNIzmfd8Uv_cVKSw',
      email: 'abcd@privaterelay.appleid.com',
      email_verified: 'true',
      is_private_email: 'true',
      auth_time: 1795363200,
      nonce_supported: true,
    },
  },
  identity: '001393.6d621dadasdd04956bds129fa982ba.1517',
  about: {
    credential: [
      'The **identity token**, the `id_token` of the web and the `identityToken` of iOS. Apple has no access tokens for services of your own.',
    ],
    values: [
      ['Issuer', '`https://appleid.apple.com`'],
      [
        'Audience',
        'The Services ID for the web, the bundle ID for the app. List both, separated by a comma.',
      ],
      [
        'Identity',
        '`sub`. It is the same in all apps of your development team, and differs between teams. The email address may be a relay that the user can switch off.',
      ],
    ],
    app: [
      code(
        'js',
        `
const { authorization } = await AppleID.auth.signIn();
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => (fresh ? undefined : authorization.id_token),
});`,
      ),
      'The token cannot be refreshed silently. An app with sessions of its own is better off signing tokens itself, see [own backend](own-backend.md).',
    ],
    trap: [
      'The token of the native app names the bundle ID, the one of the web the Services ID. With one of them only, the users of the other are refused with `audience_mismatch`. `email_verified` may be the string `"true"`, which is accepted.',
    ],
    signOut: {
      within: '10 minutes',
      text: [
        'The sample token is valid for **10 minutes**. A sign-out in your app does not reach Apple, and a user who withdraws the permission of your app keeps the token until it expires.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://developer.apple.com/documentation/signinwithapplejs/authorizationi/id_token',
      'https://developer.apple.com/documentation/signinwithapplerestapi/verifying_a_user',
      'https://www.npmjs.com/package/apple-signin-verify-token',
    ],
    unconfirmed: [
      'The lifetime is read from a sample of a third party; look at `exp` in a token of yours.',
    ],
  },
};
