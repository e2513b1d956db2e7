/** A token is judged by the entry of its issuer, to the letter, and by the keys of that one alone. */
import { AUDIENCE, SECRET } from '../support/tokens';
import type { Family, Row } from './runner';
import type { Stage } from './stage';

const MISMATCH = '401 invalid_token issuer_mismatch';
const CLAIM = '401 invalid_token claim_invalid';
const SIGNATURE = '401 invalid_token signature_invalid';
const NOT_ALLOWED = '401 invalid_token algorithm_not_allowed';

/** A token of the login that names another issuer. */
const named = (iss: (stage: Stage) => unknown): Pick<Row, 'token'> => ({
  token: (stage) => stage.login.token({ iss: iss(stage) }),
});

const oneIssuer: Row[] = [
  { name: 'the issuer to the letter', ...named(({ login }) => login.issuer), outcome: '200 alice' },
  {
    name: 'the token of a stranger who publishes keys of his own',
    token: ({ login, stranger, decoy }) => login.token({ iss: decoy.url }, { key: stranger.rsa }),
    outcome: MISMATCH,
  },
  { name: 'no iss', ...named(() => undefined), outcome: MISMATCH },
  { name: 'an empty iss', ...named(() => ''), outcome: MISMATCH },
  { name: 'null as iss', ...named(() => null), outcome: '401 invalid_token issuer_mismatch' },
  { name: 'a list as iss', ...named(({ login }) => [login.issuer]), outcome: CLAIM },
  {
    name: 'an object as iss',
    ...named(({ login }) => ({ toString: login.issuer })),
    outcome: CLAIM,
  },
  {
    name: 'iss with a slash behind it',
    ...named(({ login }) => `${login.issuer}/`),
    outcome: MISMATCH,
  },
  {
    name: 'iss in capitals',
    ...named(({ login }) => login.issuer.toUpperCase()),
    outcome: MISMATCH,
  },
  {
    name: 'iss with https for http',
    ...named(({ login }) => login.issuer.replace('http:', 'https:')),
    outcome: MISMATCH,
  },
  {
    name: 'iss with the same host by name',
    ...named(({ login }) => login.issuer.replace('127.0.0.1', 'localhost')),
    outcome: MISMATCH,
  },
  {
    name: 'the beginning of iss',
    ...named(({ login }) => login.issuer.slice(0, -1)),
    outcome: MISMATCH,
  },
  {
    name: 'iss and more',
    ...named(({ login }) => `${login.issuer}.evil.example`),
    outcome: MISMATCH,
  },
  {
    name: 'iss as a user name',
    ...named(({ login, decoy }) => `${login.issuer}@${decoy.url.slice(7)}`),
    outcome: MISMATCH,
  },
  {
    name: 'iss with a space behind it',
    ...named(({ login }) => `${login.issuer} `),
    outcome: MISMATCH,
  },
  {
    name: 'iss in the prototype of the claims',
    token: ({ login }) => login.token({ iss: undefined, ['__proto__']: { iss: login.issuer } }),
    outcome: MISMATCH,
  },
  {
    name: 'another iss to a service of a shared secret that names its issuer',
    token: ({ login, partner }) => login.token({ iss: partner.issuer }, { key: SECRET }),
    settings: { AUTH_SECRET: SECRET },
    outcome: MISMATCH,
  },
];

/** A login, a partner with another audience, and a backend with a shared secret. */
const threeIssuers = {
  settings: { PARTNER_SECRET: SECRET },
  policy: ({ login, partner }: Stage) => ({
    issuers: [
      { issuer: login.issuer, audience: AUDIENCE, namespace: 'staff' },
      {
        issuer: partner.issuer,
        audience: 'https://partner.example.com',
        algorithms: ['RS256' as const],
        namespace: 'customer',
      },
      {
        issuer: 'https://backend.example.com',
        audience: AUDIENCE,
        secretVariables: ['PARTNER_SECRET'],
        namespace: 'own',
      },
    ],
  }),
};

const ofPartner = { aud: 'https://partner.example.com' };

const severalIssuers: Row[] = [
  { name: 'a token of the login', token: ({ login }) => login.token(), outcome: '200 staff~alice' },
  {
    name: 'a token of the partner',
    token: ({ partner }) => partner.token(ofPartner),
    outcome: '200 customer~alice',
  },
  {
    name: 'a token of the backend',
    token: ({ login }) => login.token({ iss: 'https://backend.example.com' }, { key: SECRET }),
    outcome: '200 own~alice',
  },
  {
    name: "the partner's subject that looks like one of the login's",
    token: ({ partner }) => partner.token({ ...ofPartner, sub: 'staff~alice' }),
    outcome: '200 customer~staff_7Ealice',
  },

  {
    name: "the login's iss under the partner's key of the same kid",
    token: ({ login, partner }) => partner.token({ iss: login.issuer }),
    outcome: SIGNATURE,
  },
  {
    name: "the partner's iss under the login's key of the same kid",
    token: ({ login, partner }) => login.token({ ...ofPartner, iss: partner.issuer }),
    outcome: SIGNATURE,
  },
  {
    name: "the login's iss under a kid that only the partner has",
    token: ({ login, partner }) => partner.token({ iss: login.issuer }, { key: partner.own }),
    outcome: '401 invalid_token key_unknown',
  },
  {
    name: "the partner's token for the login's audience",
    token: ({ partner }) => partner.token(),
    outcome: '401 invalid_token audience_mismatch',
  },
  {
    name: "the login's token for the partner's audience",
    token: ({ login }) => login.token(ofPartner),
    outcome: '401 invalid_token audience_mismatch',
  },
  {
    name: 'an algorithm that only the login may use, from the partner',
    token: ({ partner }) => partner.token(ofPartner, { key: partner.keys.ec }),
    outcome: NOT_ALLOWED,
  },
  {
    name: "the login's iss under the backend's secret",
    token: ({ login }) => login.token({}, { key: SECRET }),
    outcome: NOT_ALLOWED,
  },
  {
    name: "the backend's iss under the login's key",
    token: ({ login }) => login.token({ iss: 'https://backend.example.com' }),
    outcome: NOT_ALLOWED,
  },
  {
    name: 'both issuers in a list',
    token: ({ login, partner }) => login.token({ iss: [login.issuer, partner.issuer] }),
    outcome: CLAIM,
  },
  {
    name: 'a third issuer',
    token: ({ login, decoy }) => login.token({ iss: decoy.url }),
    outcome: MISMATCH,
  },
];

export const issuerFamilies: Family[] = [
  { name: 'one issuer', rows: oneIssuer },
  { name: 'several issuers', rows: severalIssuers.map((row) => ({ ...row, ...threeIssuers })) },
];
