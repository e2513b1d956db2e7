/** From a stream to lines, however it is cut. */
import fc from 'fast-check';
import { joinObjects, MAX_LINE_LENGTH, readLines } from '../../../cli/logs/lines';

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

async function* stream<T>(chunks: readonly T[]): AsyncGenerator<T> {
  yield* chunks;
}

const read = (...chunks: (string | Uint8Array)[]) => collect(readLines(stream(chunks)));

it('ends lines at line feeds and nowhere else', async () => {
  expect(await read('a\nb\r\nc\u2028d\u0085e\rf\n\ng')).toEqual([
    'a',
    'b',
    'c\u2028d\u0085e\rf',
    '',
    'g',
  ]);
  expect(await read('')).toEqual([]);
  expect(await read('\uFEFFa\n')).toEqual(['a']);
});

it('finds the same lines wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'ä', '€', '😀') }),
      fc.array(fc.nat(40)),
      async (text, cuts) => {
        const bytes = Buffer.from(text);
        const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(await read(...chunks)).toEqual(await read(text));
      },
    ),
  );
});

it('lets go of a line that is too long, and goes on behind it', async () => {
  const half = 'x'.repeat(MAX_LINE_LENGTH / 2);
  expect(await read(half, half, '\na\n', half, half, 'x', half, '\nb')).toEqual([
    `${half}${half}`,
    'a',
    undefined,
    'b',
  ]);
  expect(await read(half, half, half)).toEqual([undefined]);
});

const join = (text: string) => collect(joinObjects(readLines(stream([text]))));

it('joins the objects of a list that is printed with an indent', async () => {
  const list = [{ a: 1, b: 'x' }, { a: 2 }, {}];
  const joined = await join(JSON.stringify(list, null, 2));
  expect(joined.map((each) => JSON.parse(String(each)))).toEqual(list);
  expect(await join(JSON.stringify([], null, 2))).toEqual([]);
});

it('leaves all other lines as they are', async () => {
  const long = ['  {', ...Array.from({ length: 100 }, () => '    "a": 1,')];
  expect(await join('{"a":1}\n\n  {\n    "b"\nc\n  {')).toEqual([
    '{"a":1}',
    '{\n    "b"',
    'c',
    '{',
  ]);
  // A list without an end is not held in memory.
  const parts = await join(long.join('\n'));
  expect(Math.max(...parts.map((part) => String(part).split('\n').length))).toBeLessThan(70);
});
