import { hostName, list, origin } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const clerk: Provider = {
  ...entry('identity-providers', 'clerk'),
  name: 'Clerk',
  token: 'Send the session token that getToken returns.',
  credential: 'session token',
  marks: [
    { issuer: /^https:\/\/[a-z0-9-]+\.clerk\.accounts\.dev$/ },
    { issuer: /^https:\/\/clerk\./, claims: ['sid', 'sts'] },
  ],
  questions: [
    {
      name: 'frontend-api',
      sentence: 'Frontend API URL, on the page API keys.',
      example: 'clerk.example.com',
      read: hostName('A host is needed, such as clerk.example.com.'),
    },
    {
      name: 'origins',
      sentence: 'Origins of your app; separate several with commas.',
      example: 'https://app.example.com',
      read: list(origin),
    },
  ],
  variables: ({ 'frontend-api': host, origins }) => ({
    AUTH_ISSUER: `https://${host}`,
    AUTH_JWKS_URI: `https://${host}/.well-known/jwks.json`,
    AUTH_AUDIENCE: `${origins}`,
    // Session tokens have no aud.
    AUTH_AUDIENCE_CLAIM: 'azp',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: 'ins_2aBcDeFgHiJkLmNoPqRsTuVwXyZ', typ: 'JWT' },
    payload: {
      azp: 'https://app.example.com',
      exp: 1795363260,
      fva: [7, -1],
      iat: 1795363200,
      iss: 'https://clerk.example.com',
      jti: '6f1d2c3b4a5968778695',
      nbf: 1795363190,
      sid: 'sess_2aBcDeFgHiJkLmNoPqRsTuVwXyZ',
      sub: 'user_2aBcDeFgHiJkLmNoPqRsTuVwXyZ',
      sts: 'active',
      v: 2,
    },
  },
  identity: 'user_5F2aBcDeFgHiJkLmNoPqRsTuVwXyZ',
  about: {
    credential: ['The **session token** that `getToken()` returns.'],
    values: [
      [
        'Issuer',
        'The Frontend API URL, without a slash at the end: `https://clerk.` and your domain in production, `https://….clerk.accounts.dev` in development. *API keys*.',
      ],
      [
        'Audience',
        'Session tokens have none. `azp` has the origin of the page that asked for the token, so set `AUTH_AUDIENCE_CLAIM`, and list the origins of your app: lower case, no slash, separated by commas.',
      ],
      ['Identity', '`sub`, such as `user_2abcDEF`'],
    ],
    afterVariables: ['The key set is named, because Clerk documents its address.'],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => window.Clerk.session?.getToken({ skipCache: fresh }),
});`,
      ),
      'In React, `getToken` is what `useAuth()` returns.',
    ],
    trap: [
      "A token from a mobile app may have no `azp`, because there is no page, and is refused with `audience_mismatch`. Make a *JWT template* with a claim `aud` for such apps, get its tokens by `getToken({ template: 'conversations' })`, set `AUTH_AUDIENCE` to that value, and leave `AUTH_AUDIENCE_CLAIM` out.",
    ],
    signOut: {
      within: '5 minutes',
      text: [
        "A session token is valid for **60 seconds**. Because Twilio's tokens follow it, they last 300 seconds, the shortest lifetime there is, and an open chat asks for a new one every two minutes. With `TOKEN_LIFETIME_FOLLOWS_CALLER=off` they last an hour, also after a sign-out.",
      ],
    },
    afterSample: [
      'With organizations that are required, `sts` is `pending` for a user who has not chosen one yet. To refuse those, write rules in `src/policy.ts`:',
      code(
        'ts',
        `
rules: [
  { name: 'pending', when: { claims: { sts: 'pending' } }, deny: 'no organization yet' },
  { name: 'everybody-else', allow: {} },
],`,
      ),
    ],
    checked: '2026-11-22',
    sources: [
      'https://clerk.com/docs/guides/sessions/session-tokens',
      'https://clerk.com/docs/guides/sessions/manual-jwt-verification',
      'https://clerk.com/docs/guides/sessions/jwt-templates',
      'https://clerk.com/docs/guides/sessions/force-token-refresh',
      'https://clerk.com/docs/guides/how-clerk-works/overview',
    ],
  },
};
