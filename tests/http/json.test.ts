import fc from 'fast-check';
import { isJsonObject, ownMember, parseUnambiguousJson } from '../../src/http/json';

describe('a text with one meaning', () => {
  it.each([
    ['nothing in it', '{}'],
    ['white space', ' {\t"a" :\n1 ,\r"b":2 } '],
    ['the same name in objects beside each other', '{"a":{"x":1},"b":{"x":2},"x":3}'],
    ['the same name in objects within each other', '{"a":{"a":{"a":1}}}'],
    ['the same name in a list of objects', '[ {"a":1}, {"a":2} ]'],
    ['names that look like numbers', '{"10":1,"9":2,"1":3}'],
    ['a name that is the text of another member', '{ "a":"b","b":"a" }'],
    ['texts that look like members', '{ "a":"\\"a\\":1","b":"{\\"b\\":2,\\"b\\":3}" }'],
    ['texts with colons and braces', '{ "a":"{}:{","b":":" }'],
    ['the same text twice in a list', '[ "a","a" ]'],
    ['names that differ in their case', '{"a":1,"A":2 }'],
    ['names that differ in normalisation', '{"\u00eb":1,"e\u0308":2 }'],
    ['an empty name', '{"":1, "a":2}'],
    ['escapes', '{"\\u0061\\n\\"":"\\u0062"}'],
    ['a backslash at the end of a text', '{ "a\\\\":"\\\\","a":1 }'],
    ['the name __proto__', '{"__proto__":{"a":1}, "a":2}'],
    ['numbers written otherwise', '{"a":1.0,"b":1e3}'],
    ['no object', ' 7 '],
  ])('is read as JSON.parse reads it: %s', (_, text) => {
    expect(parseUnambiguousJson(text)).toEqual(JSON.parse(text));
  });
});

describe('a text with two meanings', () => {
  it.each([
    ['the same name', '{"a":1,"a":2}'],
    ['the same name and value', '{"a":1,"a":1}'],
    ['the same name with others between', '{"a":1,"b":2,"a":3}'],
    ['the same name escaped', '{"a":1,"\\u0061":2}'],
    ['the same name escaped twice, differently', '{"\\u006A":1,"\\u006a":2}'],
    ['a slash that is escaped once', '{"a/b":1,"a\\/b":2}'],
    ['the same name with white space', '{"a" : 1 , "a"\n:2}'],
    ['the same name in an inner object', '{"a":{"b":1,"b":2}}'],
    ['the same name after an inner object', '{"a":{"a":1},"a":2}'],
    ['the same name in an object in a list', '[[{"a":1,"a":2}]]'],
    ['the same name that looks like a number', '{"1":1,"1":2}'],
    ['the same empty name', '{"":1,"":2}'],
    ['the name __proto__', '{"__proto__":1,"__proto__":2}'],
    ['the name constructor', '{"constructor":1,"constructor":2}'],
    ['the same emoji, written and escaped', '{"🎷":1,"\\ud83c\\udfb7":2}'],
    ['a name that ends in a backslash', '{"a\\\\":1,"a\\\\":2}'],
    ['behind a text that ends in a quote', '{"x":"\\"","a":1,"a":2}'],
  ])('is refused: %s', (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(() => parseUnambiguousJson(text)).toThrow(new SyntaxError('duplicate member name'));
  });
});

describe('a text without a meaning', () => {
  it.each([
    '',
    ' ',
    '{',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '[1,]',
    'NaN',
    '{}{}',
    '\ufeff{}',
    '"\n"',
  ])('is refused: %j', (text) => {
    expect(() => parseUnambiguousJson(text)).toThrow(SyntaxError);
  });
});

describe('the laws of the parser', () => {
  const spacing = fc.stringMatching(/^[ \t\r\n]{0,3}$/);

  it('agrees with JSON.parse on whatever JSON.stringify writes, with any spacing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), spacing, spacing, (value, indent, margin) => {
        const text = `${margin}${JSON.stringify(value, undefined, indent)}${margin}`;
        expect(parseUnambiguousJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a repeated member wherever it is', () => {
    const holder = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(holder, fc.nat(), fc.jsonValue(), spacing, (object, pick, value, indent) => {
        const names = Object.keys(object);
        const name = names[pick % names.length] as string;
        const text = JSON.stringify(object, undefined, indent);
        const again = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
        const repeated = `[${text.slice(0, text.lastIndexOf('}'))},${again}}]`;
        expect(() => parseUnambiguousJson(repeated)).toThrow(SyntaxError);
      }),
      { numRuns: 500 },
    );
  });

  it('throws nothing but SyntaxError on any text', () => {
    const nearly = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'a', 'u0061', '1', ' ', '-'),
    });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary' }), fc.json()), (text) => {
        try {
          parseUnambiguousJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an own member', () => {
  it('is found in an object', () => {
    expect(ownMember({ a: 1 }, 'a')).toBe(1);
    expect(ownMember(Object.assign(Object.create(null), { a: 1 }), 'a')).toBe(1);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'a'],
    ['null', null, 'a'],
    ['a text', 'text', 'length'],
    ['a list', ['a'], '0'],
    ['a function', () => undefined, 'name'],
    ['an object whose prototype has it', Object.create({ a: 1 }), 'a'],
    ['an object that lacks it', {}, 'toString'],
    ['an object without an own __proto__', {}, '__proto__'],
  ])('is not found in %s', (_, holder, name) => {
    expect(ownMember(holder, name)).toBeUndefined();
  });
});

describe('a JSON object', () => {
  it.each<[boolean, string, unknown]>([
    [true, 'an object', {}],
    [true, 'an object without a prototype', Object.create(null)],
    [false, 'a list', []],
    [false, 'null', null],
    [false, 'a text', '{}'],
    [false, 'nothing', undefined],
  ])('is told: %s for %s', (expected, _, value) => {
    expect(isJsonObject(value)).toBe(expected);
  });
});
