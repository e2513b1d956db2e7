/** How vendors describe the keys that they publish, where that is more than a plain key set. */
import { makeKey, pemOf, type TestAlgorithm, type TestKey } from '../../support/tokens';

const pairs = new Map<TestAlgorithm, TestKey>();

/** A key with an ID. All of one algorithm have one key pair, because RSA keys take long to generate. */
export function keyOf(alg: TestAlgorithm, kid: string = alg): TestKey {
  const pair = pairs.get(alg) ?? makeKey(alg);
  pairs.set(alg, pair);
  return { ...pair, kid, jwk: { ...pair.jwk, kid } };
}

/** Another key of the vendor. */
const OTHER = makeKey('RS256', 'next');

/** What certificates are in key sets: nothing that is looked at. */
const CERTIFICATE = { x5t: 'jS1Xo1OWDj_52vbwGNgvQO2VzMc', x5c: ['MIIC'] };

const bare = ({ jwk: { alg, use, ...rest } }: TestKey) => rest;

/** The keys in the set of a vendor, by the id of the system. */
const KEY_SETS: Readonly<Record<string, (key: TestKey) => object[]>> = {
  auth0: ({ jwk }) => [{ ...jwk, ...CERTIFICATE }, OTHER.jwk],
  // One key for ID tokens, one for access tokens.
  cognito: ({ jwk }) => [{ ...OTHER.jwk, kid: 'id-token-key=' }, jwk],
  // Entra names no algorithm.
  entra: (key) => [
    {
      ...bare(key),
      use: 'sig',
      ...CERTIFICATE,
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    },
  ],
  supabase: (key) => [{ ...bare(key), alg: 'ES256', key_ops: ['verify'] }],
  // A realm publishes a key for encryption too.
  keycloak: ({ jwk }) => [
    { ...jwk, ...CERTIFICATE },
    { ...OTHER.jwk, kid: 'encryption', alg: 'RSA-OAEP', use: 'enc' },
  ],
};

/** What a vendor publishes at the address of its keys. */
export function publishedBy(id: string, key: TestKey, format: 'jwks' | 'pem' = 'jwks') {
  if (format === 'pem') return pemOf(key.publicKey);
  const keySet = KEY_SETS[id] ?? (({ jwk }: TestKey) => [jwk]);
  const also = id === 'cloudflare-access' ? { public_cert: { kid: key.kid, cert: 'MIIC' } } : {};
  return { keys: keySet(key), ...also };
}
