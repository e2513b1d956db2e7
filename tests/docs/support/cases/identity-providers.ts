/** Rows for providers that do nothing but log people in. */
import { ALICE, BOUND, ENCRYPTED } from '../case-parts';
import type { Cases } from '../cases';

/** By the id of the provider. The first row of each is its token for another app. */
export const IDENTITY_PROVIDERS: Cases = {
  auth0: [
    {
      name: 'an ID token, whose audience is the app',
      changes: { claims: { aud: 'K1AUPhZq8mRi0Q0pjhkfu1D7y6KjDQja' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'AUTH_ISSUER without the slash',
      changes: ({ base }) => ({ variables: { AUTH_ISSUER: base } }),
      expected: 'issuer_mismatch',
    },
    {
      name: 'an opaque access token',
      changes: { credential: 'VjJ1eyJub3QiOiJhIGp3dCJ9' },
      expected: 'token_malformed',
    },
    {
      name: 'an encrypted access token',
      changes: { credential: ENCRYPTED },
      expected: 'token_encrypted',
    },
    {
      name: 'the profile RFC 9068',
      changes: { header: { typ: 'at+jwt' }, claims: { azp: undefined, client_id: 'a', jti: 'b' } },
      expected: 'auth0_7C5f7c8ec7c33c6c004bbafe82',
    },
    {
      name: 'IDENTITY_CLAIM=email without an Action',
      changes: { variables: { IDENTITY_CLAIM: 'email' } },
      expected: 'identity_claim_missing',
    },
    {
      name: 'IDENTITY_CLAIM=email with an Action',
      changes: {
        variables: { IDENTITY_CLAIM: 'email' },
        claims: { email: 'Alice@example.com', email_verified: true },
      },
      expected: ALICE,
    },
  ],
  okta: [
    {
      name: 'another audience',
      changes: { claims: { aud: 'https://api.example.com' } },
      expected: 'audience_mismatch',
    },
    {
      name: "the org's own authorization server",
      changes: ({ base }) => ({
        header: { typ: 'application/okta-internal-at+jwt' },
        claims: { iss: base, aud: base },
      }),
      expected: 'token_type_unsupported',
    },
    {
      name: "the org's own authorization server, even if it were trusted",
      changes: ({ base }) => ({
        header: { typ: 'application/okta-internal-at+jwt' },
        variables: { AUTH_ISSUER: base, AUTH_AUDIENCE: base },
        claims: { iss: base, aud: base },
      }),
      expected: 'token_type_unsupported',
    },
    { name: 'a token bound by DPoP', changes: BOUND, expected: 'token_bound' },
    {
      name: 'a token of the client credentials grant',
      changes: { claims: { uid: undefined, sub: '0oaoesxtxmPf08QHk0h7' } },
      expected: 'identity_claim_missing',
    },
    {
      name: 'IDENTITY_CLAIM=sub, which is the login name',
      changes: { variables: { IDENTITY_CLAIM: undefined } },
      expected: ALICE,
    },
  ],
  entra: [
    {
      name: 'a token for Microsoft Graph',
      changes: { claims: { aud: '00000003-0000-0000-c000-000000000000' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'a token of version 1',
      changes: {
        claims: {
          iss: 'https://sts.windows.net/8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f/',
          aud: 'api://3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c',
          ver: '1.0',
        },
      },
      expected: 'issuer_mismatch',
    },
    {
      name: 'another tenant',
      changes: ({ base }) => ({
        claims: { iss: `${base}/00000000-2b4e-4c6d-9a7f-0e1b2c3d4e5f/v2.0` },
      }),
      expected: 'issuer_mismatch',
    },
    {
      name: 'AUTH_ISSUER with common in place of the tenant',
      changes: ({ base }) => ({ variables: { AUTH_ISSUER: `${base}/common/v2.0` } }),
      expected: 'issuer_mismatch',
    },
    {
      name: 'another sub, as a second API would see it: one person',
      changes: { claims: { sub: 'AnotherPairwiseSubject' } },
      expected: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    },
    {
      name: 'another sub without IDENTITY_CLAIM=oid: a stranger',
      changes: {
        variables: { IDENTITY_CLAIM: undefined },
        claims: { sub: 'AnotherPairwiseSubject' },
      },
      expected: 'AnotherPairwiseSubject',
    },
    {
      name: 'a service of the tenant, with AUTH_REQUIRED_SCOPE',
      changes: { variables: { AUTH_REQUIRED_SCOPE: 'access_as_user' }, claims: { scp: undefined } },
      expected: 'insufficient_scope',
    },
    {
      name: 'a user, with AUTH_REQUIRED_SCOPE',
      changes: { variables: { AUTH_REQUIRED_SCOPE: 'access_as_user' } },
      expected: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    },
  ],
  keycloak: [
    {
      name: 'no audience mapper',
      changes: { claims: { aud: 'account' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'no audience at all',
      changes: { claims: { aud: undefined } },
      expected: 'audience_mismatch',
    },
    {
      name: 'AUTH_AUDIENCE=account, so the token of any other client counts',
      changes: {
        variables: { AUTH_AUDIENCE: 'account' },
        claims: { aud: 'account', azp: 'some-other-app' },
      },
      expected: 'f1b2c3d4-1234-4abc-9def-0123456789ab',
    },
    {
      name: 'another realm',
      changes: ({ base }) => ({ claims: { iss: `${base}/realms/other` } }),
      expected: 'issuer_mismatch',
    },
    {
      name: 'another address of the same server',
      changes: { claims: { iss: 'http://keycloak:8080/realms/acme' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'at+jwt in the header',
      changes: { header: { typ: 'at+jwt' } },
      expected: 'f1b2c3d4-1234-4abc-9def-0123456789ab',
    },
    {
      name: 'no client scope basic',
      changes: { claims: { sub: undefined } },
      expected: 'identity_claim_missing',
    },
    { name: 'a token bound by DPoP', changes: BOUND, expected: 'token_bound' },
  ],
};
