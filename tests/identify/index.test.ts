import { type IdentityRules, identify, MAX_IDENTITY_LENGTH } from '../../src/identify';
import { unescapeIdentity } from '../../src/identify/escape';
import { callerWith } from '../support/caller';
import { codeOf, refusalOf } from '../support/refusal';
import { SECRET } from '../support/tokens';

const ESCAPED: IdentityRules = { claim: 'sub', claimType: 'string', format: { kind: 'escaped' } };
const VERBATIM: IdentityRules = { ...ESCAPED, format: { kind: 'verbatim' } };
const HASHED: IdentityRules = { ...ESCAPED, format: { kind: 'hashed', secret: SECRET } };
const EMAIL: IdentityRules = { ...ESCAPED, claim: 'email' };
const NUMBER: IdentityRules = { ...ESCAPED, claim: 'id', claimType: 'number' };

const name = (
  claims: Record<string, unknown>,
  rules: IdentityRules,
  issuer = 'https://a.example',
) => identify(callerWith(claims, { issuer, identity: rules }));
const code = (claims: Record<string, unknown>, rules: IdentityRules) =>
  codeOf(() => name(claims, rules));

describe('the format escaped', () => {
  it('escapes the claim', () => {
    expect(name({ sub: 'alice@example.com' }, ESCAPED)).toBe('alice_40example.com');
  });

  it('makes one person of the two spellings that Unicode has for a letter', () => {
    const composed = name({ sub: 'Zo\u00eb' }, ESCAPED);
    expect(name({ sub: 'Zoe\u0308' }, ESCAPED)).toBe(composed);
    expect(unescapeIdentity(composed)).toBe('Zo\u00eb');
  });

  it.each([
    ['capitals', 'alice', 'Alice'],
    ['look-alikes', 'alice', '\u0430lice'],
    ['compatibility forms', 'file', '\ufb01le'],
    ['white space around it', 'alice', 'alice '],
    ['zero-width characters', 'alice', 'ali\u200bce'],
  ])('keeps people apart who differ in %s', (_, one, other) => {
    expect(name({ sub: one }, ESCAPED)).not.toBe(name({ sub: other }, ESCAPED));
  });
});

describe('the format hashed', () => {
  it('is 43 characters that stay the same for ever', () => {
    const identity = name({ sub: 'alice@example.com' }, HASHED);
    expect(identity).toBe('Dj8qOD9eHtLrlwmV6B60JlR49njonNApLj1y3YhVxsU');
  });

  it('differs with the claim, the issuer and the secret', () => {
    const other = { ...HASHED, format: { kind: 'hashed', secret: `${SECRET}.` } } as const;
    const identities = [
      name({ sub: 'alice' }, HASHED),
      name({ sub: 'bob' }, HASHED),
      name({ sub: 'alice' }, HASHED, 'https://b.example'),
      name({ sub: 'alice' }, other),
    ];
    expect(new Set(identities).size).toBe(4);
    expect(identities.join()).toMatch(/^[A-Za-z0-9_-]{43}(,[A-Za-z0-9_-]{43}){3}$/);
  });

  it('does not let a part of the issuer pass for a part of the claim', () => {
    const one = name({ sub: 'b' }, HASHED, 'https://a.example/x');
    expect(name({ sub: 'xb' }, HASHED, 'https://a.example/')).not.toBe(one);
  });

  it('makes one person of the two spellings that Unicode has for a letter', () => {
    expect(name({ sub: 'Zoe\u0308' }, HASHED)).toBe(name({ sub: 'Zo\u00eb' }, HASHED));
  });

  it('has room for any claim', () => {
    expect(name({ sub: 'a'.repeat(5000) }, HASHED)).toHaveLength(43);
  });
});

describe('the format verbatim', () => {
  it.each(['alice@example.com', 'Zoë 🎷', 'a_b', '_40'])('leaves %s as it is', (sub) => {
    expect(name({ sub }, VERBATIM)).toBe(sub);
  });

  it.each(['guest~1', '~', 'alice~'])('refuses the tilde in %s', (sub) => {
    expect(code({ sub }, VERBATIM)).toBe('identity_claim_invalid');
  });
});

