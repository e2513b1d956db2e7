/** Nobody becomes somebody else, and nobody gets in without a name. */
import { bearerEvent } from './events';
import type { Family, Row } from './runner';

const INVALID = '403 identity_unusable identity_claim_invalid';
const MISSING = '403 identity_unusable identity_claim_missing';
const TOO_LONG = '403 identity_unusable identity_too_long';
const UNVERIFIED = '403 identity_unusable email_unverified';
const CLAIM = '401 invalid_token claim_invalid';

const claims = (change: Record<string, unknown>): Pick<Row, 'token'> => ({
  token: ({ login }) => login.token(change),
});

const sub = (value: unknown) => claims({ sub: value });
const VERBATIM = { IDENTITY_FORMAT: 'verbatim' };
const HASHED = {
  IDENTITY_FORMAT: 'hashed',
  IDENTITY_SECRET: 'identities-hashed-under-this-secret',
};

const subjects: Row[] = [
  { name: 'a subject of letters', ...sub('alice'), outcome: '200 alice' },
  { name: 'a subject with the escape character', ...sub('al_69ce'), outcome: '200 al_5F69ce' },
  {
    name: 'a subject with the tilde of a namespace, escaped',
    ...sub('guest~alice'),
    outcome: '200 guest_7Ealice',
  },
  {
    name: 'a subject that turns the direction of writing',
    ...sub('alice\u202egro'),
    outcome: '200 alice_E2_80_AEgro',
  },
  {
    name: 'a subject with a letter of no width',
    ...sub('alice\u200b'),
    outcome: '200 alice_E2_80_8B',
  },
  { name: 'a subject that looks like another', ...sub('\u0430lice'), outcome: '200 _D0_B0lice' },
  { name: 'a subject in capitals', ...sub('ALICE'), outcome: '200 ALICE' },
  { name: 'a subject of a path', ...sub('../alice'), outcome: '200 .._2Falice' },
  {
    name: 'a subject of 256 characters',
    ...sub('a'.repeat(256)),
    outcome: `200 ${'a'.repeat(256)}`,
  },

  { name: 'no subject', ...sub(undefined), outcome: MISSING },
  { name: 'an empty subject', ...sub(''), outcome: INVALID },
  { name: 'a blank subject', ...sub(' \u00a0\u3000'), outcome: INVALID },
  { name: 'null as subject', ...sub(null), outcome: MISSING },
  { name: 'a number as subject', ...sub(7), outcome: INVALID },
  { name: 'a list as subject', ...sub(['alice']), outcome: CLAIM },
  { name: 'an object as subject', ...sub({ toString: 'alice' }), outcome: CLAIM },
  { name: 'a subject with a line break', ...sub('alice\nbob'), outcome: INVALID },
  { name: 'a subject with a zero byte', ...sub('alice\0'), outcome: INVALID },
  { name: 'a subject with a C1 control character', ...sub('alice\u0085'), outcome: INVALID },
  { name: 'a subject with half a surrogate pair', ...sub('alice\ud800'), outcome: INVALID },
  { name: 'a subject of 257 characters', ...sub('a'.repeat(257)), outcome: TOO_LONG },
  { name: 'a subject of 1,000 characters', ...sub('a'.repeat(1000)), outcome: TOO_LONG },
  {
    name: 'a subject that only escaping makes too long',
    ...sub('@'.repeat(90)),
    outcome: TOO_LONG,
  },
  {
    name: 'a verbatim subject of 257 characters',
    ...sub('a'.repeat(257)),
    settings: VERBATIM,
    outcome: TOO_LONG,
  },
  {
    name: 'a verbatim subject with the tilde of a namespace',
    ...sub('guest~alice'),
    settings: VERBATIM,
    outcome: INVALID,
  },
  {
    name: 'a verbatim subject with a line break',
    ...sub('alice\r\n'),
    settings: VERBATIM,
    outcome: INVALID,
  },
  {
    name: 'a verbatim subject with half a surrogate pair',
    ...sub('\udfffalice'),
    settings: VERBATIM,
    outcome: INVALID,
  },
  {
    name: 'a hashed subject with a zero byte',
    ...sub('x\0alice'),
    settings: HASHED,
    outcome: INVALID,
  },
];

