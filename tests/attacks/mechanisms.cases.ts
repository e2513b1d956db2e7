/** Several mechanisms side by side: none takes what is meant for another, or shows it around. */
import { createHash } from 'node:crypto';
import { AUDIENCE, base64url, seconds, signToken } from '../support/tokens';
import { bearerEvent } from './events';
import type { Family, Row } from './runner';
import type { OddAnswer, Stage } from './stage';

const INACTIVE = '401 invalid_token token_inactive';
const MALFORMED = '401 invalid_token token_malformed';
const NOT_ALLOWED = '401 invalid_token algorithm_not_allowed';
const REPEATED = '400 invalid_request credential_repeated';
const FOREIGN = '403 origin_not_allowed origin_not_allowed';
const UNAVAILABLE = '503 issuer_unavailable issuer_unavailable';

const OPAQUE = 'opaque-token-of-alice';
const SESSION = 's:opaque session of alice.dG9rZW4';
const BACKEND = `backend_${'s1de'.repeat(10)}`;
const UNMARKED = `made-by-another-tool-${'s1de'.repeat(5)}`;
const ORIGIN = 'https://app.example.com';
const GUEST_SECRET = 'guest-tickets-are-signed-under-this-secret';

const digest = (token: string) => createHash('sha256').update(token).digest('hex');

/** All mechanisms at once. The issuer at the address says how the row goes on. */
const everything = (url: string) => ({
  AUTH_INTROSPECTION_URL: url,
  AUTH_INTROSPECTION_CLIENT_ID: 'token-service',
  AUTH_INTROSPECTION_CLIENT_SECRET: 'secret-of-the-client',
  AUTH_COOKIE: 'session',
  ALLOWED_ORIGINS: `${ORIGIN}, capacitor://localhost`,
  BACKEND_TOKENS: [BACKEND, UNMARKED].map(digest).join(),
  GUESTS: 'on',
  GUEST_SECRET,
});

/** The issuer knows two tokens, and an honest one knows them only. */
const honestIssuer = ({ login, serve }: Stage) =>
  everything(
    serve((form) => {
      const known = [OPAQUE, SESSION].includes(form.get('token') ?? '');
      const claims = { iss: login.issuer, sub: 'alice', aud: AUDIENCE, exp: seconds() + 600 };
      return known ? { active: true, ...claims } : { active: false };
    }),
  );

/** Whatever is asked at this address fails the row: nothing of the kind may leave the service. */
const nobodyToAsk = ({ decoy }: Stage) => everything(`${decoy.url}/introspect`);

const inCookie = (session: unknown, headers: object = {}, fields: object = {}) => ({
  event: () => ({ request: { headers, cookies: { session } }, ...fields }),
});
const inHeader = (token: string, fields: object = {}, cookies: object = {}) => ({
  event: () => {
    const { request } = bearerEvent(token);
    return { request: { ...request, cookies }, ...fields };
  },
});

const sideBySide: Row[] = [
  { name: 'a JWT where opaque tokens count too', outcome: '200 alice', token: jwt },
  { name: 'an opaque token where JWTs count too', ...inHeader(OPAQUE), outcome: '200 alice' },
  { name: 'an opaque session in the cookie', ...inCookie(SESSION), outcome: '200 alice' },
  {
    name: 'an opaque token in both places',
    ...inHeader(OPAQUE, {}, { session: OPAQUE }),
    outcome: '200 alice',
  },
  {
    name: 'a backend where everything counts',
    ...inHeader(BACKEND, { identity: 'alice' }),
    settings: nobodyToAsk,
    outcome: '200 backend~alice',
  },
  {
    name: 'the ticket of a guest in the cookie',
    event: () => ({ request: { headers: {}, cookies: { session: ticket() } } }),
    settings: nobodyToAsk,
    outcome: `200 guest~${'a'.repeat(32)}`,
  },

  {
    name: 'an opaque token beside a session',
    ...inHeader(OPAQUE, {}, { session: SESSION }),
    settings: nobodyToAsk,
    outcome: REPEATED,
  },
  {
    name: 'a backend beside the session of its user',
    ...inHeader(BACKEND, { identity: 'alice' }, { session: SESSION }),
    settings: nobodyToAsk,
    outcome: REPEATED,
  },
  {
    name: 'an opaque session of another site',
    ...inCookie(SESSION, { 'sec-fetch-site': 'cross-site' }),
    settings: nobodyToAsk,
    outcome: FOREIGN,
  },
  {
    name: 'an opaque session of a page of another origin',
    ...inCookie(SESSION, { origin: 'https://evil.example' }),
    settings: nobodyToAsk,
    outcome: FOREIGN,
  },
  {
    name: 'a session that names a backend’s user',
    ...inCookie('s:unknown', {}, { identity: 'root', lifetime: 86_400 }),
    outcome: INACTIVE,
  },

  ...[BACKEND, UNMARKED].map(
    (token, index): Row => ({
      name: `a backend in a cookie where opaque tokens count: ${index}`,
      ...inCookie(token, {}, { identity: 'alice' }),
      settings: nobodyToAsk,
      outcome: INACTIVE,
    }),
  ),
  {
    name: 'a mistyped backend where opaque tokens count',
    ...inHeader(`${BACKEND}x`, { identity: 'alice' }),
    settings: nobodyToAsk,
    outcome: INACTIVE,
  },
  {
    name: 'a digest where opaque tokens count',
    ...inHeader(digest(BACKEND), { identity: 'alice' }),
    outcome: INACTIVE,
  },
  {
    name: 'the digest of a digest, which is not listed',
    ...inHeader(digest(digest(BACKEND)), { identity: 'alice' }),
    outcome: INACTIVE,
  },

  {
    name: 'a JWT with white space in front of its header',
    event: ({ login }) => {
      const claims = JSON.stringify({ iss: login.issuer, sub: 'root' });
      return bearerEvent(`${base64url(' {"alg":"none"}')}.${base64url(claims)}.`);
    },
    settings: nobodyToAsk,
    outcome: NOT_ALLOWED,
  },
  {
    name: 'a JWT with an empty header',
    ...inHeader('e30.e30.x'),
    settings: nobodyToAsk,
    outcome: MALFORMED,
  },
  {
    name: 'a JWT with a byte order mark',
    ...inHeader(`${base64url('\ufeff{"alg":"none"}')}.e30.x`),
    settings: nobodyToAsk,
    outcome: MALFORMED,
  },
  {
    name: 'an opaque token where only JWTs count',
    ...inHeader(OPAQUE),
    settings: {},
    outcome: MALFORMED,
  },
  {
    name: 'an answer with a subject of another type',
    ...inHeader(OPAQUE),
    settings: (stage) =>
      everything(stage.serve(() => ({ active: true, sub: ['alice'], aud: AUDIENCE }))),
    outcome: '401 invalid_token claim_invalid',
  },
];

