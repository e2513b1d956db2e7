/**
 * Writes what is derived from the table of variables: `.env.example`, and the tables of
 * `docs/configuration.md`. A test compares both, so run this after a change: `npm run docs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GROUPS, VARIABLE_NAMES, VARIABLES, type Variable } from '../src/settings/variables';

const ROOT = resolve(__dirname, '..');
const EXAMPLE = join(ROOT, '.env.example');
const PAGE = join(ROOT, 'docs/configuration.md');

/** What is between these lines of the page is derived. */
const MARKS = ['<!-- variables: npm run docs -->', '<!-- end of variables -->'] as const;

const INTRODUCTION = `# Copy this file to .env and fill it in. An empty value is the same as none.
# Comments must be on lines of their own: after a value they become part of it.
# A value may have at most 450 bytes, and all variables together about 3 kB.
# docs/configuration.md has more.`;

const entries: [string, Variable][] = VARIABLE_NAMES.map((name) => [name, VARIABLES[name]]);
const inGroup = (group: string) => entries.filter(([, variable]) => variable.group === group);

/** The whole of `.env.example`. */
export function environmentExample(): string {
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => [
    `# --- ${title} `.padEnd(95, '-'),
    ...inGroup(group).map(exampleOf),
  ]);
  return `${[INTRODUCTION, ...groups].join('\n\n')}\n`;
}

function exampleOf([name, { meaning, fallback, absent }]: [string, Variable]): string {
  const otherwise = fallback ?? absent ?? 'none';
  const ending = otherwise.startsWith('required')
    ? `R${otherwise.slice(1)}`
    : `Default: ${otherwise}`;
  const sentences = `${meaning} ${ending}.`.replaceAll('`', '').replaceAll('…', '...');
  const lines = sentences.match(/\S.{0,96}(?=\s|$)/g) ?? [];
  return [...lines.map((line) => `# ${line}`), `${name}=`].join('\n');
}

/** The tables of `docs/configuration.md`, one for each group. */
export function configurationTables(): string {
  return Object.entries(GROUPS)
    .map(([group, title]) => {
      const rows = inGroup(group).map(
        ([name, { meaning, fallback, absent = 'none' }]) =>
          `| \`${name}\` | ${fallback === undefined ? absent : `\`${fallback}\``} | ${meaning} |`,
      );
      return [
        `### ${title}`,
        '',
        '| Variable | Default | Meaning |',
        '|---|---|---|',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

/** The page with its tables brought up to date. */
export function configurationPage(page: string): string {
  const [before = '', rest = ''] = page.split(MARKS[0]);
  const [, after = ''] = rest.split(MARKS[1]);
  return `${before}${MARKS[0]}\n\n${configurationTables()}\n\n${MARKS[1]}${after}`;
}

if (require.main === module) {
  writeFileSync(EXAMPLE, environmentExample());
  writeFileSync(PAGE, configurationPage(readFileSync(PAGE, 'utf8')));
}
