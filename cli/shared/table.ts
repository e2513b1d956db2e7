/** Tables for a terminal. */
import { printable } from './printable';

/**
 * A head and rows as columns; empty without rows.
 *
 * @param pad how a cell is brought to the width of its column; to the left by default
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  pad = (cell: string, width: number, _column: number) => cell.padEnd(width),
): string {
  if (rows.length === 0) return '';
  const lines = [head, ...rows].map((row) => row.map((cell) => printable(cell)));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
  return lines
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
