/** A backend names whom it speaks for, so its token counts to the letter, and never in a browser. */
import { createHash } from 'node:crypto';
import { AUDIENCE } from '../support/tokens';
import { bearerEvent, FORM } from './events';
import type { Family, Row } from './runner';

const INACTIVE = '401 invalid_token token_inactive';
const NO_TOKEN = '401 invalid_token token_malformed';
const NO_IDENTITY = '400 invalid_request backend_identity_missing';
const BROWSER = '403 access_denied backend_in_browser';
const UNUSABLE = '403 identity_unusable identity_claim_invalid';
const GRANTED = '200 backend~alice';

const TOKEN = `backend_${'t0ken'.repeat(8)}`;
const OTHER = `0ther-${'t0ken'.repeat(8)}`;
const SHORT = 'short-but-configured';

const digest = (token: string) => createHash('sha256').update(token).digest('hex');

const SETTINGS = { BACKEND_TOKENS: [TOKEN, OTHER, SHORT].map(digest).join() };

/** An event of a backend that names alice, unless the arguments say otherwise. */
const sent = (
  token: string,
  fields: Record<string, unknown> = { identity: 'alice' },
  headers: Record<string, unknown> = {},
) => ({
  event: () => {
    const { request } = bearerEvent(token);
    return { request: { ...request, headers: { ...request.headers, ...headers } }, ...fields };
  },
});

const named = (identity: unknown) => sent(TOKEN, { identity });
const beside = (field: string, value: unknown) =>
  sent(TOKEN, { identity: 'alice', [field]: value });
const withHeader = (name: string, value: unknown) =>
  sent(TOKEN, { identity: 'alice' }, { [name]: value });

const rows: Row[] = [
  { name: 'a backend that names a user', ...named('alice'), outcome: GRANTED },
  { name: 'the second of several backends', ...sent(OTHER), outcome: GRANTED },
  {
    name: 'a backend that sends a form',
    event: () => ({
      request: { headers: { 'content-type': FORM } },
      access_token: TOKEN,
      identity: 'alice',
    }),
    outcome: GRANTED,
  },
  {
    name: 'a backend that names somebody of another namespace',
    ...named('guest~alice'),
    outcome: '200 backend~guest_7Ealice',
  },
  {
    name: 'a field identity beside the token of a login',
    event: ({ login }) => ({ ...bearerEvent(login.token()), identity: 'root' }),
    outcome: '200 alice',
  },

  { name: 'a token that is like that of a backend', ...sent(`${TOKEN}x`), outcome: INACTIVE },
  {
    name: 'a token that is the beginning of that of a backend',
    ...sent(TOKEN.slice(0, -1)),
    outcome: INACTIVE,
  },
  {
    name: 'a token of a backend in other capitals',
    ...sent(TOKEN.replace('t0ken', 'T0KEN')),
    outcome: INACTIVE,
  },
  { name: 'the beginning of all tokens of backends', ...sent('backend_'), outcome: INACTIVE },
  { name: 'the digest of a token', ...sent(digest(TOKEN)), outcome: NO_TOKEN },
  { name: 'all digests', ...sent([TOKEN, OTHER].map(digest).join('.')), outcome: NO_TOKEN },
  {
    name: 'a token that is too short, though its digest is listed',
    ...sent(SHORT),
    outcome: NO_TOKEN,
  },
  {
    name: 'a token of a backend where there are none',
    ...sent(TOKEN),
    settings: {},
    outcome: NO_TOKEN,
  },
  {
    name: 'a token of a backend in a cookie',
    event: () => ({ request: { headers: {}, cookies: { session: TOKEN } }, identity: 'alice' }),
    settings: { ...SETTINGS, AUTH_COOKIE: 'session', ALLOWED_ORIGINS: 'https://app.example.com' },
    outcome: NO_TOKEN,
  },
  {
    name: 'a token of a backend at the door for guests',
    ...sent(TOKEN),
    endpoint: 'guest',
    settings: {
      ...SETTINGS,
      GUESTS: 'on',
      GUEST_SECRET: 'guest-tickets-are-signed-under-this-secret',
    },
    honest: () => ({ request: { headers: {} } }),
    outcome: NO_TOKEN,
  },

  {
    name: 'a backend in a page',
    ...withHeader('origin', 'https://app.example.com'),
    outcome: BROWSER,
  },
  { name: 'a backend in a page of no origin', ...withHeader('origin', 'null'), outcome: BROWSER },
  {
    name: 'a backend in a request of a browser',
    ...withHeader('sec-fetch-dest', 'empty'),
    outcome: BROWSER,
  },
  {
    name: 'a backend that uses the fetch of Node.js',
    ...withHeader('sec-fetch-mode', 'cors'),
    outcome: '200 backend~alice',
  },
  {
    name: 'a backend in a request of a browser that hides its site',
    ...withHeader('sec-fetch-site', ''),
    outcome: BROWSER,
  },

  { name: 'a backend that names nobody', ...sent(TOKEN, {}), outcome: NO_IDENTITY },
  { name: 'a backend that names an empty text', ...named(''), outcome: NO_IDENTITY },
  { name: 'a backend that names a number', ...named(7), outcome: NO_IDENTITY },
  { name: 'a backend that names two', ...named(['alice', 'bob']), outcome: NO_IDENTITY },
  { name: 'a backend that names an object', ...named({ toString: 'alice' }), outcome: NO_IDENTITY },
  {
    name: 'a backend that names somebody by the prototype',
    event: () => Object.setPrototypeOf({ ...bearerEvent(TOKEN) }, { identity: 'alice' }),
    outcome: NO_IDENTITY,
  },
  { name: 'a backend that names a blank', ...named('  '), outcome: UNUSABLE },
  { name: 'a backend that names a line break', ...named('alice\nbob'), outcome: UNUSABLE },
  {
    name: 'a backend that names half a surrogate pair',
    ...named('alice\ud83d'),
    outcome: UNUSABLE,
  },
  {
    name: 'a backend that names a million letters',
    ...named('a'.repeat(1_000_000)),
    outcome: '403 identity_unusable identity_too_long',
  },
  {
    name: 'a backend that names somebody of another namespace verbatim',
    ...named('guest~alice'),
    settings: { ...SETTINGS, IDENTITY_FORMAT: 'verbatim' },
    outcome: '200 backend~guest_7Ealice',
  },
  {
    name: 'a backend that chooses a role',
    ...beside('role', 'admin'),
    outcome: '403 access_denied role_not_allowed',
  },
  {
    name: 'a backend that chooses a lifetime',
    ...beside('lifetime', 86_400),
    outcome: '403 access_denied lifetime_not_allowed',
  },
  {
    name: 'a backend with the ticket of a guest',
    ...beside('guestTicket', 'root'),
    outcome: '400 invalid_request guest_ticket_invalid',
  },
];

