/** Everything that can be wrong with a deployed service: a row for each class of trouble. */
import type { DoctorOptions } from '../../../cli/doctor';
import { encodePart, signHs256 } from '../../../src/hmac';
import { status } from '../../support/misbehaving-issuer';
import { API_KEY_SECRET, seconds, signToken, validClaims } from '../../support/tokens';
import type { Row } from './expectations';
import type { Front, Passing, Tamper } from './front';
import { KEYS, type Stage } from './stage';

/** A stage with a service that is deployed from it, as the built functions under the local runtime. */
export interface DeployedStage extends Stage {
  /** Before the service. */
  front: Front;
  /** A token of the login that must be granted. */
  bearer(claims?: Record<string, unknown>): string;
}

/** A row of the table. */
export interface DeployedRow extends Row<DeployedStage> {
  /** Options that differ from the usual ones. */
  options?(stage: DeployedStage): DoctorOptions;
  /** Variables that are deployed with other values than they have here. */
  deployed?: Record<string, string | undefined>;
}

/** A row that changes what comes back. */
const tamper =
  (change: Tamper) =>
  ({ front }: DeployedStage) => {
    front.tamper = change;
  };

/** Changes the answers to requests without a token, but for those that come from a page. */
const withoutToken = (change: (answer: Passing) => Partial<Passing>) =>
  tamper(({ method, path, authorization, origin }, answer) =>
    method === 'POST' && path === '/token' && authorization + origin === ''
      ? change(answer)
      : undefined,
  );

/** Changes the answers to forged tokens: the first two letters tell the unsigned one. */
const toForgeries = (change: Partial<Passing>) =>
  tamper(({ authorization }) =>
    authorization.startsWith(`Bearer ${encodePart({ alg: 'none', typ: 'JWT' })}`)
      ? change
      : undefined,
  );

const preflight = (change: Partial<Passing>) =>
  tamper(({ method }) => (method === 'OPTIONS' ? change : undefined));

/** Changes what is granted. */
const granted = (change: (answer: Passing) => Partial<Passing>) =>
  tamper(({ path }, answer) =>
    path === '/token' && answer.status === 200 ? change(answer) : undefined,
  );

interface Parts {
  header: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: rows reach into it
  payload: Record<string, any>;
}

/** Changes the access token that is granted, and signs it anew. */
const reissued = (change: (parts: Parts) => void, secret = API_KEY_SECRET) =>
  granted(({ body }) => {
    const answer = JSON.parse(body) as { token: string };
    const [header, payload] = answer.token
      .split('.', 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    const parts: Parts = { header, payload };
    change(parts);
    const token = signHs256(encodePart(parts.header), parts.payload, secret);
    return { body: JSON.stringify({ ...answer, token }) };
  });

const HEX = '0123456789abcdef'.repeat(2);

const REACH: readonly DeployedRow[] = [
  {
    id: 'url-reachable',
    what: 'that nothing is there',
    status: 'wrong',
    finding: /^Nothing answers there: ECONNREFUSED\.$/,
    options: () => ({ url: 'http://127.0.0.1:9' }),
  },
  {
    id: 'url-reachable',
    what: 'a redirection',
    status: 'wrong',
    finding: /^It redirects \(status 301\)/,
    spoil: tamper(() => ({ status: 301, headers: { location: 'https://a.example/' } })),
  },
  {
    id: 'url-public',
    what: 'the 403 of the platform, which is not the service',
    status: 'wrong',
    finding: /^\/token does not answer as this service does: status 403\.$/,
    remedy: /not public/,
    spoil: tamper(({ path }) =>
      path === '/token' ? { status: 403, body: 'Forbidden' } : undefined,
    ),
  },
  {
    id: 'url-public',
    what: 'that something else is deployed there',
    status: 'wrong',
    finding: /^\/health does not answer as this service does: status 404\.$/,
    remedy: /correct the address/,
    options: ({ front }) => ({ url: `${front.url}/elsewhere` }),
  },
  {
    id: 'url-public',
    what: 'a page in place of the service',
    status: 'wrong',
    finding: /^\/token does not answer as this service does: status 200\.$/,
    spoil: tamper(() => ({ status: 200, body: '<!doctype html>' })),
  },
  {
    id: 'url-health',
    what: 'settings that are wrong where it is deployed',
    status: 'wrong',
    finding: /^The deployed settings are not valid\.$/,
    remedy: /log/,
    deployed: { AUTH_AUDIENCE: undefined },
  },
];

const CORS: readonly DeployedRow[] = [
  {
    id: 'url-cors',
    what: 'that a page may not ask',
    status: 'wrong',
    finding: /^Pages of https:\/\/shop\.example\.com may not ask\.$/,
    remedy: /ALLOWED_ORIGINS/,
    options: ({ front }) => ({ url: front.url, origin: 'https://shop.example.com' }),
  },
  {
    id: 'url-cors',
    what: 'that the header which lets pages in is lost on the way',
    status: 'wrong',
    finding: /^Pages of https:\/\/app\.example\.com may not ask\.$/,
    spoil: tamper(({ method }, { headers }) => {
      const { 'access-control-allow-origin': _, ...kept } = headers;
      return method === 'POST' ? { headers: kept } : undefined;
    }),
  },
  {
    id: 'url-foreign-origin',
    what: 'that the list of origins is not deployed',
    status: 'wrong',
    finding: /^Pages of any origin may ask, although/,
    deployed: { ALLOWED_ORIGINS: undefined },
  },
  {
    id: 'url-preflight',
    what: 'a preflight request that is refused',
    status: 'wrong',
    finding: /^A preflight request is refused \(status 405\)\.$/,
    spoil: preflight({ status: 405 }),
  },
  {
    id: 'url-preflight',
    what: 'headers that are not allowed',
    status: 'wrong',
    finding: /are not both allowed/,
    remedy: /form-encoded/,
    spoil: preflight({
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': 'Content-Type, X-Authorization',
      },
    }),
  },
  {
    id: 'url-preflight',
    what: 'an asterisk in place of the headers',
    status: 'warning',
    finding: /must be named in some browsers/,
    spoil: preflight({
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
    }),
  },
];

