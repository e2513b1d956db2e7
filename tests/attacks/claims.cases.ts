/** A well-signed token counts only now, and only for this service. */
import { AUDIENCE, seconds } from '../support/tokens';
import { rewritten } from './rewrite';
import type { Family, Row } from './runner';

const CLAIM = '401 invalid_token claim_invalid';
const EXPIRED = '401 invalid_token token_expired';
const EARLY = '401 invalid_token token_not_yet_valid';
const AUDIENCE_MISMATCH = '401 invalid_token audience_mismatch';
const GRANTED = '200 alice';

/** A good token, but for claims that may depend on the time. */
const claims = (change: (now: number) => Record<string, unknown>): Pick<Row, 'token'> => ({
  token: ({ login }) => login.token(change(seconds())),
});

/** A good token with a claim that JSON can say and JavaScript cannot. */
const literal = (name: string, value: string) =>
  rewritten({
    payload: (json) => {
      const all = JSON.parse(json);
      return JSON.stringify({ ...all, [name]: 'HERE' }).replace('"HERE"', value);
    },
  });

const times: Row[] = [
  {
    name: 'exp 20 s ago, within the tolerance',
    ...claims((now) => ({ exp: now - 20 })),
    outcome: GRANTED,
  },
  {
    name: 'nbf and iat 20 s ahead, within the tolerance',
    ...claims((now) => ({ nbf: now + 20, iat: now + 20 })),
    outcome: GRANTED,
  },
  {
    name: 'times with fractions',
    ...claims((now) => ({ exp: now + 60.5, iat: now - 0.5 })),
    outcome: GRANTED,
  },

  { name: 'exp 31 s ago', ...claims((now) => ({ exp: now - 31 })), outcome: EXPIRED },
  { name: 'exp of zero', ...claims(() => ({ exp: 0 })), outcome: EXPIRED },
  { name: 'a negative exp', ...claims((now) => ({ exp: -now })), outcome: EXPIRED },
  { name: 'no exp', ...claims(() => ({ exp: undefined })), outcome: CLAIM },
  { name: 'null as exp', ...claims(() => ({ exp: null })), outcome: CLAIM },
  { name: 'exp as text', ...claims((now) => ({ exp: String(now + 3600) })), outcome: CLAIM },
  { name: 'exp as a date', ...claims(() => ({ exp: '2099-01-01T00:00:00Z' })), outcome: CLAIM },
  { name: 'exp as a list', ...claims((now) => ({ exp: [now + 3600] })), outcome: CLAIM },
  { name: 'true as exp', ...claims(() => ({ exp: true })), outcome: CLAIM },
  {
    name: 'exp in milliseconds',
    ...claims((now) => ({ exp: (now + 3600) * 1000 })),
    outcome: CLAIM,
  },
  {
    name: 'exp in eleven years',
    ...claims((now) => ({ exp: now + 11 * 366 * 86_400 })),
    outcome: CLAIM,
  },
  { name: 'exp of 1e999', ...literal('exp', '1e999'), outcome: CLAIM },
  { name: 'exp of -1e999', ...literal('exp', '-1e999'), outcome: CLAIM },
  { name: 'nbf 40 s ahead', ...claims((now) => ({ nbf: now + 40 })), outcome: EARLY },
  { name: 'nbf of 1e999', ...literal('nbf', '1e999'), outcome: CLAIM },
  { name: 'nbf as text', ...claims(() => ({ nbf: '0' })), outcome: CLAIM },
  { name: 'null as nbf and iat', ...claims(() => ({ nbf: null, iat: null })), outcome: GRANTED },
  { name: 'iat 40 s ahead', ...claims((now) => ({ iat: now + 40 })), outcome: EARLY },
  { name: 'iat in milliseconds', ...claims((now) => ({ iat: now * 1000 })), outcome: EARLY },
  { name: 'iat as text', ...claims((now) => ({ iat: String(now) })), outcome: CLAIM },
  { name: 'iat as an object', ...claims(() => ({ iat: {} })), outcome: CLAIM },
];

