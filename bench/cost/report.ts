/** The figures as Markdown, aligned so that they read well in a terminal too. */
import { priceOf } from './prices';
import { SCHEMES, type SchemeName } from './schemes';

/** The result of one simulated month. */
export interface Month {
  readonly visitors: number;
  /** Identities billed under each scheme. */
  readonly billed: Readonly<Record<SchemeName, number>>;
}

/** What a month took on this machine. Not repeatable, and so kept apart from the figures. */
export interface Effort {
  readonly visitors: number;
  readonly seconds: number;
  /** The most memory that the process has held so far, in MB (10⁶ bytes). */
  readonly maxRss: number;
}

/** A whole number with separators, `1,234,567`. */
export const count = (number: number): string => number.toLocaleString('en-US');

/** US dollars: to the cent below 100, to the dollar from there on. */
export const dollars = (amount: number): string =>
  `$${amount.toLocaleString('en-US', {
    minimumFractionDigits: amount > 0 && amount < 100 ? 2 : 0,
    maximumFractionDigits: amount < 100 ? 2 : 0,
  })}`;

/** For each month and scheme: the identities billed, the price, and the ratio to the cheapest. */
export function costTable(months: readonly Month[]): string {
  const rows = months.flatMap(({ visitors, billed }) =>
    SCHEMES.map(({ name, label }, index) => [
      index ? '' : count(visitors),
      label,
      count(billed[name]),
      dollars(priceOf(billed[name])),
      billed.lazyService ? `${(billed[name] / billed.lazyService).toFixed(1)}×` : '–',
    ]),
  );
  return table(['Visitors', 'Scheme', 'Identities billed', 'US dollars', 'Ratio'], 'rlrrr', rows);
}

/** For each month: how long it took, and the memory. */
export function effortTable(efforts: readonly Effort[]): string {
  const rows = efforts.map(({ visitors, seconds, maxRss }) => [
    count(visitors),
    `${seconds.toFixed(1)} s`,
    `${Math.round(maxRss)} MB`,
  ]);
  return table(['Visitors', 'Simulated in', 'Max RSS so far'], 'rrr', rows);
}

/** @param sides for each column `l` or `r`: where its text stands */
function table(head: string[], sides: string, rows: string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const isRight = (column: number) => sides[column] === 'r';
  const line = (row: string[]) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isRight(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return `| ${cells.join(' | ')} |`;
  };
  const rules = widths.map((width, column) =>
    isRight(column) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2),
  );
  return [line(head), `|${rules.join('|')}|`, ...rows.map(line)].join('\n');
}
