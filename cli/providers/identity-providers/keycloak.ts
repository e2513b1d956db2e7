import { audience, matching, url } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const keycloak: Provider = {
  ...entry('identity-providers', 'keycloak'),
  name: 'Keycloak',
  token: 'Send the access token, with an audience mapper for this service.',
  credential: 'access token with an audience mapper',
  marks: [{ issuer: /\/realms\/[^/]+$/ }],
  questions: [
    {
      name: 'base-url',
      sentence: 'URL of the server, up to but without /realms.',
      example: 'https://id.example.com',
      read: (answer) => {
        const reading = url(answer);
        if (!reading.ok) return reading;
        return { ok: true, value: reading.value.replace(/(\/realms(\/.*)?)?\/?$/, '') };
      },
    },
    {
      name: 'realm',
      sentence: 'Name of the realm.',
      example: 'acme',
      read: matching(/^[\w.-]+$/, 'A realm has letters, digits and . _ - here.'),
    },
    {
      name: 'audience',
      sentence: 'Audience that your audience mapper adds.',
      example: 'conversations',
      read: audience,
    },
  ],
  variables: ({ 'base-url': base, realm, audience }) => ({
    AUTH_ISSUER: `${base}/realms/${realm}`,
    AUTH_AUDIENCE: `${audience}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', typ: 'JWT', kid: 'FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE' },
    payload: {
      exp: 1795363500,
      iat: 1795363200,
      auth_time: 1795360000,
      jti: 'onrtac:3b0d8e0f-9f0c-4f7b-a4c5-6f1de2d1a0b9',
      iss: 'https://id.example.com/realms/acme',
      aud: ['conversations', 'account'],
      sub: 'f1b2c3d4-1234-4abc-9def-0123456789ab',
      typ: 'Bearer',
      azp: 'web',
      sid: '0d5b6f7a-8c9d-4e0f-8a1b-2c3d4e5f6a7b',
      acr: '1',
      'allowed-origins': ['https://app.example.com'],
      realm_access: { roles: ['offline_access', 'default-roles-acme'] },
      resource_access: { account: { roles: ['manage-account', 'view-profile'] } },
      scope: 'openid email profile',
      email_verified: true,
      preferred_username: 'alice',
      email: 'alice@example.com',
    },
    jwksUri: 'https://id.example.com/realms/acme/protocol/openid-connect/certs',
  },
  identity: 'f1b2c3d4-1234-4abc-9def-0123456789ab',
  about: {
    credential: [
      'The **access token**, with an audience for this service. In the client of your web app: *Client scopes*, the dedicated scope, *Add mapper*, *By configuration*, *Audience*. Give it an *Included Custom Audience* such as `conversations`, and add it to the access token.',
    ],
    values: [
      [
        'Issuer',
        "The server's URL, `/realms/` and the realm, without a slash at the end. Servers before version 17 have `/auth` before `/realms/`.",
      ],
      ['Audience', 'What the mapper adds'],
      ['Identity', "`sub`, the user's UUID. It comes with the client scope `basic`."],
    ],
    app: [
      code(
        'js',
        `
import Keycloak from 'keycloak-js';

const keycloak = new Keycloak({ url: 'https://id.example.com', realm: 'acme', clientId: 'web' });
await keycloak.init({ onLoad: 'check-sso' });
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (!keycloak.authenticated) return undefined;
    await keycloak.updateToken(fresh ? -1 : 30);
    return keycloak.token;
  },
});`,
      ),
    ],
    trap: [
      'Without the mapper `aud` is `account`, or missing, and every token is refused with `audience_mismatch`. Do not set `AUTH_AUDIENCE=account`: the tokens of all clients of the realm have it, so any app could ask for its users.',
      'The issuer is the address at which the browser reaches Keycloak. Behind a proxy, set its `hostname`, or tokens name an address that works inside the network only.',
    ],
    signOut: {
      within: '5 minutes',
      text: [
        "An access token is valid for **5 minutes** by default; signing out of all sessions does not revoke it. For a sign-out to take effect within a minute, let Keycloak confirm each token: `introspection` with `tokens: 'jwt'` in `src/policy.ts`, at `https://id.example.com/realms/acme/protocol/openid-connect/token/introspect`. The client that asks must be in the token's `aud`, so name it like the audience.",
      ],
    },
    afterSample: [
      "The claim `typ` is not the header's. In the header `JWT` and `at+jwt` are accepted, the latter being an option of the client since version 26.2. A token bound by DPoP is refused with `token_bound`.",
    ],
    checked: '2026-11-22',
    sources: [
      'https://www.keycloak.org/docs/latest/server_admin/#audience-support',
      'https://www.keycloak.org/docs/latest/server_admin/#managing-user-sessions',
      'https://github.com/keycloak/keycloak/pull/37573',
      'https://github.com/keycloak/keycloak/issues/35262',
    ],
  },
};
