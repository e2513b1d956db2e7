import { url } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const propelauth: Provider = {
  ...entry('identity-providers', 'propelauth'),
  name: 'PropelAuth',
  token: 'Send the access token of the logged-in user.',
  credential: 'access token',
  marks: [{ claims: ['user_id', 'org_id_to_org_member_info'] }],
  questions: [
    {
      name: 'issuer',
      sentence: 'Auth URL of the environment.',
      example: 'https://auth.example.com',
      read: url,
    },
  ],
  copied: { AUTH_PUBLIC_KEY: 'the verifier key, without its first and last line, on one line' },
  variables: ({ issuer }) => ({
    AUTH_ISSUER: `${issuer}`,
    // Access tokens have no aud; the key is this project's.
    AUTH_AUDIENCE: `${issuer}`,
    AUTH_AUDIENCE_CLAIM: 'iss',
    IDENTITY_CLAIM: 'user_id',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', typ: 'JWT' },
    payload: {
      user_id: '31c41c16-c281-44ae-9602-8a047e3bf33d',
      email: 'alice@example.com',
      first_name: 'Alice',
      last_name: 'Example',
      org_id_to_org_member_info: {},
      iss: 'https://auth.example.com',
      iat: 1795363200,
      exp: 1795365000,
    },
  },
  identity: '31c41c16-c281-44ae-9602-8a047e3bf33d',
  about: {
    credential: ['The **access token**, a JWT that is signed with RS256.'],
    values: [
      ['Issuer', 'The Auth URL, without a slash at the end'],
      ['Audience', 'There is none, so the issuer is used.'],
      [
        'Key',
        'The *Public (Verifier) Key* of *Backend Integration*, a PEM text. Leave its first and last line out and join the others: 392 characters, which fit into a variable of Twilio Functions (450 bytes). The PEM with its frame does not.',
      ],
      ['Identity', '`user_id`, a UUID'],
    ],
    app: [
      code(
        'js',
        `
import { createClient } from '@propelauth/javascript';

const auth = createClient({ authUrl: 'https://auth.example.com' });
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => (await auth.getAuthenticationInfoOrNull(fresh))?.accessToken,
});`,
      ),
    ],
    trap: [
      'Without `IDENTITY_CLAIM=user_id` a token is refused with `identity_claim_missing`, if it has no `sub`. After a change of the verifier key every token is refused with `signature_invalid` until the variable is changed too.',
    ],
    signOut: { within: '30 minutes', text: [signedSignOut('30 minutes, unless you changed that')] },
    checked: '2026-11-25',
    sources: [
      'https://github.com/PropelAuth/node/blob/main/packages/node/src/auth.ts',
      'https://github.com/PropelAuth/node/blob/main/packages/node/src/tokenVerificationMetadata.ts',
      'https://docs.propelauth.com/recipes/access-tokens',
    ],
    unconfirmed: [
      'The lifetime of 30 minutes was not looked up; `exp` in a token of yours tells it.',
      'Whether tokens have `sub` besides `user_id` was not looked up.',
      "The header of the sample is made up from what the vendor's SDK accepts.",
    ],
  },
};
