/** The report as a table for a terminal. */
import type { Status } from './check';
import type { Report } from './examine';

/** How a table is to look. */
export interface Looks {
  /** Columns of the terminal. Default: 100. */
  width?: number | undefined;
  /** Whether the status is coloured. Default: false. */
  colour?: boolean;
}

/** The words of the first column, and their colours (ECMA-48 §8.3.117). */
const STATUS: Record<Status, { word: string; colour: number }> = {
  ok: { word: 'ok', colour: 32 },
  warning: { word: 'warning', colour: 33 },
  wrong: { word: 'wrong', colour: 31 },
};

const HEADINGS = ['', 'Check', 'Finding', 'Remedy'] as const;
const GAP = 2;
const NARROWEST = 72;
const WIDEST = 160;

/** Draws the table, with a sentence below that sums it up. */
export function renderReport(report: Report, { width = 100, colour = false }: Looks = {}): string {
  const { findings, skipped } = report;
  const rows = findings.map(({ status, title, finding, remedy = '' }) => [
    STATUS[status].word,
    title,
    finding,
    remedy,
  ]);
  const total = Math.min(WIDEST, Math.max(NARROWEST, width));
  const widths = columnWidths(rows, total);
  const lines = [HEADINGS, ...rows].flatMap((row, index) => {
    const status = findings[index - 1]?.status;
    return renderRow(row, widths, colour && status ? STATUS[status].colour : undefined);
  });
  const parts = [lines.join('\n')];
  for (const reason of new Set(skipped.map((each) => each.reason))) {
    const left = skipped.filter((each) => each.reason === reason);
    const titles = left.map(({ title }) => title).join(', ');
    parts.push(wrap(`Not checked: ${titles}. ${reason}`, total).join('\n'));
  }
  parts.push(sumUp(report));
  return parts.join('\n\n');
}

function sumUp({ findings, ok }: Report): string {
  const count = (status: Status) => findings.filter((each) => each.status === status).length;
  const warnings = count('warning');
  const also = warnings === 0 ? '' : ` ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
  return ok ? `Nothing is wrong.${also}` : `${count('wrong')} wrong.${also}`;
}

/** The first two columns as wide as their texts; the rest is shared out. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] {
  const widest = (column: number) =>
    Math.max(...[HEADINGS, ...rows].map((row) => row[column]?.length ?? 0));
  const fixed = [widest(0), widest(1)];
  const left = width - fixed.reduce((sum, each) => sum + each, 0) - 3 * GAP;
  const remedy = Math.min(widest(3), Math.floor(left * 0.45));
  return [...fixed, left - remedy, remedy];
}

function renderRow(row: readonly string[], widths: readonly number[], colour?: number): string[] {
  const cells = row.map((text, column) => wrap(text, widths[column] ?? 0));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((cell, column) => (cell[line] ?? '').padEnd(widths[column] ?? 0));
    if (colour !== undefined) texts[0] = `\u001b[${colour}m${texts[0]}\u001b[0m`;
    return texts.join(' '.repeat(GAP)).trimEnd();
  });
}

/** Breaks a text between words; a word that is wider stands out. */
function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
