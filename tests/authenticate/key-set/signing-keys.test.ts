import fc from 'fast-check';
import { readSigningKeys, selectKey } from '../../../src/authenticate/key-set/signing-keys';
import { FetchFailure } from '../../../src/http/get';
import { codeOf } from '../../support/refusal';
import { makeKey, makeKeys } from '../../support/tokens';

const { rsa, ec, ed25519 } = makeKeys();
const other = makeKey('ES256', 'other');

const read = (...keys: unknown[]) => readSigningKeys({ keys });
const kids = (...keys: unknown[]) => read(...keys).map(({ jwk }) => jwk.kid);

describe('the keys of a key set', () => {
  it('are those that verify signatures', () => {
    expect(kids(rsa.jwk, ec.jwk, ed25519.jwk)).toEqual(['RS256', 'ES256', 'EdDSA']);
  });

  it('keep their public members only', () => {
    const [key] = read({ ...ec.jwk, x5c: ['MII…'], x5t: 'a', ext: true, key_ops: ['verify'] });
    const { kty, kid, alg, crv, x, y } = ec.jwk;
    expect(key?.jwk).toEqual({ kty, kid, alg, crv, x, y });
  });

  it.each<[string, unknown]>([
    ['of an unknown type', { kty: 'LMS', kid: 'x' }],
    ['of a shared secret', { kty: 'oct', k: 'c2VjcmV0' }],
    ['without a type', { kid: 'x' }],
    ['for encryption', { ...rsa.jwk, kid: 'x', use: 'enc' }],
    ['for a use that is no text', { ...rsa.jwk, kid: 'x', use: ['sig'] }],
    ['for other operations', { ...rsa.jwk, kid: 'x', key_ops: ['encrypt', 'wrapKey'] }],
    ['for no operations', { ...rsa.jwk, kid: 'x', key_ops: [] }],
    ['for operations that are no list', { ...rsa.jwk, kid: 'x', key_ops: 'verify' }],
    ['whose kid is no text', { ...rsa.jwk, kid: 7 }],
    ['whose alg is no text', { ...rsa.jwk, alg: null }],
    ['whose modulus is no text', { ...rsa.jwk, n: [rsa.jwk.n] }],
    ['that is a text', 'key'],
    ['that is null', null],
    ['that is a list', [rsa.jwk]],
  ])('pass over one %s', (_, odd) => {
    expect(kids(odd, ec.jwk, odd)).toEqual(['ES256']);
  });

  it.each([rsa, ec, ed25519])('pass over one whose private half was published: $alg', (key) => {
    expect(kids(key.privateJwk, other.jwk)).toEqual(['other']);
    const half = { ...key.jwk, d: '' };
    expect(kids(half, other.jwk)).toEqual(['other']);
  });

  it('count the same one published twice once', () => {
    const reordered = Object.fromEntries(Object.entries(ec.jwk).reverse());
    expect(kids(ec.jwk, ec.jwk, reordered, { ...ec.jwk, use: undefined })).toEqual(['ES256']);
  });
});

describe('what is no key set', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'keys'],
    ['a list', [ec.jwk]],
    ['an object without keys', {}],
    ['keys that are an object', { keys: { 0: ec.jwk } }],
    ['keys that are null', { keys: null }],
    ['certificates by kid, as some issuers publish', { kid1: '-----BEGIN CERTIFICATE-----' }],
  ])('is refused: %s', (_, document) => {
    expect(() => readSigningKeys(document)).toThrow(
      new FetchFailure('the key set has no member keys'),
    );
  });

  it.each<[string, unknown[]]>([
    ['empty', []],
    ['with private keys alone', [ec.privateJwk, rsa.privateJwk]],
    ['with keys for encryption alone', [{ ...rsa.jwk, use: 'enc' }]],
    ['with unknown types alone', [{ kty: 'LMS' }, { kty: 'oct', k: 'x' }]],
  ])('is refused as one without a usable key: %s', (_, keys) => {
    expect(() => readSigningKeys({ keys })).toThrow(
      new FetchFailure('the key set has no usable key'),
    );
  });

  it('never fails in another way', () => {
    const jwk = fc.record(
      {
        kty: fc.constantFrom<unknown>('RSA', 'EC', 'OKP', 'oct', 7, null),
        use: fc.constantFrom<unknown>('sig', 'enc', 7),
        key_ops: fc.anything(),
        kid: fc.anything(),
        d: fc.anything(),
      },
      { requiredKeys: ['kty'] },
    );
    const document = fc.record({ keys: fc.array(fc.oneof(jwk, fc.anything())) });
    fc.assert(
      fc.property(fc.oneof(document, fc.anything()), (each) => {
        try {
          for (const key of readSigningKeys(each)) expect(key.jwk).not.toHaveProperty('d');
        } catch (error) {
          expect(error).toBeInstanceOf(FetchFailure);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the choice of a key', () => {
  const { kid: _, alg: __, ...bare } = ec.jwk;

  it('goes by kid', () => {
    const keys = read(ec.jwk, other.jwk);
    expect(selectKey(keys, 'ES256', 'other')?.jwk.x).toBe(other.jwk.x);
    expect(selectKey(keys, 'ES256', 'ES256')?.jwk.x).toBe(ec.jwk.x);
    expect(selectKey(keys, 'ES256', 'unknown')).toBeUndefined();
    expect(selectKey(keys, 'ES256', '')).toBeUndefined();
  });

  it('goes by type, curve and algorithm too', () => {
    const keys = read(rsa.jwk, ec.jwk, ed25519.jwk);
    expect(selectKey(keys, 'RS512', 'RS256')).toBeUndefined();
    expect(selectKey(keys, 'ES256', 'RS256')).toBeUndefined();
    expect(selectKey(keys, 'ES384', 'ES256')).toBeUndefined();
    expect(selectKey(keys, 'EdDSA', 'ES256')).toBeUndefined();
  });

  it('takes a key that names no algorithm for any that its type fits', () => {
    const { alg: ___, ...any } = rsa.jwk;
    for (const alg of ['RS256', 'RS384', 'RS512'] as const) {
      expect(selectKey(read(any), alg, 'RS256')?.jwk.n).toBe(rsa.jwk.n);
    }
  });

  it('needs no kid when one key alone fits', () => {
    const keys = read(rsa.jwk, bare, ed25519.jwk);
    expect(selectKey(keys, 'ES256', undefined)?.jwk.x).toBe(ec.jwk.x);
    expect(selectKey(keys, 'ES384', undefined)).toBeUndefined();
  });

  it('takes no key without a kid for a token that names one', () => {
    expect(selectKey(read(bare), 'ES256', 'ES256')).toBeUndefined();
  });

  it('is refused between several without a kid', () => {
    expect(codeOf(() => selectKey(read(ec.jwk, other.jwk), 'ES256', undefined))).toBe(
      'key_ambiguous',
    );
  });

  it('is refused between two different keys of the same kid', () => {
    const twins = read(ec.jwk, { ...other.jwk, kid: ec.kid });
    expect(codeOf(() => selectKey(twins, 'ES256', ec.kid))).toBe('key_ambiguous');
  });

  it('is clear between two keys of the same kid for different algorithms', () => {
    const twins = read({ ...rsa.jwk, kid: 'k' }, { ...ec.jwk, kid: 'k' });
    expect(selectKey(twins, 'ES256', 'k')?.jwk.kty).toBe('EC');
    expect(selectKey(twins, 'RS256', 'k')?.jwk.kty).toBe('RSA');
  });
});
