/** A condition of a rule holds to the letter, for what the login itself says and for nothing else. */
import type { ClaimCondition, Rule } from '../../src/authorize/rule';
import type { Policy } from '../../src/settings';
import { AUDIENCE } from '../support/tokens';
import { bearerEvent } from './events';
import type { Family, Outcome, Row } from './runner';
import type { Stage } from './stage';

const GRANTED = '200 alice';
/** What somebody gets whom no rule is about. */
export const NO_RULE = '403 access_denied no_rule_matched';

/** What a token says. */
export type Claims = Record<string, unknown>;

/** A policy that trusts the login, with these rules. */
export const policyOf =
  (rules: readonly Rule[], more: Policy = {}) =>
  ({ login }: Stage): Policy => ({
    issuers: [{ issuer: login.issuer, audience: AUDIENCE }],
    rules,
    ...more,
  });

/** Lets in the one that is honest, whatever the rules beside it. */
export const HONEST: Rule = { name: 'honest', when: { claims: { honest: true } }, allow: {} };
/** The event of the one who is honest. */
export const honest = ({ login }: Stage) => bearerEvent(login.token({ honest: true }));

/** Rows about one condition: those who meet it, and those who would like to. */
const condition = (
  claim: string,
  wanted: ClaimCondition,
  rows: readonly (readonly [name: string, claims: Claims, outcome?: Outcome])[],
): Row[] =>
  rows.map(([name, claims, outcome = NO_RULE]) => ({
    name,
    token: ({ login }) => login.token(claims),
    policy: policyOf([HONEST, { name: 'rule', when: { claims: { [claim]: wanted } }, allow: {} }]),
    honest,
    outcome,
  }));

/** A claim of an object's prototype, as JSON can have it. */
export const inPrototype = (value: object) => ({ ['__proto__']: value });

const values: Row[] = [
  ...condition('plan', 'pro', [
    ['the text that is wanted', { plan: 'pro' }, GRANTED],
    ['no claim where a text is wanted', {}],
    ['null where a text is wanted', { plan: null }],
    ['the text in capitals', { plan: 'PRO' }],
    ['the text with white space', { plan: 'pro ' }],
    ['the text with a letter of no width', { plan: 'pro\u200b' }],
    ['the text in letters that look alike', { plan: '\u0440r\u043e' }],
    ['the text in letters that are compatible', { plan: '\uff50\uff52\uff4f' }],
    ['the text with a zero byte behind it', { plan: 'pro\0' }],
    ['a list of the text', { plan: ['pro'] }],
    ['an object of the text', { plan: { value: 'pro', toString: 'pro' } }],
    ['the text in the prototype of the claims', inPrototype({ plan: 'pro' })],
    ['the text in another claim', { role: 'pro', Plan: 'pro', 'plan ': 'pro' }],
    ['the condition itself', { plan: { oneOf: ['pro'] } }],
  ]),
  ...condition('level', 7, [
    ['the number that is wanted', { level: 7 }, GRANTED],
    ['the digits of the number', { level: '7' }],
    ['a list of the number', { level: [7] }],
    ['a number a little larger', { level: 7.000001 }],
  ]),
  ...condition('level', 1, [['true where one is wanted', { level: true }]]),
  ...condition('admin', true, [
    ['true where it is wanted', { admin: true }, GRANTED],
    ['the word true', { admin: 'true' }],
    ['one where true is wanted', { admin: 1 }],
    ['an object where true is wanted', { admin: {} }],
    ['false where true is wanted', { admin: false }],
  ]),
  ...condition('plan', { oneOf: ['pro', 'team'] }, [
    ['one of the texts that are wanted', { plan: 'team' }, GRANTED],
    ['all of the texts at once', { plan: ['pro', 'team'] }],
    ['the texts with a comma between', { plan: 'pro,team' }],
    ['the place of a text', { plan: 0 }],
  ]),
  ...condition('constructor.length', 1, [
    ['a claim of a name that every object has', { constructor: { length: 1 } }, GRANTED],
    ['a name that every object has', {}],
  ]),
];

const beginnings: Row[] = condition('tenant', { prefix: 'team-' }, [
  ['a text that begins so', { tenant: 'team-1' }, GRANTED],
  ['no claim where a beginning is wanted', {}],
  ['a text with it in the middle', { tenant: 'my-team-1' }],
  ['a text with it on a second line', { tenant: 'x\nteam-1' }],
  ['a text with white space before it', { tenant: ' team-1' }],
  ['a text that begins so in capitals', { tenant: 'TEAM-1' }],
  ['a text that is the beginning of it', { tenant: 'team' }],
  ['a list that begins so', { tenant: ['team-1'] }],
  ['an object that begins so', { tenant: { 'team-': true, startsWith: 'team-' } }],
]);

