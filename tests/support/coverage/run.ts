/**
 * Runs all tests and requires that they cover the code: `npm run test:coverage`. What runs in
 * programs that tests start is counted too. The result is in `coverage/`, a report for each file in
 * `coverage/coverage-final.json`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { createCoverageMap, createCoverageSummary } from 'istanbul-lib-coverage';
import { programOf } from '../../../dev/program';
import { addChildren } from './children';

/**
 * Percent of all code. The programs that `cli/run.cjs` starts are counted in part only, so this is below
 * what the tests reach; `src/`, `client/` and `policy-check/` are above 98 and 95.
 */
const REQUIRED = { lines: 91, branches: 88 } as const;

const ROOT = resolve(__dirname, '../../..');
const FOLDER = join(ROOT, 'coverage');
const CHILDREN = join(FOLDER, 'children');
const RESULT = join(FOLDER, 'coverage-final.json');

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(CHILDREN, { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [programOf('jest'), '--coverage', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, COVERAGE_OF_CHILDREN: CHILDREN } },
);

const coverage = createCoverageMap(JSON.parse(readFileSync(RESULT, 'utf8')));
addChildren(coverage, CHILDREN);
writeFileSync(RESULT, JSON.stringify(coverage));

/** Folders by name, and all of them. */
const summaries = new Map([['all', createCoverageSummary()]]);
for (const path of coverage.files()) {
  const [folder = ''] = relative(ROOT, path).split(sep);
  const summary = coverage.fileCoverageFor(path).toSummary();
  if (!summaries.has(folder)) summaries.set(folder, createCoverageSummary());
  summaries.get(folder)?.merge(summary);
  summaries.get('all')?.merge(summary);
}
for (const [name, { lines, branches }] of summaries) {
  console.log(`${name.padEnd(14)} lines ${lines.pct} %, branches ${branches.pct} %`);
}
const all = summaries.get('all') ?? createCoverageSummary();
const missed = (['lines', 'branches'] as const).filter((kind) => all[kind].pct < REQUIRED[kind]);
for (const kind of missed) {
  console.error(
    `The tests cover ${all[kind].pct} % of ${kind}, and ${REQUIRED[kind]} are required.`,
  );
}
process.exitCode = status || missed.length;
