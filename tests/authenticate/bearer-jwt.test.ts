import { authenticateJwt } from '../../src/authenticate/bearer-jwt';
import type { PersonCaller } from '../../src/authenticate/caller';
import { findEntry, issuerMismatch } from '../../src/authenticate/issuer';
import { parseJwt } from '../../src/authenticate/jwt';
import { FixedKeys } from '../../src/authenticate/key-set/key-source';
import { readSigningKeys } from '../../src/authenticate/key-set/signing-keys';
import type { PublishedKeys, TrustedIssuer } from '../../src/authenticate/trust';
import { entryOf } from '../support/caller';
import { asyncRefusalOf } from '../support/refusal';
import {
  AUDIENCE,
  base64url,
  ISSUER,
  makeKeys,
  pemOf,
  SECRET,
  signToken,
  type TestKey,
  validClaims,
} from '../support/tokens';

const NOW = 1_800_000_000;
const keys = makeKeys();
const claims = (overrides: Record<string, unknown> = {}) => validClaims(overrides, NOW);

const published: PublishedKeys = {
  kind: 'published',
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  fetch: false,
};
const login: TrustedIssuer = { ...entryOf(ISSUER), audience: [AUDIENCE], keys: published };
const backend: TrustedIssuer = {
  ...login,
  keys: { kind: 'shared', algorithms: ['HS256'], secrets: [SECRET] },
};
const anyBackend: TrustedIssuer = { ...backend, issuer: { kind: 'any' } };

async function verify(
  token: string,
  trusted: TrustedIssuer[] = [login],
  of: TestKey[] = [keys.ec],
): Promise<PersonCaller> {
  const jwt = parseJwt(token);
  const found = findEntry(trusted, jwt.claims);
  if (!found?.entry.keys) throw issuerMismatch(trusted, jwt.claims);
  return authenticateJwt(jwt, found, found.entry.keys, {
    now: () => NOW * 1000,
    keySource: () => new FixedKeys(readSigningKeys({ keys: of.map(({ jwk }) => jwk) })),
  });
}
const code = async (token: string, trusted?: TrustedIssuer[]) =>
  (await asyncRefusalOf(verify(token, trusted))).code;
const byKey = (overrides?: Record<string, unknown>, header?: Record<string, unknown>) =>
  signToken(claims(overrides), { key: keys.ec, ...(header && { header }) });

describe('a caller', () => {
  it.each(Object.values(keys))('is known by a signature of $alg', async (key) => {
    const token = signToken(claims(), { key });
    await expect(verify(token, [login], Object.values(keys))).resolves.toEqual({
      kind: 'person',
      entry: login,
      issuer: ISSUER,
      claims: claims(),
      keys: 'seed',
      expiresAtSeconds: NOW + 3600,
    });
  });

  it('is known by a signature with the shared secret, and the issuer that is configured', async () => {
    const token = signToken(claims(), { key: SECRET });
    await expect(verify(token, [backend])).resolves.toMatchObject({ issuer: ISSUER });
    await expect(verify(token, [anyBackend])).resolves.toMatchObject({ issuer: undefined });
  });

  it('needs no issuer where none is configured, and no subject', async () => {
    const token = signToken(claims({ iss: undefined, sub: undefined }), { key: SECRET });
    await expect(verify(token, [anyBackend])).resolves.toMatchObject({ claims: { aud: AUDIENCE } });
  });

  it('needs no kid when one key fits', async () => {
    const token = signToken(claims(), { key: keys.ec, kid: null });
    await expect(verify(token, [login], Object.values(keys))).resolves.toBeDefined();
  });
});

describe('the issuer of a token', () => {
  it.each([
    ['another', 'https://evil.example/'],
    ['without the trailing slash', ISSUER.slice(0, -1)],
    ['in another case', ISSUER.toUpperCase()],
    ['longer', `${ISSUER}x`],
    ['missing', undefined],
    ['empty', ''],
  ])('is refused when it is %s', async (_, iss) => {
    expect(await code(byKey({ iss }))).toBe('issuer_mismatch');
    expect(await code(signToken(claims({ iss }), { key: SECRET }), [backend])).toBe(
      'issuer_mismatch',
    );
  });

  it('picks the one entry by which the token is judged', async () => {
    const iss = 'https://backend.example';
    const issuer = { kind: 'exact', spellings: [iss] } as const;
    const other: TrustedIssuer = { ...backend, issuer, audience: ['b'] };
    const both = [login, other];
    const token = signToken(claims({ iss, aud: 'b' }), { key: SECRET });
    await expect(verify(token, both)).resolves.toMatchObject({ issuer: iss });
    // The audience of the one does not count for the other, nor does its kind of key.
    expect(await code(byKey({ aud: 'b' }), both)).toBe('audience_mismatch');
    expect(await code(byKey({ iss, aud: 'b' }), both)).toBe('algorithm_not_allowed');
    expect(await code(signToken(claims(), { key: SECRET }), both)).toBe('algorithm_not_allowed');
  });
});

