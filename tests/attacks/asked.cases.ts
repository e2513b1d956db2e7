/** A login that is asked in its own way sees what a caller means to show it, and nothing else. */
import type { IncomingHttpHeaders } from 'node:http';
import { bearerEvent, FORM } from './events';
import type { Family, Outcome, Row, Variables } from './runner';
import type { Stage } from './stage';

const INACTIVE = '401 invalid_token token_inactive';
const MISSING = '401 missing_credential missing_credential';
const REPEATED = '400 invalid_request credential_repeated';
const FOREIGN = '403 origin_not_allowed origin_not_allowed';
const GRANTED = '200 alice';

const SESSION = 's:alice.c2ln/=';
const ORIGIN = 'https://app.example.com';

/** A row where a login is asked, that knows one user by the headers it sees. */
const asking = (
  variables: Variables,
  knows: (headers: IncomingHttpHeaders) => boolean,
  event: unknown,
  honest: unknown,
): Pick<Row, 'event' | 'settings' | 'honest'> => ({
  event: (stage) => (typeof event === 'function' ? event(stage) : event),
  honest: () => honest,
  settings: (stage) => ({
    AUTH_ISSUER: undefined,
    AUTH_AUDIENCE: undefined,
    AUTH_USERINFO_URL: stage.serve((_, headers) =>
      knows(headers)
        ? { sub: 'alice' }
        : { status: 302, location: stage.decoy.url, text: '{"sub":"root"}' },
    ),
    ...variables,
  }),
});

const withCookies = (cookies: unknown, headers: object = {}) => ({
  request: { headers, cookies },
});
const withBearer = (token: string, headers: object = {}) => ({
  request: { headers: { authorization: `Bearer ${token}`, ...headers }, cookies: {} },
});
/** In a form a token may have what no header can. */
const inForm = (token: string) => ({
  request: { headers: { 'content-type': FORM }, cookies: {} },
  access_token: token,
});

const GOOD = bearerEvent('good:1');

const COOKIE: Variables = {
  AUTH_COOKIE: 'session',
  ALLOWED_ORIGINS: ORIGIN,
  AUTH_USERINFO_SEND: 'cookie',
  AUTH_USERINFO_TOKENS: 'all',
};
const knowsCookie = ({ cookie, authorization }: IncomingHttpHeaders) =>
  authorization === undefined &&
  (cookie === `session=${SESSION}` || cookie === `session.0=${SESSION}; session.1=rest`);
const inCookie = (event: unknown) =>
  asking(COOKIE, knowsCookie, event, withCookies({ session: SESSION }));
/** Of a login that takes whatever it is asked about for its user. */
const credulous = (event: unknown) =>
  asking(COOKIE, () => true, event, withCookies({ session: SESSION }));

const cookies: Row[] = [
  { name: 'a session', ...inCookie(withCookies({ session: SESSION })), outcome: GRANTED },
  {
    name: 'a session among cookies that are of no use to the login',
    ...inCookie(withCookies({ theme: 'dark', session: SESSION, admin: '1' })),
    outcome: GRANTED,
  },
  {
    name: 'a session that a page of the app sends along',
    ...inCookie(withCookies({ session: SESSION }, { origin: ORIGIN })),
    outcome: GRANTED,
  },
  {
    name: 'a session in chunks',
    ...inCookie(withCookies({ 'session.0': SESSION, 'session.1': 'rest' })),
    outcome: GRANTED,
  },
  {
    name: 'a session with a cookie more inside',
    ...inCookie(withCookies({ session: `x; session=${SESSION}` })),
    outcome: INACTIVE,
  },
  {
    name: 'a session with a header more inside',
    ...inCookie(withCookies({ session: `x\r\nCookie: session=${SESSION}` })),
    outcome: INACTIVE,
  },
  {
    name: 'a session with half of a character',
    ...inCookie(withCookies({ session: '\ud800' })),
    outcome: INACTIVE,
  },
  {
    name: 'a chunk without those before it',
    ...inCookie(withCookies({ 'session.1': SESSION })),
    outcome: MISSING,
  },
  {
    name: 'a bearer token where the login takes cookies',
    ...credulous(withBearer(SESSION)),
    outcome: INACTIVE,
  },
  {
    name: 'a token in a form where the login takes cookies',
    ...credulous(inForm(`session=${SESSION}`)),
    outcome: INACTIVE,
  },
  {
    name: 'no credential, though the login knows everyone',
    ...credulous(withCookies({ theme: 'dark' })),
    outcome: MISSING,
  },
  {
    name: 'an empty session, though the login knows everyone',
    ...credulous(withCookies({ session: '' })),
    outcome: MISSING,
  },
  {
    name: 'a session that the page of another origin sends along',
    ...credulous(withCookies({ session: SESSION }, { origin: 'https://evil.example' })),
    outcome: FOREIGN,
  },
  {
    name: 'a session that another site sends along',
    ...credulous(withCookies({ session: SESSION }, { 'sec-fetch-site': 'cross-site' })),
    outcome: FOREIGN,
  },
];

