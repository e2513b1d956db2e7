import fc from 'fast-check';
import { fillTemplate, parseTemplate, type TemplatePart } from '../../src/authorize/template';
import { refusalOf } from '../support/refusal';

const parse = (template: string): TemplatePart[] => {
  const parts = parseTemplate(template);
  if (!parts) throw new Error(`${template} is no template`);
  return parts;
};
const fill = (template: string, claims: Record<string, unknown>) =>
  fillTemplate(parse(template), claims);

describe('a template', () => {
  it.each<[string, TemplatePart[]]>([
    ['announcements', ['announcements']],
    ['org-{org_id}', ['org-', { claim: 'org_id' }]],
    ['{sub}', [{ claim: 'sub' }]],
    ['a{b}c{d.e}f', ['a', { claim: 'b' }, 'c', { claim: 'd.e' }, 'f']],
    ['{a}{b}', [{ claim: 'a' }, { claim: 'b' }]],
    ['o-{https://x.example/org}', ['o-', { claim: 'https://x.example/org' }]],
    ['{ a }', [{ claim: ' a ' }]],
  ])('has texts and claims: %s', (template, parts) => {
    expect(parseTemplate(template)).toEqual(parts);
  });

  it.each([
    '',
    '{',
    '}',
    '{}',
    'a{}',
    'a{b',
    'a}b',
    '{a}}',
    '{{a}}',
    '{a{b}}',
    '}{',
    '{{}}',
    '{}}',
    '{a}{{}}',
  ])('has pairs of braces with a name between: %j has not', (template) => {
    expect(parseTemplate(template)).toBeUndefined();
  });

  it('comes back when its parts are put together again', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '-', '{', '}', ' ', '~'), maxLength: 12 });
    fc.assert(
      fc.property(text, (template) => {
        const parts = parseTemplate(template);
        if (!parts) return;
        const again = parts.map((part) => (typeof part === 'string' ? part : `{${part.claim}}`));
        expect(again.join('')).toBe(template);
        for (const part of parts) {
          expect(typeof part === 'string' ? part : part.claim).toMatch(/^[^{}]+$/);
        }
      }),
    );
  });
});

describe('the name that a template makes', () => {
  it.each<[string, unknown, string]>([
    ['text', 'acme', 'org-acme'],
    ['a number', 42, 'org-42'],
    ['a negative number', -42, 'org--42'],
    ['the largest number', Number.MAX_SAFE_INTEGER, 'org-9007199254740991'],
    ['capitals', 'ACME', 'org-ACME'],
    ['an underscore', 'a_b', 'org-a_5Fb'],
    ['a tilde', 'a~b', 'org-a_7Eb'],
    ['a slash', '../b', 'org-.._2Fb'],
    ['braces', '{org_id}', 'org-_7Borg_id_7D'.replace('org_id', 'org_5Fid')],
    ['percent signs', '%7E', 'org-_257E'],
    ['composed letters', '\u00e9', 'org-_C3_A9'],
    ['decomposed letters', 'e\u0301', 'org-_C3_A9'],
    ['an emoji', '🎷', 'org-_F0_9F_8E_B7'],
  ])('has the value in it, escaped: %s', (_, value, name) => {
    expect(fill('org-{org_id}', { org_id: value })).toBe(name);
  });

  it('has what stands between as it is', () => {
    expect(fill('é ~{a}/{b.c}!', { a: 'x', b: { c: 'y' } })).toBe('é ~x/y!');
    expect(fill('announcements', {})).toBe('announcements');
  });

  it('has an e-mail address in lower case, if it is verified', () => {
    const claims = { email: 'Alice@Example.com', email_verified: true };
    expect(fill('of-{email}', claims)).toBe('of-alice_40example.com');
    expect(refusalOf(() => fill('of-{email}', { ...claims, email_verified: false }))).toMatchObject(
      { code: 'rule_claim_unusable', message: 'email is not verified' },
    );
  });

  const NO_TEXT = 'org_id is no text and no whole number';
  it.each<[unknown, string]>([
    [undefined, NO_TEXT],
    [null, NO_TEXT],
    [true, NO_TEXT],
    [1.5, NO_TEXT],
    [2 ** 53, NO_TEXT],
    [['acme'], NO_TEXT],
    [{ toString: 'acme' }, NO_TEXT],
    ['', 'org_id is blank'],
    [' \u3000', 'org_id is blank'],
    ['a\nb', 'org_id has control characters'],
    ['a\ud800', 'org_id has lone surrogates'],
  ])('is refused for %j', (value, message) => {
    const claims = value === undefined ? {} : { org_id: value };
    const refused = refusalOf(() => fill('org-{org_id}', claims));
    expect(refused).toMatchObject({ code: 'rule_claim_unusable', message });
  });

  it('is refused for a claim that is inherited', () => {
    expect(refusalOf(() => fill('o-{constructor.name}', {})).code).toBe('rule_claim_unusable');
    expect(refusalOf(() => fill('o-{id}', Object.create({ id: 'x' }))).code).toBe(
      'rule_claim_unusable',
    );
  });

  it('has at most 256 characters', () => {
    expect(fill('org-{id}', { id: 'a'.repeat(252) })).toHaveLength(256);
    for (const id of ['a'.repeat(253), '@'.repeat(85)]) {
      expect(refusalOf(() => fill('org-{id}', { id }))).toMatchObject({
        code: 'rule_claim_unusable',
        message: 'the name of a conversation is over-long',
      });
    }
  });
});

describe('the law of templates', () => {
  const value = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      fc.string({
        unit: fc.constantFrom('a', '~', '_', '7', 'E', '/', '.', '%', '{', 'e\u0301', 'é', '@'),
        minLength: 1,
        maxLength: 8,
      }),
    )
    .filter((each) => each.isWellFormed() && each.trim() !== '' && !/\p{Cc}/u.test(each));

  it('no value leaves its place or its alphabet', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(fill('t-{a}~{b}!', { a, b })).toMatch(
          /^t-(?:[A-Za-z0-9.-]|_[0-9A-F]{2})+~(?:[A-Za-z0-9.-]|_[0-9A-F]{2})+!$/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('two pairs of values never make the same name', () => {
    const claims = fc.record({ a: value, b: value });
    fc.assert(
      fc.property(claims, claims, (one, other) => {
        const same =
          one.a.normalize('NFC') === other.a.normalize('NFC') &&
          one.b.normalize('NFC') === other.b.normalize('NFC');
        expect(fill('t-{a}~{b}', one) === fill('t-{a}~{b}', other)).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });
});
