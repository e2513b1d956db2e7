/** Tables and paragraphs for a terminal. */
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

/** Breaks a text between words, with at least one line; a word that is wider stands out. */
export function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
