/**
 * What each vendor publishes beside its tokens: where the key set is, and how it describes its keys.
 * In the stand-in all of it has one host.
 */
import { makeKey, type TestAlgorithm, type TestKey } from '../../support/tokens';

/** A vendor as the service meets it over HTTP. */
export interface Vendor {
  /** None for an own backend, which publishes nothing. */
  alg?: TestAlgorithm;
  /** The path of the key set, if it is not below that of the issuer. */
  keySetPath?: string;
  /** The path of the key set below that of the issuer. */
  keySetBelow?: string;
  /** Whether there is a discovery document. */
  discovery: boolean;
  /** The key set, as the vendor shapes it. */
  publish: (key: TestKey) => object[];
  /** The identity that the token on the page gives. */
  identity: string;
}

/** What certificates are in key sets: nothing that is looked at. */
const CERTIFICATE = { x5t: 'jS1Xo1OWDj_52vbwGNgvQO2VzMc', x5c: ['MIIC'] };

const bare = ({ jwk: { alg, use, ...rest } }: TestKey) => rest;

/** By the id of the provider. */
export const VENDORS: Readonly<Record<string, Vendor>> = {
  auth0: {
    alg: 'RS256',
    keySetPath: '/.well-known/jwks.json',
    discovery: true,
    publish: ({ jwk }) => [{ ...jwk, ...CERTIFICATE }, { ...makeKey('RS256', 'next').jwk }],
    identity: 'auth0_7C5f7c8ec7c33c6c004bbafe82',
  },
  firebase: {
    alg: 'RS256',
    keySetPath: '/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    discovery: true,
    publish: ({ jwk }) => [jwk],
    identity: 'Xk893u23H9SJ893aBcDeFgHiJkL2',
  },
  cognito: {
    alg: 'RS256',
    keySetBelow: '/.well-known/jwks.json',
    discovery: true,
    // One key for ID tokens, one for access tokens.
    publish: ({ jwk }) => [makeKey('RS256', 'id-token-key=').jwk, jwk],
    identity: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  },
  okta: {
    alg: 'RS256',
    keySetBelow: '/v1/keys',
    discovery: true,
    publish: ({ jwk }) => [jwk],
    identity: '00uixa271s6x7qt8I0h7',
  },
  entra: {
    alg: 'RS256',
    keySetPath: '/8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f/discovery/v2.0/keys',
    discovery: true,
    // Entra names no algorithm.
    publish: (key) => [
      {
        ...bare(key),
        use: 'sig',
        ...CERTIFICATE,
        issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      },
    ],
    identity: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
  },
  clerk: {
    alg: 'RS256',
    keySetPath: '/.well-known/jwks.json',
    discovery: false,
    publish: ({ jwk }) => [jwk],
    identity: 'user_5F2aBcDeFgHiJkLmNoPqRsTuVwXyZ',
  },
  supabase: {
    alg: 'ES256',
    keySetBelow: '/.well-known/jwks.json',
    discovery: false,
    publish: (key) => [{ ...bare(key), alg: 'ES256', key_ops: ['verify'] }],
    identity: '123e4567-e89b-42d3-a456-426614174000',
  },
  keycloak: {
    alg: 'RS256',
    keySetBelow: '/protocol/openid-connect/certs',
    discovery: true,
    // A realm publishes a key for encryption too.
    publish: ({ jwk }) => [
      { ...jwk, ...CERTIFICATE },
      { ...makeKey('RS256', 'encryption').jwk, alg: 'RSA-OAEP', use: 'enc' },
    ],
    identity: 'f1b2c3d4-1234-4abc-9def-0123456789ab',
  },
  google: {
    alg: 'RS256',
    keySetPath: '/oauth2/v3/certs',
    discovery: true,
    publish: ({ jwk }) => [jwk],
    identity: '107517467455664443765',
  },
  'own-backend': { discovery: false, publish: () => [], identity: '4711' },
  other: {
    alg: 'EdDSA',
    keySetPath: '/keys',
    discovery: true,
    publish: ({ jwk }) => [jwk],
    identity: '5ba552d67',
  },
};