const REFUSE: readonly DeployedRow[] = [
  {
    id: 'url-no-credential',
    what: 'in the loudest words a service that needs no token',
    status: 'wrong',
    finding: /^THE SERVICE LETS ANYBODY IN: .* WITHOUT ANY TOKEN\.$/,
    remedy: /^Take the service down at once/,
    spoil: withoutToken(() => ({ status: 200, body: '{"token":"a.b.c"}' })),
  },
  {
    id: 'url-no-credential',
    what: 'a challenge that is lost on the way',
    status: 'wrong',
    finding: /has not the challenge of RFC 6750/,
    spoil: withoutToken(({ headers }) => {
      const { 'www-authenticate': _, ...kept } = headers;
      return { headers: kept };
    }),
  },
  {
    id: 'url-no-credential',
    what: 'a challenge that blames a token nobody sent',
    status: 'wrong',
    finding: /has not the challenge of RFC 6750/,
    spoil: withoutToken(({ headers }) => ({
      headers: { ...headers, 'www-authenticate': 'Bearer error="invalid_token"' },
    })),
  },
  {
    id: 'url-no-credential',
    what: 'another refusal',
    status: 'wrong',
    finding: /^A request without a token: status 400, request_malformed\.$/,
    spoil: withoutToken(() => ({
      status: 400,
      body: '{"error":"invalid_request","code":"request_malformed","requestId":"1"}',
    })),
  },
  {
    id: 'url-forged',
    what: 'in the loudest words a service that takes an unsigned token',
    status: 'wrong',
    finding: /^THE SERVICE LETS ANYBODY IN: .* WITH A TOKEN WITH "ALG": "NONE"\.$/,
    remedy: /^Take the service down at once/,
    spoil: toForgeries({ status: 200, body: '{"token":"a.b.c"}' }),
  },
  {
    id: 'url-forged',
    what: 'a service that believes an unsigned token, and refuses its holder',
    status: 'wrong',
    finding: /^THE SERVICE BELIEVES A TOKEN .*insufficient_scope/,
    spoil: toForgeries({
      status: 403,
      body: '{"error":"insufficient_scope","code":"insufficient_scope","requestId":"1"}',
    }),
  },
  {
    id: 'url-forged',
    what: 'that the service cannot ask the login',
    status: 'warning',
    finding: /^A token that is garbage: status 503, issuer_unavailable\.$/,
    remedy: /cannot ask the login/,
    // It is the same login that is asked from here.
    also: ['lookup'],
    // Of its own, because it leaves the login alone for a while.
    deployed: {},
    spoil: ({ asked }) => {
      asked.behaviour = status(500);
    },
  },
  {
    id: 'url-guests',
    what: 'that guests are not let in, against the settings here',
    status: 'warning',
    finding: /^\/guest is off, but the settings here make it challenged\.$/,
    deployed: { GUESTS: 'off' },
  },
  {
    id: 'url-guests',
    what: 'that guests need no challenge, against the settings here',
    status: 'warning',
    finding: /^\/guest is open, but the settings here make it challenged\.$/,
    deployed: { GUEST_CHALLENGE_URL: undefined, GUEST_CHALLENGE_SECRET: undefined },
  },
];

