import { audience, list, url } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const other: Provider = {
  ...entry('yours', 'other'),
  name: 'Other OpenID provider',
  token: 'Send a signed JWT whose audience is your own app or API.',
  credential: 'access or ID token',
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer: the exact iss of its tokens, trailing slash included.',
      example: 'https://login.example.com',
      read: url,
    },
    {
      name: 'audience',
      sentence: 'Audience: the aud of its tokens.',
      example: 'conversations',
      read: list(audience),
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'EdDSA', typ: 'at+jwt', kid: '2026-11' },
    payload: {
      iss: 'https://login.example.com',
      sub: '5ba552d67',
      aud: 'conversations',
      client_id: 's6BhdRkqt3',
      iat: 1795363200.25,
      exp: 1795366800.25,
      jti: 'dbe39bf3a3ba4238a513f51d6e1691c4',
      scope: 'openid',
    },
    jwksUri: 'https://login.example.com/keys',
  },
  identity: '5ba552d67',
  about: {
    credential: [
      "An **access token for an API of your own**, if the provider issues them as signed JWTs and lets you name the audience. Otherwise the **ID token**: its audience is your app's client ID, which keeps tokens for other apps out just as well.",
      'Decode a token, for instance with `npm run explain`: it has three parts, and contains `iss`, `aud`, `sub` and `exp`.',
    ],
    values: [
      [
        'Issuer',
        'The exact `iss` of the tokens. It is also what `/.well-known/openid-configuration` after it says in `issuer`.',
      ],
      [
        'Audience',
        'The `aud` of the tokens; any one of several. If they have none, name the claim that says for which app they are: `AUTH_AUDIENCE_CLAIM=client_id` or `azp`.',
      ],
      ['Identity', '`sub`, unless it differs between your apps or can be changed'],
    ],
    afterVariables: [
      'Without a discovery document, set `AUTH_JWKS_URI` to the address of the key set. RS256, ES256 and EdDSA are accepted; for others set `AUTH_ALGORITHMS`.',
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // With fresh the last token was refused: get a new one from the provider, not from a cache.
  bearer: ({ fresh }) => login.getAccessToken({ fresh }),
});`,
      ),
    ],
    trap: [
      'One character makes a different issuer. With a slash too many at the end of `AUTH_ISSUER` every token is refused with `issuer_mismatch`. If discovery names another issuer than `AUTH_ISSUER`, its keys are not used: 503 `issuer_unavailable`, and the log says why.',
      'Also refused are tokens that are signed with another algorithm than `AUTH_ALGORITHMS` names (`algorithm_not_allowed`), bound to a key by DPoP or mTLS (`token_bound`), encrypted (`token_encrypted`), or with another `typ` than `JWT` or `at+jwt` (`token_type_unsupported`). For tokens that are not JWTs, set `AUTH_INTROSPECTION_URL`, or `AUTH_USERINFO_URL` where there is no introspection.',
    ],
    signOut: {
      within: 'as long as its tokens last',
      text: [
        "A token that is verified by its signature is accepted **until it expires**, so let the provider issue short ones. Where it has an introspection endpoint, it can confirm each token, and a revocation takes effect within a minute: `introspection` with `tokens: 'jwt'` in `src/policy.ts`.",
      ],
    },
    afterSample: [
      'Fractions of a second are accepted. Milliseconds are not: `exp` would be tens of thousands of years ahead, which is `claim_invalid`.',
    ],
    checked: '2026-11-22',
    sources: [
      'https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation',
      'https://www.rfc-editor.org/rfc/rfc9068#section-2',
      'https://www.rfc-editor.org/rfc/rfc7519#section-4.1',
    ],
  },
};
