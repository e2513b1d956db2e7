import fc from 'fast-check';
import { canMeet, runsTogether } from '../../policy-check/overlap';
import { fillTemplate, parseTemplate, type TemplatePart } from '../../src/authorize/template';

const parse = (template: string): TemplatePart[] => {
  const parts = parseTemplate(template);
  if (!parts) throw new Error(`${template} is no template`);
  return parts;
};

describe('two templates', () => {
  it.each([
    ['a', 'a'],
    ['a-{x}', 'a-{y}'],
    ['a-{x}', 'a-b'],
    ['a-{x}', 'a-b-{y}'],
    ['a-{x}', 'a-{y}-b'],
    ['{x}', 'a'],
    ['{x}~{y}', 'a~{z}'],
    ['a{x}', '{y}a'],
    ['a{x}c', 'abc'],
    ['a{x}', 'a_40'],
    ['a{x}a', 'aaa'],
    ['t-{x}.{y}', 't-{z}'],
  ])('can make the same name: %s and %s', (one, other) => {
    expect(canMeet(parse(one), parse(other))).toBe(true);
    expect(canMeet(parse(other), parse(one))).toBe(true);
  });

  it.each([
    ['a', 'b'],
    ['a', 'aa'],
    ['a-{x}', 'b-{x}'],
    ['a-{x}', 'a-'],
    ['a-{x}', 'a-~'],
    ['a-{x}', 'a~{x}'],
    ['a-{x}', 'a-b~{y}'],
    ['{x}~{y}', '{z}'],
    ['{x}~{y}', '~{z}'],
    ['{x}~{y}', '{x}~{y}~{z}'],
    ['org~{x}', 'team~{x}'],
    ['a{x}b', 'ab'],
    ['a{x}é', 'a{y}'],
    ['{x}{y}', 'a'],
    ['a🎷', 'a{x}'],
  ])('can never make the same name: %s and %s', (one, other) => {
    expect(canMeet(parse(one), parse(other))).toBe(false);
    expect(canMeet(parse(other), parse(one))).toBe(false);
  });

  it('are compared in no time, whatever they are', () => {
    const many = parse(`${'{x}a'.repeat(120)}`);
    const other = parse(`${'{x}a'.repeat(119)}{x}~`);
    expect(canMeet(many, other)).toBe(false);
    expect(canMeet(many, many)).toBe(true);
  });
});

describe('two claims in a template', () => {
  it.each(['{a}{b}', '{a}-{b}', 't-{a}_{b}', '{a}_40{b}', '{a}.x-9{b}', '{a}~{b}{c}', '{a}{b}~'])(
    'can run together: %s',
    (template) => {
      expect(runsTogether(parse(template))).toBe(true);
    },
  );

  it.each(['{a}', 't-{a}', '{a}-t', '{a}~{b}', '{a}-~-{b}', '{a} {b}/{c}', '{a}é{b}', 'a', '{a}~'])(
    'are kept apart: %s',
    (template) => {
      expect(runsTogether(parse(template))).toBe(false);
    },
  );
});

/** Values that escape to texts which look like those around them. */
const VALUES = ['a', 'b', 'aa', 'ba', '-', '@', '40', '~'];

/** Every name that a template makes of them. */
function namesOf(parts: readonly TemplatePart[]): string[] {
  let all: Record<string, string>[] = [{}];
  for (const part of parts) {
    if (typeof part === 'string') continue;
    all = all.flatMap((claims) => VALUES.map((value) => ({ ...claims, [part.claim]: value })));
  }
  return all.map((claims) => fillTemplate(parts, claims));
}

describe('all small templates', () => {
  const pieces = (...texts: string[]) => texts;
  const all = pieces('', 'a', '_', '~').flatMap((start) =>
    pieces('', '{x}').flatMap((x) =>
      pieces('', 'a', '-', '~', '_4').flatMap((middle) =>
        pieces('', '{y}').flatMap((y) =>
          pieces('', 'a', '~').map((end) => start + x + middle + y + end),
        ),
      ),
    ),
  );
  const templates = [...new Set(all)]
    .filter((template) => template !== '')
    .map((template) => {
      const parts = parse(template);
      return { template, parts, names: namesOf(parts) };
    });

  it('meet only where it is said that they may', () => {
    let [met, apart] = [0, 0];
    const wrong: string[] = [];
    for (const one of templates) {
      const names = new Set(one.names);
      for (const other of templates) {
        const meet = other.names.some((name) => names.has(name));
        const may = canMeet(one.parts, other.parts);
        if (meet && !may) wrong.push(`${one.template} and ${other.template}`);
        met += Number(meet);
        apart += Number(!may);
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(met, apart)).toBeGreaterThan(1000);
  });

  it('give two pairs of values one name only where it is said that claims run together', () => {
    const repeats = templates.filter(({ names }) => new Set(names).size < names.length);
    expect(repeats.length).toBeGreaterThan(10);
    expect(repeats.filter(({ parts }) => !runsTogether(parts))).toEqual([]);
  });
});

describe('the law of overlap', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '7', '-', '.', '_', '~', 'é', ' ', '🎷'),
    minLength: 1,
    maxLength: 12,
  });
  const value = fc.string({
    unit: fc.constantFrom('a', '7', '-', '.', '_'),
    minLength: 1,
    maxLength: 4,
  });
  const piece = fc.oneof(
    text.map((fixed) => ({ one: fixed, other: fixed })),
    // What is a claim in one may be a text in the other, or part of a longer claim.
    value.map((fixed) => ({ one: '{x}', other: fixed })),
    value.map((fixed) => ({ one: fixed, other: '{y}' })),
    fc.constant({ one: '{x}', other: '{y}' }),
    fc.tuple(value, value).map(([a, b]) => ({ one: `{x}${b}`, other: `${a}{y}` })),
    fc.constant({ one: '{x}{z}', other: '{y}' }),
  );

  it('two templates of one name may meet', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
        const one = parse(pieces.map((each) => each.one).join(''));
        const other = parse(pieces.map((each) => each.other).join(''));
        expect(canMeet(one, other)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('it is the same for both', () => {
    const template = fc
      .array(fc.oneof(text, fc.constantFrom('{x}', '{y}')), { minLength: 1, maxLength: 4 })
      .map((pieces) => parse(pieces.join('')));
    fc.assert(
      fc.property(template, template, (one, other) => {
        expect(canMeet(one, other)).toBe(canMeet(other, one));
        expect(canMeet(one, one)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
