import { list, matching } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const google: Provider = {
  ...entry('identity-providers', 'google'),
  name: 'Google',
  token: 'Send the ID token, which Google Identity Services calls credential.',
  credential: 'ID token',
  marks: [{ issuer: /^(https:\/\/)?accounts\.google\.com$/ }],
  questions: [
    {
      name: 'client-id',
      sentence: 'OAuth client ID; separate several with commas.',
      example: '123456789012-a1b2c3d4e5f6.apps.googleusercontent.com',
      read: list(
        matching(
          /^[0-9]+(?:-[a-z0-9]+)?\.apps\.googleusercontent\.com$/,
          'A client ID ends with .apps.googleusercontent.com.',
        ),
      ),
    },
  ],
  variables: ({ 'client-id': client }) => ({
    AUTH_ISSUER: 'https://accounts.google.com',
    AUTH_AUDIENCE: `${client}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: 'f2e82732b971a135cf1416e8b46dae04d80894e7', typ: 'JWT' },
    payload: {
      iss: 'https://accounts.google.com',
      azp: '123456789012-a1b2c3d4e5f6.apps.googleusercontent.com',
      aud: '123456789012-a1b2c3d4e5f6.apps.googleusercontent.com',
      sub: '107517467455664443765',
      email: 'alice@example.com',
      email_verified: true,
      nbf: 1795362900,
      name: 'Alice Example',
      picture: 'https://lh3.googleusercontent.com/a/photo',
      given_name: 'Alice',
      family_name: 'Example',
      iat: 1795363200,
      exp: 1795366800,
      jti: '9b0c1d2e3f405162738495a6b7c8d9e0f1a2b3c4',
    },
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
  },
  identity: '107517467455664443765',
  about: {
    credential: [
      "The **ID token**, which Google Identity Services calls `credential`. Google's access tokens are not JWTs, and are for Google's own APIs: they are refused with `token_malformed`.",
    ],
    values: [
      ['Issuer', '`https://accounts.google.com`, without a slash at the end'],
      [
        'Audience',
        'The OAuth client ID of your app. Separate several, for the web and for mobile apps, with commas.',
      ],
      ['Identity', "`sub`. Google asks to use nothing else as a user's identifier."],
    ],
    afterVariables: [
      'Any user with a Google account can sign in. To accept one Workspace only, write a rule on the claim `hd` in `src/policy.ts`.',
    ],
    app: [
      code(
        'js',
        `
let credential;
google.accounts.id.initialize({
  client_id: '123456789012-a1b2c3d4e5f6.apps.googleusercontent.com',
  callback: (response) => {
    credential = response.credential;
  },
});
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => (fresh ? undefined : credential),
});`,
      ),
      'The ID token cannot be refreshed silently: after an hour Google has to be asked again. An app with sessions of its own is better off signing tokens itself, see [own backend](own-backend.md).',
    ],
    trap: [
      'Google says that `iss` is either `https://accounts.google.com` or `accounts.google.com`. Only the first is accepted, because it is what the discovery document names; the other is refused with `issuer_mismatch`.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        'An ID token is valid for **one hour**, whatever happens to the account or the session meanwhile.',
      ],
    },
    afterSample: ['`sub` is a string of digits, so it is used as it is.'],
    checked: '2026-11-22',
    sources: [
      'https://developers.google.com/identity/gsi/web/guides/verify-google-id-token',
      'https://developers.google.com/identity/gsi/web/guides/handle-credential-responses-js-functions',
      'https://cloud.google.com/nodejs/docs/reference/google-auth-library/latest/google-auth-library/tokenpayload',
    ],
  },
};
