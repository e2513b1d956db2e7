/** The algorithm is the issuer's to choose: a header that names another one chooses nothing. */
import { createHmac, type KeyObject } from 'node:crypto';
import { pemOf, rawToken, SECRET, type Signer, signerOf } from '../support/tokens';
import { type Family, type Row, SHARED_SECRET } from './runner';
import type { Stage } from './stage';

const NOT_ALLOWED = '401 invalid_token algorithm_not_allowed';
const MALFORMED = '401 invalid_token token_malformed';
const NO_KEY = '401 invalid_token key_unknown';

/** A token whose header names HS256, its MAC made with something that is public. */
const macWith =
  (text: (key: KeyObject) => string | Buffer) =>
  ({ login }: Stage) => {
    const secret = text(login.keys.rsa.publicKey);
    return withSigner(login, { alg: 'HS256', kid: 'RS256' }, (input) =>
      createHmac('sha256', secret).update(input).digest('base64url'),
    );
  };

/** The claims of a good token, under another header and signature. */
function withSigner({ token }: Stage['login'], header: object, signer: Signer): string {
  const [, payload = ''] = token().split('.');
  return rawToken(JSON.stringify(header), Buffer.from(payload, 'base64url'), signer);
}

const unsigned = (alg: unknown): Pick<Row, 'token'> => ({
  token: ({ login }) => withSigner(login, { alg }, () => ''),
});

const otherName = (alg: unknown): Pick<Row, 'token'> => ({
  token: ({ login }) => login.token({}, { alg: 'RS256', header: { alg } }),
});

