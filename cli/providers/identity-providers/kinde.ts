import { audience, hostName } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const kinde: Provider = {
  ...entry('identity-providers', 'kinde'),
  name: 'Kinde',
  token: 'Send the access token, requested with the audience of your API.',
  credential: 'access token with an audience',
  marks: [{ issuer: /^https:\/\/[a-z0-9-]+(\.[a-z]+)?\.kinde\.com$/ }],
  questions: [
    {
      name: 'domain',
      sentence: 'Domain of your Kinde business, or your custom domain.',
      example: 'acme.kinde.com',
      read: hostName('A domain is needed, such as acme.kinde.com.'),
    },
    {
      name: 'audience',
      sentence: 'Audience of the API, under Settings, APIs.',
      example: 'https://chat.example.com',
      read: audience,
    },
  ],
  variables: ({ domain, audience }) => ({
    AUTH_ISSUER: `https://${domain}`,
    AUTH_JWKS_URI: `https://${domain}/.well-known/jwks`,
    AUTH_AUDIENCE: `${audience}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: '4a:3f:0d:91:6c', typ: 'JWT' },
    payload: {
      aud: ['https://chat.example.com'],
      azp: 'dee7f3c57b3c47e8b96edde2c7ecab7d',
      exp: 1795449600,
      feature_flags: { theme: { t: 's', v: 'pink' } },
      iat: 1795363200,
      iss: 'https://acme.kinde.com',
      jti: 'fbb6bc62-1a4e-4256-8ea4-8fb9a645b123',
      org_code: 'org_1b2c3d4e5f6',
      permissions: [],
      scp: ['openid', 'profile', 'email', 'offline'],
      sub: 'kp_5e1f0b2c3d4e5f60718293a4b5c6d7e8',
    },
  },
  identity: 'kp_5F5e1f0b2c3d4e5f60718293a4b5c6d7e8',
  about: {
    credential: [
      'The **access token**. Register this service first: *Settings*, *APIs*, *Add API*, enable it for your application, and name its audience at sign-in.',
    ],
    values: [
      ['Issuer', '`https://` and the domain, without a slash at the end'],
      ['Audience', 'The audience of the API'],
      ['Identity', '`sub`, such as `kp_5e1f0b2c…`'],
    ],
    afterVariables: ['The address of the key set has no `.json` at the end.'],
    app: [
      'With `@kinde-oss/kinde-auth-react`, whose provider gets `audience="https://chat.example.com"`:',
      code(
        'js',
        `
const { getToken } = useKindeAuth();
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => getToken(),
});`,
      ),
    ],
    trap: [
      'Without `audience` at sign-in, `aud` is an empty array and every token is refused with `audience_mismatch`. `scp` is an array, and `AUTH_REQUIRED_SCOPE` reads it.',
    ],
    signOut: {
      within: '24 hours',
      text: [
        `${signedSignOut('24 hours by default')} Shorten it: *Applications*, your app, *Tokens*, *Access token*.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/kinde-oss/documentation/blob/main/src/content/docs/build/tokens/about-access-tokens.mdx',
      'https://github.com/kinde-oss/documentation/blob/main/src/content/docs/build/tokens/configure-tokens.mdx',
      'https://github.com/kinde-oss/documentation/blob/main/src/content/docs/build/tokens/verifying-json-web-tokens.mdx',
      'https://github.com/kinde-oss/documentation/blob/main/src/content/docs/developer-tools/your-apis/protect-your-api.mdx',
    ],
    unconfirmed: [
      'The shape of `kid` is made up.',
      'How `getToken` is told to skip its cache was not found.',
    ],
  },
};
