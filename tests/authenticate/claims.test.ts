import { type ClaimRules, checkClaims } from '../../src/authenticate/claims';
import type { Claims } from '../../src/authenticate/jwt';
import { parseUnambiguousJson } from '../../src/http/json';
import { codeOf, refusalOf } from '../support/refusal';

const NOW = 1_800_000_000;
const RULES: ClaimRules = {
  audience: ['web', 'mobile'],
  audienceClaim: 'aud',
  requiredClaims: [],
  clockToleranceSeconds: 30,
  maxAgeSeconds: undefined,
};

const claims = (overrides: Record<string, unknown> = {}): Claims => ({
  aud: 'web',
  exp: NOW + 3600,
  ...overrides,
});
const check = (overrides: Record<string, unknown>, rules: Partial<ClaimRules> = {}, now = NOW) =>
  codeOf(() => checkClaims(claims(overrides), { ...RULES, ...rules }, now));

describe('the expiry of a token', () => {
  it('is returned as it is, fractions included', () => {
    expect(checkClaims(claims({ exp: NOW + 0.5 }), RULES, NOW)).toBe(NOW + 0.5);
  });

  it.each([
    ['a second before it', NOW + 1, 0],
    ['a fraction before it', NOW + 0.001, 0],
    ['within the tolerance', NOW - 29, 30],
    ['a fraction before the tolerance ends', NOW - 29.999, 30],
  ])('has not come: %s', (_, exp, clockToleranceSeconds) => {
    expect(check({ exp }, { clockToleranceSeconds })).toBe('granted');
  });

  it.each([
    ['exactly at it', NOW, 0],
    ['exactly at the end of the tolerance', NOW - 30, 30],
    ['long after it', NOW - 86_400, 300],
    ['in 1970', 0, 300],
    ['before 1970', -1, 300],
  ])('has come: %s', (_, exp, clockToleranceSeconds) => {
    expect(check({ exp }, { clockToleranceSeconds })).toBe('token_expired');
  });

  it('is compared with a clock that has fractions', () => {
    expect(check({ exp: NOW }, { clockToleranceSeconds: 0 }, NOW - 0.001)).toBe('granted');
    expect(check({ exp: NOW }, { clockToleranceSeconds: 0 }, NOW + 0.001)).toBe('token_expired');
  });

  it('is required', () => {
    expect(check({ exp: undefined })).toBe('claim_invalid');
    expect(codeOf(() => checkClaims({ aud: 'web' }, RULES, NOW))).toBe('claim_invalid');
  });

  it.each([
    ['in milliseconds', (NOW + 3600) * 1000],
    ['over ten years ahead', NOW + 10 * 366 * 86_400],
    ['as large as a number can be', Number.MAX_VALUE],
  ])('is refused when it is %s', (_, exp) => {
    expect(check({ exp })).toBe('claim_invalid');
  });

  it('may be almost ten years ahead', () => {
    expect(check({ exp: NOW + 10 * 365 * 86_400 })).toBe('granted');
  });
});

describe.each(['nbf', 'iat'])('the beginning of a token in %s', (name) => {
  it.each([
    ['past', NOW - 3600, 0],
    ['now', NOW, 0],
    ['exactly as far ahead as tolerated', NOW + 30, 30],
    ['long past', 0, 0],
  ])('may be %s', (_, time, clockToleranceSeconds) => {
    expect(check({ [name]: time }, { clockToleranceSeconds })).toBe('granted');
  });

  it.each([
    ['a second ahead', NOW + 1, 0],
    ['a fraction further ahead than tolerated', NOW + 30.001, 30],
    ['in milliseconds', NOW * 1000, 300],
  ])('may not be %s', (_, time, clockToleranceSeconds) => {
    expect(check({ [name]: time }, { clockToleranceSeconds })).toBe('token_not_yet_valid');
  });
});

describe('the audience of a token', () => {
  it.each<[string, unknown]>([
    ['one that is wanted', 'web'],
    ['another that is wanted', 'mobile'],
    ['a list of one', ['web']],
    ['a list with others', ['https://other.example', 'mobile']],
  ])('is accepted when it is %s', (_, aud) => {
    expect(check({ aud })).toBe('granted');
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['another', 'other'],
    ['empty', ''],
    ['one that begins alike', 'web2'],
    ['in another case', 'WEB'],
    ['with white space', 'web '],
    ['several in one text', 'web mobile'],
    ['an empty list', []],
    ['a list of others', ['other']],
    ['a list with a number in it', ['web', 7]],
    ['a list with null in it', [null, 'web']],
    ['a list in a list', [['web']]],
    ['a number', 7],
    ['null', null],
    ['an object', { web: true }],
  ])('is refused when it is %s', (_, aud) => {
    expect(check({ aud })).toBe('audience_mismatch');
  });

  it('may stand in another claim, and then only there', () => {
    const azp = { audienceClaim: 'azp' };
    expect(check({ azp: 'web', aud: 'other' }, azp)).toBe('granted');
    expect(check({ azp: 'other', aud: 'web' }, azp)).toBe('audience_mismatch');
    expect(check({ aud: 'web' }, azp)).toBe('audience_mismatch');
  });

  it('is not found in a prototype', () => {
    const inherited = Object.assign(Object.create({ aud: 'web' }), { exp: NOW + 60 });
    expect(codeOf(() => checkClaims(inherited, RULES, NOW))).toBe('audience_mismatch');
    const slipped = parseUnambiguousJson(`{"__proto__":{"aud":"web"},"exp":${NOW + 60}}`);
    expect(codeOf(() => checkClaims(slipped as Claims, RULES, NOW))).toBe('audience_mismatch');
  });
});

