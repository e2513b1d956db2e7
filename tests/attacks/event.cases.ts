/** All of the event is shaped by the caller: a field of the name `request` even replaces the headers. */
import { bearerEvent, FORM, sentEvent as sent } from './events';
import type { Family, Row } from './runner';

const MALFORMED = '400 invalid_request request_malformed';
const MISSING = '401 missing_credential missing_credential';
const BAD_TOKEN = '401 invalid_token token_malformed';
const GRANTED = '200 alice';

/** An event as the platform makes it: a query or a body is laid over the request. */
const overlaid = (request: unknown, fields: (token: string) => object): Pick<Row, 'event'> => ({
  event: ({ login }) => Object.assign({ request }, fields(login.token())),
});

/** Members that JSON puts there even if their name is `__proto__`. */
const parsed = (text: string) => JSON.parse(text) as object;

const EMPTY = { headers: {}, cookies: {} };

const replaced: Row[] = [
  {
    name: 'headers of a query that hold a good token',
    ...overlaid(EMPTY, (token) => ({ request: { headers: { authorization: `Bearer ${token}` } } })),
    outcome: GRANTED,
  },
  {
    name: 'a text for a request',
    ...overlaid(EMPTY, () => ({ request: 'x' })),
    outcome: MALFORMED,
  },
  {
    name: 'a number for a request',
    ...overlaid(EMPTY, () => ({ request: 1 })),
    outcome: MALFORMED,
  },
  {
    name: 'false for a request',
    ...overlaid(EMPTY, () => ({ request: false })),
    outcome: MALFORMED,
  },
  { name: 'null for a request', ...overlaid(EMPTY, () => ({ request: null })), outcome: MALFORMED },
  {
    name: 'a list for a request',
    ...overlaid(EMPTY, (token) => ({ request: [bearerEvent(token).request] })),
    outcome: MALFORMED,
  },
  {
    name: 'a request without headers',
    ...overlaid(EMPTY, () => ({ request: {} })),
    outcome: MISSING,
  },
  {
    name: 'a text for headers',
    ...overlaid(EMPTY, () => ({ request: { headers: 'x' } })),
    outcome: MALFORMED,
  },
  {
    name: 'null for headers',
    ...overlaid(EMPTY, () => ({ request: { headers: null } })),
    outcome: MALFORMED,
  },
  {
    name: 'a list for headers',
    ...overlaid(EMPTY, (token) => ({ request: { headers: [`authorization: Bearer ${token}`] } })),
    outcome: MALFORMED,
  },
  {
    name: 'an object for a header',
    ...overlaid(EMPTY, (token) => ({ request: { headers: { authorization: { bearer: token } } } })),
    outcome: MALFORMED,
  },
  {
    name: 'null for a header',
    ...overlaid(EMPTY, () => ({ request: { headers: { authorization: null } } })),
    outcome: MALFORMED,
  },
  {
    name: 'true for a header',
    ...overlaid(EMPTY, () => ({ request: { headers: { authorization: true } } })),
    outcome: MALFORMED,
  },
  {
    name: 'headers of a query that hold no good token',
    ...overlaid(EMPTY, () => ({ request: { headers: { authorization: 'Bearer root' } } })),
    outcome: BAD_TOKEN,
  },
];

const shapes: Row[] = [
  {
    name: 'fields that say who else is calling, beside a good token',
    ...sent(
      (token) => ({ authorization: `Bearer ${token}` }),
      () => ({ identity: 'root', ttl: 1e9, lifetime: 86_400, role: 'admin' }),
    ),
    outcome: GRANTED,
  },
  {
    name: 'fields of the names of methods',
    ...sent(
      (token) => ({ authorization: `Bearer ${token}` }),
      () => ({ constructor: 1, toString: 1, hasOwnProperty: 1, valueOf: 1 }),
    ),
    outcome: GRANTED,
  },
  {
    name: 'headers of the names of methods',
    ...sent((token) => ({
      authorization: `Bearer ${token}`,
      constructor: 'x',
      toString: 'x',
      hasOwnProperty: 'x',
    })),
    outcome: GRANTED,
  },
  {
    name: 'a list for a body',
    event: ({ login }) => Object.assign(bearerEvent(login.token()), ['a', 'b']),
    outcome: GRANTED,
  },
  {
    name: 'a body of a million bytes',
    ...sent(
      (token) => ({ authorization: `Bearer ${token}` }),
      () => ({ text: 'x'.repeat(1_000_000) }),
    ),
    outcome: GRANTED,
  },

  {
    name: 'a request in the prototype of the event',
    event: ({ login }) => Object.setPrototypeOf({}, bearerEvent(login.token())),
    outcome: MISSING,
  },
  {
    name: 'a body with the member __proto__',
    event: ({ login }) =>
      Object.assign({}, parsed(`{"__proto__":${JSON.stringify(bearerEvent(login.token()))}}`)),
    outcome: MISSING,
  },
  {
    name: 'headers with the member __proto__',
    event: ({ login }) => ({
      request: { headers: parsed(`{"__proto__":{"authorization":"Bearer ${login.token()}"}}`) },
    }),
    outcome: MISSING,
  },
  {
    name: 'headers in the prototype of the headers',
    event: ({ login }) => ({
      request: { headers: Object.create({ authorization: `Bearer ${login.token()}` }) },
    }),
    outcome: MISSING,
  },
  {
    name: 'a request in a member constructor',
    event: () => parsed('{"constructor":{"prototype":{"request":{"headers":{}}}}}'),
    outcome: MISSING,
  },
  { name: 'an empty event', event: () => ({}), outcome: MISSING },
  {
    name: 'a list for an event',
    event: ({ login }) => [bearerEvent(login.token())],
    outcome: MISSING,
  },
  { name: 'a text for an event', event: () => 'request', outcome: MISSING },
  {
    name: 'a form field of a million bytes',
    ...sent(
      () => ({ 'content-type': FORM }),
      () => ({ access_token: 'x'.repeat(1_000_000) }),
    ),
    outcome: '401 invalid_token token_too_large',
  },
  {
    name: 'a header of a million spaces',
    ...sent(() => ({ authorization: `Bearer${' '.repeat(1_000_000)}x` })),
    outcome: BAD_TOKEN,
  },
  {
    name: 'a type of a million spaces',
    ...sent(
      () => ({ 'content-type': `${FORM}${' '.repeat(1_000_000)}x` }),
      (token) => ({ access_token: token }),
    ),
    outcome: MISSING,
  },
];

export const eventFamilies: Family[] = [
  { name: 'replaced requests', rows: replaced },
  { name: 'shapes of the event', rows: shapes },
];
