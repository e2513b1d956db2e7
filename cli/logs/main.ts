/** `npm run logs`: summarises exported lines of the service's log. */
import { writeFileSync } from 'node:fs';
import {
  JSON_OPTION,
  type Outcome,
  readCall,
  render,
  startCommand,
  UsageMistake,
} from '../command';
import { drawChart } from './chart';
import { joinObjects, readLines } from './lines';
import { parseSince } from './since';
import { Summary } from './summary';
import { formatReport } from './table';
import { unwrap } from './unwrap';

const LOGS = {
  name: 'logs',
  about:
    'Summarises exported lines of the log, from standard input: npm run logs -- --since 1h < file. docs/logs.md describes what it reads.',
  options: {
    since: {
      takes: 'TIME',
      about:
        'Only lines from then on: 30m, 1h, 7d, or ISO 8601 with its zone. The identities of the month are of all lines.',
    },
    svg: { takes: 'FILE', about: 'Also draws what was granted and refused over time.' },
    json: {
      about: `${JSON_OPTION.about} Times are milliseconds since the epoch.`,
    },
  },
  endings: '0; 2 a mistake in usage, or nothing to read.',
} as const;

const HOW_TO_EXPORT =
  '`twilio serverless:logs -o json` exports it with each line, see docs/logs.md.';

startCommand(async (words): Promise<Outcome> => {
  const call = readCall(LOGS, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const { options } = call;
  if (process.stdin.isTTY) {
    throw new UsageMistake('Lines of the log are needed: npm run logs -- --since 1h < file');
  }
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
  return { text: render(options.json, report, () => formatReport(report, now)), exitCode: 0 };
});

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The chart could not be written to ${file} (${code}).`);
  }
}