const many = (count: number) => Array.from({ length: count }, (_, i) => `g${i}`);

const lists: Row[] = [
  ...condition('groups', { has: 'support' }, [
    ['a list with the entry', { groups: ['staff', 'support'] }, GRANTED],
    ['a huge list with the entry at its end', { groups: [...many(700), 'support'] }, GRANTED],
    ['no claim where a list is wanted', {}],
    ['a huge list without the entry', { groups: many(700) }],
    ['an empty list', { groups: [] }],
    ['the entry as a text', { groups: 'support' }],
    ['the entry as a word', { groups: 'staff support' }],
    ['the entry in a longer word', { groups: ['no-support', 'supporter'] }],
    ['the entry in capitals', { groups: ['Support'] }],
    ['a list of a list with the entry', { groups: [['support']] }],
    ['an object with the entry for a name', { groups: { support: true } }],
    ['an object that looks like a list', { groups: { 0: 'support', length: 1 } }],
    ['an object with a method of lists', { groups: { includes: 'support' } }],
  ]),
  ...condition('scope', { has: 'admin' }, [
    ['a scope among others', { scope: 'chat admin' }, GRANTED],
    ['a scope that begins like it', { scope: 'chat admin.read' }],
    ['a scope that ends like it', { scope: 'not-admin' }],
    ['scopes with commas', { scope: 'chat,admin' }],
    ['scopes with tabs', { scope: 'chat\tadmin' }],
    ['scopes in a list', { scope: ['chat', 'admin'] }, GRANTED],
    ['scopes in one text of a list', { scope: ['chat admin'] }],
    ['a scope in another claim', { scp: 'admin', scopes: 'admin' }],
  ]),
  ...condition('scp', { has: 'admin' }, [
    ['a scope in a list', { scp: ['chat', 'admin'] }, GRANTED],
    ['scopes in one entry of a list', { scp: ['chat admin'] }],
  ]),
];

const paths: Row[] = [
  ...condition('app_metadata.role', 'admin', [
    ['a role that the operator has set', { app_metadata: { role: 'admin' } }, GRANTED],
    ['a role that the user has written', { user_metadata: { role: 'admin' } }],
    ['a role beside the object', { role: 'admin' }],
    ['a role under a name with a dot', { 'app_metadata.role': 'admin' }],
    ['a role in a list of objects', { app_metadata: [{ role: 'admin' }] }],
    ['a role in the text of an object', { app_metadata: '{"role":"admin"}' }],
    ['a role in the prototype of an object', { app_metadata: inPrototype({ role: 'admin' }) }],
    ['a role in the prototype of a claim', inPrototype({ app_metadata: { role: 'admin' } })],
    ['a role one step deeper', { app_metadata: { app_metadata: { role: 'admin' } } }],
  ]),
  ...condition('https://app.example.com/role', 'admin', [
    ['a role of a namespace', { 'https://app.example.com/role': 'admin' }, GRANTED],
    ['a role of another namespace', { 'https://app.example.org/role': 'admin' }],
    ['a namespace as a path', { 'https://app': { 'example.com/role': 'admin' } }],
  ]),
];

/** The address of somebody else. */
export const BOSS = 'boss@example.com';

const addresses: Row[] = condition('email', BOSS, [
  ['the address that is wanted', { email: BOSS }, GRANTED],
  ['the address with other capitals', { email: 'Boss@Example.COM' }, GRANTED],
  ['another address', { email: 'alice@example.com' }],
  ['the address, not verified', { email: BOSS, email_verified: false }],
  ['the address, of which nothing is said', { email: BOSS, email_verified: undefined }],
  ['the address, verified by true as a text', { email: BOSS, email_verified: 'true' }, GRANTED],
  ['the address, verified by a word', { email: BOSS, email_verified: 'yes' }],
  ['the address, verified by a number', { email: BOSS, email_verified: 1 }],
  ['the address in another claim', { preferred_username: BOSS, upn: BOSS, mail: BOSS }],
  ['the address in a list', { email: [BOSS] }],
  ['the address with a part behind', { email: `${BOSS}.evil.example` }],
  ['the address with a tag', { email: 'boss+x@example.com' }],
  ['the address with a comment', { email: 'boss(x)@example.com' }],
  ['the address in letters that look alike', { email: 'b\u043ess@example.com' }],
]);

export const ruleFamilies: Family[] = [
  { name: 'values that rules compare', rows: values },
  { name: 'beginnings that rules compare', rows: beginnings },
  { name: 'lists that rules look into', rows: lists },
  { name: 'paths that rules follow', rows: paths },
  { name: 'addresses that rules believe', rows: addresses },
];
