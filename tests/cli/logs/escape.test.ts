/** Log lines are shaped by callers in part. What is shown of them must not be. */
import fc from 'fast-check';
import { drawChart } from '../../../cli/logs/chart';
import { Summary } from '../../../cli/logs/summary';
import { svgText } from '../../../cli/logs/svg-text';
import { formatReport } from '../../../cli/logs/table';
import { unwrap } from '../../../cli/logs/unwrap';
import { asciiJson, MAX_SHOWN, printable } from '../../../cli/printable';

const NOW = Date.UTC(2026, 10, 22, 16);

/** What no terminal may get: all but letters, marks, digits, punctuation, symbols and the blank. */
const OBEYED = /[^\p{L}\p{M}\p{N}\p{P}\p{S} \n]/u;

const HOSTILE = [
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  'a\rb\nc\u0085d\u2028e',
  '\u202egnp.exe',
  '\u200b\u2066\ufeff',
  '\ud800',
  '\u0000\u007f',
  '</text><script>alert(1)</script>',
  '" onload="alert(1)',
  "' onload='alert(1)",
  ']]><!--',
  '&lt;b&gt;',
  'x'.repeat(10_000),
];

/** Lines of each kind that have a text wherever the service has one. */
function linesWith(text: string): string[] {
  const texts = { code: text, issuer: text, caller: text, rule: text, keys: text, audit: text };
  const entries = [
    { event: 'token', level: 'info', outcome: 'refused', ms: 1, ...texts, identity: text },
    { event: 'token', level: 'info', outcome: 'granted', ms: 1, ...texts, identity: text },
    { event: 'guest', level: 'info', outcome: 'refused', ms: 1, ...texts },
    { event: 'settings', level: 'error', problems: [{ variable: text, sentence: text }] },
    { event: 'key_set', level: 'warning', issuer: text, cause: text },
    { event: 'twilio', level: 'warning', cause: text },
    { event: text, level: 'info' },
    { [text]: text },
  ];
  return entries.map((entry) => `2026-11-22T16:00:00Z ${JSON.stringify(entry)}`);
}

function summarise(text: string) {
  const summary = new Summary(NOW);
  for (const line of [...linesWith(text), text]) summary.add(unwrap(line));
  const report = summary.report();
  const chart = drawChart({
    columns: summary.timeline.columns(),
    width: summary.timeline.width,
    refusedByCode: report.refusedByCode,
  });
  return { table: formatReport(report, NOW), json: asciiJson(report), chart, report };
}

/** The tags and comments of an SVG file, without their attributes' values. */
const markup = (svg: string) => svg.replace(/="[^"<]*"/g, '').match(/<[^>]*>/g);

it.each(HOSTILE)('what callers shape reaches no terminal and no chart: %j', (text) => {
  const { table, json, chart } = summarise(text);
  expect(table).not.toMatch(OBEYED);
  expect(chart).not.toMatch(OBEYED);
  expect(json).toMatch(/^[\n\x20-\x7e]*$/);
  expect(markup(chart)).toEqual(markup(summarise('plain').chart));
  for (const line of table.split('\n')) expect(line.length).toBeLessThan(MAX_SHOWN * 5 + 60);
});

it('no text does, whatever it is', () => {
  const plain = markup(summarise('plain').chart);
  const unit = fc.constantFrom(
    '\u001b',
    '<',
    '>',
    '&',
    '"',
    "'",
    '\n',
    '\ud83d',
    '\u202e',
    'a',
    '😀',
  );
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' })), (text) => {
      const { table, json, chart } = summarise(text);
      expect(table).not.toMatch(OBEYED);
      expect(json).toMatch(/^[\n\x20-\x7e]*$/);
      expect(chart).not.toMatch(OBEYED);
      expect(markup(chart)).toEqual(plain);
    }),
  );
});

it('JSON says the same as before', () => {
  const value = { 'ä\u202e': '\u007f😀\u2028' };
  expect(JSON.parse(asciiJson(value))).toEqual(value);
});

it('shows harmless text as it is', () => {
  expect(printable('https://müller.example/ß?a=1&b=😀')).toBe('https://müller.example/ß?a=1&b=😀');
  expect(svgText('a & b')).toBe('a &#38; b');
  expect(printable('a\u001bb')).toBe('a\\u{1b}b');
});

it('shows the beginning of a long text, and that there is more', () => {
  expect(printable('😀'.repeat(MAX_SHOWN))).toBe('😀'.repeat(MAX_SHOWN));
  expect(printable('😀'.repeat(MAX_SHOWN + 1))).toBe(`${'😀'.repeat(MAX_SHOWN - 1)}…`);
});
