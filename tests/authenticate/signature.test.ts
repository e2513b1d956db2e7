import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '../../src/authenticate/algorithms';
import { parseJwt } from '../../src/authenticate/jwt';
import { readSigningKeys, type SigningKey } from '../../src/authenticate/key-set/signing-keys';
import { verifyWithPublicKey, verifyWithSecret } from '../../src/authenticate/signature';
import { codeOf } from '../support/refusal';
import {
  makeKey,
  rawToken,
  SECRET,
  signerOf,
  signToken,
  type TestKey,
  validClaims,
} from '../support/tokens';

const keyOf = (jwk: object) => readSigningKeys({ keys: [jwk] })[0] as SigningKey;
const verifyWith = (token: string, key: SigningKey) =>
  codeOf(() => {
    const jwt = parseJwt(token);
    verifyWithPublicKey(jwt, jwt.header.alg as SignatureAlgorithm, key);
  });
const verify = (token: string, jwk: object) => verifyWith(token, keyOf(jwk));

describe.each(SIGNATURE_ALGORITHMS)('a signature by %s', (alg) => {
  const key = makeKey(alg);
  const stranger = makeKey(alg);
  const token = signToken(validClaims(), { key });

  it('verifies', () => {
    expect(verify(token, key.jwk)).toBe('granted');
  });

  it('verifies with a key that names neither kid nor algorithm', () => {
    const { kid: _, alg: __, ...bare } = key.jwk;
    expect(verify(token, bare)).toBe('granted');
  });

  it('verifies when another library has made key and token', async () => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const signed = await new CompactSign(Buffer.from(JSON.stringify(validClaims())))
      .setProtectedHeader({ alg })
      .sign(privateKey);
    expect(verify(signed, await exportJWK(publicKey))).toBe('granted');
  });

  it('does not verify with another key', () => {
    expect(verify(token, stranger.jwk)).toBe('signature_invalid');
  });

  it('does not verify once its header or its payload is that of another token', () => {
    const [header, payload, signature] = token.split('.');
    const other = signToken(validClaims({ sub: 'mallory' }), { key, kid: 'other' }).split('.');
    for (const spoilt of [`${other[0]}.${payload}`, `${header}.${other[1]}`]) {
      expect(verify(`${spoilt}.${signature}`, key.jwk)).toBe('signature_invalid');
    }
  });

  it.each<[string, (signature: Buffer) => Buffer]>([
    [
      'a bit is flipped',
      (bytes) => Buffer.from(bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte))),
    ],
    [
      'its last bit is flipped',
      (bytes) => Buffer.from([...bytes.subarray(0, -1), (bytes.at(-1) ?? 0) ^ 1]),
    ],
    ['its end is gone', (bytes) => bytes.subarray(0, -1)],
    ['its beginning is gone', (bytes) => bytes.subarray(1)],
    ['all of it is gone', () => Buffer.alloc(0)],
    ['all of it is zero', (bytes) => Buffer.alloc(bytes.length)],
    ['there is one byte more', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
  ])('does not verify once %s', (_, spoil) => {
    const [header, payload, signature = ''] = token.split('.');
    const spoilt = spoil(Buffer.from(signature, 'base64url')).toString('base64url');
    expect(verify(`${header}.${payload}.${spoilt}`, key.jwk)).toBe('signature_invalid');
  });

  it('is what counts, whatever the claims are', () => {
    for (const claims of [{}, { exp: 0 }, { nbf: 9e9, aud: ['other'] }]) {
      expect(verify(signToken(claims, { key }), key.jwk)).toBe('granted');
      expect(verify(signToken(claims, { key: stranger }), key.jwk)).toBe('signature_invalid');
    }
  });
});

describe('a signature of elliptic curves', () => {
  const key = makeKey('ES256');

  it.each([
    ['all zero', 'A'.repeat(86)],
    ['in the form of ASN.1', 'MEUCIQD'.padEnd(96, 'A')],
    ['too long', 'A'.repeat(88)],
    ['half as long', 'A'.repeat(40)],
  ])('does not verify when it is %s', (_, signature) => {
    const token = rawToken('{"alg":"ES256"}', JSON.stringify(validClaims()), () => signature);
    expect(verify(token, key.jwk)).toBe('signature_invalid');
  });
});

describe('a key that is not fit to be trusted', () => {
  const tokenBy = (key: TestKey) => signToken(validClaims(), { key });

  it.each([1024, 2040])('is an RSA key of %d bits', (bits) => {
    const key = makeKey('RS256', 'weak', bits);
    expect(verify(tokenBy(key), key.jwk)).toBe('key_unusable');
    // It is refused each time, not only the first.
    const known = keyOf(key.jwk);
    for (let i = 0; i < 2; i += 1) {
      expect(verifyWith(tokenBy(key), known)).toBe('key_unusable');
    }
  });

  it('is no RSA key of 3072 bits', () => {
    const key = makeKey('RS256', 'strong', 3072);
    expect(verify(tokenBy(key), key.jwk)).toBe('granted');
  });

  const ec = makeKey('ES256');
  it.each<[string, object]>([
    ['has no coordinates', { kty: 'EC', crv: 'P-256' }],
    ['has a point that is not on its curve', { ...ec.jwk, x: ec.jwk.y, y: ec.jwk.x }],
    ['has coordinates that are no base64url', { ...ec.jwk, x: '!!!' }],
    ['has no modulus', { kty: 'RSA', e: 'AQAB' }],
    ['has an empty modulus', { kty: 'RSA', n: '', e: 'AQAB' }],
    ['has an empty point', { kty: 'OKP', crv: 'Ed25519', x: '' }],
    ['has a point of another length', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }],
  ])('%s', (_, jwk) => {
    expect(verify(tokenBy(ec), jwk)).toBe('key_unusable');
  });
});

describe('a signature with a shared secret', () => {
  const token = signToken(validClaims(), { key: SECRET });
  const check = (text: string, ...secrets: string[]) =>
    codeOf(() => verifyWithSecret(parseJwt(text), 'HS256', secrets));

  it('verifies with any one of the secrets', () => {
    const other = 'another-secret-of-more-than-32-bytes-as-well';
    expect(check(token, SECRET)).toBe('granted');
    expect(check(token, other, SECRET)).toBe('granted');
    expect(check(token, SECRET, other)).toBe('granted');
  });

  it('does not verify otherwise', () => {
    expect(check(token)).toBe('signature_invalid');
    expect(check(token, `${SECRET}.`)).toBe('signature_invalid');
    const [header, payload, signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    for (const spoilt of [bytes.subarray(1), bytes.subarray(0, 16), Buffer.alloc(0)]) {
      const text = `${header}.${payload}.${spoilt.toString('base64url')}`;
      expect(check(text, SECRET)).toBe('signature_invalid');
    }
  });

  it('does not verify by a longer hash', () => {
    const header = '{"alg":"HS256"}';
    const long = rawToken(header, '{}', signerOf(SECRET, 'HS512'));
    expect(check(long, SECRET)).toBe('signature_invalid');
  });

  it('verifies with a secret in any script', () => {
    const secret = 'ключ🔑'.repeat(8);
    expect(check(signToken({}, { key: secret }), secret)).toBe('granted');
  });
});

describe('the keys of other uses', () => {
  it('are not read from a key set: Diffie-Hellman and Ed448', () => {
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
    const ed448 = generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' });
    const token = signToken(validClaims(), { key: makeKey('EdDSA') });
    for (const jwk of [x25519, ed448]) expect(verify(token, jwk)).not.toBe('granted');
  });
});
