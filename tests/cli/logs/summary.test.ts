/** What lines add up to. */
import { priceOf } from '../../../bench/cost/prices';
import { MAX_NAMES, OTHERS } from '../../../cli/logs/by-name';
import type { Report } from '../../../cli/logs/report';
import { Summary } from '../../../cli/logs/summary';
import { formatReport } from '../../../cli/logs/table';
import { unwrap } from '../../../cli/logs/unwrap';
import { HOUR, MINUTE } from '../../support/clock';
import { lineOf, printedByTwilioRun, realLog } from './exported';

const NOW = Date.UTC(2026, 10, 22, 16);

/** Adds up lines that were written at the given times. */
function summarise(
  lines: readonly { entry: object; at?: number }[],
  { since, now = NOW }: { since?: number; now?: number } = {},
): Summary {
  const summary = new Summary(now, since);
  for (const { entry, at } of lines) {
    const line = lineOf(entry);
    summary.add(unwrap(at === undefined ? line : printedByTwilioRun(line, new Date(at), 'json')));
  }
  return summary;
}

const granted = (members: object = {}) => ({
  event: 'token',
  level: 'info',
  outcome: 'granted',
  ...members,
});

/** As many different hashes as asked for. */
const hashes = (count: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(22, 'x'));

describe('the lines of the real service', () => {
  let report: Report;
  let count: number;
  beforeAll(async () => {
    const entries = await realLog();
    count = entries.length;
    report = summarise(
      entries.map((entry, index) => ({ entry, at: NOW - index * MINUTE })),
    ).report();
  });

  it('are all recognised', () => {
    expect(report.lines).toEqual({
      read: count,
      service: count,
      other: 0,
      broken: 0,
      tooLong: 0,
      withoutTime: 0,
      leftOut: 0,
    });
    expect(report.time).toEqual({ from: NOW - (count - 1) * MINUTE, to: NOW });
    expect(report.otherEvents).toEqual([]);
  });

  it('are counted by endpoint and outcome', () => {
    expect(report.accessTokens).toEqual({ granted: 5, refused: 6 });
    expect(report.guestTickets).toEqual({ granted: 1, refused: 0 });
    expect(report.healthChecks).toEqual({ granted: 1, refused: 0 });
  });

  it('are counted by code, issuer and caller', () => {
    expect(report.refusedByCode).toEqual([
      { name: 'token_expired', count: 2 },
      { name: 'audience_mismatch', count: 1 },
      { name: 'issuer_unavailable', count: 1 },
      { name: 'missing_credential', count: 1 },
      { name: 'server_misconfigured', count: 1 },
    ]);
    expect(report.byIssuer).toEqual([
      { name: '(unknown)', granted: 0, refused: 6 },
      { name: 'https://login.example.com/', granted: 4, refused: 0 },
      { name: 'guest', granted: 2, refused: 0 },
    ]);
    expect(report.byCaller).toEqual([
      { name: '(unknown)', granted: 0, refused: 6 },
      { name: 'person', granted: 4, refused: 0 },
      { name: 'guest', granted: 2, refused: 0 },
    ]);
  });

  it('tell how long decisions took, what is wrong, and what could not be had', () => {
    expect(report.latency.guestTickets).toEqual({ p50: 12, p90: 12, p99: 12, max: 12 });
    expect(report.latency.accessTokens?.p50).toBeGreaterThan(0);
    expect(
      report.settingsProblems.map(({ name, count: times }) => [name.slice(0, 31), times]),
    ).toEqual([
      // Each of the three endpoints has told it.
      ['warning: GUEST_CHALLENGE_URL is', 3],
      ['error: AUTH_AUDIENCE is missing', 1],
    ]);
    expect(report.outages).toEqual([
      {
        name: expect.stringMatching(/^key_set https:\/\/login\.example\.com\/: .*status 500$/),
        count: 1,
      },
    ]);
  });

  it('tell how many identities there were, and what they cost', () => {
    // Alice, Bob, Carol and a guest; Alice came twice.
    expect(report.identities.months).toEqual([
      {
        month: '2026-11',
        identities: 4,
        from: expect.any(Number),
        to: expect.any(Number),
        expectedDollars: 0,
      },
    ]);
  });

  it('are all in the table', () => {
    const table = formatReport(report, NOW);
    expect(table).toMatch(/^Lines: \d+ read, \d+ of the service, 0 others, 0 broken/);
    expect(table).toMatch(/\naccess tokens +5 +6\n/);
    expect(table).toMatch(/\ntoken_expired +2\n/);
    expect(table).toMatch(/\nhttps:\/\/login\.example\.com\/ +4 +0\n/);
    expect(table).toMatch(/\nLatency, ms +p50 +p90 +p99 +max\n/);
    expect(table).toMatch(/\nerror: AUTH_AUDIENCE is missing/);
    expect(table).toMatch(/\nkey_set https:\/\/login\.example\.com\/: /);
    expect(table).toMatch(/\n2026-11 so far +4 +\$0 +2026-11-22 to 2026-11-22\n/);
  });
});

