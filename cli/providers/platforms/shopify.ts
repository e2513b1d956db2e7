import { hostName, matching } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const shopify: Provider = {
  ...entry('platforms', 'shopify'),
  name: 'Shopify',
  token: 'Send the session token (ID token) of App Bridge.',
  credential: 'session token of App Bridge',
  marks: [{ issuer: /^https:\/\/[a-z0-9-]+\.myshopify\.com\/admin$/, claims: ['dest'] }],
  questions: [
    {
      name: 'shop',
      sentence: 'Domain of the shop.',
      example: 'acme.myshopify.com',
      read: hostName('A domain is needed, such as acme.myshopify.com.'),
    },
    {
      name: 'client-id',
      sentence: 'Client ID of the app.',
      example: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      read: matching(/^[0-9a-f]{32}$/, 'A client ID has 32 hexadecimal digits.'),
    },
  ],
  copied: { AUTH_SECRET: 'the client secret of the app' },
  variables: ({ shop, 'client-id': client }) => ({
    AUTH_ISSUER: `https://${shop}/admin`,
    AUTH_AUDIENCE: `${client}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: {
      iss: 'https://acme.myshopify.com/admin',
      dest: 'https://acme.myshopify.com',
      aud: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      sub: '42',
      exp: 1795363260,
      nbf: 1795363200,
      iat: 1795363200,
      jti: 'f8912129-1af6-4cad-9ca3-76b0f7621087',
      sid: 'aaea182f2732d44c23057c0fea584021a4485b2bd25d3eb7fd349313ad24c685',
    },
  },
  identity: '42',
  about: {
    credential: [
      'The **session token** of an app in the Shopify admin, which newer App Bridge calls ID token. It is for the staff of the shop, not for its customers.',
    ],
    values: [
      ['Secret', 'The client secret of the app, as it is'],
      ['Issuer', '`https://`, the domain of the shop and `/admin`'],
      ['Audience', 'The client ID of the app'],
      ['Identity', '`sub`, the ID of the staff member'],
    ],
    afterVariables: [
      'For an app in several shops, list each shop as an issuer with a namespace in `src/policy.ts`: whether user IDs of different shops can be equal is not documented.',
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // App Bridge returns a new one each time.
  bearer: () => shopify.idToken(),
});`,
      ),
    ],
    trap: [
      'The token lives for **one minute**, so it has to be asked for each time and never be kept: a kept one is refused with `token_expired`. Without `AUTH_ISSUER` the staff of every shop that installed your app would be accepted.',
    ],
    signOut: {
      within: '5 minutes',
      text: [
        'A session token is valid for one minute. A chat token lasts for at least **5 minutes**.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens',
      'https://shopify.dev/docs/apps/build/authentication-authorization/legacy/app-bridge-2-setup',
      'https://github.com/Shopify/shopify-api-js/blob/main/packages/shopify-api/lib/session/types.ts',
      'https://github.com/Shopify/shopify-api-js/blob/main/packages/shopify-api/lib/session/decode-session-token.ts',
    ],
    unconfirmed: [
      'Tokens of customers (customer account and checkout extensions) have other claims, and were not looked at.',
      'The minute was not read in the pages above.',
    ],
  },
};