describe('the algorithm of a token', () => {
  it('is never a shared secret where keys are published, whatever the secret is', async () => {
    for (const key of [pemOf(keys.ec.publicKey), JSON.stringify(keys.ec.jwk), SECRET, '']) {
      expect(await code(signToken(claims(), { key }))).toBe('algorithm_not_allowed');
    }
  });

  it('is never a public key where a secret is shared', async () => {
    expect(await code(byKey(), [backend])).toBe('algorithm_not_allowed');
  });

  it.each(['none', 'None', 'nOnE', ''])('is never %j', async (alg) => {
    const token = `${base64url(JSON.stringify({ alg }))}.${base64url(JSON.stringify(claims()))}.`;
    for (const trusted of [login, backend]) {
      expect(await code(token, [trusted])).toBe('algorithm_not_allowed');
    }
  });

  it('is one that the issuer is trusted with', async () => {
    const strict: TrustedIssuer = { ...login, keys: { ...published, algorithms: ['RS256'] } };
    expect(await code(byKey(), [strict])).toBe('algorithm_not_allowed');
  });

  it('is RSASSA-PSS only where that is allowed', async () => {
    const token = signToken(claims(), { key: keys.rsa, alg: 'PS256', kid: 'rsa' });
    expect(await code(token)).toBe('algorithm_not_allowed');
    const { alg: _, ...jwk } = keys.rsa.jwk;
    const pss: TrustedIssuer = { ...login, keys: { ...published, algorithms: ['PS256'] } };
    const key = { ...keys.rsa, jwk: { ...jwk, kid: 'rsa' } };
    await expect(verify(token, [pss], [key])).resolves.toBeDefined();
  });
});

describe('the claims of a token', () => {
  it.each<[string, Record<string, unknown>]>([
    ['token_expired', { exp: NOW - 30 }],
    ['token_not_yet_valid', { nbf: NOW + 31 }],
    ['token_not_yet_valid', { iat: NOW + 31 }],
    ['audience_mismatch', { aud: 'other' }],
    ['token_bound', { cnf: { jkt: 'x' } }],
    ['claim_invalid', { exp: undefined }],
    ['claim_invalid', { exp: (NOW + 60) * 1000 }],
    ['claim_invalid', { exp: String(NOW + 60) }],
    ['claim_invalid', { nbf: 'soon' }],
    ['claim_invalid', { exp: null }],
    ['audience_mismatch', { aud: null }],
    ['claim_invalid', { aud: [AUDIENCE, 7] }],
    ['claim_invalid', { sub: {} }],
  ])('are refused as %s, with both kinds of key: %j', async (expected, overrides) => {
    expect(await code(byKey(overrides))).toBe(expected);
    expect(await code(signToken(claims(overrides), { key: SECRET }), [backend])).toBe(expected);
  });

  it('are looked at after the signature', async () => {
    for (const overrides of [{ exp: 1 }, { aud: 'other' }, { cnf: {} }, { exp: undefined }]) {
      const [header, payload] = byKey(overrides).split('.');
      const signature = byKey().split('.')[2];
      expect(await code(`${header}.${payload}.${signature}`)).toBe('signature_invalid');
    }
  });
});

describe('the header of a token', () => {
  it('may say that it is an access token', async () => {
    await expect(verify(byKey({}, { typ: 'at+jwt' }))).resolves.toBeDefined();
    await expect(verify(byKey({}, { typ: undefined }))).resolves.toBeDefined();
  });

  it('may not say that it is anything else', async () => {
    expect(await code(byKey({}, { typ: 'logout+jwt' }))).toBe('token_type_unsupported');
  });

  it('names a key that the issuer has', async () => {
    expect(await code(byKey({}, { kid: 'other' }))).toBe('key_unknown');
    expect(await code(signToken(claims(), { key: keys.rsa }))).toBe('key_unknown');
  });

  it('brings no key of its own', async () => {
    expect(await code(byKey({}, { jwk: keys.ec.jwk }))).toBe('token_header_unsupported');
  });
});