describe('a namespace', () => {
  it.each([
    ['escaped', ESCAPED, 'staff~a_7Eb', 'a~b'],
    ['verbatim', VERBATIM, 'staff~a@b', 'a@b'],
  ])('stands before the identity with a tilde: %s', (_, rules, identity, sub) => {
    expect(name({ sub }, { ...rules, namespace: 'staff' })).toBe(identity);
  });

  it('leaves the hash as it is', () => {
    const identity = name({ sub: 'alice' }, HASHED);
    expect(name({ sub: 'alice' }, { ...HASHED, namespace: 'staff' })).toBe(`staff~${identity}`);
  });
});

describe('the claim that names the user', () => {
  const at = (claim: string): IdentityRules => ({ ...ESCAPED, claim });

  it.each([
    ['user.id', { user: { id: 'alice' } }],
    ['a.b.c', { a: { b: { c: 'alice' } } }],
    ['https://example.com/user.id', { 'https://example.com/user.id': 'alice' }],
  ])('is found at %s', (claim, claims) => {
    expect(name(claims, at(claim))).toBe('alice');
  });

  it.each([
    ['sub', {}],
    ['sub', { SUB: 'alice' }],
    ['user.id', { 'user.id': 'alice' }],
    ['user.id', { user: 'alice' }],
    ['user.id', { user: ['alice'] }],
    ['user.id', { user: null }],
    ['user.length', { user: 'alice' }],
    ['user.0', { user: ['alice'] }],
    ['https://example.com/user.id', { 'https://example': { 'com/user': { id: 'alice' } } }],
    ['constructor.name', { sub: 'alice' }],
    ['toString', { sub: 'alice' }],
    ['__proto__.id', JSON.parse('{"sub":"alice"}')],
    ['id', Object.create({ id: 'alice' })],
  ])('is missing at %s in %j', (claim, claims) => {
    expect(code(claims, at(claim))).toBe('identity_claim_missing');
  });

  it.each([
    ['a number', 7],
    ['true', true],
    ['null', null],
    ['a list', ['alice']],
    ['an object', { toString: 'alice' }],
    ['empty', ''],
    ['blank', '   '],
    ['blank in Unicode', '\u00a0\u3000\ufeff'],
    ['a line feed alone', '\n'],
    ['with a line feed', 'a\nb'],
    ['with a zero byte', 'a\0b'],
    ['with DEL', 'a\x7f'],
    ['with a control character of Latin-1', 'a\x85'],
    ['with half of a surrogate pair at its end', 'a\ud83c'],
    ['with the other half', '\udfb7a'],
    ['with the halves the wrong way round', '\udfb7\ud83c'],
  ])('is not usable when it is %s', (_, sub) => {
    for (const rules of [ESCAPED, HASHED, VERBATIM]) {
      expect(code({ sub }, rules)).toBe('identity_claim_invalid');
    }
  });
});

describe('the length of an identity', () => {
  it.each([
    ['256 plain characters', 256, 'a', ESCAPED],
    ['85 that become three each, and one', 85, '@', ESCAPED],
    ['256 of any kind as they are', 256, '@', VERBATIM],
  ])('may be that of %s', (_, count, character, rules) => {
    const identity = name({ sub: character.repeat(count) }, rules);
    expect(identity.length).toBeLessThanOrEqual(MAX_IDENTITY_LENGTH);
  });

  it.each([
    ['257 plain characters', 'a'.repeat(257), ESCAPED],
    ['86 that become three each', '@'.repeat(86), ESCAPED],
    ['22 emoji, whose four bytes become twelve', '🎷'.repeat(22), ESCAPED],
    ['257 as they are', 'a'.repeat(257), VERBATIM],
    ['250 behind a namespace of six', 'a'.repeat(250), { ...ESCAPED, namespace: 'people' }],
  ])('may not be that of %s', (_, sub, rules) => {
    expect(code({ sub }, rules)).toBe('identity_too_long');
  });
});

