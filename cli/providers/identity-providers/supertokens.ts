import { url } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const supertokens: Provider = {
  ...entry('identity-providers', 'supertokens'),
  name: 'SuperTokens',
  token: 'Send the access token of the session.',
  credential: 'access token of the session',
  marks: [{ claims: ['sessionHandle', 'rsub', 'tId'] }, { cookie: /^sAccessToken$/ }],
  questions: [
    {
      name: 'issuer',
      sentence: 'Your API domain followed by the API base path, as appInfo has them.',
      example: 'https://api.example.com/auth',
      read: url,
    },
  ],
  variables: ({ issuer }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_JWKS_URI: `${issuer}/jwt/jwks.json`,
    // Session tokens have no aud.
    AUTH_AUDIENCE: `${issuer}`,
    AUTH_AUDIENCE_CLAIM: 'iss',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', typ: 'JWT', version: '5', kid: 'd-1795363200000' },
    payload: {
      iat: 1795363200,
      exp: 1795366800,
      sub: '63d4d3b5-6f2c-4b1e-9a7d-0c1b2a3f4e5d',
      tId: 'public',
      rsub: '63d4d3b5-6f2c-4b1e-9a7d-0c1b2a3f4e5d',
      sessionHandle: '0b8f3c1e-2d4a-4f6b-8c9d-1e2f3a4b5c6d',
      refreshTokenHash1: 'f2c1b5a4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6',
      parentRefreshTokenHash1: null,
      antiCsrfToken: null,
      iss: 'https://api.example.com/auth',
      'st-ev': { v: true, t: 1795363200000 },
    },
  },
  identity: '63d4d3b5-6f2c-4b1e-9a7d-0c1b2a3f4e5d',
  about: {
    credential: [
      'The **access token** of the session, a JWT that your backend issues. Apps that use header-based sessions can send it; with cookie-based sessions set `AUTH_COOKIE=sAccessToken` and `ALLOWED_ORIGINS`.',
    ],
    values: [
      ['Issuer', '`apiDomain` and `apiBasePath` of `appInfo`, joined'],
      ['Audience', 'There is none, so the issuer is used.'],
      ['Identity', '`sub`, the primary user ID. `rsub` is the one of the login method.'],
    ],
    app: [
      'With header-based sessions (`tokenTransferMethod: "header"`):',
      code(
        'js',
        `
import Session from 'supertokens-web-js/recipe/session';

const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await Session.attemptRefreshingSession();
    return Session.getAccessToken();
  },
});`,
      ),
    ],
    trap: [
      'Tokens of the OAuth2 recipe are signed with the same keys, and have `stt` besides. If you use that recipe too, refuse them by a rule in `src/policy.ts`. `useDynamicAccessTokenSigningKey: false` signs with keys that stay; the default rotates them, which needs nothing here.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        `${signedSignOut('one hour by default')} Shorten \`access_token_validity\` in the core.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/supertokens/supertokens-node/blob/master/lib/ts/recipe/session/index.ts',
      'https://github.com/supertokens/supertokens-node/blob/master/lib/ts/recipe/session/accessToken.ts',
      'https://github.com/supertokens/docs/blob/master/docs/additional-verification/session-verification/protect-api-routes.mdx',
      'https://github.com/supertokens/docs/blob/master/docs/deployment/scalability.mdx',
      'https://github.com/supertokens/docs/blob/master/docs/authentication/m2m/client-credentials.mdx',
    ],
    unconfirmed: [
      'The values of `version` and `kid` in the header depend on the version of the core.',
    ],
  },
};
