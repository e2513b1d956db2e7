/** Markdown and JSON as the pages have them: wrapped, and compact where it fits. */
import type { Block } from '../../cli/providers';

/** The longest line of a paragraph, and of JSON that is written on one line. */
const WIDTH = 105;

/** Breaks a paragraph into lines. Inline code and links are not broken, as GitHub shows them as one. */
export function wrap(paragraph: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.match(/(?:`[^`]*`|\]\([^)]*\)|\S)+/g) ?? []) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent.length + longer.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].join(`\n${indent}`);
}

/** A paragraph, a list or a block of code. */
export function block(content: Block): string {
  if (typeof content !== 'string') return fence(content.language, content.code);
  return content
    .split('\n')
    .map((line) => {
      const [marker = ''] = /^(?:- |\d+\. )/.exec(line) ?? [];
      return marker + wrap(line.slice(marker.length), ' '.repeat(marker.length));
    })
    .join('\n');
}

/** A block of code in a language. */
export function fence(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}

/** JSON, with everything on one line that fits. */
export function json(value: unknown, indent = ''): string {
  const flat = inline(value);
  if (indent.length + flat.length <= WIDTH || typeof value !== 'object' || value === null) {
    return flat;
  }
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = Array.isArray(value)
    ? value.map((item) => json(item, deeper))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${json(item, deeper)}`);
  return `${open}\n${members.map((member) => `${deeper}${member}`).join(',\n')}\n${indent}${close}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}: ${inline(item)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A table. The cells are Markdown without line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const empty = head.every((cell) => cell === '');
  return [
    empty ? `|${' |'.repeat(head.length)}` : line(head),
    `|${'---|'.repeat(head.length)}`,
    ...rows.map(line),
  ].join('\n');
}
