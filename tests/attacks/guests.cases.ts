/** A guest ticket is worth what this service signed into it, in the two places where it belongs. */
import {
  API_KEY_SECRET,
  SECRET,
  SERVICE_SID,
  type SignOptions,
  seconds,
  signToken,
} from '../support/tokens';
import { bearerEvent, FORM } from './events';
import { type Family, type Row, SHARED_SECRET, type Variables } from './runner';
import type { Stage } from './stage';

const GUEST_SECRET = 'guest-tickets-are-signed-under-this-secret';
/** Turns guests on. */
export const GUESTS: Variables = { GUESTS: 'on', GUEST_SECRET };

const TYPE = '401 invalid_token token_type_unsupported';
const SIGNATURE = '401 invalid_token signature_invalid';
const NOT_ALLOWED = '401 invalid_token algorithm_not_allowed';
const MALFORMED = '401 invalid_token token_malformed';
const EXPIRED = '401 invalid_token token_expired';
const AUDIENCE = '401 invalid_token audience_mismatch';
const IN_FIELD = '400 invalid_request guest_ticket_invalid';

/** A good ticket, but for what the arguments change. */
export function ticket(claims: object = {}, options: Partial<SignOptions> = {}): string {
  const now = seconds();
  return signToken(
    { sub: 'a'.repeat(32), aud: SERVICE_SID, iat: now, exp: now + 86_400, ...claims },
    { key: GUEST_SECRET, header: { typ: 'guest-ticket+jwt' }, ...options },
  );
}

const IDENTITY = `200 guest~${'a'.repeat(32)}` as const;

const asBearer: Row[] = [
  { name: 'a ticket', token: () => ticket(), outcome: IDENTITY },
  {
    name: 'a ticket of the secret before',
    token: () => ticket({}, { key: 'the-secret-before-was-also-long-enough' }),
    settings: { ...GUESTS, GUEST_SECRET_PREVIOUS: 'the-secret-before-was-also-long-enough' },
    outcome: IDENTITY,
  },
  {
    name: 'a ticket where there are no guests',
    token: () => ticket(),
    settings: {},
    outcome: TYPE,
  },
  {
    name: 'a ticket of another secret',
    token: () => ticket({}, { key: SECRET }),
    outcome: SIGNATURE,
  },
  {
    name: 'a ticket of the secret of the API key',
    token: () => ticket({}, { key: API_KEY_SECRET }),
    outcome: SIGNATURE,
  },
  {
    name: 'a ticket of the secret of the backend',
    token: () => ticket({}, { key: SECRET }),
    settings: { ...GUESTS, ...SHARED_SECRET },
    outcome: SIGNATURE,
  },
  {
    name: "a ticket of the login's own key",
    token: ({ login }) => ticket({ iss: login.issuer }, { key: login.keys.rsa }),
    outcome: NOT_ALLOWED,
  },
  {
    name: 'a ticket without a signature',
    token: () => ticket({}, { header: { typ: 'guest-ticket+jwt', alg: 'none' } }),
    outcome: NOT_ALLOWED,
  },
  { name: 'a ticket by HS512', token: () => ticket({}, { alg: 'HS512' }), outcome: NOT_ALLOWED },
  {
    name: 'a ticket with another subject',
    token: () => swapped({ sub: 'b'.repeat(32) }),
    outcome: SIGNATURE,
  },
  {
    name: 'a ticket with a later end',
    token: () => swapped({ exp: seconds() + 10 * 86_400 }),
    outcome: SIGNATURE,
  },
  {
    name: 'a ticket that has ended',
    token: () => ticket({ exp: seconds() - 60 }),
    outcome: EXPIRED,
  },
  {
    name: 'a ticket of another service',
    token: () => ticket({ aud: `IS${'d4'.repeat(16)}` }),
    outcome: AUDIENCE,
  },
  { name: 'a ticket for nobody', token: () => ticket({ aud: undefined }), outcome: AUDIENCE },
  {
    name: 'the secret of tickets under the type of a login',
    token: ({ login }) => login.token({}, { key: GUEST_SECRET }),
    outcome: NOT_ALLOWED,
  },
  {
    name: 'the secret of tickets under the type of a login of a shared secret',
    token: ({ login }) => login.token({}, { key: GUEST_SECRET }),
    settings: { ...GUESTS, ...SHARED_SECRET },
    outcome: SIGNATURE,
  },
  {
    name: "a login's token under the type of a ticket",
    token: ({ login }) => login.token({}, { header: { typ: 'guest-ticket+jwt' } }),
    outcome: NOT_ALLOWED,
  },
];

