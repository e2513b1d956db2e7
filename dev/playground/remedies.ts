/** What the documents say to do about each refusal. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { REFUSALS } from '../../src/errors';

const PROJECT = resolve(__dirname, '../..');

/** The last cell of the row that the documents have for each code. */
export function readRemedies(): Record<string, string> {
  const pages = readdirSync(join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  const rows = ['README.md', ...pages].flatMap((page) =>
    Array.from(
      readFileSync(join(PROJECT, page), 'utf8').matchAll(
        /^\| `(\w+)` \| \d{3} \|.*\| (.+) \|\r?$/gm,
      ),
      ([, code = '', remedy = '']) => [code, remedy] as const,
    ),
  );
  return Object.fromEntries(rows.filter(([code]) => Object.hasOwn(REFUSALS, code)));
}
