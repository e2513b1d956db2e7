/** Finding the service's own lines in whatever they are exported with. */
import { unwrap } from '../../../cli/logs/unwrap';
import { lineOf, logResource, printedByTwilioCli, printedByTwilioRun, realLog } from './exported';

const DATE = new Date('2026-11-22T16:00:00.123Z');
const AT = DATE.getTime();

let entries: object[];
beforeAll(async () => {
  entries = await realLog();
});

/** The member `at` of what was read. */
const timeOf = (line: string) => {
  const reading = unwrap(line);
  return typeof reading === 'string' ? reading : reading.at;
};

describe('each line of the service', () => {
  it('is found as it is, without a time', () => {
    for (const entry of entries) {
      const members = JSON.parse(lineOf(entry));
      expect(unwrap(lineOf(entry))).toEqual({ event: members.event, members, at: undefined });
    }
  });

  it.each(['', 'json'] as const)('is found in what twilio-run prints, format "%s"', (format) => {
    for (const entry of entries) {
      const members = JSON.parse(lineOf(entry));
      const printed = printedByTwilioRun(lineOf(entry), DATE, format);
      expect(unwrap(printed)).toEqual({ event: members.event, members, at: AT });
    }
  });

  it('is found in an object that the Twilio CLI prints', () => {
    for (const entry of entries) {
      const [resource] = JSON.parse(printedByTwilioCli([`${lineOf(entry)}\n`], DATE));
      expect(timeOf(JSON.stringify(resource, null, 2))).toBe(AT);
    }
  });
});

const LINE = '{"event":"token","level":"info","outcome":"granted"}';

it.each([
  ['a stamp', `2026-11-22T16:00:00.123Z ${LINE}`],
  ['a stamp with nanoseconds', `2026-11-22T16:00:00.123456789Z ${LINE}`],
  ['a stamp with an offset', `2026-11-22T17:30:00.123+01:30 ${LINE}`],
  ['a stamp with a blank and a comma', `2026-11-22 16:00:00,123 +0000: ${LINE}`],
  ['a stamp in brackets', `[2026-11-22T16:00:00.123Z] ${LINE}`],
  ['containerd', `2026-11-22T16:00:00.123Z stdout F ${LINE}`],
  ['journalctl', `2026-11-22T16:00:00.123+0000 host node[12]: ${LINE}`],
  ['docker compose with stamps', `chat-1  | 2026-11-22T16:00:00.123Z ${LINE}`],
  ['Docker', JSON.stringify({ log: `${LINE}\n`, stream: 'stdout', time: DATE })],
  ['a collector', JSON.stringify({ '@timestamp': DATE, message: JSON.parse(LINE) })],
  ['milliseconds', JSON.stringify({ timestamp: AT, msg: LINE })],
  ['seconds', JSON.stringify({ ts: AT / 1000, msg: LINE })],
  ['a wrapper in a wrapper', JSON.stringify({ log: JSON.stringify(logResource(LINE, DATE)) })],
  ['a carriage return', `2026-11-22T16:00:00.123Z ${LINE}\r`],
])('reads the time of %s', (_name, line) => {
  expect(timeOf(line)).toBe(AT);
});

it.each([
  ['no stamp', LINE],
  ['a stamp without a zone', `2026-11-22T16:00:00 ${LINE}`],
  ['docker compose', `chat-1  | ${LINE}`],
  ['a time that is none', JSON.stringify({ time: '2026-13-45T00:00:00Z', message: LINE })],
  ['a time of another type', JSON.stringify({ time: {}, message: LINE })],
  ['a time before computers', JSON.stringify({ time: -1, message: LINE })],
  ['a time beyond all', JSON.stringify({ time: 1e300, message: LINE })],
])('does not make a time up: %s', (_name, line) => {
  expect(unwrap(line)).toMatchObject({ event: 'token', at: undefined });
});

it.each([
  ['nothing', ''],
  ['text', 'Listening on port 3000'],
  ['a list', `[${LINE}]`],
  ['a number', '7'],
  ['JSON of another program', '{"event":"page_view","user":"x"}'],
  ['another level', '{"event":"token","level":"INFO"}'],
  ['an event that is no text', '{"event":7,"level":"info"}'],
  ['a wrapper of other text', JSON.stringify({ time: DATE, message: 'hello' })],
  ['a wrapper of nothing', JSON.stringify({ time: DATE, message: null })],
  ['wrappers without end', `${'{"message":'.repeat(50)}1${'}'.repeat(50)}`],
])('takes for a line of another program: %s', (_name, line) => {
  expect(unwrap(line)).toBe('other');
});

it.each([
  ['cut off', LINE.slice(0, -5)],
  ['cut off within a wrapper', `[INFO][2026-11-22T16:00:00Z]: ${LINE.slice(0, -1)}`],
  ['two in one', LINE + LINE],
])('takes for broken: %s', (_name, line) => {
  expect(unwrap(line)).toBe('broken');
});

it.each([
  ['a quotation', `GET /x from "${LINE}"`],
  ['a user agent', `2026-11-22T16:00:00Z GET / 200 ${LINE}`],
  ['a member that is no wrapper', JSON.stringify({ level: 'info', userAgent: LINE })],
  ['a prototype', `{"__proto__":${LINE}}`],
])('lets nobody forge a line in what another program quotes: %s', (_name, line) => {
  expect(unwrap(line)).toBe('other');
});
