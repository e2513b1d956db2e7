import { matching } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const privy: Provider = {
  ...entry('identity-providers', 'privy'),
  name: 'Privy',
  token: 'Send the access token that getAccessToken returns.',
  credential: 'access token',
  marks: [{ issuer: /^privy\.io$/ }, { cookie: /^privy-token$/ }],
  questions: [
    {
      name: 'app-id',
      sentence: 'App ID, in the settings of the app.',
      example: 'cm1a2b3c4d5e6f7g8h9i0jklm',
      read: matching(/^[0-9a-z-]{10,40}$/, 'An app ID has lower-case letters and digits.'),
    },
  ],
  variables: ({ 'app-id': app }) => ({
    // The issuer is a name and not an address.
    AUTH_ISSUER: 'privy.io',
    AUTH_JWKS_URI: `https://auth.privy.io/api/v1/apps/${app}/jwks.json`,
    AUTH_AUDIENCE: `${app}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'ES256', typ: 'JWT', kid: 'k7Qx0yq3cT2m1n8b5v6z4w9s' },
    payload: {
      sid: 'cm9z8y7x6w5v4u3t2s1r0qpon',
      iss: 'privy.io',
      iat: 1795363200,
      aud: 'cm1a2b3c4d5e6f7g8h9i0jklm',
      sub: 'did:privy:cm2n3b4v5c6x7z8l9k0jhgfds',
      exp: 1795366800,
    },
  },
  identity: 'did_3Aprivy_3Acm2n3b4v5c6x7z8l9k0jhgfds',
  about: {
    credential: [
      'The **access token**, a JWT that is signed with ES256. The identity token has the same issuer, audience and subject, and much more in it that this service does not need.',
    ],
    values: [
      ['Issuer', '`privy.io`, without `https://`'],
      ['Audience', 'The app ID'],
      ['Identity', "`sub`, the user's DID, such as `did:privy:cm2n3b4v…`"],
    ],
    app: [
      code(
        'js',
        `
import { getAccessToken } from '@privy-io/react-auth';

const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // Refreshes a token that is about to expire by itself.
  bearer: async () => (await getAccessToken()) ?? undefined,
});`,
      ),
    ],
    trap: [
      'With `AUTH_ISSUER=https://privy.io` every token is refused with `issuer_mismatch`. Tokens of all apps have the same issuer: it is the audience that keeps yours apart.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        `${signedSignOut('one hour by default')} Shorten it under *User management*, *Authentication*, *Advanced*.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://docs.privy.io/authentication/user-authentication/tokens',
      'https://docs.privy.io/authentication/user-authentication/access-tokens',
    ],
    unconfirmed: [
      'The address of the key set is known from several public projects, not from the documentation.',
      'The shape of `kid` is made up.',
    ],
  },
};
