/** What an issuer says of a token counts as far as a signature would, and is asked for no JWT. */
import { AUDIENCE, seconds } from '../support/tokens';
import { bearerEvent } from './events';
import type { Family, Row } from './runner';
import type { OddAnswer, Stage } from './stage';

const INACTIVE = '401 invalid_token token_inactive';
const UNAVAILABLE = '503 issuer_unavailable issuer_unavailable';
const GRANTED = '200 alice';

const OPAQUE = 'opaque-token-of-alice';

/** What an issuer says of a token that counts, but for what the arguments change. */
const said = ({ login }: Stage, change: object = {}) => ({
  active: true,
  iss: login.issuer,
  sub: 'alice',
  aud: AUDIENCE,
  exp: seconds() + 3600,
  ...change,
});

/** A token that its issuer is asked about, and what it says of any token whatsoever. */
const asked = (
  answer: (stage: Stage, form: URLSearchParams) => OddAnswer,
  token: string | ((stage: Stage) => string) = OPAQUE,
): Pick<Row, 'event' | 'settings'> => ({
  event: (stage) => bearerEvent(typeof token === 'string' ? token : token(stage)),
  settings: (stage) => ({
    AUTH_INTROSPECTION_URL: stage.serve((form) => answer(stage, form)),
    AUTH_INTROSPECTION_CLIENT_ID: 'token-service',
    AUTH_INTROSPECTION_CLIENT_SECRET: 'secret-of-the-client',
  }),
});

const changed = (change: object) => asked((stage) => said(stage, change));

/** An issuer that knows one token, wherever it stands in the form. */
const knowing = (stage: Stage, form: URLSearchParams): OddAnswer =>
  form.getAll('token').includes(OPAQUE) ? said(stage) : { active: false };

const introspection: Row[] = [
  { name: 'a token that its issuer knows', ...asked(knowing), outcome: GRANTED },
  {
    name: 'an answer that does not name its issuer',
    ...changed({ iss: undefined }),
    outcome: GRANTED,
  },

  {
    name: 'a token that its issuer does not know',
    ...asked(knowing, 'opaque-token-of-nobody'),
    outcome: INACTIVE,
  },
  {
    name: 'a token with a parameter more',
    ...asked(knowing, `x&token=${OPAQUE}`),
    outcome: INACTIVE,
  },
  {
    name: 'a token with a line more',
    ...asked(knowing, `x\r\ntoken=${OPAQUE}`),
    outcome: INACTIVE,
  },
  { name: 'a token that was revoked', ...changed({ active: false }), outcome: INACTIVE },
  {
    name: 'an answer that does not say active',
    ...changed({ active: undefined }),
    outcome: INACTIVE,
  },
  { name: 'an answer that says active as text', ...changed({ active: 'true' }), outcome: INACTIVE },
  { name: 'an answer that says active as a number', ...changed({ active: 1 }), outcome: INACTIVE },
  {
    name: 'an answer with an end that has passed',
    ...changed({ exp: seconds() - 60 }),
    outcome: '401 invalid_token token_expired',
  },
  {
    name: 'an answer without an end',
    ...changed({ exp: undefined }),
    outcome: GRANTED,
  },
  {
    name: 'an answer with an end that has passed, as a string',
    ...changed({ exp: String(seconds() - 60) }),
    outcome: '401 invalid_token token_expired',
  },
  {
    name: 'an answer with an end that is not a time',
    ...changed({ exp: 'never' }),
    outcome: '401 invalid_token claim_invalid',
  },
  {
    name: 'an answer with an end in milliseconds',
    ...changed({ exp: seconds() * 1000 }),
    outcome: '401 invalid_token claim_invalid',
  },
  {
    name: 'an answer for another audience',
    ...changed({ aud: 'https://other.example.com' }),
    outcome: '401 invalid_token audience_mismatch',
  },
  {
    name: 'an answer for no audience',
    ...changed({ aud: undefined }),
    outcome: '401 invalid_token audience_mismatch',
  },
  {
    name: 'an answer of another issuer',
    ...changed({ iss: 'https://other.example.com' }),
    outcome: '401 invalid_token issuer_mismatch',
  },
  {
    name: 'an answer about a token that is bound',
    ...changed({ cnf: { jkt: 'x' } }),
    outcome: '401 invalid_token token_bound',
  },
  {
    name: 'an answer about a token that is bound, though it does not say to what',
    ...changed({ token_type: 'DPoP' }),
    outcome: '401 invalid_token token_bound',
  },
  {
    // Nobody else may pay for it: the issuer is still asked about the next one's token.
    name: 'an answer with an object for a subject',
    ...asked(
      (stage, form) => said(stage, { sub: form.get('token') === 'odd' ? {} : 'alice' }),
      'odd',
    ),
    honest: () => bearerEvent(OPAQUE),
    outcome: '401 invalid_token claim_invalid',
  },
  {
    name: 'a token of letters that make its issuer fail',
    ...asked(
      (stage, form) =>
        form.get('token') === OPAQUE ? said(stage) : { status: 400, text: '{"error":"x"}' },
      'tok\u00e9n',
    ),
    honest: () => bearerEvent(OPAQUE),
    outcome: INACTIVE,
  },
  {
    // Nobody else may pay for this one either.
    name: 'a token that its issuer calls a bad request',
    ...asked(
      (stage, form) =>
        form.get('token') === OPAQUE ? said(stage) : { status: 400, text: '{"error":"x"}' },
      'odd',
    ),
    honest: () => bearerEvent(OPAQUE),
    outcome: INACTIVE,
  },
  {
    name: 'an answer without a subject',
    ...changed({ sub: undefined }),
    outcome: '403 identity_unusable identity_claim_missing',
  },
  {
    name: 'an answer with active twice',
    ...asked((stage) => ({
      status: 200,
      text: `{"active":false,${JSON.stringify(said(stage)).slice(1)}`,
    })),
    outcome: INACTIVE,
  },
  {
    name: 'an answer in a list',
    ...asked((stage) => ({ status: 200, text: JSON.stringify([said(stage)]) })),
    outcome: INACTIVE,
  },
  {
    name: 'an answer that failed',
    ...asked((stage) => ({ status: 500, text: JSON.stringify(said(stage)) })),
    outcome: UNAVAILABLE,
  },
  {
    name: 'an answer elsewhere',
    ...asked((stage) => ({
      status: 302,
      location: stage.decoy.url,
      text: JSON.stringify(said(stage)),
    })),
    outcome: INACTIVE,
  },
  {
    name: 'an answer over 64 kB',
    ...asked((stage) => said(stage, { filler: 'x'.repeat(65_536) })),
    outcome: INACTIVE,
  },

  {
    name: "a stranger's JWT that its issuer would take",
    ...asked(
      (stage) => said(stage),
      ({ login, stranger }) => login.token({}, { key: stranger.rsa }),
    ),
    outcome: '401 invalid_token signature_invalid',
  },
  {
    name: 'a JWT without a signature that its issuer would take',
    ...asked(
      (stage) => said(stage),
      ({ login }) => login.token({}, { header: { alg: 'none' } }),
    ),
    outcome: '401 invalid_token algorithm_not_allowed',
  },
  {
    name: 'a JWT that has ended and that its issuer would take',
    ...asked(
      (stage) => said(stage),
      ({ login }) => login.token({ exp: seconds() - 60 }),
    ),
    outcome: '401 invalid_token token_expired',
  },
  {
    name: 'an opaque token of 8,193 bytes',
    ...asked((stage) => said(stage), 'x'.repeat(8193)),
    outcome: '401 invalid_token token_too_large',
  },
];