/** A row about the token of the login. */
const bearer = (row: Omit<DeployedRow, 'id' | 'status'> & Partial<DeployedRow>): DeployedRow => ({
  id: 'url-bearer',
  status: 'wrong',
  ...row,
});

const BEARER: readonly DeployedRow[] = [
  bearer({
    what: 'a token that has expired',
    finding: /^Your token is refused: status 401, token_expired\.$/,
    remedy: /^The token has expired\. .* The log has the cause\.$/,
    options: ({ front, bearer: sign }) => ({
      url: front.url,
      bearer: sign({ exp: seconds() - 600, iat: seconds() - 1200 }),
    }),
  }),
  bearer({
    what: 'a token for another audience',
    finding: /^Your token is refused: status 401, audience_mismatch\.$/,
    options: ({ front, bearer: sign }) => ({ url: front.url, bearer: sign({ aud: 'x' }) }),
  }),
  bearer({
    what: 'an answer that may be cached',
    finding: /^The answer may be cached/,
    spoil: granted(({ headers }) => ({
      headers: { ...headers, 'cache-control': 'public, max-age=60' },
    })),
  }),
  bearer({
    what: 'what is no JWT',
    finding: /^What it gets is no JWT\.$/,
    spoil: granted(() => ({ body: '{"token":"x"}' })),
  }),
  ...(
    [
      ['an algorithm that Twilio does not take', 'alg', (t) => (t.header.alg = 'HS512')],
      ['a type that Twilio does not take', 'cty', (t) => (t.header.cty = 'JWT')],
      ['an account as the issuer', 'iss', (t) => (t.payload.iss = `AC${HEX}`)],
      [
        'a Messaging Service in the grant',
        'grants.chat.service_sid',
        (t) => (t.payload.grants.chat.service_sid = `MG${HEX}`),
      ],
      ['a missing jti', 'jti', (t) => delete t.payload.jti],
    ] as [string, string, (parts: Parts) => unknown][]
  ).map(([what, part, change]) =>
    bearer({
      what,
      finding: new RegExp(`^Twilio would refuse the token: ${part}\\.$`),
      spoil: reissued((parts) => void change(parts)),
    }),
  ),
  ...[3, 86_401, Number.NaN].map((lifetime) =>
    bearer({
      what: `a lifetime of ${lifetime}`,
      finding: /^The token's lifetime is not from 300 to 86400 seconds\.$/,
      spoil: reissued(({ payload }) => {
        payload.exp = payload.iat + lifetime;
      }),
    }),
  ),
  bearer({
    what: 'a clock that is wrong where it is deployed',
    status: 'warning',
    finding: /^The token says that it was issued \d+ s away/,
    spoil: reissued(({ payload }) => {
      payload.iat -= 120;
      payload.exp -= 120;
    }),
  }),
  bearer({
    what: 'a token without an identity',
    finding: /^The token names no identity/,
    spoil: reissued(({ payload }) => {
      payload.grants.identity = { name: 'alice' };
    }),
  }),
  bearer({
    what: 'a token for somebody else than the answer says',
    finding: /^The token is for another identity/,
    spoil: reissued(({ payload }) => {
      payload.grants.identity = 'mallory';
    }),
  }),
  bearer({
    what: 'another secret of the same key where it is deployed',
    finding: /^The token is not signed with TWILIO_API_KEY_SECRET as it is here/,
    deployed: { TWILIO_API_KEY_SECRET: 'AnotherSecretThanTheKeyHasAtAll0' },
  }),
  bearer({
    what: 'other variables where it is deployed',
    status: 'warning',
    finding: /^The token is by another CONVERSATIONS_SERVICE_SID, TWILIO_REGION than here\.$/,
    deployed: { CONVERSATIONS_SERVICE_SID: `IS${HEX}`, TWILIO_REGION: 'ie1' },
  }),
];

/** All of them. */
export const DEPLOYED_ROWS: readonly DeployedRow[] = [...REACH, ...CORS, ...REFUSE, ...BEARER];

/** A token of the login of a stage. */
export const bearerOf =
  ({ issuer }: Stage) =>
  (claims: Record<string, unknown> = {}) =>
    signToken(validClaims({ iss: issuer.issuer, sub: 'alice@example.com', ...claims }), {
      key: KEYS.rsa,
    });
