import { audience } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const feathers: Provider = {
  ...entry('frameworks', 'feathers'),
  name: 'Feathers',
  token: 'Send the accessToken of the authentication result.',
  credential: 'access token',
  marks: [{ header: { typ: 'access' } }],
  questions: [
    {
      name: 'audience',
      sentence: 'Audience: authentication.jwtOptions.audience of the configuration.',
      example: 'https://yourdomain.com',
      fallback: 'https://yourdomain.com',
      read: audience,
    },
  ],
  copied: { AUTH_SECRET: 'authentication.secret of the configuration' },
  variables: ({ audience }) => ({
    AUTH_ISSUER: 'feathers',
    AUTH_AUDIENCE: `${audience}`,
    AUTH_TOKEN_TYPE: 'access',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'access' },
    payload: {
      iat: 1795363200,
      exp: 1795449600,
      aud: 'https://yourdomain.com',
      sub: '4711',
      jti: '5e1f0b2c-3d4e-4f60-8718-293a4b5c6d7e',
      iss: 'feathers',
    },
  },
  identity: '4711',
  about: {
    credential: ['The **access token**: `accessToken` of what `authenticate()` returns.'],
    values: [
      ['Secret', '`authentication.secret` in `config/default.json`'],
      ['Issuer', '`feathers`, unless `jwtOptions.issuer` says otherwise'],
      ['Audience', '`jwtOptions.audience`; `https://yourdomain.com` until you change it'],
      ['Type', 'The header says `typ: access`, where others say `JWT`.'],
      ['Identity', '`sub`, the ID of the user as a string'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    const { accessToken } = await app.reAuthenticate(fresh);
    return accessToken;
  },
});`,
      ),
    ],
    trap: [
      'Without `AUTH_TOKEN_TYPE=access` every token is refused with `token_type_unsupported`. The default audience is the same in every generated app; the secret is what keeps yours apart.',
    ],
    signOut: {
      within: '24 hours',
      text: [
        `${signedSignOut('one day by default')} \`app.logout()\` revokes nothing unless you add that. Shorten \`jwtOptions.expiresIn\`.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/feathersjs/feathers/blob/dove/packages/authentication/src/options.ts',
      'https://github.com/feathersjs/feathers/blob/dove/packages/authentication/src/service.ts',
    ],
  },
};
