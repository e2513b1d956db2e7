/**
 * Summarises exported lines of the service's log: `npm run logs -- --since 1h < file`. What it reads is
 * described in `docs/logs.md`.
 *
 * - `--since TIME`: counts only lines from then on; `30m`, `1h`, `7d`, or ISO 8601 with its zone.
 *   The identities of the month are of all lines.
 * - `--svg FILE`: also draws what was granted and refused over time.
 * - `--json`: everything as JSON instead. Times are milliseconds since the epoch.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { asciiJson } from '../printable';
import { drawChart } from './chart';
import { joinObjects, readLines } from './lines';
import { parseSince } from './since';
import { Summary } from './summary';
import { formatReport } from './table';
import { unwrap } from './unwrap';

const USAGE = 'Usage: npm run logs -- [--since 1h] [--svg FILE] [--json] < file';

const HOW_TO_EXPORT =
  '`twilio serverless:logs -o json` exports it with each line, see docs/logs.md.';

async function main(): Promise<string> {
  const { values: options } = parseArgs({
    options: {
      since: { type: 'string' },
      svg: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (process.stdin.isTTY) throw new Error(USAGE);
  const now = Date.now();
  const since = options.since === undefined ? undefined : parseSince(options.since, now);
  const summary = new Summary(now, since);
  for await (const line of joinObjects(readLines(process.stdin))) {
    summary.add(line === undefined ? undefined : unwrap(line));
  }

  const report = summary.report();
  const { read, service, withoutTime } = report.lines;
  if (service === 0) {
    throw new Error(
      read === 0
        ? 'There was nothing to read.'
        : `None of ${read} lines is one of this service. docs/logs.md says how to export its log.`,
    );
  }
  if (since !== undefined && withoutTime === service) {
    throw new Error(`No line tells its time, so --since cannot be followed. ${HOW_TO_EXPORT}`);
  }
  if (options.svg !== undefined) {
    const { timeline } = summary;
    const columns = timeline.columns();
    if (columns.length === 0) {
      throw new Error(
        withoutTime === service
          ? `No line tells its time, so there is nothing to draw. ${HOW_TO_EXPORT}`
          : 'No request for a token is left to draw.',
      );
    }
    const { refusedByCode } = report;
    write(options.svg, drawChart({ columns, width: timeline.width, refusedByCode }));
  }
  return options.json ? asciiJson(report) : formatReport(report, now);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The chart could not be written to ${file} (${code}).`);
  }
}

main().then(
  (text) => console.log(text),
  (error) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);
