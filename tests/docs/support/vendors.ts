/** How vendors describe the keys that they publish, where that is more than a plain key set. */
import { makeKey, pemOf, type TestKey } from '../../support/tokens';

/** What certificates are in key sets: nothing that is looked at. */
const CERTIFICATE = { x5t: 'jS1Xo1OWDj_52vbwGNgvQO2VzMc', x5c: ['MIIC'] };

const bare = ({ jwk: { alg, use, ...rest } }: TestKey) => rest;

/** The keys in the set of a vendor, by the id of the system. */
const KEY_SETS: Readonly<Record<string, (key: TestKey) => object[]>> = {
  auth0: ({ jwk }) => [{ ...jwk, ...CERTIFICATE }, { ...makeKey('RS256', 'next').jwk }],
  // One key for ID tokens, one for access tokens.
  cognito: ({ jwk }) => [makeKey('RS256', 'id-token-key=').jwk, jwk],
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
    { ...makeKey('RS256', 'encryption').jwk, alg: 'RSA-OAEP', use: 'enc' },
  ],
};

/** What a vendor publishes at the address of its keys. */
export function publishedBy(id: string, key: TestKey, format: 'jwks' | 'pem' = 'jwks') {
  if (format === 'pem') return pemOf(key.publicKey);
  const keySet = KEY_SETS[id] ?? (({ jwk }: TestKey) => [jwk]);
  const also = id === 'cloudflare-access' ? { public_cert: { kid: key.kid, cert: 'MIIC' } } : {};
  return { keys: keySet(key), ...also };
}