const EMAIL = { IDENTITY_CLAIM: 'email' };
const NESTED = { IDENTITY_CLAIM: 'user.email' };

/** The user that is honest where the claim lies in an object. */
const nestedUser: Pick<Row, 'honest'> = {
  honest: ({ login }) =>
    bearerEvent(
      login.token({ user: { id: 'alice', email: 'alice@example.com', email_verified: true } }),
    ),
};

const otherClaims: Row[] = [
  {
    name: 'a verified address',
    ...claims({ email: 'Alice@Example.com' }),
    settings: EMAIL,
    outcome: '200 alice_40example.com',
  },
  {
    name: 'a verified address in an object',
    ...claims({ user: { email: 'alice@example.com', email_verified: true } }),
    settings: NESTED,
    ...nestedUser,
    outcome: '200 alice_40example.com',
  },

  {
    name: 'an address that is not verified',
    ...claims({ email_verified: false }),
    settings: EMAIL,
    outcome: UNVERIFIED,
  },
  {
    name: 'an address nobody says is verified',
    ...claims({ email_verified: undefined }),
    settings: EMAIL,
    outcome: UNVERIFIED,
  },
  {
    name: 'an address verified by the text "true", as some logins write it',
    ...claims({ email_verified: 'true' }),
    settings: EMAIL,
    outcome: '200 alice_40example.com',
  },
  {
    name: 'an address verified by the text "false"',
    ...claims({ email_verified: 'false' }),
    settings: EMAIL,
    outcome: UNVERIFIED,
  },
  {
    name: 'an address verified by the number 1',
    ...claims({ email_verified: 1 }),
    settings: EMAIL,
    outcome: UNVERIFIED,
  },
  {
    name: 'an address verified by its prototype',
    ...claims({ email_verified: undefined, ['__proto__']: { email_verified: true } }),
    settings: EMAIL,
    outcome: UNVERIFIED,
  },
  {
    name: 'an address in an object, verified beside it',
    ...claims({ email_verified: true, user: { email: 'bob@example.com' } }),
    settings: NESTED,
    ...nestedUser,
    outcome: UNVERIFIED,
  },
  {
    name: 'a list of addresses',
    ...claims({ email: ['alice@example.com'] }),
    settings: EMAIL,
    outcome: INVALID,
  },
  { name: 'no address', ...claims({ email: undefined }), settings: EMAIL, outcome: MISSING },
  {
    name: 'a claim that every object inherits',
    ...claims({}),
    settings: { IDENTITY_CLAIM: 'constructor.name' },
    honest: ({ login }) => bearerEvent(login.token({ constructor: { name: 'alice' } })),
    outcome: MISSING,
  },
  {
    name: 'a claim in the prototype of the claims',
    ...claims({ ['__proto__']: { user: { id: 'root' } } }),
    settings: { IDENTITY_CLAIM: 'user.id' },
    ...nestedUser,
    outcome: MISSING,
  },
  {
    name: 'a path through a text',
    ...claims({ user: 'alice' }),
    settings: { IDENTITY_CLAIM: 'user.length' },
    honest: ({ login }) => bearerEvent(login.token({ user: { length: 'alice' } })),
    outcome: MISSING,
  },
  {
    name: 'a path through a list',
    ...claims({ user: [{ id: 'alice' }] }),
    settings: { IDENTITY_CLAIM: 'user.0.id' },
    honest: ({ login }) => bearerEvent(login.token({ user: { 0: { id: 'alice' } } })),
    outcome: MISSING,
  },
  {
    name: 'a name of two parts in place of a path',
    ...claims({ 'user.id': 'root' }),
    settings: { IDENTITY_CLAIM: 'user.id' },
    ...nestedUser,
    outcome: MISSING,
  },
];

export const identityFamilies: Family[] = [
  { name: 'subjects', rows: subjects },
  { name: 'claims that name the user', rows: otherClaims },
];
