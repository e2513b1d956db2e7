import fc from 'fast-check';
import { findCredential } from '../../src/authenticate/credential';
import type { RefusalCode } from '../../src/errors';
import { codeOf } from '../support/refusal';

/** What a request without cookies presents in the standard places. */
const find = (request: { headers: unknown; fields: unknown }) =>
  findCredential({ ...request, cookies: undefined })?.token;

const FORM = 'application/x-www-form-urlencoded';
const header = (authorization: unknown) => ({ headers: { authorization }, fields: {} });
const formOfType = (type: unknown, access_token: unknown) => ({
  headers: { 'content-type': type },
  fields: { access_token },
});
const form = (access_token: unknown) => formOfType(FORM, access_token);

describe('the Authorization header', () => {
  it.each([
    ['as RFC 6750 writes it', 'Bearer a.b.c'],
    ['in lower case', 'bearer a.b.c'],
    ['in upper case', 'BEARER a.b.c'],
    ['with several spaces', 'Bearer    a.b.c'],
  ])('carries a token: %s', (_, value) => {
    expect(find(header(value))).toBe('a.b.c');
  });

  it('is believed whatever the body is, unless that carries one too', () => {
    const headers = { authorization: 'Bearer a.b.c', 'content-type': FORM };
    expect(find({ headers, fields: { other: 'field' } })).toBe('a.b.c');
  });

  it.each([
    ['empty', ''],
    ['of another scheme', 'Basic YWxpY2U6c2VjcmV0'],
    ['of a scheme that begins alike', 'Bearers a.b.c'],
    ['of a scheme that ends alike', 'XBearer a.b.c'],
    ['with the token alone', 'a.b.c'],
    ['with the scheme alone', 'Bearer'],
    ['with the scheme and a space', 'Bearer '],
    ['with a tab for the space', 'Bearer\ta.b.c'],
    ['with something before the scheme', ' Bearer a.b.c'],
  ])('carries none when it is %s', (_, value) => {
    expect(find(header(value))).toBeUndefined();
  });

  it.each<[string, unknown, RefusalCode]>([
    ['an array, as of a header sent twice', ['Bearer a', 'Bearer b'], 'credential_repeated'],
    ['an array of one', ['Bearer a'], 'credential_repeated'],
    ['an empty array', [], 'credential_repeated'],
    ['two values joined by a comma', 'Bearer a, Bearer b', 'credential_repeated'],
    ['two tokens joined by a comma', 'Bearer a,b', 'credential_repeated'],
    ['an object', { Bearer: 'a' }, 'request_malformed'],
    ['null', null, 'request_malformed'],
    ['a number', 7, 'request_malformed'],
    ['true', true, 'request_malformed'],
  ])('is refused when it is %s', (_, value, code) => {
    expect(codeOf(() => find(header(value)))).toBe(code);
  });
});

describe('a form', () => {
  it.each([
    FORM,
    `${FORM};charset=UTF-8`,
    `${FORM}; charset=utf-8`,
    `${FORM} ; charset=utf-8`,
    'Application/X-WWW-Form-URLEncoded',
  ])('carries a token: %s', (type) => {
    expect(find(formOfType(type, 'a.b.c'))).toBe('a.b.c');
  });

  it.each<[string, unknown]>([
    ['JSON', 'application/json'],
    ['plain text', 'text/plain'],
    ['of several parts', 'multipart/form-data; boundary=x'],
    ['of a type that begins alike', `${FORM}x`],
    ['of a type that ends alike', `x${FORM}`],
    ['of a type that mentions it', `text/plain; as=${FORM}`],
    ['of no type', undefined],
    ['of a type that was sent twice', [FORM, FORM]],
    ['of a type that is an object', { type: FORM }],
    ['of an empty type', ''],
  ])('carries none when it is %s', (_, type) => {
    expect(find(formOfType(type, 'a.b.c'))).toBeUndefined();
  });

  it('carries none when the field is empty, inherited or missing', () => {
    const inherited = { ...form(''), fields: Object.create({ access_token: 'a.b.c' }) };
    for (const request of [form(''), form(undefined), inherited]) {
      expect(find(request)).toBeUndefined();
    }
  });

  it.each<[string, unknown, RefusalCode]>([
    ['a list, as of a field sent twice', ['a', 'b'], 'credential_repeated'],
    ['an object, as of a nested field', { a: 'b' }, 'request_malformed'],
    ['null', null, 'request_malformed'],
    ['a number', 7, 'request_malformed'],
  ])('is refused when the field is %s', (_, value, code) => {
    expect(codeOf(() => find(form(value)))).toBe(code);
  });

  it.each(['Bearer a.b.c', 'Basic YTpi', ''])(
    'is refused beside an Authorization header: %j',
    (authorization) => {
      const headers = { authorization, 'content-type': FORM };
      const request = { headers, fields: { access_token: 'a.b.c' } };
      expect(codeOf(() => find(request))).toBe('credential_repeated');
    },
  );
});

