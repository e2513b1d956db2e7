/** What a test needs to play the app's login: keys, tokens good and bad, and an issuer on loopback. */
import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  KeyObject,
  sign,
} from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands for the app's login where nothing is fetched. */
export const ISSUER = 'https://login.example.com/';
export const AUDIENCE = 'https://chat.example.com';
/** For `AUTH_SECRET`. */
export const SECRET = 'a-shared-secret-of-more-than-32-bytes-for-tests';

export const ACCOUNT_SID = `AC${'a1'.repeat(16)}`;
export const API_KEY_SID = `SK${'b2'.repeat(16)}`;
export const API_KEY_SECRET = 'ThisSecretSignsAccessTokens12345';
export const SERVICE_SID = `IS${'c3'.repeat(16)}`;
export const PUSH_CREDENTIAL_SID = `CR${'d4'.repeat(16)}`;

export type Environment = Record<string, string>;

/** A complete environment without a mistake. An override of undefined takes a variable away. */
export function validEnvironment(overrides: Record<string, string | undefined> = {}): Environment {
  const all: Record<string, string | undefined> = {
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_API_KEY_SID: API_KEY_SID,
    TWILIO_API_KEY_SECRET: API_KEY_SECRET,
    CONVERSATIONS_SERVICE_SID: SERVICE_SID,
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
    ...overrides,
  };
  const set = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Environment;
}

/** An environment whose backend signs with `SECRET`, so that nothing is ever fetched. */
export function sharedSecretEnvironment(
  overrides: Record<string, string | undefined> = {},
): Environment {
  return validEnvironment({ AUTH_ISSUER: undefined, AUTH_SECRET: SECRET, ...overrides });
}

export type TestAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** A key pair of a login. */
export interface TestKey {
  alg: TestAlgorithm;
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** The public key as a key set lists it, with `kid`, `alg` and `use`. */
  jwk: JsonWebKey & { kid: string };
  /** The same with its private half, as no key set should list it. */
  privateJwk: JsonWebKey & { kid: string };
}

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const;

/** Generates a key pair for an algorithm. */
export function makeKey(alg: TestAlgorithm, kid: string = alg, modulusLength = 2048): TestKey {
  const { publicKey, privateKey } =
    alg === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : alg.startsWith('ES')
        ? generateKeyPairSync('ec', { namedCurve: CURVES[alg as keyof typeof CURVES] })
        : generateKeyPairSync('rsa', { modulusLength });
  const named = { kid, alg, use: 'sig' };
  return {
    alg,
    kid,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), ...named },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...named },
  };
}

/** One key of each kind: RS256, ES256, EdDSA, with their algorithm as `kid`. */
export function makeKeys(): { rsa: TestKey; ec: TestKey; ed25519: TestKey } {
  return { rsa: makeKey('RS256'), ec: makeKey('ES256'), ed25519: makeKey('EdDSA') };
}

/** The current time as a NumericDate. */
export const seconds = (milliseconds: number = Date.now()) => Math.floor(milliseconds / 1000);

/** The claims of a token that is good for an hour; an override of undefined takes a claim away. */
export function validClaims(overrides: Record<string, unknown> = {}, now = seconds()) {
  return { iss: ISSUER, sub: 'alice', aud: AUDIENCE, iat: now, exp: now + 3600, ...overrides };
}

/** Signs the first two parts of a token; gives the third in base64url. */
export type Signer = (signingInput: string) => string;

export interface SignOptions {
  /** A key pair, one of its halves, or a text for HMAC. */
  key: TestKey | KeyObject | string;
  /** The algorithm that signs and that the header names, unless `header` says otherwise. */
  alg?: string;
  /** null leaves it out of the header. */
  kid?: string | null;
  /** Members that replace or join those of the header; undefined takes one away. */
  header?: Record<string, unknown>;
}

/** A signer for an algorithm, HMAC with the text of a public key included. */
export function signerOf(key: SignOptions['key'], alg: string): Signer {
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith('HS')) {
    if (typeof key !== 'string') throw new TypeError('an HMAC needs a text as its key');
    return (input) => createHmac(hash, key).update(input).digest('base64url');
  }
  if (typeof key === 'string') throw new TypeError('a signature needs a key pair');
  const privateKey = key instanceof KeyObject ? key : key.privateKey;
  return (input) => {
    const data = Buffer.from(input);
    if (alg === 'EdDSA' || alg === 'Ed25519')
      return sign(null, data, privateKey).toString('base64url');
    const options = alg.startsWith('ES')
      ? { key: privateKey, dsaEncoding: 'ieee-p1363' as const }
      : alg.startsWith('PS')
        ? { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: -1 }
        : { key: privateKey };
    return sign(hash, data, options).toString('base64url');
  };
}

/** Signs claims as a login does. */
export function signToken(claims: object, { key, kid, header, ...options }: SignOptions): string {
  const pair = typeof key === 'string' || key instanceof KeyObject ? undefined : key;
  const alg = options.alg ?? pair?.alg ?? 'HS256';
  const named = kid === null ? undefined : (kid ?? pair?.kid);
  const all = { alg, typ: 'JWT', ...(named !== undefined && { kid: named }), ...header };
  return rawToken(JSON.stringify(all), JSON.stringify(claims), signerOf(key, alg));
}

export const base64url = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');

/** A token of any texts, for the malformed ones: what they say is not looked at. */
export function rawToken(
  header: string | Uint8Array,
  payload: string | Uint8Array,
  signer: Signer,
): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${signer(input)}`;
}

/** A public key as PEM, the text that algorithm confusion signs with. */
export const pemOf = (key: KeyObject) =>
  (key.type === 'private' ? createPublicKey(key) : key)
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** A well-behaved issuer on loopback. */
export interface LoopbackIssuer {
  /** Its `iss` and the base of its discovery. */
  issuer: string;
  jwksUri: string;
  close(): Promise<void>;
}

/** Serves discovery and a key set. */
export async function serveKeySet(
  keys: readonly (TestKey | object)[],
  path = '',
): Promise<LoopbackIssuer> {
  const jwks = keys.map((key) => ('jwk' in key ? key.jwk : key));
  const server = createServer((request, response) => {
    const body =
      request.url === `${path}/.well-known/openid-configuration`
        ? { issuer, jwks_uri: jwksUri }
        : request.url === `${path}/keys`
          ? { keys: jwks }
          : undefined;
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const jwksUri = `${issuer}/keys`;
  return {
    issuer,
    jwksUri,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
