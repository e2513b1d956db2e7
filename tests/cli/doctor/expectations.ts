/** What the rows of all tables have in common. */
import { type Report, renderReport, type Status, type World } from '../../../cli/doctor';

/** What the doctor is to say. */
export interface Expected {
  /** The check that is to notice. */
  id: string;
  status: Exclude<Status, 'ok'>;
  finding: RegExp;
  /** Default: any. */
  remedy?: RegExp;
  /** Other checks that cannot but notice too. Default: none. */
  also?: readonly string[];
}

/** One way to be wrong. */
export interface Row<Stage> extends Expected {
  /** What is wrong; completes "notices". */
  what: string;
  /** Makes it wrong. */
  spoil?(stage: Stage): unknown;
  /** Members of the world that make it wrong. */
  world?(stage: Stage): Partial<World>;
}

/** The checks that found something, each once, in alphabetical order. */
export const complaining = ({ findings }: Report) =>
  [...new Set(findings.filter(({ status }) => status !== 'ok').map(({ id }) => id))].sort();

/** Expects what a row says, and no more. */
export function expectRow(report: Report, row: Expected): void {
  const { id, status, finding, remedy = /./, also = [] } = row;
  const found = report.findings.filter((each) => each.id === id && each.status !== 'ok');
  expect(found).toContainEqual(
    expect.objectContaining({
      status,
      finding: expect.stringMatching(finding),
      remedy: expect.stringMatching(remedy),
    }),
  );
  expect(complaining(report)).toEqual([id, ...also].sort());
  const wrong = report.findings.some((each) => each.status === 'wrong');
  expect(report.ok).toBe(!wrong);
}

/** Expects that nothing of what must not be shown is shown, to people or to machines. */
export function expectSilence(report: Report, secrets: readonly string[]): void {
  const shown = renderReport(report) + JSON.stringify(report);
  for (const secret of secrets) expect(shown).not.toContain(secret);
}
