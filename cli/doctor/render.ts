/** The report for a terminal: what is wrong first, and again last, with what to do. */
import { painter } from '../paint';
import { wrap } from '../table';
import type { Status } from './check';
import type { Report, ReportedFinding } from './examine';

/** How a report is to look. */
export interface Looks {
  /** Columns of the terminal. Default: 100. */
  width?: number | undefined;
  /** Whether the status is coloured. Default: false. */
  colour?: boolean;
}

/** The words of the first column, and their colours. */
const STATUS = {
  wrong: { word: 'wrong', colour: 'red' },
  warning: { word: 'warning', colour: 'yellow' },
  ok: { word: 'ok', colour: 'green' },
} as const satisfies Record<Status, object>;

const NARROWEST = 60;
const WIDEST = 120;
const WORD = 9;

/** Writes the report, with a sentence below that sums it up. */
export function renderReport(report: Report, { width = 100, colour = false }: Looks = {}): string {
  const { findings, skipped } = report;
  const total = Math.min(WIDEST, Math.max(NARROWEST, width));
  const paint = painter(colour);
  const row = ({ status, title, finding, remedy }: ReportedFinding) => {
    const { word, colour: style } = STATUS[status];
    const lines = [
      ...wrap(`${title}: ${finding}`, total - WORD),
      ...(remedy === undefined ? [] : wrap(`→ ${remedy}`, total - WORD)),
    ];
    return lines
      .map((line, index) =>
        index === 0
          ? `${paint(word, style)}${' '.repeat(WORD - word.length)}${line}`
          : `${' '.repeat(WORD)}${line}`,
      )
      .join('\n');
  };
  const of = (status: Status) => findings.filter((each) => each.status === status);
  const [wrong, warnings, well] = [of('wrong'), of('warning'), of('ok')];
  const blocks = [
    ...[...wrong, ...warnings].map(row),
    well.map(row).join('\n'),
    ...[...new Set(skipped.map(({ reason }) => reason))].map((reason) => {
      const titles = skipped.filter((each) => each.reason === reason).map(({ title }) => title);
      return wrap(`Not checked: ${titles.join(', ')}. ${reason}`, total).join('\n');
    }),
    sumUp(wrong, warnings.length, total),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function sumUp(wrong: readonly ReportedFinding[], warnings: number, width: number): string {
  const also = warnings === 0 ? '' : ` ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
  const [first] = wrong;
  if (!first) return `Nothing is wrong.${also}`;
  const begin = wrap(`Begin with this: ${first.finding} ${first.remedy ?? ''}`.trim(), width);
  return [`${wrong.length} wrong.${also}`, ...begin].join('\n');
}
