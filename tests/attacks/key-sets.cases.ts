/** Keys come from the issuer's own address, or from nowhere. An outage is told as an outage. */
import { bearerEvent } from './events';
import type { Family, Row } from './runner';
import type { OddAnswer, Stage } from './stage';

const UNAVAILABLE = '503 issuer_unavailable issuer_unavailable';

/**
 * A good token to a service whose login answers oddly.
 *
 * @param answers what it answers; the honest key set is at hand
 */
const published = (
  answers: (
    keys: { keys: object[] },
    stage: Stage,
    issuer: string,
  ) => { discovery?: OddAnswer; keys?: OddAnswer },
): Pick<Row, 'token' | 'settings' | 'honest'> => {
  let issuer = '';
  return {
    settings: (stage) => {
      const honest = { keys: Object.values(stage.login.keys).map(({ jwk }) => jwk) };
      issuer = stage.serveOddly((own) => answers(honest, stage, own));
      return { AUTH_ISSUER: issuer };
    },
    token: ({ login }) => login.token({ iss: issuer }),
    honest: ({ login }) => bearerEvent(login.token({ iss: issuer }, { key: login.keys.ec })),
  };
};

/** A redirect whose own body would do. */
const located = (location: string, document: object) => ({
  status: 302,
  location,
  text: JSON.stringify(document),
});

export const keySets: Family = {
  name: 'key sets',
  rows: [
    {
      name: 'a login that answers as it should',
      token: ({ login }) => login.token(),
      outcome: '200 alice',
    },

    {
      name: 'discovery that names another issuer',
      ...published((keys, { decoy }) => ({
        discovery: { issuer: decoy.url, jwks_uri: `${decoy.url}/keys` },
        keys,
      })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'discovery that names no issuer',
      ...published((keys, _stage, issuer) => ({ discovery: { jwks_uri: `${issuer}/keys` }, keys })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'discovery without an address of keys',
      ...published((keys, _stage, issuer) => ({ discovery: { issuer }, keys })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'keys at an address without https',
      ...published((keys, _stage, issuer) => ({
        // The same server, by an address that is not loopback.
        discovery: { issuer, jwks_uri: `${issuer.replace('127.0.0.1', '0.0.0.0')}/keys` },
        keys,
      })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'keys at an address with a user name',
      ...published((keys, _stage, issuer) => ({
        discovery: { issuer, jwks_uri: `${issuer.replace('127.', 'root@127.')}/keys` },
        keys,
      })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'keys in a file',
      ...published((keys, _stage, issuer) => ({
        discovery: { issuer, jwks_uri: 'file:///dev/null' },
        keys,
      })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'discovery that redirects',
      ...published((keys, { decoy }, issuer) => ({
        discovery: located(decoy.url, { issuer, jwks_uri: `${issuer}/keys` }),
        keys,
      })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'keys that redirect',
      ...published((keys, { decoy }) => ({ keys: located(`${decoy.url}/keys`, keys) })),
      outcome: UNAVAILABLE,
    },
    { name: 'no key set', ...published(() => ({})), outcome: UNAVAILABLE },
    {
      name: 'a key set in an answer that failed',
      ...published((keys) => ({ keys: { status: 500, text: JSON.stringify(keys) } })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'a key set that is no JSON',
      ...published(() => ({ keys: { status: 200, text: '<html>' } })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'an empty key set',
      ...published(() => ({ keys: { keys: [] } })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'a key set without a list',
      ...published(({ keys }) => ({ keys: { keys: { ...keys } } })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'a key set over 256 kB',
      ...published(({ keys }) => ({ keys: { keys, filler: 'x'.repeat(256 * 1024) } })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'a key set with private keys alone',
      ...published((_keys, { odd }) => ({ keys: { keys: [odd.leaked.jwk] } })),
      outcome: UNAVAILABLE,
    },
    {
      name: 'a key that is no key',
      ...published((_keys, { login }) => ({
        keys: { keys: [{ kty: 'RSA', kid: 'RS256', n: 'AQAB', e: '' }, login.keys.ec.jwk] },
      })),
      outcome: '401 invalid_token key_unusable',
    },
    {
      name: 'two keys of one kid',
      ...published((_keys, { login, stranger }) => ({
        keys: { keys: [stranger.rsa.jwk, login.keys.rsa.jwk, login.keys.ec.jwk] },
      })),
      outcome: '401 invalid_token key_ambiguous',
    },
  ],
};