/** The claims of another ticket over the signature of a good one. */
function swapped(claims: object): string {
  const [header, , signature] = ticket().split('.');
  return [header, ticket(claims).split('.')[1], signature].join('.');
}

/** A request of somebody who has logged in, with a field beside their token. */
const withField = (field: (stage: Stage) => unknown): Pick<Row, 'event'> => ({
  event: (stage) => ({ ...bearerEvent(stage.login.token()), guestTicket: field(stage) }),
});

const inField: Row[] = [
  {
    name: 'a ticket beside the token of a login',
    ...withField(() => ticket()),
    outcome: '200 alice',
  },
  {
    name: 'a ticket that has ended, beside the token of a login',
    ...withField(() => ticket({ exp: seconds() - 60 })),
    outcome: '200 alice',
  },
  {
    name: 'a ticket of another secret in the field',
    ...withField(() => ticket({}, { key: SECRET })),
    outcome: IN_FIELD,
  },
  {
    name: 'a ticket of another secret that has ended, in the field',
    ...withField(() => ticket({ exp: 0 }, { key: SECRET })),
    outcome: IN_FIELD,
  },
  {
    name: 'the token of a login in the field',
    ...withField(({ login }) => login.token({ sub: 'bob' })),
    outcome: IN_FIELD,
  },
  { name: 'a text that is no ticket in the field', ...withField(() => 'root'), outcome: IN_FIELD },
  { name: 'an empty field', ...withField(() => ''), outcome: IN_FIELD },
  { name: 'a list in the field', ...withField(() => [ticket()]), outcome: IN_FIELD },
  {
    name: 'an object in the field',
    ...withField(() => ({ toString: ticket() })),
    outcome: IN_FIELD,
  },
  { name: 'null in the field', ...withField(() => null), outcome: IN_FIELD },
  {
    name: 'a field of a million bytes',
    ...withField(() => 'x'.repeat(1_000_000)),
    outcome: IN_FIELD,
  },
  {
    name: 'a ticket in the field where there are no guests',
    ...withField(() => ticket()),
    settings: {},
    outcome: IN_FIELD,
  },
  {
    name: 'a ticket in the field beside the ticket of another guest',
    event: () => ({ ...bearerEvent(ticket()), guestTicket: ticket({ sub: 'b'.repeat(32) }) }),
    outcome: IN_FIELD,
  },
];

/** The event of a visitor who brings nothing. */
export const NOBODY = { request: { headers: {}, cookies: {} } };

const atTheDoor: Row[] = [
  { name: 'a visitor without a ticket', event: () => NOBODY, outcome: '200 guest~…' },
  { name: 'a visitor who has a ticket', token: () => ticket(), outcome: IDENTITY },
  {
    name: 'a visitor who names a subject',
    event: () => ({ ...NOBODY, sub: 'root', identity: 'root', guestTicket: 'root' }),
    outcome: '200 guest~…',
  },
  {
    name: 'a visitor where there are no guests',
    event: () => NOBODY,
    settings: {},
    outcome: '404 not_found guests_off',
  },
  {
    name: 'a ticket at the door where there are no guests',
    token: () => ticket(),
    settings: {},
    outcome: '404 not_found guests_off',
  },
  { name: 'the token of a login at the door', token: ({ login }) => login.token(), outcome: TYPE },
  {
    name: 'a ticket of another secret at the door',
    token: () => ticket({}, { key: SECRET }),
    outcome: SIGNATURE,
  },
  {
    name: 'a ticket that has ended, at the door',
    token: () => ticket({ exp: seconds() - 60 }),
    outcome: EXPIRED,
  },
  { name: 'a text that is no ticket at the door', token: () => 'root', outcome: MALFORMED },
  {
    name: 'two tickets at the door',
    event: () => ({
      request: { headers: { authorization: `Bearer ${ticket()}`, 'content-type': FORM } },
      access_token: ticket(),
    }),
    outcome: '400 invalid_request credential_repeated',
  },
];

const withGuests = (row: Row): Row => ({ settings: GUESTS, ...row });

export const guestFamilies: Family[] = [
  { name: 'guest tickets', rows: asBearer.map(withGuests) },
  { name: 'guest tickets in a field', rows: inField.map(withGuests) },
  {
    name: 'the door for guests',
    rows: atTheDoor
      .map(withGuests)
      .map((row) => ({ endpoint: 'guest', honest: () => NOBODY, ...row })),
  },
];
