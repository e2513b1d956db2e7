import { painter, wantsColour } from '../../cli/paint';
import { logLines } from '../../dev/log-lines';
import type { LogEntry } from '../../src/log';

const AT = '13:04:05';
const lines = (variables: string[] = [], colour = false) =>
  logLines({
    paint: painter(colour),
    variables: new Set(variables),
    now: () => new Date(`2026-01-01T${AT}`),
  });
const decision: LogEntry = {
  event: 'token',
  level: 'info',
  outcome: 'granted',
  status: 200,
  caller: 'person',
  issuer: 'https://login.example.com/',
  identity: 'a-hash',
  ms: 3,
  requestId: 'an-id',
};
const settings: LogEntry = {
  event: 'settings',
  level: 'warning',
  problems: [
    { variable: 'GUEST_CHALLENGE_URL', sentence: 'is not set.' },
    { variable: 'AUTH_USERINFO_URL', sentence: 'is risky.' },
  ],
} as LogEntry;
const show = (entry: unknown, variables?: string[]) => lines(variables)(JSON.stringify(entry));

it('shows a request in one line, with the time', () => {
  expect(show(decision)).toEqual([
    `${AT}  200 token   granted  person of https://login.example.com/  3 ms`,
  ]);
  const refused = { ...decision, outcome: 'refused', status: 401, code: 'token_expired' };
  expect(show({ ...refused, cause: 'exp is past' })).toEqual([
    `${AT}  401 token   token_expired  exp is past  3 ms`,
  ]);
});

it('shows what could not be fetched', () => {
  const entry = { event: 'key_set', level: 'warning', issuer: 'https://x', cause: 'status 500' };
  expect(show(entry)).toEqual([`${AT}  key_set    https://x  status 500`]);
});

it('warns about nothing that the file does not set, and reports every error', () => {
  expect(show(settings)).toEqual([]);
  expect(show(settings, ['AUTH_USERINFO_URL'])).toEqual([
    `${AT}  warning    AUTH_USERINFO_URL is risky.`,
  ]);
  expect(show({ ...settings, level: 'error' })).toHaveLength(2);
});

it.each(['hello', '', '{"a":1}', 'null', '[]', '{', '{"event":"x","level":"debug"}'])(
  'leaves other output as it is: %s',
  (line) => {
    expect(lines()(line)).toEqual([line]);
  },
);

it('lets no one write to the terminal through a cause', () => {
  const [line = ''] = show({ ...decision, cause: '\u001b[2J\u202e\n13:00:00  200' });
  expect([...line].filter((character) => '\u001b\u202e\n'.includes(character))).toEqual([]);
});

it('paints where a terminal wants it', () => {
  const terminal = { isTTY: true };
  expect(wantsColour(terminal, {})).toBe(true);
  expect(wantsColour({}, {})).toBe(false);
  expect(wantsColour({}, { FORCE_COLOR: '1' })).toBe(true);
  expect(wantsColour(terminal, { FORCE_COLOR: '0' })).toBe(false);
  expect(wantsColour(terminal, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour(terminal, { TERM: 'dumb' })).toBe(false);
  expect(painter(true)('a', 'bold')).toBe('\u001b[1ma\u001b[22m');
  expect(painter(false)('a', 'bold', 'cyan')).toBe('a');
  expect(lines([], true)(JSON.stringify(decision))[0]).toContain('\u001b[32m');
});