describe('any other place', () => {
  it.each<[string, unknown, unknown]>([
    ['a query string', {}, { access_token: 'a.b.c' }],
    ['a field of another name', { 'content-type': FORM }, { token: 'a.b.c' }],
    ['a nested field', { 'content-type': FORM }, { data: { access_token: 'a.b.c' } }],
    ['a field called authorization', { 'content-type': FORM }, { authorization: 'Bearer a.b.c' }],
    ['another header', { 'x-authorization': 'Bearer a.b.c' }, {}],
    ['a header in upper case', { Authorization: 'Bearer a.b.c' }, {}],
    ['a cookie', { cookie: 'access_token=a.b.c' }, {}],
    ['a prototype', JSON.parse('{"__proto__":{"authorization":"Bearer a.b.c"}}'), {}],
    ['an inherited header', Object.create({ authorization: 'Bearer a.b.c' }), {}],
    ['no headers and no fields at all', undefined, undefined],
  ])('carries no token: %s', (_, headers, fields) => {
    expect(find({ headers, fields })).toBeUndefined();
  });
});

describe('headers that a caller has overwritten', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'authorization: Bearer a.b.c'],
    ['a list', [{ authorization: 'Bearer a.b.c' }]],
    ['a number', 7],
    ['false', false],
  ])('are refused when they are %s', (_, headers) => {
    expect(codeOf(() => find({ headers, fields: {} }))).toBe('request_malformed');
  });
});

describe('any request', () => {
  it('gives a text or a refusal', () => {
    const value = fc.oneof(fc.anything(), fc.constantFrom('Bearer a.b.c', FORM, 'a.b.c'));
    const headers = fc.record(
      { authorization: value, 'content-type': value, origin: value },
      { requiredKeys: [] },
    );
    const fields = fc.record({ access_token: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(headers, value), fc.oneof(fields, value), (headers, fields) => {
        const code = codeOf(() => {
          expect(find({ headers, fields })).not.toBe('');
        });
        expect(['granted', 'credential_repeated', 'request_malformed']).toContain(code);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a header that the settings name', () => {
  const HEADER = 'cf-access-jwt-assertion';
  const find = (headers: object, fields: object = {}) =>
    findCredential({ headers, fields, cookies: undefined }, { header: HEADER, cookies: [] });

  it('has the bare token', () => {
    expect(find({ [HEADER]: 'a.b.c' })).toEqual({ token: 'a.b.c', from: 'header' });
  });

  it('is read besides the standard one, which may have the same token', () => {
    expect(find({ authorization: 'Bearer a.b.c' })?.token).toBe('a.b.c');
    expect(find({ authorization: 'Basic x', [HEADER]: 'a.b.c' })?.token).toBe('a.b.c');
    expect(find({ authorization: 'Bearer a.b.c', [HEADER]: 'a.b.c' })?.token).toBe('a.b.c');
  });

  it.each<[string, object, object]>([
    ['another token in the standard one', { authorization: 'Bearer d', [HEADER]: 'a' }, {}],
    ['a token in a form', { [HEADER]: 'a', 'content-type': FORM }, { access_token: 'a' }],
    ['a second value', { [HEADER]: 'a,b' }, {}],
    ['two values', { [HEADER]: ['a', 'a'] }, {}],
  ])('is refused with %s', (_, headers, fields) => {
    expect(codeOf(() => find(headers, fields))).toBe('credential_repeated');
  });

  it('is not read where it is not named', () => {
    const request = { headers: { [HEADER]: 'a.b.c' }, fields: {}, cookies: {} };
    expect(findCredential(request)).toBeUndefined();
  });
});

describe('cookies that the settings name', () => {
  const find = (cookies: unknown, headers: object = {}) =>
    findCredential(
      { headers, fields: {}, cookies },
      { header: 'authorization', cookies: ['__Secure-session', 'session'] },
    );

  it('are tried in their order, and all are handed on', () => {
    expect(find({ other: 'x', session: 'b' })).toEqual({
      token: 'b',
      from: 'cookie',
      cookies: [['session', 'b']],
    });
    expect(find({ session: 'b', '__Secure-session': 'a' })).toEqual({
      token: 'a',
      from: 'cookie',
      cookies: [
        ['__Secure-session', 'a'],
        ['session', 'b'],
      ],
    });
  });

  it('may be in chunks, which end at the first gap', () => {
    const chunks = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`session.${i}`, `${i}-`]),
    );
    const { 'session.11': _, ...rest } = chunks;
    const found = find({ ...rest, 'session.12': 'x', 'session.01': 'x' });
    expect(found?.token).toBe('0-1-2-3-4-5-6-7-8-9-10-');
    expect(found?.cookies).toHaveLength(11);
    expect(find({ 'session.1': 'x' })).toBeUndefined();
    // What is left over from a longer one does not belong to it.
    expect(find({ session: 'whole', 'session.0': 'x' })?.token).toBe('whole');
  });

  it('are refused in a request of another site, chunks too', () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(codeOf(() => find({ 'session.0': 'a' }, headers))).toBe('origin_not_allowed');
    expect(find({ other: 'a' }, headers)).toBeUndefined();
  });

  it('may not have another credential than the header', () => {
    const authorization = 'Bearer a';
    expect(find({ 'session.0': 'a' }, { authorization })).toEqual({ token: 'a', from: 'header' });
    expect(codeOf(() => find({ session: 'b' }, { authorization }))).toBe('credential_repeated');
  });

  it.each([7, null, {}, ['a']])('are refused when they are %j', (value) => {
    expect(codeOf(() => find({ 'session.0': value }))).toBe('request_malformed');
  });
});