const LIFETIME = '400 invalid_request request_malformed';

const lifetimes: Row[] = [
  { name: 'a lifetime of ten minutes', ...beside('lifetime', 600), outcome: GRANTED },
  { name: 'a lifetime as a form has it', ...beside('lifetime', '86400'), outcome: GRANTED },
  { name: 'a lifetime of a day and a second', ...beside('lifetime', 86_401), outcome: LIFETIME },
  { name: 'a lifetime of 299 s', ...beside('lifetime', 299), outcome: LIFETIME },
  { name: 'a lifetime of nothing', ...beside('lifetime', ''), outcome: LIFETIME },
  { name: 'a negative lifetime', ...beside('lifetime', '-600'), outcome: LIFETIME },
  { name: 'a lifetime with a fraction', ...beside('lifetime', 600.5), outcome: LIFETIME },
  { name: 'a lifetime as a power', ...beside('lifetime', '1e3'), outcome: LIFETIME },
  {
    name: 'a lifetime without end',
    ...beside('lifetime', Number.POSITIVE_INFINITY),
    outcome: LIFETIME,
  },
  { name: 'two lifetimes', ...beside('lifetime', ['600', '86400']), outcome: LIFETIME },
  { name: 'null for a lifetime', ...beside('lifetime', null), outcome: LIFETIME },
  {
    name: 'a lifetime that is an object',
    ...beside('lifetime', { valueOf: 600 }),
    outcome: LIFETIME,
  },
];

export const backendFamilies: Family[] = [
  { name: 'backends', rows: rows.map((row) => ({ settings: SETTINGS, ...row })) },
  {
    name: 'lifetimes that a backend chooses',
    rows: lifetimes.map((row) => ({
      ...row,
      settings: ({ login }) => ({
        ...SETTINGS,
        AUTH_ISSUER: login.issuer,
        AUTH_AUDIENCE: AUDIENCE,
      }),
      policy: () => ({ backends: { mayChooseLifetime: true } }),
    })),
  },
];
