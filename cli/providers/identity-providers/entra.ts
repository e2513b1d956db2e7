import { uuid } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const entra: Provider = {
  ...entry('identity-providers', 'entra'),
  name: 'Microsoft Entra ID',
  token: 'Send an access token for a scope of your own API, never one for Microsoft Graph.',
  credential: 'access token of an API, version 2',
  marks: [
    {
      issuer:
        /^https:\/\/(login\.microsoftonline\.com|sts\.windows\.net|[a-z0-9-]+\.(ciamlogin|b2clogin)\.com)\//,
    },
  ],
  questions: [
    {
      name: 'tenant-id',
      sentence: 'Directory (tenant) ID.',
      example: '8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f',
      read: uuid(
        'A tenant ID is a UUID. Neither a domain nor common works, because tokens have the UUID in iss.',
      ),
    },
    {
      name: 'client-id',
      sentence: 'Application (client) ID of the app registration that exposes the API.',
      example: '3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c',
      read: uuid('An application ID is a UUID.'),
    },
  ],
  variables: ({ 'tenant-id': tenant, 'client-id': client }) => ({
    AUTH_ISSUER: `https://login.microsoftonline.com/${tenant}/v2.0`,
    AUTH_AUDIENCE: `${client}`,
    // sub differs from app to app.
    IDENTITY_CLAIM: 'oid',
  }),
  sample: {
    kind: 'token',
    header: { typ: 'JWT', alg: 'RS256', kid: 'jS1Xo1OWDj_52vbwGNgvQO2VzMc' },
    payload: {
      aud: '3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c',
      iss: 'https://login.microsoftonline.com/8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f/v2.0',
      iat: 1795363200,
      nbf: 1795363200,
      exp: 1795367700,
      aio: 'AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4',
      azp: '6e74172b-be56-4843-9ff4-e66a39bb12e3',
      azpacr: '0',
      name: 'Alice Example',
      oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
      preferred_username: 'alice@example.com',
      rh: 'I',
      scp: 'access_as_user',
      sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
      tid: '8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f',
      uti: 'fqiBqXLPj0eQa82S-IYFAA',
      ver: '2.0',
    },
    jwksUri:
      'https://login.microsoftonline.com/8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f/discovery/v2.0/keys',
  },
  identity: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
  about: {
    credential: [
      'The **access token** for an API of your own. Register an app for this service, and in it',
      '1. *Expose an API*: add a scope, such as `access_as_user`;\n2. *Manifest*: set `requestedAccessTokenVersion` to `2` (in `api`; older manifests call it `accessTokenAcceptedVersion`);\n3. give the registration of your web app the permission for that scope.',
    ],
    values: [
      [
        'Issuer',
        '`https://login.microsoftonline.com/`, the tenant ID and `/v2.0`, without a slash at the end',
      ],
      [
        'Audience',
        'The application (client) ID of the API, not of the web app, and without `api://`',
      ],
      [
        'Identity',
        "`oid`, the user's object ID. `sub` differs from app to app, so a second API would see different users.",
      ],
    ],
    afterVariables: [
      'Services of the tenant can get tokens for the API too. They have no `scp`, so `AUTH_REQUIRED_SCOPE=access_as_user` keeps them out.',
    ],
    app: [
      code(
        'js',
        `
import { PublicClientApplication } from '@azure/msal-browser';

const msal = new PublicClientApplication({ auth: { clientId: '…', authority: '…' } });
await msal.initialize();
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    const { accessToken } = await msal.acquireTokenSilent({
      scopes: ['api://3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c/access_as_user'],
      account: msal.getAllAccounts()[0],
      forceRefresh: fresh,
    });
    return accessToken;
  },
});`,
      ),
    ],
    trap: [
      'Without `requestedAccessTokenVersion: 2` tokens are of version 1. Their issuer is `https://sts.windows.net/`, the tenant ID and a slash, whatever address the app signs in at, and they are refused with `issuer_mismatch`. A token for Microsoft Graph (scope `User.Read`) has a format of its own that only Graph can verify.',
      '`common` and `organizations` are not issuers: every token has the ID of its own tenant in `iss`.',
    ],
    signOut: {
      within: '60 to 90 minutes',
      text: [
        'A token is valid for **60 to 90 minutes**, also after the account was disabled. A token lifetime policy makes that shorter.',
      ],
    },
    afterSample: [
      '`oid` comes with the scope `profile`, which MSAL requests by default. `preferred_username` can change, and proves nothing.',
    ],
    alternatives: [
      {
        title: 'Users of any tenant',
        text: [
          'A multi-tenant app gets tokens whose issuer names the tenant of the user. The pattern accepts each of them, if the place is equal to `tid`; the key set of `common` has the keys of all tenants. **Any tenant** can then sign its users in. To allow a few only, list them in `src/policy.ts`. The identity begins with `tenant~` and the tenant ID, so that no tenant can name the user of another.',
        ],
        variables: {
          AUTH_ISSUER: 'https://login.microsoftonline.com/{tid}/v2.0',
          AUTH_JWKS_URI: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
          AUTH_AUDIENCE: '3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c',
          IDENTITY_CLAIM: 'oid',
        },
        sample: {
          kind: 'token',
          header: { typ: 'JWT', alg: 'RS256', kid: 'jS1Xo1OWDj_52vbwGNgvQO2VzMc' },
          payload: {
            aud: '3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c',
            iss: 'https://login.microsoftonline.com/1b9e2c4d-0a7f-4e3b-8c5d-6f7a8b9c0d1e/v2.0',
            iat: 1795363200,
            nbf: 1795363200,
            exp: 1795367700,
            oid: '2f6d4e8a-5b1c-4d7e-9f0a-3c2b1a0d9e8f',
            scp: 'access_as_user',
            sub: 'q7Jm2nZtYw0cV4xK1sBvR8aLhPdGfEuI3oTjNyMbCkA',
            tid: '1b9e2c4d-0a7f-4e3b-8c5d-6f7a8b9c0d1e',
            ver: '2.0',
          },
        },
        identity:
          'tenant~1b9e2c4d-0a7f-4e3b-8c5d-6f7a8b9c0d1e~2f6d4e8a-5b1c-4d7e-9f0a-3c2b1a0d9e8f',
      },
    ],
    checked: '2026-11-22',
    sources: [
      'https://learn.microsoft.com/entra/identity-platform/access-tokens',
      'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
      'https://learn.microsoft.com/entra/identity-platform/reference-app-manifest',
      'https://learn.microsoft.com/entra/identity-platform/scenario-spa-acquire-token',
    ],
  },
};