function jwt({ login }: Stage): string {
  return login.token();
}

function ticket(): string {
  const now = seconds();
  const claims = { sub: 'a'.repeat(32), aud: `IS${'c3'.repeat(16)}`, iat: now, exp: now + 600 };
  return signToken(claims, { key: GUEST_SECRET, header: { typ: 'guest-ticket+jwt' } });
}

/** A JWT of the login, which has to confirm it. */
const confirmed = (
  answer: (stage: Stage, form: URLSearchParams) => OddAnswer,
  token: (stage: Stage) => string = jwt,
): Pick<Row, 'token' | 'settings' | 'policy' | 'honest'> => {
  let asked = 0;
  return {
    token,
    settings: { CLIENT_SECRET_OF_LOGIN: 'secret-of-the-client' },
    policy: (stage) => ({
      issuers: [
        {
          issuer: stage.login.issuer,
          audience: AUDIENCE,
          introspection: {
            url: stage.serve((form) => {
              asked += 1;
              // The honest request that follows is confirmed.
              return asked > 1 ? { active: true } : answer(stage, form);
            }),
            clientId: 'token-service',
            secretVariable: 'CLIENT_SECRET_OF_LOGIN',
            tokens: 'jwt',
            cacheSeconds: 0,
          },
        },
      ],
    }),
  };
};

const confirmation: Row[] = [
  {
    name: 'a JWT that its issuer confirms',
    ...confirmed((_stage, form) => ({ active: form.get('token')?.startsWith('ey'), sub: 'alice' })),
    outcome: '200 alice',
  },
  {
    name: 'a JWT that its issuer confirms without a subject',
    ...confirmed(() => ({ active: true })),
    outcome: '200 alice',
  },
  {
    name: 'a JWT that was revoked',
    ...confirmed(() => ({ active: false, sub: 'alice' })),
    outcome: INACTIVE,
  },
  {
    name: 'a JWT that is confirmed by a text',
    ...confirmed(() => ({ active: 'true', sub: 'alice' })),
    outcome: INACTIVE,
  },
  {
    name: 'a JWT that is confirmed for another subject',
    ...confirmed(() => ({ active: true, sub: 'bob' })),
    outcome: INACTIVE,
  },
  {
    name: 'a JWT whose binding only its issuer tells',
    ...confirmed(() => ({ active: true, sub: 'alice', cnf: { jkt: 'thumbprint' } })),
    outcome: '401 invalid_token token_bound',
  },
  {
    name: 'a JWT about which its issuer says nothing',
    ...confirmed(() => ({ status: 500 })),
    outcome: UNAVAILABLE,
  },
  {
    name: 'a JWT about which its issuer is asked elsewhere',
    ...confirmed(({ decoy }) => ({ status: 302, location: decoy.url })),
    outcome: INACTIVE,
  },
  {
    name: 'an opaque token where its issuer is asked about JWTs alone',
    ...confirmed(
      () => ({ active: true, sub: 'alice' }),
      () => OPAQUE,
    ),
    outcome: MALFORMED,
  },
  {
    name: "a stranger's JWT that its issuer would confirm",
    ...confirmed(
      () => ({ active: true, sub: 'alice' }),
      ({ login, stranger }) => login.token({}, { key: stranger.rsa }),
    ),
    outcome: '401 invalid_token signature_invalid',
  },
];

export const mechanismFamilies: Family[] = [
  {
    name: 'mechanisms side by side',
    rows: sideBySide.map((row) => ({ settings: honestIssuer, ...row })),
  },
  { name: 'confirmation', rows: confirmation },
];
