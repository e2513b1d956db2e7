/** The report as people see it. */
import { type Report, renderReport } from '../../../cli/doctor';

const REPORT: Report = {
  ok: false,
  findings: [
    { id: 'a', title: 'Alpha', status: 'ok', finding: 'All is well.' },
    { id: 'b', title: 'Beta', status: 'warning', finding: 'It may rain.', remedy: 'Take a coat.' },
    {
      id: 'c',
      title: 'Gamma',
      status: 'wrong',
      finding: 'The quick brown fox jumps over the lazy dog, again and again and again.',
      remedy: `See https://example.com/${'a'.repeat(60)}`,
    },
  ],
  skipped: [
    { id: 'd', title: 'Delta', reason: 'First fix: Gamma.' },
    { id: 'e', title: 'Epsilon', reason: 'First fix the settings.' },
    { id: 'f', title: 'Zeta', reason: 'First fix: Gamma.' },
  ],
};

it('shows what is wrong first and last, with what to do, and one line for what is well', () => {
  const text = renderReport(REPORT, { width: 200 });
  const at = (part: string) => text.indexOf(part);
  expect(text).toMatch(/^wrong {4}Gamma: The quick/);
  expect(at('warning  Beta: It may rain.\n         → Take a coat.')).toBeGreaterThan(0);
  expect(at('ok       Alpha: All is well.\n')).toBeGreaterThan(at('Beta'));
  expect(text).toMatch(/^Not checked: Delta, Zeta\. First fix: Gamma\.$/m);
  expect(text).toMatch(/^Not checked: Epsilon\. First fix the settings\.$/m);
  expect(text).toMatch(/\n1 wrong\. 1 warning\.\nBegin with this: The quick(.|\n)*See\s+https:/);
});

it('says when nothing is wrong', () => {
  const findings = REPORT.findings.slice(0, 2);
  const text = renderReport({ ok: true, findings, skipped: [] });
  expect(text).toMatch(/\nNothing is wrong\. 1 warning\.$/);
  expect(text).not.toContain('Not checked');
});

it.each([1, 72, 80, 120])(
  'breaks lines between words at a width of %d, and loses none',
  (width) => {
    const lines = renderReport(REPORT, { width }).split('\n');
    const words = lines.flatMap((line) => line.split(/ +/));
    for (const { finding, remedy = '' } of REPORT.findings) {
      expect(words).toEqual(expect.arrayContaining(`${finding} ${remedy}`.trim().split(' ')));
    }
    // An address is never broken, so that it can be copied.
    const long = lines.filter((line) => line.length > Math.max(60, width));
    expect(long.filter((line) => !line.includes('https://'))).toEqual([]);
  },
);

it('is coloured only if that is wanted', () => {
  expect(renderReport(REPORT)).not.toContain('\u001b');
  expect(renderReport(REPORT, { colour: true })).toContain('\u001b[31mwrong');
});