describe('members that not every line has', () => {
  it('are counted where they are: rule, keys, audit, and the event twilio', async () => {
    const [entry = {}] = await realLog();
    const report = summarise([
      { entry: { ...entry, event: 'token', outcome: 'granted', rule: 'staff', keys: 'cached' } },
      { entry: granted({ rule: 'staff', keys: 'stale', tokenSha256: 'ab'.repeat(32) }) },
      { entry: granted({ rule: 'everyone', keys: 'cached', audit: 'access_denied' }) },
      { entry: { ...granted({ rule: 'staff' }), outcome: 'refused', code: 'access_denied' } },
      { entry: { event: 'twilio', level: 'warning', cause: 'status 429', retryAfter: 5 } },
    ]).report();
    expect(report.byRule).toEqual([
      { name: 'staff', granted: 2, refused: 1 },
      { name: 'everyone', granted: 1, refused: 0 },
    ]);
    expect(report.byKeySet).toEqual([
      { name: 'cached', granted: 2, refused: 0 },
      { name: 'stale', granted: 1, refused: 0 },
    ]);
    expect(report.auditFindings).toEqual([{ name: 'access_denied', count: 1 }]);
    expect(report.outages).toEqual([{ name: 'twilio: status 429', count: 1 }]);
    const table = formatReport(report, NOW);
    expect(table).toMatch(/\nBy rule +Granted +Refused\nstaff +2 +1\n/);
    expect(table).toMatch(/\nAudit mode would have refused +Times\naccess_denied +1\n/);
  });

  it('of later versions do no harm', () => {
    const report = summarise([
      { entry: granted({ colour: { of: ['hope'] } }) },
      { entry: { event: 'weather', level: 'info', rain: true } },
    ]).report();
    expect(report.accessTokens.granted).toBe(1);
    expect(report.otherEvents).toEqual([{ name: 'weather', count: 1 }]);
  });

  it('of other types do no harm', () => {
    const odd = [null, 7, -1, 'x', [], {}, true, Number.MAX_VALUE, '\u0000'];
    const names = ['identity', 'ms', 'code', 'issuer', 'caller', 'rule', 'keys', 'audit', 'cause'];
    const events = ['token', 'guest', 'health', 'settings', 'key_set', 'lookup', 'twilio', 'x'];
    const lines = events.flatMap((event) =>
      [...names, 'problems', 'outcome'].flatMap((name) =>
        odd.map((value) => ({ entry: { ...granted(), event, [name]: value }, at: NOW })),
      ),
    );
    const report = summarise(lines).report();
    expect(report.lines.service + report.lines.broken).toBe(lines.length);
    expect(report.lines.broken).toBe(3 * odd.length);
    expect(report.accessTokens.granted).toBe(names.length * odd.length + odd.length);
    expect(report.identities.months).toEqual([]);
    expect(formatReport(report, NOW)).toContain('access tokens');
  });
});

describe('--since', () => {
  const lines = [
    { entry: granted({ identity: hashes(2)[0] }), at: NOW - 2 * HOUR },
    { entry: granted({ identity: hashes(2)[1] }), at: NOW - HOUR },
    { entry: granted() },
  ];

  it('leaves out what is older or tells no time', () => {
    const { lines: counts, accessTokens, time } = summarise(lines, { since: NOW - HOUR }).report();
    expect(counts).toMatchObject({ service: 3, withoutTime: 1, leftOut: 2 });
    expect(accessTokens.granted).toBe(1);
    expect(time).toEqual({ from: NOW - HOUR, to: NOW - HOUR });
  });

  it('does not make the month shorter', () => {
    const { identities } = summarise(lines, { since: NOW - HOUR }).report();
    expect(identities.months).toMatchObject([{ month: '2026-11', identities: 2 }]);
  });
});