describe('a token that is bound to a key', () => {
  it.each<[string, unknown]>([
    ['a key', { jwk: { kty: 'EC' } }],
    ['a thumbprint', { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' }],
    ['nothing', {}],
    ['null', null],
  ])('is refused: %s', (_, cnf) => {
    expect(check({ cnf })).toBe('token_bound');
  });
});

describe('an audience in another claim', () => {
  const azp = { audienceClaim: 'azp' };

  it.each<[unknown, string]>([
    [7, '7'],
    [true, 'true'],
    ['web', 'web'],
    [['web'], 'web'],
  ])('may be %j', (value, audience) => {
    expect(check({ azp: value }, { ...azp, audience: [audience] })).toBe('granted');
  });

  it.each<unknown>([undefined, null, {}, [], [7], [['web']], 'WEB', ''])(
    'may not be %j',
    (value) => {
      expect(check({ azp: value }, { ...azp, audience: ['web', '7'] })).toBe('audience_mismatch');
    },
  );

  it('is found by a pointer', () => {
    const rules = { audienceClaim: '/app/id', audience: ['web'] };
    expect(check({ app: { id: 'web' } }, rules)).toBe('granted');
    expect(check({ app: { id: 'other' } }, rules)).toBe('audience_mismatch');
  });

  it('is not looked at only where that is spelled out', () => {
    expect(check({ aud: undefined }, { audience: 'any' })).toBe('granted');
    expect(check({ aud: 'any' }, { audience: [] })).toBe('audience_mismatch');
  });
});

describe('required claims', () => {
  const rules = {
    requiredClaims: [
      { claim: 'type', value: 'access' },
      { claim: 'user.verified', value: 'true' },
    ],
  };

  it('hold all, exactly', () => {
    for (const verified of [true, 'true']) {
      expect(check({ type: 'access', user: { verified } }, rules)).toBe('granted');
    }
    expect(check({ level: 2 }, { requiredClaims: [{ claim: 'level', value: '2' }] })).toBe(
      'granted',
    );
  });

  it.each<Record<string, unknown>>([
    {},
    { type: 'refresh', user: { verified: true } },
    { type: 'Access', user: { verified: true } },
    { type: ['access'], user: { verified: true } },
    { type: 'access' },
    { type: 'access', user: { verified: false } },
    { type: 'access', user: { verified: [true] } },
    { type: 'access', 'user.verified': true },
    { type: { toString: 'access' }, user: { verified: true } },
  ])('refuse a token with %j', (overrides) => {
    expect(check(overrides, rules)).toBe('claim_mismatch');
  });

  it('say what was found and what was wanted', () => {
    const refused = () => checkClaims(claims({ type: 'refresh' }), { ...RULES, ...rules }, NOW);
    expect(refusalOf(refused).details.check).toEqual({
      check: 'type',
      found: 'refresh',
      wanted: 'access',
    });
  });
});

describe('a maximum age', () => {
  const rules = { maxAgeSeconds: 600, clockToleranceSeconds: 0 };
  const ends = (overrides: Record<string, unknown>) =>
    checkClaims(claims(overrides), { ...RULES, ...rules }, NOW);

  it('ends a token without exp, and one whose exp is later', () => {
    const iat = NOW - 500;
    for (const exp of [undefined, NOW + 3600, NOW + 1e9, (NOW + 3600) * 1000]) {
      expect(ends({ iat, exp })).toBe(NOW + 100);
    }
    expect(ends({ iat, exp: NOW + 50 })).toBe(NOW + 50);
  });

  it.each<[string, Record<string, unknown>]>([
    ['claim_invalid', { iat: undefined }],
    ['token_expired', { iat: NOW - 600 }],
    ['token_expired', { iat: NOW - 600, exp: undefined }],
    ['token_expired', { iat: NOW - 10, exp: NOW }],
    ['token_not_yet_valid', { iat: NOW + 1 }],
    ['token_not_yet_valid', { iat: NOW * 1000, exp: undefined }],
  ])('refuses with %s: %j', (expected, overrides) => {
    expect(check(overrides, rules)).toBe(expected);
  });
});