export const algorithms: Family = {
  name: 'algorithms',
  rows: [
    {
      name: 'RS256 with the key it was made for',
      token: ({ login }) => login.token(),
      outcome: '200 alice',
    },
    {
      name: 'ES256 with the key it was made for',
      token: ({ login }) => login.token({}, { key: login.keys.ec }),
      outcome: '200 alice',
    },
    {
      name: 'EdDSA with the key it was made for',
      token: ({ login }) => login.token({}, { key: login.keys.ed25519 }),
      outcome: '200 alice',
    },
    {
      name: 'HS256 with the shared secret',
      token: ({ login }) => login.token({}, { key: SECRET }),
      settings: SHARED_SECRET,
      outcome: '200 alice',
    },

    {
      name: 'HS256 keyed with the public key as PEM',
      token: macWith(pemOf),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'HS256 keyed with the public key as PEM without its last line break',
      token: macWith((key) => pemOf(key).trim()),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'HS256 keyed with the public key as PKCS #1 PEM',
      token: macWith((key) => key.export({ type: 'pkcs1', format: 'pem' })),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'HS256 keyed with the public key as DER',
      token: macWith((key) => key.export({ type: 'spki', format: 'der' })),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'HS256 keyed with the public key as JWK',
      token: macWith((key) => JSON.stringify(key.export({ format: 'jwk' }))),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'HS256 keyed with the modulus of the public key',
      token: macWith((key) => Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url')),
      outcome: NOT_ALLOWED,
    },
    { name: 'HS256 keyed with nothing', token: macWith(() => ''), outcome: NOT_ALLOWED },
    {
      name: 'HS256 keyed with a key that the login publishes for nobody',
      token: ({ login }) => login.token({}, { key: SECRET }),
      settings: ({ login, serveOddly }) => {
        const secret = { kty: 'oct', k: Buffer.from(SECRET).toString('base64url'), alg: 'HS256' };
        const keys = { keys: [login.keys.rsa.jwk, secret] };
        return { AUTH_JWKS_URI: `${serveOddly(() => ({ keys }))}/keys` };
      },
      outcome: NOT_ALLOWED,
    },

    {
      name: 'RS256 to a service of a shared secret',
      token: ({ login }) => login.token(),
      settings: SHARED_SECRET,
      outcome: NOT_ALLOWED,
    },
    {
      name: 'a right MAC that calls itself RS256',
      token: ({ login }) => withSigner(login, { alg: 'RS256' }, signerOf(SECRET, 'HS256')),
      settings: SHARED_SECRET,
      outcome: NOT_ALLOWED,
    },
    {
      name: 'HS512 with the shared secret',
      token: ({ login }) => login.token({}, { key: SECRET, alg: 'HS512' }),
      settings: SHARED_SECRET,
      outcome: NOT_ALLOWED,
    },
    {
      name: 'no signature to a service of a shared secret',
      ...unsigned('none'),
      settings: SHARED_SECRET,
      outcome: NOT_ALLOWED,
    },

    ...['none', 'None', 'NONE', 'nOnE', 'none ', ''].map(
      (alg): Row => ({
        name: `the algorithm "${alg}" without a signature`,
        ...unsigned(alg),
        outcome: NOT_ALLOWED,
      }),
    ),
    {
      name: 'the algorithm none with the signature of RS256',
      ...otherName('none'),
      outcome: NOT_ALLOWED,
    },
    { name: 'no algorithm', ...otherName(undefined), outcome: MALFORMED },
    { name: 'null as algorithm', ...otherName(null), outcome: MALFORMED },
    { name: 'a number as algorithm', ...otherName(256), outcome: MALFORMED },
    { name: 'a list of algorithms', ...otherName(['RS256']), outcome: MALFORMED },
    { name: 'the algorithm in lower case', ...otherName('rs256'), outcome: NOT_ALLOWED },
    { name: 'the algorithm __proto__', ...otherName('__proto__'), outcome: NOT_ALLOWED },
    { name: 'the algorithm constructor', ...otherName('constructor'), outcome: NOT_ALLOWED },
    { name: 'SHA-1 by the name of RS1', ...otherName('RS1'), outcome: NOT_ALLOWED },
    {
      name: 'a right PS256 that nobody has allowed',
      token: ({ login }) => login.token({}, { alg: 'PS256' }),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'PS256 where it is allowed, with a key that is for RS256',
      token: ({ login }) => login.token({}, { alg: 'PS256' }),
      settings: { AUTH_ALGORITHMS: 'RS256,PS256' },
      outcome: NO_KEY,
    },
    {
      name: 'an algorithm that no setting can allow',
      ...otherName('ES256K'),
      outcome: '401 invalid_token algorithm_unsupported',
    },
    {
      name: 'EdDSA by its name since RFC 9864',
      token: ({ login }) =>
        login.token({}, { key: login.keys.ed25519, header: { alg: 'Ed25519' } }),
      outcome: '200 alice',
    },
    {
      name: 'Ed25519 where EdDSA is not allowed',
      token: ({ login }) =>
        login.token({}, { key: login.keys.ed25519, header: { alg: 'Ed25519' } }),
      settings: { AUTH_ALGORITHMS: 'ES256' },
      outcome: NOT_ALLOWED,
    },
    {
      name: 'a right RS384 that nobody has allowed',
      token: ({ login }) => login.token({}, { alg: 'RS384' }),
      outcome: NOT_ALLOWED,
    },
    {
      name: 'a right RS256 where only ES256 is allowed',
      token: ({ login }) => login.token(),
      settings: { AUTH_ALGORITHMS: 'ES256' },
      outcome: NOT_ALLOWED,
    },

    {
      name: 'ES256 that names an RSA key',
      token: ({ login }) => login.token({}, { key: login.keys.ec, kid: 'RS256' }),
      outcome: NO_KEY,
    },
    {
      name: 'an RSA signature that calls itself ES256',
      token: ({ login }) => login.token({}, { kid: 'ES256', header: { alg: 'ES256' } }),
      outcome: '401 invalid_token signature_invalid',
    },
    {
      name: 'RS256 that names an EC key',
      token: ({ login }) => login.token({}, { kid: 'ES256' }),
      outcome: NO_KEY,
    },
    {
      name: 'EdDSA that names an EC key',
      token: ({ login }) => login.token({}, { key: login.keys.ed25519, kid: 'ES256' }),
      outcome: NO_KEY,
    },
    {
      name: 'ES256 that names a key on another curve',
      token: ({ login }) => login.token({}, { key: login.keys.ec, kid: 'p384' }),
      outcome: NO_KEY,
    },
    {
      name: 'RS256 with a key that is for RS512',
      token: ({ login, odd }) => login.token({}, { key: odd.rs512, alg: 'RS256' }),
      outcome: NO_KEY,
    },
    {
      name: 'a key that is for encryption',
      token: ({ login, odd }) => login.token({}, { key: odd.encryption }),
      outcome: NO_KEY,
    },
    {
      name: 'a key whose private half was published',
      token: ({ login, odd }) => login.token({}, { key: odd.leaked }),
      outcome: NO_KEY,
    },
    {
      name: 'an RSA key of 1024 bits',
      token: ({ login, odd }) => login.token({}, { key: odd.weak }),
      outcome: '401 invalid_token key_unusable',
    },
  ],
};
