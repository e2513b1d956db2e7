import { matching } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const descope: Provider = {
  ...entry('identity-providers', 'descope'),
  name: 'Descope',
  token: 'Send the session token, not the refresh token.',
  credential: 'session token',
  marks: [{ claims: ['drn'] }, { cookie: /^DS$/ }],
  questions: [
    {
      name: 'project-id',
      sentence: 'Project ID, under Project.',
      example: 'P2YuRTmSv8PdoasfWiLoBrZP92as',
      read: matching(/^P[0-9A-Za-z]{20,40}$/, 'A project ID begins with P.'),
    },
  ],
  variables: ({ 'project-id': project }) => ({
    AUTH_ISSUER: `https://api.descope.com/${project},https://api.descope.com/v1/apps/${project},${project}`,
    AUTH_JWKS_URI: `https://api.descope.com/v2/keys/${project}`,
    // drn is DS in session tokens and DSR in refresh tokens.
    AUTH_AUDIENCE: 'DS',
    AUTH_AUDIENCE_CLAIM: 'drn',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: 'SK2YuRTmSv8PdoasfWiLoBrZP92as', typ: 'JWT' },
    payload: {
      amr: ['oauth'],
      drn: 'DS',
      exp: 1795363800,
      iat: 1795363200,
      iss: 'https://api.descope.com/P2YuRTmSv8PdoasfWiLoBrZP92as',
      rexp: '2026-12-20T15:20:00Z',
      sub: 'U2YualoWDiRkFAEpoyOwAEyT07j',
    },
  },
  identity: 'U2YualoWDiRkFAEpoyOwAEyT07j',
  about: {
    credential: ['The **session token**, which lives for minutes and is refreshed by the SDK.'],
    values: [
      [
        'Issuer',
        'The project ID, alone or as the last part of an address: it depends on the age of the project and on how the token was asked for. The list accepts each of them as one issuer. With a custom domain, add that spelling.',
      ],
      ['Audience', '`drn`, which is `DS` in a session token'],
      ['Identity', '`sub`, the user ID'],
    ],
    app: [
      code(
        'js',
        `
import { getSessionToken, refresh } from '@descope/react-sdk';

const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await refresh();
    return getSessionToken() || undefined;
  },
});`,
      ),
    ],
    trap: [
      'The refresh token is a JWT too, signed with the same key, and lives for weeks. Its `drn` is `DSR`, so it is refused with `audience_mismatch`. Do not use `ANY_TOKEN_OF_THIS_KEY` here.',
    ],
    signOut: {
      within: '10 minutes',
      text: [
        `${signedSignOut('10 minutes by default')} Project settings, *Session Token Timeout*.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://docs.descope.com/session-overview',
      'https://docs.descope.com/session-validation/client',
      'https://github.com/descope/node-sdk/blob/main/lib/helpers.ts',
      'https://github.com/descope/node-sdk/blob/main/lib/index.ts',
      'https://github.com/descope/go-sdk/blob/main/descope/internal/auth/dpop_test.go',
    ],
    unconfirmed: [
      'The default of 10 minutes is read from a sample token.',
      "Which of the spellings of the issuer a given project uses was not found; the vendor's SDK accepts all.",
    ],
  },
};
