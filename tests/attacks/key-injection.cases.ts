/** A token cannot bring, name or point at a key that its issuer does not publish. */
import { randomBytes } from 'node:crypto';
import type { Family, Row } from './runner';
import type { Stage } from './stage';

const HEADER = '401 invalid_token token_header_unsupported';
const BY_STRANGER = '401 invalid_token signature_invalid';
const NO_KEY = '401 invalid_token key_unknown';
const MALFORMED = '401 invalid_token token_malformed';

/** A token of the stranger's whose header points at his own key. */
const brought = (header: (stage: Stage) => Record<string, unknown>): Pick<Row, 'token'> => ({
  token: (stage) =>
    stage.login.token({}, { key: stage.stranger.rsa, kid: null, header: header(stage) }),
});

/** The same by the name of a key that the login has, which is the one that is used. */
const pointed = (header: (stage: Stage) => Record<string, unknown>): Pick<Row, 'token'> => ({
  token: (stage) => stage.login.token({}, { key: stage.stranger.rsa, header: header(stage) }),
});

/** A good token, but for its header. */
const withHeader = (header: Record<string, unknown>): Pick<Row, 'token'> => ({
  token: ({ login }) => login.token({}, { header }),
});

export const keyInjection: Family = {
  name: 'keys brought along',
  rows: [
    {
      name: 'a header parameter that means nothing',
      ...withHeader({ 'x-trace': 'abc' }),
      outcome: '200 alice',
    },
    {
      name: 'no kid, where one key fits the algorithm',
      token: ({ login }) => login.token({}, { key: login.keys.ed25519, kid: null }),
      outcome: '200 alice',
    },

    ...['jku', 'x5u'].map(
      (name): Row => ({
        name: `a good token whose ${name} is the address of another server`,
        token: ({ login, decoy }) => login.token({}, { header: { [name]: `${decoy.url}/keys` } }),
        outcome: '200 alice',
      }),
    ),
    {
      name: 'a good token with the certificate of somebody else',
      ...withHeader({ x5c: ['MIIBszCCAVmgAwIBAgIU'], x5t: 'x', 'x5t#S256': 'x' }),
      outcome: '200 alice',
    },

    {
      name: 'a jwk of his own',
      ...brought(({ stranger }) => ({ jwk: stranger.rsa.jwk })),
      outcome: HEADER,
    },
    {
      name: "a jwk of the login's own",
      token: ({ login }) => login.token({}, { header: { jwk: login.keys.rsa.jwk } }),
      outcome: HEADER,
    },
    {
      name: 'a jku of his own server',
      ...pointed(({ decoy }) => ({ jku: `${decoy.url}/keys` })),
      outcome: BY_STRANGER,
    },
    {
      name: "a jku that starts like the login's",
      ...pointed(({ login, decoy }) => ({ jku: `${login.issuer}@${decoy.url.slice(7)}/keys` })),
      outcome: BY_STRANGER,
    },
    {
      name: 'an x5u of his own server',
      ...pointed(({ decoy }) => ({ x5u: `${decoy.url}/chain` })),
      outcome: BY_STRANGER,
    },
    {
      name: 'an x5c of his own',
      ...pointed(() => ({ x5c: ['MIIBszCCAVmgAwIBAgIU'] })),
      outcome: BY_STRANGER,
    },
    { name: 'an empty jwk', ...withHeader({ jwk: null }), outcome: HEADER },

    ...[
      ['a path', '../../../../../../dev/null'],
      ['a query of a database', "' UNION SELECT 'secret' -- "],
      ['a command', '|/bin/sh -c id'],
      ['an address', 'https://keys.example.net/jwks.json'],
      ['a text of 4,000 characters', randomBytes(2000).toString('hex')],
      ['__proto__', '__proto__'],
      ['the name of a method', 'toString'],
      ['nothing at all', ''],
      ['one of the login in another case', 'rs256'],
      ['one of the login and a line more', 'RS256\r\nX-Injected: 1'],
    ].map(
      ([what, kid = '']): Row => ({
        name: `a kid that is ${what}`,
        token: ({ login, stranger }) => login.token({}, { key: stranger.rsa, kid }),
        outcome: NO_KEY,
      }),
    ),
    {
      name: 'a kid that only another login publishes',
      token: ({ login, partner }) => login.token({}, { key: partner.own }),
      outcome: NO_KEY,
    },
    { name: 'a number as kid', ...withHeader({ kid: 1 }), outcome: MALFORMED },
    { name: 'a list as kid', ...withHeader({ kid: ['RS256'] }), outcome: MALFORMED },
    { name: 'an object as kid', ...withHeader({ kid: { toString: 'RS256' } }), outcome: MALFORMED },
    {
      name: 'no kid, where several keys fit the algorithm',
      token: ({ login }) => login.token({}, { kid: null }),
      outcome: '401 invalid_token key_ambiguous',
    },

    {
      name: 'crit of an extension nobody knows',
      ...withHeader({ crit: ['pay'], pay: 1 }),
      outcome: HEADER,
    },
    {
      name: 'crit of a parameter that is known',
      ...withHeader({ crit: ['exp'], exp: 1 }),
      outcome: HEADER,
    },
    { name: 'an empty crit', ...withHeader({ crit: [] }), outcome: HEADER },
    { name: 'null as crit', ...withHeader({ crit: null }), outcome: HEADER },
    { name: 'an unencoded payload', ...withHeader({ b64: false, crit: ['b64'] }), outcome: HEADER },
    { name: 'b64 without crit', ...withHeader({ b64: false }), outcome: HEADER },
    { name: 'a compressed payload', ...withHeader({ zip: 'DEF' }), outcome: HEADER },
    {
      name: 'the header of an encrypted token',
      ...withHeader({ enc: 'A256GCM' }),
      outcome: HEADER,
    },
  ],
};
