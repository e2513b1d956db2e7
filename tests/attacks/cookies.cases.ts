/** A cookie comes along with whatever request a browser makes, so it counts for the app's own pages. */
import { bearerEvent } from './events';
import type { Family, Row } from './runner';

const MISSING = '401 missing_credential missing_credential';
const MALFORMED = '400 invalid_request request_malformed';
const REPEATED = '400 invalid_request credential_repeated';
const FOREIGN = '403 origin_not_allowed origin_not_allowed';
const GRANTED = '200 alice';

const ORIGIN = 'https://app.example.com';

/** An event with a good token in the cookie, unless the arguments say otherwise. */
const sent = (
  headers: Record<string, unknown>,
  cookies: (token: string) => unknown = (token) => ({ session: token }),
): Pick<Row, 'event'> => ({
  event: ({ login }) => ({ request: { headers, cookies: cookies(login.token()) } }),
});

const rows: Row[] = [
  { name: 'a cookie of a request without an origin', ...sent({}), outcome: GRANTED },
  { name: 'a cookie of a page of the app', ...sent({ origin: ORIGIN }), outcome: GRANTED },
  {
    name: "a cookie of a request that says it is the site's own",
    ...sent({ origin: ORIGIN, 'sec-fetch-site': 'same-site' }),
    outcome: GRANTED,
  },
  {
    name: 'the same token in the header and in the cookie',
    event: ({ login }) => {
      const token = login.token();
      const { request } = bearerEvent(token);
      return { request: { ...request, cookies: { session: token } } };
    },
    outcome: GRANTED,
  },

  {
    name: 'a cookie of a page of another origin',
    ...sent({ origin: 'https://evil.example' }),
    outcome: FOREIGN,
  },
  { name: 'a cookie of a sandboxed frame', ...sent({ origin: 'null' }), outcome: FOREIGN },
  {
    name: 'a cookie of a request of another site',
    ...sent({ 'sec-fetch-site': 'cross-site' }),
    outcome: FOREIGN,
  },
  {
    name: 'a cookie of a request of a site that is not named',
    ...sent({ 'sec-fetch-site': '' }),
    outcome: FOREIGN,
  },
  {
    name: 'a cookie of a request that says two things',
    ...sent({ 'sec-fetch-site': ['same-origin', 'cross-site'] }),
    outcome: FOREIGN,
  },
  {
    name: 'a cookie of a request that says it in a list',
    ...sent({ 'sec-fetch-site': ['same-origin'] }),
    outcome: FOREIGN,
  },
  {
    name: 'another token in the header than in the cookie',
    event: ({ login }) => {
      const { request } = bearerEvent(login.token());
      return { request: { ...request, cookies: { session: login.token({ sub: 'bob' }) } } };
    },
    outcome: REPEATED,
  },
  {
    name: 'an object in the cookie',
    ...sent({}, (token) => ({ session: { token } })),
    outcome: MALFORMED,
  },
  {
    name: 'a list in the cookie',
    ...sent({}, (token) => ({ session: [token] })),
    outcome: MALFORMED,
  },
  { name: 'an empty cookie', ...sent({}, () => ({ session: '' })), outcome: MISSING },
  {
    name: 'a cookie of another name',
    ...sent({}, (token) => ({ access_token: token })),
    outcome: MISSING,
  },
  {
    name: 'a cookie of the name in capitals',
    ...sent({}, (token) => ({ SESSION: token })),
    outcome: MISSING,
  },
  {
    name: 'a cookie in the prototype of the cookies',
    ...sent({}, (token) => Object.create({ session: token })),
    outcome: MISSING,
  },
  { name: 'a text for cookies', ...sent({}, (token) => `session=${token}`), outcome: MISSING },
  { name: 'a list for cookies', ...sent({}, (token) => [{ session: token }]), outcome: MISSING },
  {
    name: 'a cookie that is in its header alone',
    event: ({ login }) => ({
      request: { headers: { cookie: `session=${login.token()}` }, cookies: {} },
    }),
    outcome: MISSING,
  },
  {
    name: 'a cookie with a text that is no token',
    ...sent({}, () => ({ session: 'root' })),
    outcome: '401 invalid_token token_malformed',
  },
  {
    name: "a cookie with a stranger's token",
    event: ({ login, stranger }) => ({
      request: { headers: {}, cookies: { session: login.token({}, { key: stranger.rsa }) } },
    }),
    outcome: '401 invalid_token signature_invalid',
  },
];

export const cookies: Family = {
  name: 'cookies',
  rows: rows.map((row) => ({
    ...row,
    settings: { AUTH_COOKIE: 'session', ALLOWED_ORIGINS: ORIGIN },
  })),
};