describe('an e-mail address', () => {
  it('counts when it is verified, and in lower case', () => {
    for (const email_verified of [true, 'true']) {
      const claims = { email: 'Alice@Example.COM', email_verified };
      expect(name(claims, EMAIL)).toBe('alice_40example.com');
    }
  });

  it.each([
    ['missing', {}],
    ['false', { email_verified: false }],
    ['the text TRUE', { email_verified: 'TRUE' }],
    ['the text false', { email_verified: 'false' }],
    ['1', { email_verified: 1 }],
    ['null', { email_verified: null }],
    ['a list', { email_verified: [true] }],
    ['inherited', Object.create({ email_verified: true })],
  ])('does not count when email_verified is %s', (_, rest) => {
    const claims = Object.assign(rest, { email: 'alice@example.com' });
    expect(code(claims, EMAIL)).toBe('email_unverified');
  });

  it('is judged by the email_verified beside it, also in a path', () => {
    const rules = { ...ESCAPED, claim: 'user.email' };
    const user = { email: 'A@example.com', email_verified: true };
    expect(name({ user }, rules)).toBe('a_40example.com');
    const { email } = user;
    expect(code({ user: { email }, email_verified: true }, rules)).toBe('email_unverified');
  });

  it('is folded in every format', () => {
    const one = { email: 'Alice@example.com', email_verified: true };
    const other = { email: 'alice@EXAMPLE.com', email_verified: true };
    for (const { format } of [ESCAPED, HASHED, VERBATIM]) {
      expect(name(one, { ...EMAIL, format })).toBe(name(other, { ...EMAIL, format }));
    }
  });
});

describe('a claim that is a number', () => {
  it.each([
    [42, '42'],
    [0, '0'],
    [-7, '-7'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('%d is the identity %s', (id, identity) => {
    expect(name({ id }, NUMBER)).toBe(identity);
  });

  it.each([
    ['beyond 2^53', 2 ** 53],
    ['a fraction', 1.5],
    ['infinite', Number.POSITIVE_INFINITY],
    ['the text of one', '42'],
    ['null', null],
    ['a list of one', [42]],
  ])('is not usable when it is %s', (_, id) => {
    expect(code({ id }, NUMBER)).toBe('identity_claim_invalid');
  });

  it('is missing when it is not there', () => {
    expect(code({ sub: 'alice' }, NUMBER)).toBe('identity_claim_missing');
  });
});

describe('an identity that Twilio would take for something else', () => {
  const sids = ['US', 'CH', 'MB', 'RL', 'IS'].map((prefix) => `${prefix}${'0a'.repeat(16)}`);

  it.each([...sids, sids[0]?.toLowerCase() ?? '', `US${'0A'.repeat(16)}`, '.', '..'])(
    'is refused: %s',
    (sub) => {
      for (const rules of [ESCAPED, VERBATIM]) {
        const refused = refusalOf(() => identify(callerWith({ sub }, { identity: rules })));
        expect(refused.code).toBe('identity_claim_invalid');
        expect(refused.details.check).toMatchObject({ check: 'sub', found: sub });
      }
    },
  );

  it.each([...sids, '.', '..'])('is none behind a namespace, or hashed: %s', (sub) => {
    const named = { ...ESCAPED, namespace: 'staff' };
    expect(identify(callerWith({ sub }, { identity: named }))).toBe(`staff~${sub}`);
    expect(identify(callerWith({ sub }, { identity: HASHED }))).toMatch(/^[\w-]{43}$/);
  });

  it.each([`AC${'0a'.repeat(16)}`, `US${'0a'.repeat(15)}`, `US${'0g'.repeat(16)}`, '...', 'ab'])(
    'is not just anything: %s',
    (sub) => {
      expect(identify(callerWith({ sub }, { identity: ESCAPED }))).toBe(sub);
    },
  );

  it('is refused when it is verbatim with white space around it', () => {
    for (const sub of [' alice', 'alice ', '\u00a0alice']) {
      const refused = refusalOf(() => identify(callerWith({ sub }, { identity: VERBATIM })));
      expect(refused.code).toBe('identity_claim_invalid');
    }
    expect(identify(callerWith({ sub: ' alice' }, { identity: ESCAPED }))).toBe('_20alice');
  });
});
