/**
 * The lines of the environment file that are read differently from how they look. The deployer reads
 * it with dotenv 6: one line is one value, and a comment needs a line of its own.
 */
import { settingsOf } from '../../../src/settings';
import { type Check, type Finding, orOk, warning, wrong } from '../check';

/** How dotenv 6 finds a name and a value. */
const ASSIGNMENT = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/;

/** A line with a value. */
interface Line {
  number: number;
  name: string;
  value: string;
}

/** Every line that is not what it seems. */
export const syntax: Check = {
  id: 'env-syntax',
  title: 'Lines of the environment file',
  run({ environment: { text }, policy }) {
    const known = new Set<string>(settingsOf(policy));
    const { assignments, findings } = readLines(text);
    const values = assignments.flatMap((line) => judgeValue(line, known.has(line.name)));
    return orOk(
      [...findings, ...values, ...findRepetitions(assignments)],
      'Every line is read as it looks.',
    );
  },
};

/** Finds the lines with a value, and says which of the others are not what they seem. */
function readLines(text: string): { assignments: Line[]; findings: Finding[] } {
  const assignments: Line[] = [];
  const findings: Finding[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const number = index + 1;
    const [, name, value = ''] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined) {
      findings.push(unread(number, line));
      continue;
    }
    const end = endOfQuotation(value, lines, index);
    if (end > index) {
      findings.push(
        wrong(
          `Line ${number} begins a value of ${end - index + 1} lines. Only the first of them is read.`,
          'Write the value on one line. A value may have at most 450 bytes.',
        ),
      );
      index = end;
    } else {
      assignments.push({ number, name, value });
    }
  }
  return { assignments, findings };
}

/** The line on which a quotation ends that this line opens; this line, if none does. */
function endOfQuotation(value: string, lines: readonly string[], index: number): number {
  const quote = value.charAt(0);
  if (!/["'`]/.test(quote) || value.indexOf(quote, 1) > 0) return index;
  const end = lines.findIndex((line, i) => i > index && line.trimEnd().endsWith(quote));
  // A quotation that a later value closes as its own was never meant to reach so far.
  const between = lines.slice(index + 1, end + 1).some((line) => line.includes(`=${quote}`));
  return end < 0 || between ? index : end;
}

function unread(number: number, line: string): Finding {
  if (/^export\s/.test(line)) {
    return wrong(
      `Line ${number} begins with export, so it is not read.`,
      'Remove the word export.',
    );
  }
  return wrong(
    `Line ${number} is not read: it has not the form NAME=value.`,
    'Correct it, or put # before it.',
  );
}

/** @param isSetting whether the settings have a sentence of their own for a comment behind it */
function judgeValue({ number, value }: Line, isSetting: boolean): Finding[] {
  const first = value.charAt(0);
  const last = value.length > 1 ? value.charAt(value.length - 1) : '';
  if (first === '#') {
    return [
      wrong(
        `Line ${number} has a comment where its value should be, and the comment is read as the value.`,
        'Move the comment to a line of its own.',
      ),
    ];
  }
  const quoted = /["']/.test(first) && first === last;
  if (/\s#/.test(value) && !quoted) {
    if (isSetting) return [];
    const remedy = 'Move the comment to a line of its own.';
    return [warning(`Line ${number} has a comment behind its value, which is part of it.`, remedy)];
  }
  if (first === '`' && last === '`') {
    return [
      wrong(
        `Line ${number} has its value in backticks, which stay in it.`,
        'Remove the backticks.',
      ),
    ];
  }
  if (!quoted && (/["']/.test(first) || /["']/.test(last))) {
    return [
      wrong(
        `Line ${number} has a quotation mark at one end of its value only. The mark is dropped.`,
        'Remove the mark. No value needs quotation marks.',
      ),
    ];
  }
  return [];
}

function findRepetitions(assignments: readonly Line[]): Finding[] {
  const first = new Map<string, number>();
  return assignments.flatMap(({ name, number }) => {
    const earlier = first.get(name);
    first.set(name, number);
    if (earlier === undefined) return [];
    const finding = `Line ${number} sets the variable of line ${earlier} again, and the last one counts.`;
    return [warning(finding, 'Remove one of the two lines.')];
  });
}
