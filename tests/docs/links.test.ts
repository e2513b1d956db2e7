/** Every link, command, variable and code in the documents is one that there is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { REFUSALS } from '../../src/errors';
import { VARIABLES } from '../../src/settings/variables';

const ROOT = resolve(__dirname, '../..');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'interop/README.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8');
/** The text without blocks of code and without code in lines. */
const proseOf = (page: string) =>
  read(page)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

it.each(PAGES)('has links that lead somewhere: %s', (page) => {
  const broken = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
    });
  expect(broken).toEqual([]);
});

const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));

it.each(PAGES)('names commands that there are: %s', (page) => {
  const named = [...read(page).matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => !(name in scripts) && !isVendors(page))).toEqual([]);
});

/** Pages of logins may show commands of a vendor's own project. */
const isVendors = (page: string) => page.startsWith(join('docs', 'logins'));

const KNOWN: readonly string[] = Object.keys(VARIABLES);

it.each(PAGES)('names variables that there are: %s', (page) => {
  const named = [
    ...read(page).matchAll(/\b(?:AUTH|IDENTITY|GUEST|GUESTS|BACKEND|TOKEN)_[A-Z][A-Z_]*[A-Z]\b/g),
  ].map(([name]) => name);
  const unknown = [...new Set(named)].filter(
    (name) => !KNOWN.includes(name) && !KNOWN.some((known) => known.startsWith(`${name}_`)),
  );
  expect(unknown.filter((name) => !EXAMPLES.includes(name))).toEqual([]);
});

/** Names of variables of others, which the documents have as examples. */
const EXAMPLES = ['AUTH_SERVICE_URL', 'BACKEND_URL', 'TOKEN_URL'];

it.each(PAGES)('names refusals that there are: %s', (page) => {
  const named = [...read(page).matchAll(/\b[45]\d\d `([a-z]+(?:_[a-z]+)+)`/g)].map(
    ([, code = '']) => code,
  );
  const errors = Object.values(REFUSALS).map(({ error }) => error as string);
  expect(named.filter((code) => !(code in REFUSALS) && !errors.includes(code))).toEqual([]);
});
