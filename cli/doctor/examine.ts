/** Runs checks: side by side, each within its time, and none can end the others. */
import { type Check, type Finding, wrong } from './check';
import { Unreachable } from './http';

/** A check with its world. */
export interface BoundCheck {
  id: string;
  title: string;
  run: () => readonly Finding[] | Promise<readonly Finding[]>;
}

/** Gives each check its world. */
export function bind<W>(checks: readonly Check<W>[], world: W): BoundCheck[] {
  return checks.map(({ id, title, run }) => ({ id, title, run: () => run(world) }));
}

/** A finding, and the check that made it. */
export interface ReportedFinding extends Finding {
  id: string;
  title: string;
}

/** A check that was not run, and why. */
export interface Skipped {
  id: string;
  title: string;
  reason: string;
}

/** What came of all checks. */
export interface Report {
  /** Whether nothing is wrong. */
  ok: boolean;
  findings: ReportedFinding[];
  skipped: Skipped[];
}

/**
 * Checks of which each needs those before it: when a stage finds something wrong, the rest of them
 * would only repeat it, and is left out.
 */
export type Stages = readonly (readonly BoundCheck[])[];

/**
 * Runs groups of checks side by side.
 *
 * @param limit milliseconds that each check may take
 */
export async function examine(groups: readonly Stages[], limit: number): Promise<Report> {
  const parts = await Promise.all(groups.map((stages) => examineStages(stages, limit)));
  return reportOf(
    parts.flatMap((part) => part.findings),
    parts.flatMap((part) => part.skipped),
  );
}

/** A report of findings. The same finding, made by two checks, is one. */
export function reportOf(
  findings: readonly ReportedFinding[],
  skipped: readonly Skipped[],
): Report {
  const seen = new Set<string>();
  const distinct = findings.filter(({ status, finding }) => {
    const known = seen.has(finding) && status !== 'ok';
    seen.add(finding);
    return !known;
  });
  return {
    ok: !distinct.some(({ status }) => status === 'wrong'),
    findings: distinct,
    skipped: [...skipped],
  };
}

async function examineStages(stages: Stages, limit: number): Promise<Omit<Report, 'ok'>> {
  const findings: ReportedFinding[] = [];
  for (const [index, checks] of stages.entries()) {
    const found = await Promise.all(checks.map((check) => runOne(check, limit)));
    findings.push(...found.flat());
    const failed = found.flat().find(({ status }) => status === 'wrong');
    if (failed) {
      const rest = stages.slice(index + 1).flat();
      const reason = `First fix: ${failed.title}.`;
      return { findings, skipped: rest.map(({ id, title }) => ({ id, title, reason })) };
    }
  }
  return { findings, skipped: [] };
}

async function runOne({ id, title, run }: BoundCheck, limit: number): Promise<ReportedFinding[]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Finding[]>((resolve) => {
    const late = wrong(`This check did not end within ${limit / 1000} s.`, 'Run the doctor again.');
    timer = setTimeout(() => resolve([late]), limit);
  });
  try {
    const found = await Promise.race([Promise.resolve().then(run), timeout]);
    return found.map((finding) => ({ id, title, ...finding }));
  } catch (error) {
    if (error instanceof Unreachable) {
      return [
        { id, title, ...wrong(`There was no answer: ${error.message}.`, 'Run the doctor again.') },
      ];
    }
    // The message of a foreign error may quote what it choked on, so only its kind is shown.
    const kind = error instanceof Error ? error.name : typeof error;
    const remedy = 'Run the doctor again. If it stays, please report it.';
    return [{ id, title, ...wrong(`This check failed with ${kind}.`, remedy) }];
  } finally {
    clearTimeout(timer);
  }
}
