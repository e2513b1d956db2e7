/** Rows for platforms that apps are built on, which log people in too. */
import { ALICE, policyOn } from '../case-parts';
import type { Cases } from '../cases';

/** By the id of the provider. The first row of each is its token for another app. */
export const APP_PLATFORMS: Cases = {
  firebase: [
    {
      name: 'another project',
      changes: ({ base }) => ({ claims: { iss: `${base}/other-project`, aud: 'other-project' } }),
      expected: 'issuer_mismatch',
    },
    {
      name: 'another audience of the same issuer',
      changes: { claims: { aud: 'other-project' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'a custom token',
      changes: {
        claims: {
          iss: 'firebase-adminsdk@acme-chat.iam.gserviceaccount.com',
          aud: 'https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit',
        },
      },
      expected: 'issuer_mismatch',
    },
    {
      name: 'a session cookie',
      changes: { claims: { iss: 'https://session.firebase.google.com/acme-chat' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'an anonymous user, as any other',
      changes: { claims: { email: undefined, firebase: { sign_in_provider: 'anonymous' } } },
      expected: 'Xk893u23H9SJ893aBcDeFgHiJkL2',
    },
    {
      name: "an anonymous user, by the page's rules",
      changes: () => ({
        claims: { firebase: { sign_in_provider: 'anonymous' } },
        policy: policyOn('docs/logins/firebase.md', 'Trap'),
      }),
      expected: 'denied_by_rule',
    },
    {
      name: "any other user, by the page's rules",
      changes: () => ({ policy: policyOn('docs/logins/firebase.md', 'Trap') }),
      expected: 'Xk893u23H9SJ893aBcDeFgHiJkL2',
    },
  ],
  cognito: [
    {
      name: 'another app client',
      changes: { claims: { client_id: '9f9a2k7m1b8c3d6e5g0h2j4k6l' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'no AUTH_AUDIENCE_CLAIM',
      changes: { variables: { AUTH_AUDIENCE_CLAIM: undefined } },
      expected: 'audience_mismatch',
    },
    {
      name: 'an ID token',
      changes: { claims: { client_id: undefined, aud: '4f9a2k7m1b8c3d6e5g0h2j4k6l' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'an ID token without AUTH_AUDIENCE_CLAIM, by its address',
      changes: {
        variables: { AUTH_AUDIENCE_CLAIM: undefined, IDENTITY_CLAIM: 'email' },
        claims: {
          client_id: undefined,
          aud: '4f9a2k7m1b8c3d6e5g0h2j4k6l',
          token_use: 'id',
          email: 'alice@example.com',
          email_verified: true,
        },
      },
      expected: ALICE,
    },
    {
      name: 'another user pool',
      changes: ({ base }) => ({ claims: { iss: `${base}/eu-central-1_Other1234` } }),
      expected: 'issuer_mismatch',
    },
  ],
  clerk: [
    {
      name: 'a page of another origin',
      changes: { claims: { azp: 'https://other.example.com' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'no AUTH_AUDIENCE_CLAIM',
      changes: { variables: { AUTH_AUDIENCE_CLAIM: undefined } },
      expected: 'audience_mismatch',
    },
    {
      name: 'a mobile app, without azp',
      changes: { claims: { azp: undefined } },
      expected: 'audience_mismatch',
    },
    {
      name: 'a mobile app with a JWT template',
      changes: {
        variables: { AUTH_AUDIENCE: 'conversations', AUTH_AUDIENCE_CLAIM: undefined },
        claims: { azp: undefined, aud: 'conversations' },
      },
      expected: 'user_5F2aBcDeFgHiJkLmNoPqRsTuVwXyZ',
    },
    {
      name: "a user without an organization, by the page's rules",
      changes: () => ({
        claims: { sts: 'pending' },
        policy: policyOn('docs/logins/clerk.md', 'Sample'),
      }),
      expected: 'denied_by_rule',
    },
    {
      name: "any other user, by the page's rules",
      changes: () => ({ policy: policyOn('docs/logins/clerk.md', 'Sample') }),
      expected: 'user_5F2aBcDeFgHiJkLmNoPqRsTuVwXyZ',
    },
  ],
  supabase: [
    {
      name: 'another audience',
      changes: { claims: { aud: 'anon' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'another project, with the same audience',
      changes: { claims: { iss: 'https://zyxwvutsrqponmlkjihg.supabase.co/auth/v1' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'the anon key',
      changes: { claims: { iss: 'supabase', aud: undefined, sub: undefined, role: 'anon' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'IDENTITY_CLAIM=email',
      changes: { variables: { IDENTITY_CLAIM: 'email' } },
      expected: 'email_unverified',
    },
    {
      name: 'IDENTITY_CLAIM=user_metadata.email, so anybody can be somebody else',
      changes: {
        variables: { IDENTITY_CLAIM: 'user_metadata.email' },
        claims: {
          sub: '00000000-e89b-42d3-a456-426614174000',
          user_metadata: { email: 'alice@example.com', email_verified: true },
        },
      },
      expected: ALICE,
    },
    {
      name: 'an anonymous user, as any other',
      changes: { claims: { is_anonymous: true, email: '' } },
      expected: '123e4567-e89b-42d3-a456-426614174000',
    },
    {
      name: "an anonymous user, by the page's rules",
      changes: () => ({
        claims: { is_anonymous: true },
        policy: policyOn('docs/logins/supabase.md', 'Trap'),
      }),
      expected: 'denied_by_rule',
    },
    {
      name: "any other user, by the page's rules",
      changes: () => ({ policy: policyOn('docs/logins/supabase.md', 'Trap') }),
      expected: '123e4567-e89b-42d3-a456-426614174000',
    },
    {
      name: 'the legacy JWT secret, with the variables of signing keys',
      changes: { secret: 'the-legacy-jwt-secret-of-the-project-40c' },
      expected: 'algorithm_not_allowed',
    },
    {
      name: 'the legacy JWT secret, with AUTH_SECRET',
      changes: {
        secret: 'the-legacy-jwt-secret-of-the-project-40c',
        variables: {
          AUTH_SECRET: 'the-legacy-jwt-secret-of-the-project-40c',
          AUTH_JWKS_URI: undefined,
        },
      },
      expected: '123e4567-e89b-42d3-a456-426614174000',
    },
  ],
};
