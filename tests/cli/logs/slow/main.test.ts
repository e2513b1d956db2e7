/** `npm run logs`, as an operator runs it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HOUR, MINUTE } from '../../../support/clock';
import { lineOf, logResource, printedByTwilioCli, printedByTwilioRun, realLog } from '../exported';

const ROOT = resolve(__dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command with an input that may be made while it runs. */
async function run(
  input: string | Iterable<string>,
  words: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Promise<Result> {
  const command = [...nodeOptions, '--import', 'tsx', 'cli/logs/main.ts', ...words];
  const child = spawn(process.execPath, command, { cwd: ROOT });
  const result: Result = { code: null, out: '', err: '' };
  child.stdout.on('data', (data) => {
    result.out += data;
  });
  child.stderr.on('data', (data) => {
    result.err += data;
  });
  const ended = new Promise<void>((done) => {
    child.on('close', (code) => {
      result.code = code;
      done();
    });
  });
  // It may end before it has read all.
  await pipeline(Readable.from(typeof input === 'string' ? [input] : input), child.stdin).catch(
    () => undefined,
  );
  await ended;
  return result;
}

let lines: string[];
let mixed: string;
beforeAll(async () => {
  lines = (await realLog()).map(lineOf);
  const now = Date.now();
  const recent = (index: number) => new Date(now - index * MINUTE);
  const old = new Date(now - 3 * HOUR);
  // What piles up when an operator appends one export to another.
  mixed = [
    ...lines.map((line, index) => printedByTwilioRun(line, recent(index), 'json')),
    ...lines.map((line, index) => printedByTwilioRun(line, recent(index), '')),
    printedByTwilioCli(lines, recent(1)),
    ...lines.map((line) => `${recent(1).toISOString()} ${line}\r\n`),
    ...lines.map((line) => printedByTwilioRun(line, old, 'json')),
    'Listening on http://localhost:3000\r\n',
    printedByTwilioRun('another function', recent(1), 'json'),
    `${lines[0]?.slice(0, 40)}\n`,
    `{"event":"token","padding":"${'x'.repeat(300_000)}"}\n`,
    '\n\n',
  ].join('');
});

it('reads exports of all kinds together, and leaves out what is older', async () => {
  const { code, out, err } = await run(mixed, ['--since', '1h', '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { lines: counts, accessTokens, guestTickets, refusedByCode, identities } = JSON.parse(out);
  expect(counts).toEqual({
    read: 5 * lines.length + 4,
    service: 5 * lines.length,
    other: 2,
    broken: 1,
    tooLong: 1,
    withoutTime: 0,
    leftOut: lines.length,
  });
  expect(accessTokens).toEqual({ granted: 20, refused: 24 });
  expect(guestTickets).toEqual({ granted: 4, refused: 0 });
  expect(refusedByCode[0]).toEqual({ name: 'token_expired', count: 8 });
  expect(identities.months[0].identities).toBeGreaterThanOrEqual(1);
});

it('prints a table, and says how much it could not read', async () => {
  const { code, out } = await run(mixed);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Lines: [\d,]+ read, [\d,]+ of the service, 2 others, 1 broken, 1 too long\./,
  );
  expect(out).toMatch(/\nFrom 20\d\d-.*Z to 20\d\d-.*Z\.\n/);
  expect(out).toMatch(/\ntoken_expired +10\n/);
  expect(out).toMatch(/\nDistinct identities \(UTC\) +Number +Expected bill/);
});

it('draws a chart', async () => {
  const file = join(folder, 'chart.svg');
  const { code, out } = await run(mixed, ['--since', '1h', '--svg', file]);
  expect(code).toBe(0);
  expect(out).toContain('Refused by code');
  const svg = readFileSync(file, 'utf8');
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  expect(svg).toContain('24 granted, 24 refused, most often: token_expired 8');
  expect(svg.match(/<rect class="granted"/g)?.length).toBeGreaterThan(2);
  expect(svg.match(/<rect class="refused"/g)?.length).toBeGreaterThan(2);
});

describe('lines that tell no time', () => {
  it('are counted, and make no month', async () => {
    const { code, out } = await run(lines.join('\n'));
    expect(code).toBe(0);
    expect(out).toContain(`Lines of the service that tell no time: ${lines.length}.`);
    expect(out).toContain('Distinct identities of no known month');
    expect(out).not.toContain('so far');
  });

  it.each([
    ['--since', ['--since', '1h'], /^No line tells its time, so --since cannot be followed\./],
    ['--svg', ['--svg', join(folder, 'none.svg')], /^No line tells its time, so there is nothing/],
  ])('are no ground for %s', async (_name, words, sentence) => {
    const { code, out, err } = await run(lines.join('\n'), words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err).toContain('serverless:logs -o json');
    expect(existsSync(join(folder, 'none.svg'))).toBe(false);
  });
});

it.each<[string, string, string[], RegExp]>([
  ['no input', '', [], /^There was nothing to read\.\n$/],
  ['lines of others', 'a\nb\n', [], /^None of 2 lines is one of this service\. docs\/logs\.md/],
  ['a span without a unit', '', ['--since', '60'], /^--since takes a stretch of time/],
  ['a time without a zone', '', ['--since', '2026-11-22T16:00:00'], /^--since takes a stretch/],
  ['another option', '', ['--until', '1h'], /^npm run logs has no option --until/],
])('says what is wrong with %s', async (_name, input, words, sentence) => {
  const { code, out, err } = await run(input, words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(sentence);
  expect(err).not.toContain('    at ');
});

it('says why a chart could not be written', async () => {
  const { code, err } = await run(mixed, ['--svg', join(folder, 'missing', 'chart.svg')]);
  expect(code).toBe(2);
  expect(err).toMatch(/^The chart could not be written to .*chart\.svg \(ENOENT\)\.\n$/);
});

it('takes a time as ISO 8601', async () => {
  const since = new Date(Date.now() - 2 * HOUR).toISOString();
  const { out } = await run(mixed, ['--since', since, '--json']);
  expect(JSON.parse(out).lines.leftOut).toBe(lines.length);
});

it('holds no lines: 200,000 of them pass through a heap that is a fraction of their size', async () => {
  const template = JSON.parse(lines.find((line) => line.includes('"granted"')) ?? '');
  const date = new Date();
  function* input() {
    for (let block = 0; block < 2000; block += 1) {
      let text = '';
      for (let index = 0; index < 100; index += 1) {
        const identity = String((block * 100 + index) % 1000).padStart(22, 'x');
        const entry = { ...template, identity, requestId: `id-${block}-${index}` };
        text += `${JSON.stringify(logResource(lineOf(entry), date))}\n`;
      }
      yield text;
    }
    // And one line without an end in sight.
    const megabyte = 'x'.repeat(2 ** 20);
    for (let index = 0; index < 64; index += 1) yield megabyte;
  }
  // The lines are about 150 MB.
  const { code, out, err } = await run(input(), ['--json'], ['--max-old-space-size=32']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({
    lines: { read: 200_001, service: 200_000, tooLong: 1 },
    accessTokens: { granted: 200_000, refused: 0 },
    identities: { months: [{ identities: 1000 }] },
  });
});
