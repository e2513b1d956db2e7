/** Rows for Google, one's own backend, and any other provider. */
import { BOUND, ENCRYPTED } from '../case-parts';
import type { Cases } from '../cases';

/** A secret as `openssl rand -base64 48` makes it. */
const BASE64 = Buffer.alloc(48, 'forty-eight bytes of a test').toString('base64');

/** By the id of the provider. The first row of each is its token for another app. */
export const OWN_AND_OTHERS: Cases = {
  google: [
    {
      name: 'another app',
      changes: { claims: { aud: '999999999999-zzzz.apps.googleusercontent.com' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'iss without https://',
      changes: { claims: { iss: 'accounts.google.com' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'an access token',
      changes: { credential: 'ya29.a0AfH6SMBx' },
      expected: 'token_malformed',
    },
  ],
  'own-backend': [
    {
      name: 'a token for another purpose',
      changes: { claims: { aud: 'invoices' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'the text of the secret as key, though it is base64',
      changes: { variables: { AUTH_SECRET: BASE64 }, secret: BASE64 },
      expected: '4711',
    },
    {
      name: 'the secret decoded from base64 as key',
      changes: { variables: { AUTH_SECRET: BASE64 }, secret: Buffer.from(BASE64, 'base64') },
      expected: 'signature_invalid',
    },
    { name: 'no exp', changes: { claims: { exp: undefined } }, expected: 'claim_invalid' },
    {
      name: 'a number as sub',
      changes: { claims: { sub: 4711 } },
      expected: 'identity_claim_invalid',
    },
    {
      name: 'AUTH_ISSUER beside the secret, and no iss',
      changes: { variables: { AUTH_ISSUER: 'https://app.example.com' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'AUTH_ISSUER beside the secret, and an equal iss',
      changes: {
        variables: { AUTH_ISSUER: 'https://app.example.com' },
        claims: { iss: 'https://app.example.com' },
      },
      expected: '4711',
    },
    {
      name: 'a token of the secret before this one',
      changes: {
        secret: 'the-secret-before-this-one-also-32-bytes-long',
        variables: { AUTH_SECRET_PREVIOUS: 'the-secret-before-this-one-also-32-bytes-long' },
      },
      expected: '4711',
    },
  ],
  other: [
    {
      name: 'another audience',
      changes: { claims: { aud: 'shop' } },
      expected: 'audience_mismatch',
    },
    {
      name: 'a slash too many in AUTH_ISSUER',
      changes: ({ base }) => ({ variables: { AUTH_ISSUER: `${base}/` } }),
      expected: 'issuer_mismatch',
    },
    {
      name: 'a discovery document that names another issuer',
      changes: ({ base }) => ({
        variables: { AUTH_ISSUER: `${base}/` },
        claims: { iss: `${base}/` },
      }),
      expected: 'issuer_unavailable',
    },
    {
      name: 'the address of the key set in place of discovery',
      changes: ({ base }) => ({
        variables: { AUTH_ISSUER: `${base}/`, AUTH_JWKS_URI: `${base}/keys` },
        claims: { iss: `${base}/` },
      }),
      expected: '5ba552d67',
    },
    {
      name: 'the claim azp in place of aud',
      changes: { variables: { AUTH_AUDIENCE_CLAIM: 'azp' }, claims: { azp: 'conversations' } },
      expected: '5ba552d67',
    },
    {
      name: 'an algorithm that AUTH_ALGORITHMS leaves out',
      changes: { variables: { AUTH_ALGORITHMS: 'RS256' } },
      expected: 'algorithm_not_allowed',
    },
    { name: 'a token bound to a key', changes: BOUND, expected: 'token_bound' },
    { name: 'an encrypted token', changes: { credential: ENCRYPTED }, expected: 'token_encrypted' },
    {
      name: 'another typ',
      changes: { header: { typ: 'logout+jwt' } },
      expected: 'token_type_unsupported',
    },
    {
      name: 'milliseconds',
      changes: { claims: { exp: Date.now() + 3_600_000 } },
      expected: 'claim_invalid',
    },
  ],
};
