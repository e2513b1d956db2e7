import {
  fitsAlgorithm,
  isSignatureAlgorithm,
  requireAlgorithm,
  SIGNATURE_ALGORITHMS,
} from '../../src/authenticate/algorithms';
import { codeOf, refusalOf } from '../support/refusal';

/** A key as each algorithm wants it. */
const KEYS = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
};

describe('the supported algorithms', () => {
  it('are these', () => {
    expect(SIGNATURE_ALGORITHMS).toEqual(Object.keys(KEYS));
  });

  it.each([
    'none',
    'None',
    'HS256',
    'PS2567',
    'Ed25519',
    'ES256K',
    'RSA1_5',
    'rs256',
    'toString',
    '__proto__',
    '',
  ])('are not %j', (name) => {
    expect(isSignatureAlgorithm(name)).toBe(false);
  });
});

describe('a key', () => {
  it.each(SIGNATURE_ALGORITHMS)('fits %s only by its type and curve', (alg) => {
    const all = [
      ...Object.values(KEYS),
      { kty: 'oct' },
      { kty: 'EC' },
      { kty: 'EC', crv: 'secp256k1' },
      { kty: 'OKP', crv: 'Ed448' },
      { kty: 'OKP', crv: 'X25519' },
      { kty: 'OKP', crv: 'P-256' },
      { kty: 'RSA', crv: 'P-256' },
    ];
    const fitting = all.filter((key) => fitsAlgorithm(key, alg));
    expect(new Set(fitting.map((key) => JSON.stringify(key)))).toEqual(
      new Set([JSON.stringify(KEYS[alg])]),
    );
  });
});

describe('the algorithm of a token', () => {
  it('is one of those its issuer is trusted with', () => {
    expect(requireAlgorithm('ES256', ['RS256', 'ES256'])).toBe('ES256');
  });

  it.each(['none', 'NONE', '', 'HS256', 'RS512', 'PS256', 'rs256', 'RS256 ', 'constructor'])(
    'is refused when it is not: %j',
    (alg) => {
      const refusal = refusalOf(() => requireAlgorithm(alg, ['RS256', 'ES256']));
      expect(refusal.code).toBe('algorithm_not_allowed');
      expect(refusal.message).toBe('the token is not signed with RS256, ES256');
      expect(refusal.details.check).toEqual({
        check: 'header.alg',
        found: alg,
        wanted: ['RS256', 'ES256'],
      });
    },
  );

  it('may be called Ed25519 where EdDSA is allowed', () => {
    expect(requireAlgorithm('Ed25519', ['RS256', 'EdDSA'])).toBe('EdDSA');
    expect(codeOf(() => requireAlgorithm('Ed25519', ['RS256']))).toBe('algorithm_not_allowed');
    expect(codeOf(() => requireAlgorithm('ed25519', ['EdDSA']))).toBe('algorithm_not_allowed');
  });

  it.each(['ES256K', 'Ed448', 'ESP256', 'ESB512', 'ML-DSA-44'])(
    'is refused with a code of its own when no setting can allow it: %s',
    (alg) => {
      expect(codeOf(() => requireAlgorithm(alg, ['RS256']))).toBe('algorithm_unsupported');
    },
  );
});
