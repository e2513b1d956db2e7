/**
 * Adds what ran in programs that tests started to the coverage of the tests themselves. Node reports
 * it by ranges of the code that ran; here they are looked up for each statement, function and branch
 * that the instrumentation of Jest knows, so both count the same things.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping';
import type { CoverageMap, FileCoverageData, Location, Range } from 'istanbul-lib-coverage';

/** A report that Node writes into the folder of `NODE_V8_COVERAGE` when a process ends. */
interface ProcessCoverage {
  result: ScriptCoverage[];
  'source-map-cache'?: Record<string, { lineLengths: number[]; data: unknown } | undefined>;
}

/** Of one file. Offsets are characters of the code after compilation. */
interface ScriptCoverage {
  url: string;
  functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[];
}

/** How often the code at a place of the source ran; undefined where that cannot be told. */
type CountAt = (place: Range) => number | undefined;

/**
 * Adds the reports of all processes.
 *
 * @param coverage what to add to: the files that are not in it are passed over
 * @param folder where the processes have written their reports
 */
export function addChildren(coverage: CoverageMap, folder: string): void {
  for (const name of readdirSync(folder)) {
    const report: ProcessCoverage = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const script of report.result) {
      const map = report['source-map-cache']?.[script.url];
      if (!map?.data || !script.url.startsWith('file:')) continue;
      const path = ofProject(fileURLToPath(script.url));
      if (!coverage.data[path]) continue;
      const counts = countsByOffset(script, map.lineLengths);
      addFile(coverage.fileCoverageFor(path).data, counter(map.data, map.lineLengths, counts));
    }
  }
}

const ROOT = resolve(__dirname, '../../..');

/** The file of the project that a file is, or is a copy of (`tests/support/project-copy.ts`). */
function ofProject(path: string): string {
  const [, inCopy] = /[\\/]project-\w{6}[\\/](.+)$/.exec(path) ?? [];
  return inCopy === undefined ? path : join(ROOT, inCopy);
}

/** How often each character of the compiled code ran. */
function countsByOffset({ functions }: ScriptCoverage, lineLengths: number[]): Uint32Array {
  const counts = new Uint32Array(lineLengths.reduce((sum, length) => sum + length + 1, 0));
  const ranges = functions.flatMap((each) => each.ranges);
  // Ranges are nested, and the innermost one counts.
  ranges.sort((a, b) => b.endOffset - b.startOffset - (a.endOffset - a.startOffset));
  for (const { startOffset, endOffset, count } of ranges)
    counts.fill(count, startOffset, endOffset);
  return counts;
}

function counter(sourceMap: unknown, lineLengths: number[], counts: Uint32Array): CountAt {
  const lineStarts = [0];
  for (const length of lineLengths) lineStarts.push((lineStarts.at(-1) ?? 0) + length + 1);
  const places: { line: number; column: number; offset: number }[] = [];
  eachMapping(new TraceMap(sourceMap as ConstructorParameters<typeof TraceMap>[0]), (mapping) => {
    if (mapping.originalLine === null) return;
    places.push({
      line: mapping.originalLine,
      column: mapping.originalColumn,
      offset: (lineStarts[mapping.generatedLine - 1] ?? 0) + mapping.generatedColumn,
    });
  });
  places.sort((a, b) => a.line - b.line || a.column - b.column || a.offset - b.offset);
  return ({ start, end }) => {
    // The first token inside, since not every one has a mapping.
    const place = places[firstAtOrAfter(places, start)];
    return place && isBefore(place, end) ? counts[place.offset] : undefined;
  };
}

const isBefore = (a: Location, b: Location) =>
  a.line < b.line || (a.line === b.line && a.column < b.column);

function firstAtOrAfter(places: readonly Location[], wanted: Location): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(places[middle] as Location, wanted)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addFile(file: FileCoverageData, countAt: CountAt): void {
  for (const [id, place] of Object.entries(file.statementMap)) {
    file.s[id] = (file.s[id] ?? 0) + (countAt(place) ?? 0);
  }
  for (const [id, { loc }] of Object.entries(file.fnMap)) {
    file.f[id] = (file.f[id] ?? 0) + (countAt(loc) ?? 0);
  }
  for (const [id, { type, loc, locations }] of Object.entries(file.branchMap)) {
    // V8 does not count defaults of parameters by themselves.
    if (type === 'default-arg') continue;
    const arms = locations.map((place) =>
      // An if without an else has an arm without a place.
      place.start?.line === undefined ? undefined : (countAt(place) ?? 0),
    );
    const missing = (countAt(loc) ?? 0) - arms.reduce<number>((sum, arm) => sum + (arm ?? 0), 0);
    const hits = file.b[id] ?? [];
    file.b[id] = arms.map((arm, i) => (hits[i] ?? 0) + (arm ?? Math.max(0, missing)));
  }
}