/** The login sees one header with the credential, and no other. */
const sentAs = (send: string, name: string, value: string, event: unknown, more: Variables = {}) =>
  asking(
    { AUTH_USERINFO_SEND: send, ...more },
    (headers) =>
      headers[name] === value && (name === 'authorization' || headers.authorization === undefined),
    event,
    GOOD,
  );
const own = (event: unknown, more?: Variables) =>
  sentAs('header X-Session', 'x-session', 'good:1', event, more);
const scheme = (event: unknown) => sentAs('scheme Token', 'authorization', 'Token good:1', event);

const PARSE: Variables = { AUTH_USERINFO_HEADER: 'X-Application: chat' };
const ofApplication = (event: unknown) =>
  asking(
    PARSE,
    (headers) => headers['x-application'] === 'chat' && headers.authorization === 'Bearer good:1',
    event,
    GOOD,
  );

const headers: Row[] = [
  { name: 'a token in a header of its own', ...own(GOOD), outcome: GRANTED },
  { name: 'a token under another scheme', ...scheme(GOOD), outcome: GRANTED },
  {
    name: 'a token beside a fixed header',
    ...ofApplication(GOOD),
    outcome: GRANTED,
  },
  {
    name: 'a token with the fixed header of another application beside it',
    ...ofApplication(withBearer('good:1', { 'x-application': 'other' })),
    outcome: GRANTED,
  },
  {
    name: 'a token that goes on in another header',
    ...own(inForm('x\r\nX-Session: good:1')),
    outcome: INACTIVE,
  },
  {
    name: 'a header of the login that the caller sends themselves',
    ...own({ request: { headers: { 'x-session': 'good:1' }, cookies: {} } }),
    outcome: MISSING,
  },
  {
    name: 'a second token after a comma',
    ...scheme(withBearer('x, Token good:1')),
    outcome: REPEATED,
  },
  {
    name: 'a second token after a comma in a form',
    ...scheme(inForm('x, Token good:1')),
    outcome: INACTIVE,
  },
  { name: 'a token of spaces', ...scheme(inForm('   ')), outcome: INACTIVE },
  { name: 'a token that ends in a space', ...scheme(inForm('good:1 ')), outcome: INACTIVE },
  { name: 'a token with a NUL byte', ...scheme(inForm('good:1\0')), outcome: INACTIVE },
];

/** A login that is asked about JWTs too, without a key. */
const anything = (token: string | ((stage: Stage) => string), known = 'good:1') =>
  asking(
    { AUTH_USERINFO_TOKENS: 'all' },
    ({ authorization }) => authorization === 'Bearer good:1' || authorization === `Bearer ${known}`,
    (stage: Stage) => withBearer(typeof token === 'function' ? token(stage) : token),
    GOOD,
  );
const JWE = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..aXY.Y2lwaGVy.dGFn';
const refusedUnasked = (
  token: string,
  outcome: Outcome,
): Pick<Row, 'event' | 'settings' | 'honest' | 'outcome'> => ({
  ...asking({ AUTH_USERINFO_TOKENS: 'all' }, () => true, withBearer(token), GOOD),
  outcome,
});

const tokens: Row[] = [
  { name: 'an encrypted token that the login knows', ...anything(JWE, JWE), outcome: GRANTED },
  { name: 'an encrypted token that the login does not know', ...anything(JWE), outcome: INACTIVE },
  {
    name: 'a signed token that the login does not know, whoever signed it',
    ...anything(({ stranger, login }) => login.token({ sub: 'root' }, { key: stranger.rsa })),
    outcome: INACTIVE,
  },
  {
    name: 'a token without a signature that the login does not know',
    ...anything(({ login }) => login.token({ sub: 'root' }, { header: { alg: 'none' } })),
    outcome: INACTIVE,
  },
  {
    name: 'the token of a backend, which no login must see',
    ...refusedUnasked(`backend_${'a1'.repeat(24)}`, INACTIVE),
  },
  {
    name: 'a token over the limit, which no login must see',
    ...refusedUnasked('x'.repeat(8193), '401 invalid_token token_too_large'),
  },
];

export const askedFamilies: Family[] = [
  { name: 'cookies that are handed on', rows: cookies },
  { name: 'tokens that are handed on in other headers', rows: headers },
  { name: 'tokens of any form that are handed on', rows: tokens },
];
