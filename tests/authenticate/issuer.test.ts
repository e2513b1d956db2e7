/** Which entry a token is validated against, whatever the order of the entries. */
import fc from 'fast-check';
import { findEntry, matchIssuer } from '../../src/authenticate/issuer';
import type { Claims } from '../../src/authenticate/jwt';
import type { IssuerRule } from '../../src/authenticate/trust';
import { codeOf, refusalOf } from '../support/refusal';

const exact = (...spellings: [string, ...string[]]): IssuerRule => ({ kind: 'exact', spellings });
const tenants: IssuerRule = {
  kind: 'pattern',
  pattern: 'https://login.example.com/{tid}/v2.0',
  claim: 'tid',
};
const ANY: IssuerRule = { kind: 'any' };
const ISS = 'https://login.example.com/acme/v2.0';

describe('an issuer with several spellings', () => {
  const rule = exact('https://a.example/', 'a.example', 'A');

  it.each(['https://a.example/', 'a.example', 'A'])('is the same one as %s', (iss) => {
    expect(matchIssuer(rule, { iss })).toEqual({ issuer: 'https://a.example/' });
  });

  it.each([undefined, '', 'a', 'https://a.example', 'https://a.example/,a.example'])(
    'is not %s',
    (iss) => {
      expect(matchIssuer(rule, iss === undefined ? {} : { iss })).toBeUndefined();
    },
  );
});

describe('an issuer of tenants', () => {
  it('is named by the tenant, in the claim and in iss alike', () => {
    expect(matchIssuer(tenants, { iss: ISS, tid: 'acme' })).toEqual({
      issuer: ISS,
      tenant: 'acme',
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['without the claim', {}],
    ['with the claim of another tenant', { tid: 'other' }],
    ['with the claim in another case', { tid: 'ACME' }],
    ['with a claim that is not a string', { tid: ['acme'] }],
    ['with an empty claim', { tid: '' }],
    ['with the place itself', { tid: '{tid}', iss: 'https://login.example.com/{tid}/v2.0' }],
    ['with a path for a tenant', { tid: 'a/b', iss: 'https://login.example.com/a/b/v2.0' }],
    ['with a tilde for a tenant', { tid: 'a~b', iss: 'https://login.example.com/a~b/v2.0' }],
    [
      'with what a replacement would expand',
      { tid: '$&', iss: 'https://login.example.com/$&/v2.0' },
    ],
    ['with something behind', { tid: 'acme', iss: `${ISS}/` }],
    ['without iss', { tid: 'acme', iss: undefined }],
  ])('is not that of a token %s', (_, claims) => {
    expect(matchIssuer(tenants, { iss: ISS, ...claims } as never)).toBeUndefined();
  });

  it('may be of some tenants only', () => {
    const some: IssuerRule = { ...tenants, values: ['acme', 'b'] } as IssuerRule;
    expect(matchIssuer(some, { iss: ISS, tid: 'acme' })?.tenant).toBe('acme');
    const other = { iss: 'https://login.example.com/other/v2.0', tid: 'other' };
    expect(matchIssuer(some, other)).toBeUndefined();
  });
});

describe('the entry of a token', () => {
  const rules = [exact(ISS), exact('https://b.example'), tenants, ANY];
  const entryOf = (issuers: readonly IssuerRule[], claims: Claims) =>
    findEntry(
      issuers.map((issuer) => ({ issuer })),
      claims,
    )?.entry.issuer;

  it.each<[string, Claims, IssuerRule]>([
    ['the one that spells it out', { iss: ISS, tid: 'acme' }, exact(ISS)],
    ['the pattern', { iss: 'https://login.example.com/b/v2.0', tid: 'b' }, tenants],
    ['the one of any issuer', { iss: 'https://c.example' }, ANY],
    ['the one of any issuer, without iss', {}, ANY],
  ])('is %s, in every order', (_, claims, wanted) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: rules.length }), (shuffled) => {
        expect(entryOf(shuffled, claims)).toEqual(wanted);
      }),
    );
  });

  it('is none where none matches', () => {
    expect(entryOf([exact(ISS), tenants], { iss: 'https://c.example' })).toBeUndefined();
  });

  it('is refused where it could be several, rather than left to the order', () => {
    const other: IssuerRule = {
      ...tenants,
      pattern: 'https://login.example.com/{org}/v2.0',
      claim: 'org',
    } as IssuerRule;
    const claims = { iss: ISS, tid: 'acme', org: 'acme' };
    for (const issuers of [
      [tenants, other],
      [other, tenants],
      [ANY, ANY],
    ]) {
      const refused = refusalOf(() => entryOf(issuers, claims));
      expect(refused.code).toBe('issuer_mismatch');
      expect(refused.details.check).toEqual({ check: 'iss', found: ISS, wanted: issuers });
    }
    expect(codeOf(() => entryOf([exact(ISS), tenants, other], claims))).toBe('granted');
  });
});
