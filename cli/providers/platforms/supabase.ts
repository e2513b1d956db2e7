import { matching } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const supabase: Provider = {
  ...entry('platforms', 'supabase'),
  name: 'Supabase',
  token: 'Send the access_token of the session.',
  credential: 'access token of the session',
  marks: [{ issuer: /^https:\/\/[a-z]{20}\.supabase\.(co|in)\/auth\/v1$/ }],
  questions: [
    {
      name: 'project-ref',
      sentence: 'Project ID, under Project Settings, General; or the project URL.',
      example: 'abcdefghijklmnopqrst',
      read: matching(
        /^(?:https:\/\/supabase\.com\/dashboard\/project\/|https:\/\/)?([a-z]{20})(?:\.supabase\.co)?(?:\/.*)?$/,
        'A project ID has 20 lower-case letters.',
      ),
    },
  ],
  variables: ({ 'project-ref': ref }) => ({
    AUTH_ISSUER: `https://${ref}.supabase.co/auth/v1`,
    AUTH_JWKS_URI: `https://${ref}.supabase.co/auth/v1/.well-known/jwks.json`,
    AUTH_AUDIENCE: 'authenticated',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'ES256', kid: 'b1a2c3d4-e5f6-4789-8abc-def012345678', typ: 'JWT' },
    payload: {
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: 1795363200 }],
      app_metadata: { provider: 'email', providers: ['email'] },
      aud: 'authenticated',
      email: 'alice@example.com',
      exp: 1795366800,
      iat: 1795363200,
      iss: 'https://abcdefghijklmnopqrst.supabase.co/auth/v1',
      phone: '',
      role: 'authenticated',
      session_id: '123e4567-e89b-42d3-a456-426614174001',
      sub: '123e4567-e89b-42d3-a456-426614174000',
      user_metadata: { email: 'alice@example.com', email_verified: true },
      is_anonymous: false,
    },
  },
  identity: '123e4567-e89b-42d3-a456-426614174000',
  about: {
    credential: [
      "The **access token** of the user's session. The `anon` and `service_role` keys are JWTs too, but not users: they are refused with `issuer_mismatch`.",
    ],
    values: [
      [
        'Issuer',
        '`https://`, the project ID and `.supabase.co/auth/v1`, without a slash at the end',
      ],
      [
        'Audience',
        '`authenticated`. It is the same in every project: the issuer keeps yours apart.',
      ],
      ['Identity', "`sub`, the user's UUID"],
    ],
    afterVariables: [
      'The key set is named, because not every version of Supabase Auth has a discovery document.',
      'This needs a JWT signing key that is asymmetric (ES256 or RS256): *Project Settings*, *JWT Keys*. Tokens of a project that still signs with the legacy JWT secret are refused with `algorithm_not_allowed`. Rotate to a signing key, as Supabase advises. Until then, put the secret into `AUTH_SECRET` and leave `AUTH_JWKS_URI` out; anyone who has that secret can be any user of the project.',
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    const { data } = fresh ? await supabase.auth.refreshSession() : await supabase.auth.getSession();
    return data.session?.access_token;
  },
});`,
      ),
    ],
    trap: [
      'Never take an identity from `user_metadata`: users can write there what they like, also the `email` and `email_verified` of another user. The `email` next to it comes without `email_verified`, so `IDENTITY_CLAIM=email` refuses all users with `email_unverified`. Stay with `sub`.',
      'A user of `signInAnonymously()` has the same audience as any other. To keep them out, write rules in `src/policy.ts`:',
      code(
        'ts',
        `
rules: [
  { name: 'no-anonymous', when: { claims: { is_anonymous: true } }, deny: 'anonymous users' },
  { name: 'everybody-else', allow: {} },
],`,
      ),
    ],
    signOut: {
      within: '1 hour',
      text: [
        'A sign-out ends the session, not the access token: that is valid for **one hour** by default. Supabase advises against less than five minutes.',
      ],
    },
    checked: '2026-11-22',
    sources: [
      'https://supabase.com/docs/guides/auth/jwts',
      'https://supabase.com/docs/guides/auth/jwt-fields',
      'https://supabase.com/docs/guides/auth/signing-keys',
      'https://supabase.com/docs/guides/auth/sessions',
      'https://supabase.com/docs/guides/auth/auth-anonymous',
    ],
  },
};
