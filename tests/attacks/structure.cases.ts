/** Three parts, of a type that a login sends, no longer than 8,192 bytes: nothing else is a token. */
import { API_KEY_SECRET, API_KEY_SID, seconds, signToken } from '../support/tokens';
import { type Family, type Row, SHARED_SECRET } from './runner';
import type { Stage } from './stage';

const MALFORMED = '401 invalid_token token_malformed';
const TYPE = '401 invalid_token token_type_unsupported';
const TOO_LARGE = '401 invalid_token token_too_large';

/** A good token, but for its parts. */
const cut = (change: (parts: string[]) => string[]): Pick<Row, 'token'> => ({
  token: ({ login }) => change(login.token().split('.')).join('.'),
});

/** A good token with a claim that makes it as long as it should be. */
const ofLength =
  (length: number) =>
  ({ login }: Stage): string => {
    // Base64 skips one length in four; another header shifts them.
    for (const header of [{}, { x: '' }, { x: 'x' }]) {
      const lengthened = (by: number) => login.token({ x: 'x'.repeat(by) }, { header });
      const filler = Math.floor(((length - lengthened(0).length) * 3) / 4);
      const token = [filler, filler + 1].map(lengthened).find((each) => each.length === length);
      if (token) return token;
    }
    throw new Error(`no token has ${length} characters`);
  };

/** What this service itself hands out. */
const accessToken = (secret: string) => () =>
  signToken(
    {
      jti: `${API_KEY_SID}-1`,
      grants: { identity: 'alice', chat: { service_sid: `IS${'c3'.repeat(16)}` } },
      iat: seconds(),
      exp: seconds() + 3600,
      iss: API_KEY_SID,
      sub: `AC${'a1'.repeat(16)}`,
    },
    { key: secret, header: { cty: 'twilio-fpa;v=1' } },
  );

const parts: Row[] = [
  { name: 'three parts', ...cut((all) => all), outcome: '200 alice' },
  { name: 'one part', ...cut(([header = '']) => [header]), outcome: MALFORMED },
  { name: 'two parts', ...cut((all) => all.slice(0, 2)), outcome: MALFORMED },
  { name: 'four parts', ...cut((all) => [...all, 'AAAA']), outcome: MALFORMED },
  {
    name: 'five parts',
    ...cut((all) => [...all, 'AAAA', 'AAAA']),
    outcome: '401 invalid_token token_encrypted',
  },
  { name: 'four thousand empty parts', token: () => '.'.repeat(4000), outcome: MALFORMED },
  { name: 'no header', ...cut(([, ...rest]) => ['', ...rest]), outcome: MALFORMED },
  {
    name: 'no payload',
    ...cut(([header = '', , signature = '']) => [header, '', signature]),
    outcome: MALFORMED,
  },
  { name: 'two dots', token: () => '..', outcome: MALFORMED },
  {
    name: 'a signature in the JSON form',
    token: ({ login }) => {
      const [header, payload, signature] = login.token().split('.');
      // Without commas, which no Authorization header may have.
      return `{"payload":"${payload}"}{"protected":"${header}"}{"signature":"${signature}"}`;
    },
    outcome: MALFORMED,
  },
  {
    name: 'a signed token around a signed token',
    token: ({ login }) => {
      const inner = login.token();
      const outer = login.token({}, { header: { cty: 'JWT' } }).split('.');
      return [outer[0], Buffer.from(inner).toString('base64url'), outer[2]].join('.');
    },
    outcome: MALFORMED,
  },
  { name: 'a text that is no token', token: () => 'swordfish', outcome: MALFORMED },
];

const types: Row[] = [
  ...['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt'].map(
    (typ): Row => ({
      name: `the type ${typ}`,
      token: ({ login }) => login.token({}, { header: { typ } }),
      outcome: '200 alice',
    }),
  ),
  {
    name: 'no type',
    token: ({ login }) => login.token({}, { header: { typ: undefined } }),
    outcome: '200 alice',
  },
  ...[
    'logout+jwt',
    'dpop+jwt',
    'guest-ticket+jwt',
    'secevent+jwt',
    'token-introspection+jwt',
    'JWE',
    'JOSE',
    'at+jwt ',
    'text/jwt',
    '',
  ].map(
    (typ): Row => ({
      name: `the type "${typ}"`,
      token: ({ login }) => login.token({}, { header: { typ } }),
      outcome: TYPE,
    }),
  ),
  {
    name: 'null as type',
    token: ({ login }) => login.token({}, { header: { typ: null } }),
    outcome: MALFORMED,
  },
  {
    name: 'a list of types',
    token: ({ login }) => login.token({}, { header: { typ: ['JWT'] } }),
    outcome: MALFORMED,
  },
];

const twilioTokens: Row[] = [
  {
    name: "a Twilio access token of this service's own",
    token: accessToken(API_KEY_SECRET),
    outcome: '401 invalid_token issuer_mismatch',
  },
  {
    name: 'a Twilio access token to a service of a shared secret',
    token: accessToken(API_KEY_SECRET),
    settings: SHARED_SECRET,
    outcome: '401 invalid_token signature_invalid',
  },
  {
    name: 'a Twilio access token where the shared secret is that of the API key',
    token: accessToken('ThisSecretSignsAccessTokens123456'),
    settings: {
      ...SHARED_SECRET,
      AUTH_SECRET: 'ThisSecretSignsAccessTokens123456',
      TWILIO_API_KEY_SECRET: 'ThisSecretSignsAccessTokens123456',
    },
    outcome: '500 server_misconfigured server_misconfigured',
  },
];

const sizes: Row[] = [
  { name: 'a token of 8,192 bytes', token: ofLength(8192), outcome: '200 alice' },
  { name: 'a token of 8,193 bytes', token: ofLength(8193), outcome: TOO_LARGE },
  {
    name: 'a token of 3,000 letters of three bytes',
    token: () => '\u20ac'.repeat(3000),
    outcome: TOO_LARGE,
  },
  { name: 'a token of a million bytes', token: () => 'a'.repeat(1_000_000), outcome: TOO_LARGE },
  { name: 'a token of a million dots', token: () => '.'.repeat(1_000_000), outcome: TOO_LARGE },
];

export const structure: Family = {
  name: 'structure',
  rows: [...parts, ...types, ...twilioTokens, ...sizes],
};
