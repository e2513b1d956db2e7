/**
 * Values put into the text of an environment file, with everything else as it was: comments, order,
 * and variables that are none of the service's.
 */
import type { Environment } from '../env-file';

/** Which variable a line sets, as dotenv sees it; undefined for comments and the rest. */
function nameOf(line: string): string | undefined {
  return /^\s*([\w.-]+)\s*=/.exec(line)?.[1];
}

/**
 * A line for a value. dotenv takes one quotation mark off each end, so a value that has one there
 * gets another pair around it.
 */
function lineOf(name: string, value: string): string {
  return /^['"]|['"]$/.test(value) ? `${name}='${value}'` : `${name}=${value}`;
}

/**
 * Sets variables in a text. A variable that has a line keeps its place; of several lines the last is
 * changed, because it counts. A new one comes at the end, with its comment from the template.
 *
 * @param text of the file; empty for a new one, which is then made from the template
 * @param template such a file with all variables and comments, without values
 */
export function setValues(text: string, values: Environment, template: string): string {
  const source = text.trim() === '' ? template : text;
  const end = source.includes('\r\n') ? '\r\n' : '\n';
  const lines = source.split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  for (const [name, value] of Object.entries(values)) {
    const at = lines.findLastIndex((line) => nameOf(line) === name);
    if (at >= 0) lines[at] = lineOf(name, value);
    // What is not there need not be blanked.
    else if (value !== '') lines.push('', ...commentOf(name, template), lineOf(name, value));
  }
  return lines.join(end) + end;
}

/** The comment right above a variable's line. */
function commentOf(name: string, template: string): string[] {
  const lines = template.split(/\r?\n/);
  const at = lines.findIndex((line) => nameOf(line) === name);
  const above = lines.slice(0, Math.max(at, 0));
  return above.slice(above.findLastIndex((line) => !line.startsWith('#')) + 1);
}
