import fc from 'fast-check';
import { callerOf, fingerprint } from '../../client/caller';
import { jwt } from './support/service';

const ALICE = {
  iss: 'https://login.example',
  sub: 'alice',
  sid: 's1',
  azp: 'web',
  aud: ['https://chat.example'],
  iat: 1,
  exp: 2,
};

describe('one caller', () => {
  it.each<[string, object]>([
    ['times', { iat: 9, exp: 10, nbf: 9, auth_time: 8, updated_at: '2026-01-01T00:00:00Z' }],
    ['numbers of tokens', { jti: 'x', nonce: 'y', at_hash: 'z', uti: 'u', rh: 'r', aio: 'a' }],
    ["Clerk's factor ages", { fva: [3, -1] }],
    ['addresses', { ip: '192.0.2.1' }],
    ['a claim that is null', { org_id: null }],
  ])('is the same whatever the %s', (_, claims) => {
    expect(callerOf(jwt({ ...ALICE, ...claims }))).toBe(callerOf(jwt(ALICE)));
  });

  it('is the same whatever the order of claims', () => {
    const roles = { roles: ['a', 'b'], realm_access: { roles: ['x', 'y'], z: 1 } };
    const turned = { realm_access: { roles: ['x', 'y'], z: 1 }, roles: ['a', 'b'] };
    expect(callerOf(jwt({ ...turned, ...ALICE }))).toBe(callerOf(jwt({ ...ALICE, ...roles })));
  });
});

describe('another caller', () => {
  it.each<[string, object]>([
    ['issuer', { iss: 'https://other.example' }],
    ['subject', { sub: 'bob' }],
    ['subject of another type', { sub: 1 }],
    ['session', { sid: 's2' }],
    ["session of Supabase's", { session_id: 's2' }],
    ['app', { azp: 'ios' }],
    ['client', { client_id: 'ios' }],
    ['organisation', { org_id: 'org_2' }],
    ["organisation of Clerk's", { o: { id: 'org_2', rol: 'admin' } }],
    ['tenant', { tid: 't2' }],
    ['tenant of its own name', { 'https://acme.example/tenantId': 't2' }],
    ['role', { role: 'admin' }],
    ['roles', { roles: ['admin'] }],
    ['roles of its own name', { 'https://acme.example/roles': ['admin'] }],
    ["roles of Zitadel's", { 'urn:zitadel:iam:org:project:roles': { admin: {} } }],
    ["roles of Keycloak's", { realm_access: { roles: ['admin'] } }],
    ["groups of Cognito's", { 'cognito:groups': ['admin'] }],
    ["claims of Hasura's", { 'https://hasura.io/jwt/claims': { 'x-hasura-role': 'admin' } }],
    ["authorities of Spring's", { authorities: ['ROLE_ADMIN'] }],
    ['permissions', { permissions: ['read'] }],
    ['scope', { scope: 'chat admin' }],
    ['one who acts for them', { act: { sub: 'support' } }],
    ['user of an own name', { user_id: 7 }],
    ['email', { email: 'a@example.com' }],
  ])('has another %s', (_, claims) => {
    expect(callerOf(jwt({ ...ALICE, ...claims }))).not.toBe(callerOf(jwt(ALICE)));
  });

  it.each([
    'opaque',
    's%3Asession.signature',
    '1|abc',
    'a.b.c',
    'e30.e30.x',
    jwt({ iss: 'https://login.example', iat: 1 }),
    `${jwt(ALICE)}.`,
    `${jwt(ALICE)}.part-of-a-jwe`,
    `eyJ.${jwt(ALICE).split('.')[1]}.x`,
  ])('is each credential that names no one: %s', (credential) => {
    expect(callerOf(credential)).toBe(credential);
    expect(callerOf(`${credential}x`)).not.toBe(callerOf(credential));
  });

  it('is each other subject, in any script', () => {
    const person = (sub: string) => callerOf(jwt({ sub }));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(person(a) === person(b)).toBe(a === b);
        expect(fingerprint(a) === fingerprint(b)).toBe(a === b);
      }),
    );
  });
});

it('is not named where every script of the page can read it', () => {
  expect(fingerprint(jwt(ALICE))).toMatch(/^[0-9a-z]{20,32}$/);
});
