import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

const CLAIMS = {
  'x-hasura-allowed-roles': ['me', 'user'],
  'x-hasura-default-role': 'user',
  'x-hasura-user-id': '121bbea4-908e-4540-ac5d-52c7f6f93bec',
  'x-hasura-user-is-anonymous': 'false',
};

export const nhost: Provider = {
  ...entry('platforms', 'nhost'),
  name: 'Nhost and Hasura',
  token: 'Send the access token of Nhost Auth.',
  credential: 'access token',
  marks: [{ issuer: /^hasura-auth$/ }, { claims: ['https://hasura.io/jwt/claims'] }],
  questions: [],
  copied: { AUTH_SECRET: 'key of HASURA_GRAPHQL_JWT_SECRET' },
  variables: () => ({
    AUTH_ISSUER: 'hasura-auth',
    // Tokens have no aud.
    AUTH_AUDIENCE: 'hasura-auth',
    AUTH_AUDIENCE_CLAIM: 'iss',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: {
      sub: '121bbea4-908e-4540-ac5d-52c7f6f93bec',
      iss: 'hasura-auth',
      iat: 1795363200,
      exp: 1795364100,
      'https://hasura.io/jwt/claims': CLAIMS,
    },
  },
  identity: '121bbea4-908e-4540-ac5d-52c7f6f93bec',
  about: {
    credential: ['The **access token** of Nhost Auth (`hasura-auth`), a JWT.'],
    values: [
      [
        'Secret',
        'The `key` of the JSON in `HASURA_GRAPHQL_JWT_SECRET`, as it is, where its `type` is HS256. With HS384 or HS512 set `AUTH_ALGORITHMS` too. With RS256 leave the secret out and set `AUTH_JWKS_URI` to the address of Nhost Auth and `/.well-known/jwks.json`.',
      ],
      ['Issuer', '`hasura-auth`, unless the JSON has an `issuer`'],
      ['Audience', 'There is none, so the issuer is used.'],
      ['Identity', '`sub`, a UUID'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await nhost.auth.refreshSession();
    return nhost.auth.getAccessToken();
  },
});`,
      ),
    ],
    trap: [
      'Anonymous users have tokens as any others: their `x-hasura-user-is-anonymous` is `"true"`. The service role has no token; its admin secret is not one.',
    ],
    signOut: { within: '15 minutes', text: [signedSignOut('15 minutes by default')] },
    alternatives: [
      {
        title: 'Hasura with tokens of another system',
        text: [
          'Where only the claims for Hasura name the user, a JSON pointer finds the ID: `/` in a name becomes `~1`.',
        ],
        variables: {
          AUTH_SECRET: '<key of HASURA_GRAPHQL_JWT_SECRET>',
          AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY',
          IDENTITY_CLAIM: '/https:~1~1hasura.io~1jwt~1claims/x-hasura-user-id',
        },
        sample: {
          kind: 'token',
          header: { alg: 'HS256', typ: 'JWT' },
          payload: {
            iat: 1795363200,
            exp: 1795364100,
            'https://hasura.io/jwt/claims': CLAIMS,
          },
        },
        identity: '121bbea4-908e-4540-ac5d-52c7f6f93bec',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/nhost/hasura-auth/blob/main/go/controller/jwt.go',
      'https://github.com/nhost/hasura-auth/blob/main/go/cmd/serve.go',
      'https://github.com/nhost/hasura-auth/blob/main/docs/recipes/custom-hasura-claims.md',
      'https://github.com/nhost/hasura-auth/blob/main/README.md',
    ],
    unconfirmed: ['The names of the functions of the JavaScript client differ between versions.'],
  },
};