const aud = (value: unknown) => claims(() => ({ aud: value }));

const audiences: Row[] = [
  {
    name: 'a list of audiences with the wanted one',
    ...aud(['https://other.example.com', AUDIENCE]),
    outcome: GRANTED,
  },
  {
    name: 'the second of the audiences wanted',
    token: ({ login }) => login.token(),
    settings: { AUTH_AUDIENCE: `https://first.example.com, ${AUDIENCE}` },
    outcome: GRANTED,
  },

  {
    name: 'the audience in a claim that does not name it here',
    token: ({ login }) => login.token({ aud: undefined, azp: AUDIENCE, client_id: AUDIENCE }),
    outcome: AUDIENCE_MISMATCH,
  },
  { name: 'no aud', ...aud(undefined), outcome: AUDIENCE_MISMATCH },
  { name: 'null as aud', ...aud(null), outcome: AUDIENCE_MISMATCH },
  { name: 'an empty aud', ...aud(''), outcome: AUDIENCE_MISMATCH },
  { name: 'an empty list as aud', ...aud([]), outcome: AUDIENCE_MISMATCH },
  {
    name: 'the aud of another service',
    ...aud('https://billing.example.com'),
    outcome: AUDIENCE_MISMATCH,
  },
  { name: 'the beginning of the aud', ...aud('https://chat'), outcome: AUDIENCE_MISMATCH },
  { name: 'the aud and more', ...aud(`${AUDIENCE}.evil.example`), outcome: AUDIENCE_MISMATCH },
  { name: 'the aud with a slash behind it', ...aud(`${AUDIENCE}/`), outcome: AUDIENCE_MISMATCH },
  { name: 'the aud in capitals', ...aud(AUDIENCE.toUpperCase()), outcome: AUDIENCE_MISMATCH },
  { name: 'the aud with a space before it', ...aud(` ${AUDIENCE}`), outcome: AUDIENCE_MISMATCH },
  {
    name: 'audiences in one text',
    ...aud(`https://other.example.com ${AUDIENCE}`),
    outcome: AUDIENCE_MISMATCH,
  },
  { name: 'the aud in a list in a list', ...aud([[AUDIENCE]]), outcome: CLAIM },
  { name: 'the aud beside a number', ...aud([AUDIENCE, 7]), outcome: CLAIM },
  { name: 'the aud as a member name', ...aud({ [AUDIENCE]: true }), outcome: CLAIM },
  { name: 'true as aud', ...aud(true), outcome: CLAIM },
  {
    name: 'the list of wanted audiences as one aud',
    ...aud(`https://first.example.com, ${AUDIENCE}`),
    settings: { AUTH_AUDIENCE: `https://first.example.com, ${AUDIENCE}` },
    outcome: AUDIENCE_MISMATCH,
  },
];

const bindings: Row[] = [
  {
    name: 'a token bound to a DPoP key',
    ...claims(() => ({ cnf: { jkt: 'abc' } })),
    outcome: '401 invalid_token token_bound',
  },
  {
    name: 'a token bound to a certificate',
    ...claims(() => ({ cnf: { 'x5t#S256': 'abc' } })),
    outcome: '401 invalid_token token_bound',
  },
  {
    name: 'null as cnf',
    ...claims(() => ({ cnf: null })),
    outcome: '401 invalid_token token_bound',
  },
  { name: 'jti that is a number', ...claims(() => ({ jti: 7 })), outcome: CLAIM },
];

export const claimFamilies: Family[] = [
  { name: 'times', rows: times },
  { name: 'audiences', rows: audiences },
  {
    name: 'bindings',
    rows: [
      {
        name: 'a token that is bound to nothing',
        ...claims(() => ({ jti: 'a' })),
        outcome: GRANTED,
      },
      ...bindings,
    ],
  },
];