describe('the month', () => {
  it('is the calendar month in UTC, and the one before it is kept apart', () => {
    const first = Date.UTC(2026, 10, 1);
    const [a = '', b = '', c = ''] = hashes(3);
    const { months } = summarise([
      { entry: granted({ identity: a }), at: first },
      { entry: granted({ identity: a }), at: NOW },
      { entry: granted({ identity: b }), at: NOW },
      { entry: granted({ identity: a }), at: first - 1 },
      { entry: granted({ identity: c }), at: Date.UTC(2026, 8, 30) },
    ]).report().identities;
    expect(months).toMatchObject([
      { month: '2026-11', identities: 2, from: first, to: NOW },
      { month: '2026-10', identities: 1 },
    ]);
    const january = summarise([{ entry: granted({ identity: a }), at: Date.UTC(2026, 11, 31) }], {
      now: Date.UTC(2027, 0, 1),
    });
    expect(january.report().identities.months).toMatchObject([{ month: '2026-12' }]);
  });

  it('costs what the price list says', () => {
    const lines = hashes(300).map((identity) => ({ entry: granted({ identity }), at: NOW }));
    const report = summarise(lines).report();
    expect(report.identities.months[0]?.expectedDollars).toBe(priceOf(300));
    expect(formatReport(report, NOW)).toMatch(/\n2026-11 so far +300 +\$5\.00 /);
  });

  it('is not made up where lines tell no time', () => {
    const report = summarise(
      hashes(3).map((identity) => ({ entry: granted({ identity }) })),
    ).report();
    expect(report.identities).toMatchObject({ months: [], withoutMonth: 3 });
    const table = formatReport(report, NOW);
    expect(table).toContain('Distinct identities of no known month, because');
    expect(table).not.toContain('$');
  });

  it('has nobody who was refused, or who has a ticket only', () => {
    const [identity] = hashes(1);
    const { identities } = summarise([
      { entry: { ...granted({ identity }), outcome: 'refused' }, at: NOW },
      { entry: { ...granted({ identity }), event: 'guest' }, at: NOW },
    ]).report();
    expect(identities.months).toEqual([]);
  });
});

describe('latency', () => {
  it('is exact, up to the limit of the platform', () => {
    const durations = [...Array.from({ length: 98 }, (_, index) => index + 1), 5000, 12_345];
    const lines = durations.reverse().map((ms) => ({ entry: granted({ ms }) }));
    expect(summarise(lines).report().latency.accessTokens).toEqual({
      p50: 50,
      p90: 90,
      p99: 5000,
      max: 12_345,
    });
    expect(summarise([{ entry: granted({ ms: 20_000 }) }]).report().latency.accessTokens).toEqual({
      p50: 20_000,
      p90: 20_000,
      p99: 20_000,
      max: 20_000,
    });
  });
});

describe('names', () => {
  it('may be any number, and the rest of them is one figure', () => {
    const names = Array.from({ length: 3 * MAX_NAMES }, (_, index) => `rule ${index}`);
    const { byRule } = summarise(names.map((rule) => ({ entry: granted({ rule }) }))).report();
    expect(byRule).toHaveLength(MAX_NAMES + 1);
    expect(byRule[0]).toEqual({ name: OTHERS, granted: 2 * MAX_NAMES, refused: 0 });
  });

  it('of the language itself are names like any other', () => {
    const rules = ['__proto__', 'constructor', 'toString', '__proto__'];
    const { byRule } = summarise(rules.map((rule) => ({ entry: granted({ rule }) }))).report();
    expect(byRule.map(({ name, granted: times }) => [name, times])).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
      ['toString', 1],
    ]);
  });
});

describe('the timeline', () => {
  const columnsOf = (times: readonly number[]) => {
    const { timeline } = summarise(times.map((at) => ({ entry: granted(), at })));
    return { width: timeline.width, columns: timeline.columns() };
  };

  it('has a column for each minute of an hour, also for those without a request', () => {
    const { width, columns } = columnsOf([NOW, NOW + 3 * MINUTE, NOW + 1, NOW + 59 * MINUTE]);
    expect(width).toBe(MINUTE);
    expect(columns).toHaveLength(60);
    expect(columns.slice(0, 4).map((column) => column.granted)).toEqual([2, 0, 0, 1]);
  });

  it.each([
    ['two hours', 2 * HOUR, 5 * MINUTE],
    ['a day', 24 * HOUR, HOUR],
    ['a month', 30 * 24 * HOUR, 24 * HOUR],
    ['twenty years', 20 * 365 * 24 * HOUR, 128 * 24 * HOUR],
  ])('widens its columns for %s, whatever the order, and loses nothing', (_name, span, width) => {
    const times = [NOW - span, NOW, NOW - span / 2, NOW - span / 3, NOW - span];
    for (const order of [times, [...times].reverse()]) {
      const found = columnsOf(order);
      expect(found.width).toBe(width);
      expect(found.columns.length).toBeLessThanOrEqual(61);
      expect(found.columns.reduce((sum, column) => sum + column.granted, 0)).toBe(5);
    }
  });
});