/** A token, and what a UserInfo endpoint says of its user. */
const shown = (
  answer: (stage: Stage) => OddAnswer,
  token = OPAQUE,
): Pick<Row, 'event' | 'settings'> => ({
  event: () => bearerEvent(token),
  settings: (stage) => ({ AUTH_USERINFO_URL: stage.serve(() => answer(stage)) }),
});

const userinfo: Row[] = [
  { name: 'a token whose user is shown', ...shown(() => ({ sub: 'alice' })), outcome: GRANTED },
  {
    name: 'a token that is refused',
    ...shown(() => ({ status: 401, text: '{"sub":"alice"}' })),
    outcome: INACTIVE,
  },
  {
    name: 'a token that may not see its user',
    ...shown(() => ({ status: 403, text: '{"sub":"alice"}' })),
    outcome: INACTIVE,
  },
  {
    name: 'a token with a header more',
    ...shown(() => ({ sub: 'alice' }), 'x\r\nX-User: root'),
    outcome: INACTIVE,
  },
  {
    name: 'a token with a letter beyond ASCII',
    ...shown(() => ({ sub: 'alice' }), 'tok\u00e9n'),
    outcome: INACTIVE,
  },
  {
    name: 'a user without a subject',
    ...shown(() => ({ email: 'alice@example.com' })),
    outcome: INACTIVE,
  },
  {
    name: 'a user of a token that is bound',
    ...shown(() => ({ sub: 'alice', cnf: { jkt: 'x' } })),
    outcome: '401 invalid_token token_bound',
  },
  {
    name: 'a user of another issuer',
    ...shown(() => ({ sub: 'alice', iss: 'https://other.example.com' })),
    outcome: '401 invalid_token issuer_mismatch',
  },
  {
    name: 'a user who is shown elsewhere',
    ...shown(({ decoy }) => ({ status: 302, location: decoy.url, text: '{"sub":"alice"}' })),
    outcome: INACTIVE,
  },
  {
    name: 'a user in a page',
    ...shown(() => ({ status: 200, text: '<html>' })),
    outcome: INACTIVE,
  },
  {
    name: 'a user whose credential is no longer active',
    ...shown(() => ({ sub: 'alice', active: false })),
    outcome: INACTIVE,
  },
  {
    name: 'a user whose credential has ended',
    ...shown(() => ({ sub: 'alice', exp: seconds() - 60 })),
    outcome: '401 invalid_token token_expired',
  },
  {
    name: 'a user of another app',
    ...shown(() => ({ sub: 'alice', aud: 'https://other.example.com' })),
    outcome: '401 invalid_token audience_mismatch',
  },
  {
    name: 'a user whose credential is bound, though nothing says to what',
    ...shown(() => ({ sub: 'alice', token_type: 'dpop' })),
    outcome: '401 invalid_token token_bound',
  },
  {
    name: 'a user whose name is not UTF-8',
    ...shown(() => ({ status: 200, text: Buffer.from('{"sub":"J\xfcrgen"}', 'latin1') })),
    outcome: INACTIVE,
  },
];

export const lookupFamilies: Family[] = [
  { name: 'introspection', rows: introspection },
  { name: 'UserInfo', rows: userinfo },
];
