/** Public keys in all the forms in which logins give them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  readPublicKey,
  readSigningKeys,
  selectKey,
} from '../../../src/authenticate/key-set/signing-keys';
import { makeKey, makeKeys, pemOf } from '../../support/tokens';

const { rsa, ec, ed25519 } = makeKeys();
const weak = makeKey('RS256', 'weak', 1024);

/** A certificate of a login; its key is not needed. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBjjCCATWgAwIBAgIULzy4z0WdMR/OizTHVQXmATYn10YwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRbG9naW4uZXhhbXBsZS5jb20wIBcNMjYxMTI1MTQyNTQ3WhgP
MjEyNjExMDExNDI1NDdaMBwxGjAYBgNVBAMMEWxvZ2luLmV4YW1wbGUuY29tMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE79p3Gb3T545l39t3lpEpHJmwEa79xshX
fDKq2ICbvADIKNTMcJVSUboTBEiJ7iVlrtCtJY+Ojjr1nE9zzex6XKNTMFEwHQYD
VR0OBBYEFGFFbO870jfq163gHaOnyzwkoj0qMB8GA1UdIwQYMBaAFGFFbO870jfq
163gHaOnyzwkoj0qMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
cC0Uob1MJZn9LNtPj3qYKpeR2rsD8FbuCOMk9lGbI04CIHLR+vWEmqun1osVnzEg
XsKS1btWMtuFHsZ9LieT87oF
-----END CERTIFICATE-----
`;

const pkcs1 = (key: KeyObject) => key.export({ type: 'pkcs1', format: 'pem' }).toString();
const privatePem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
/** What stands between the first and the last line of a PEM. */
const body = (pem: string) => pem.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
const jwkOf = (key: KeyObject | string) => createPublicKey(key as string).export({ format: 'jwk' });
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a public key in a variable', () => {
  it.each<[string, string, object]>([
    ['a JWK', JSON.stringify(ec.jwk), ec.jwk],
    [
      'a JWK for signatures by the long name',
      JSON.stringify({ ...ec.jwk, use: 'signature' }),
      ec.jwk,
    ],
    ['a PEM', pemOf(rsa.publicKey), jwkOf(pemOf(rsa.publicKey))],
    ['a PEM in one line', pemOf(ec.publicKey).replaceAll('\n', '\\n'), jwkOf(pemOf(ec.publicKey))],
    ['a PEM of Ed25519', pemOf(ed25519.publicKey), jwkOf(pemOf(ed25519.publicKey))],
    ['a PEM of PKCS #1', pkcs1(rsa.publicKey), jwkOf(pemOf(rsa.publicKey))],
    ['a certificate', CERTIFICATE, jwkOf(CERTIFICATE)],
    ['the base64 of a PEM', body(pemOf(rsa.publicKey)), jwkOf(pemOf(rsa.publicKey))],
    ['the base64 of PKCS #1', body(pkcs1(rsa.publicKey)), jwkOf(pemOf(rsa.publicKey))],
    ['the base64 of a certificate', body(CERTIFICATE), jwkOf(CERTIFICATE)],
    ['a whole PEM in base64', base64(pemOf(ec.publicKey)), jwkOf(pemOf(ec.publicKey))],
  ])('is read as %s', (_, text, jwk) => {
    const { kty, crv, n, e, x, y } = readPublicKey(text).jwk;
    expect(jwk).toMatchObject(JSON.parse(JSON.stringify({ kty, crv, n, e, x, y })));
  });

  it('fits in a variable of 450 bytes, with RSA of 2048 bits', () => {
    expect(body(pemOf(rsa.publicKey)).length).toBeLessThanOrEqual(450);
  });

  it.each<[string, string, string]>([
    ['a private key as PEM', privatePem(ec.privateKey), 'private or secret'],
    ['a private key without its frame', body(privatePem(ec.privateKey)), 'private or secret'],
    ['a private JWK', JSON.stringify(ec.privateJwk), 'private or secret'],
    ['a secret as JWK', JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' }), 'private or secret'],
    ['a key for encryption', JSON.stringify({ ...rsa.jwk, use: 'enc' }), 'not a public key'],
    ['two keys', pemOf(rsa.publicKey) + pemOf(ec.publicKey), 'more than one'],
    ['JSON that is cut off', '{"kty":"EC"', 'not JSON'],
    ['JSON with a property twice', '{"kty":"EC","kty":"EC"}', 'not JSON'],
    ['a weak key', pemOf(weak.publicKey), '1024 bits'],
    ['RSA with the exponent 1', JSON.stringify({ ...rsa.jwk, e: 'AQ' }), 'exponent'],
    ['a point off its curve', JSON.stringify({ ...ec.jwk, y: ec.jwk.x }), 'not valid'],
    ['any text', 'not-a-key', 'not a public key'],
    ['nothing', '', 'not a public key'],
    [
      'a PEM of no key',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      'not a public key',
    ],
  ])('is not %s', (_, text, sentence) => {
    expect(() => readPublicKey(text)).toThrow(sentence);
    for (const part of text.split(/[\s"]+/).filter(({ length }) => length > 20)) {
      expect(() => readPublicKey(text)).not.toThrow(part);
    }
  });

  it('is the key of any kid unless it has one itself', () => {
    const unnamed = readPublicKey(pemOf(ec.publicKey));
    expect(selectKey([unnamed], 'ES256', 'whatever')).toBe(unnamed);
    expect(selectKey([unnamed], 'ES384', 'whatever')).toBeUndefined();
    const named = readPublicKey(JSON.stringify(ec.jwk));
    expect(selectKey([named], 'ES256', 'ES256')).toBe(named);
    expect(selectKey([named], 'ES256', 'whatever')).toBeUndefined();
  });
});

describe('a document of keys', () => {
  const kids = (document: unknown) => readSigningKeys(document).map(({ jwk }) => jwk.kid);

  it('may be an object of certificates by kid', () => {
    const keys = readSigningKeys({ first: CERTIFICATE, second: pemOf(rsa.publicKey), other: 'x' });
    expect(keys.map(({ jwk }) => jwk.kid)).toEqual(['first', 'second']);
    expect(selectKey(keys, 'ES256', 'first')).toBe(keys[0]);
    expect(selectKey(keys, 'ES256', 'second')).toBeUndefined();
    expect(selectKey(keys, 'ES256', 'third')).toBeUndefined();
  });

  it('may be a PEM, or several', () => {
    expect(kids(pemOf(rsa.publicKey) + pemOf(ec.publicKey))).toEqual([undefined, undefined]);
  });

  it('has only the first of several certificates, which vouch for each other', () => {
    expect(readSigningKeys(CERTIFICATE + CERTIFICATE)).toHaveLength(1);
  });

  it('may be a key set with PEMs in it, or a single JWK', () => {
    expect(kids({ keys: [ec.jwk, pemOf(rsa.publicKey)] })).toEqual(['ES256', undefined]);
    expect(kids(ec.jwk)).toEqual(['ES256']);
  });

  it.each<[string, unknown]>([
    ['a private key', privatePem(ec.privateKey)],
    ['a private key by kid', { kid: privatePem(ec.privateKey) }],
    ['an error of a server', { error: 'not found' }],
    ['a page', '<html></html>'],
  ])('is not %s', (_, document) => {
    expect(() => readSigningKeys(document)).toThrow('the key set has no');
  });

  it('names algorithms as this service does', () => {
    const [key] = readSigningKeys({ keys: [{ ...ed25519.jwk, alg: 'Ed25519' }] });
    expect(selectKey(key ? [key] : [], 'EdDSA', 'EdDSA')).toBe(key);
  });
});
