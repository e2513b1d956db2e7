/** Rows for further platforms: what their pages warn of. */
import type { Cases } from '../cases';

/** By the id of the system. */
export const MORE_PLATFORMS: Cases = {
  parse: [
    {
      name: 'another application ID',
      changes: { variables: { AUTH_USERINFO_HEADER: 'X-Parse-Application-Id: other' } },
      expected: 'token_inactive',
    },
    {
      name: 'the token as a bearer token',
      changes: { variables: { AUTH_USERINFO_SEND: undefined } },
      expected: 'token_inactive',
    },
  ],
  pocketbase: [
    {
      name: 'a list of nobody',
      changes: { answer: { page: 1, totalItems: 0, items: [] } },
      expected: 'token_inactive',
    },
  ],
  strapi: [
    {
      name: 'documentId',
      changes: { variables: { IDENTITY_CLAIM: 'documentId', IDENTITY_CLAIM_TYPE: undefined } },
      expected: 'k3lr6tswf9hdjm2cga5ue7ir',
    },
  ],
  directus: [
    {
      name: 'an invitation',
      changes: { claims: { id: undefined, email: 'alice@example.com', scope: 'invite' } },
      expected: 'identity_claim_missing',
    },
    {
      name: 'another issuer of the same secret',
      changes: { claims: { iss: 'shop' } },
      expected: 'issuer_mismatch',
    },
  ],
  payload: [
    {
      name: 'a user of another collection',
      changes: { answer: { user: null, message: 'Account' } },
      expected: 'token_inactive',
    },
    {
      name: 'a number, from Postgres',
      changes: { variables: { IDENTITY_CLAIM_TYPE: 'number' }, answer: { user: { id: 42 } } },
      expected: '42',
    },
    {
      name: 'a cookie that Payload ignores',
      way: 'The cookie',
      changes: { answer: { user: null, message: 'Account' } },
      expected: 'token_inactive',
    },
  ],
  wordpress: [
    {
      name: 'the WordPress address as the issuer',
      changes: { claims: { iss: 'https://www.example.com/wp' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'a number, as in the other plugin',
      changes: {
        variables: { IDENTITY_CLAIM_TYPE: 'number' },
        claims: { data: { user: { id: 42 } } },
      },
      expected: '42',
    },
  ],
  shopify: [
    {
      name: 'a token that was kept',
      changes: { claims: { exp: Math.floor(Date.now() / 1000) - 60 } },
      expected: 'token_expired',
    },
    {
      name: 'another shop',
      changes: { claims: { iss: 'https://other.myshopify.com/admin' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'another shop without AUTH_ISSUER: let in',
      changes: {
        variables: { AUTH_ISSUER: undefined },
        claims: { iss: 'https://other.myshopify.com/admin' },
      },
      expected: '42',
    },
  ],
  nhost: [
    {
      name: 'another issuer of the same secret',
      changes: { claims: { iss: 'shop' } },
      expected: 'issuer_mismatch',
    },
    {
      name: 'no claims for Hasura',
      way: 'Hasura with tokens of another system',
      changes: { claims: { 'https://hasura.io/jwt/claims': undefined } },
      expected: 'identity_claim_missing',
    },
  ],
};
