/** The form of the pages of `docs/logins`, and that they say what the data says. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { GROUPS, PROVIDERS, SAMPLE_SECONDS, type Sample } from '../../cli/providers';
import { mapOfPages } from '../../dev/login-pages/map';
import { pageOf } from '../../dev/login-pages/page';
import { codeIn, readPage, readText, SECTIONS, variablesIn } from './support/page';

const FOLDER = 'docs/logins';

it('has a page for every system, and none besides', () => {
  const pages = PROVIDERS.map(({ page }) => page.replace(`${FOLDER}/`, ''));
  const files = readdirSync(resolve(__dirname, '../..', FOLDER));
  expect(files.sort()).toEqual([...pages, 'README.md'].sort());
});

describe('npm run docs:logins', () => {
  it.each(PROVIDERS.map((each) => [each.page, each] as const))('wrote %s', (path, provider) => {
    expect(readText(path)).toBe(pageOf(provider));
  });

  it('wrote the map, with each system once and by groups', () => {
    const text = readText(`${FOLDER}/README.md`);
    expect(text).toBe(mapOfPages());
    const links = [...text.matchAll(/^\| \[.+?\]\((.+?)\) \|/gm)].map(([, file]) => file);
    const groups = Object.keys(GROUPS);
    const sorted = PROVIDERS.toSorted(
      (one, other) => groups.indexOf(one.group) - groups.indexOf(other.group),
    );
    expect(links).toEqual(sorted.map(({ id }) => `${id}.md`));
  });
});

/** Every sample of a system, with the variables that go with it. */
const samplesOf = ({ page, sample, about }: (typeof PROVIDERS)[number]) => {
  const { sections } = readPage(page);
  const [, ...others] = (sections.get('Other ways') ?? '').split(/^### /m);
  return [
    { sample, shown: variablesIn(sections.get('Variables') ?? '') },
    ...(about.alternatives ?? []).map((way, at) => ({
      sample: way.sample,
      shown: variablesIn(others[at] ?? ''),
    })),
  ];
};

describe.each(PROVIDERS.map((each) => [each.page, each] as const))('%s', (path, provider) => {
  const page = readPage(path);

  it('has the name of the system and the sections, in order', () => {
    expect(page.title).toBe(provider.name);
    const names = Object.entries(SECTIONS)
      .filter(([name, needed]) => needed === 'always' || page.sections.has(name))
      .map(([name]) => name);
    expect([...page.sections.keys()]).toEqual(names);
    for (const text of page.sections.values()) expect(text.trim()).not.toBe('');
  });

  it('has one block of variables in each way, whose values a shell and a .env read alike', () => {
    expect(codeIn(page.sections.get('Variables') ?? '', 'sh')).toHaveLength(1);
    for (const { shown } of samplesOf(provider)) {
      expect(Object.keys(shown).length).toBeGreaterThan(0);
      for (const value of Object.values(shown))
        expect(value).toMatch(/^(<[^<>]+>|[^\s#"'<>]+|scheme \w+|header [\w-]+|[\w-]+: [\w.-]+)$/);
    }
  });

  it('has samples that were issued at one time', () => {
    const issuedAt = (sample: Sample) =>
      Number((sample.kind === 'token' ? sample.payload : sample.answer).iat ?? SAMPLE_SECONDS);
    for (const { sample } of samplesOf(provider)) {
      expect(Math.floor(issuedAt(sample))).toBe(SAMPLE_SECONDS);
    }
  });

  it('has sources with addresses, and says of each doubt that it is one', () => {
    const { sources, checked, unconfirmed = [] } = provider.about;
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source).toMatch(/^https:\/\/\S+$/);
    expect(checked).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const doubt of unconfirmed) {
      expect(doubt).toMatch(/^[A-Z`].*\.$/s);
      expect(page.text).toContain('**Not confirmed by a source:**');
    }
  });

  it('links to pages that exist', () => {
    const links = [...page.text.matchAll(/\]\(([a-z0-9-]+\.md)/g)].map(([, file]) => file);
    const files = readdirSync(resolve(__dirname, '../..', FOLDER));
    expect(files).toEqual(expect.arrayContaining(links));
  });

  it('says in the map how fast a sign-out takes effect', () => {
    const row = readText(`${FOLDER}/README.md`)
      .split('\n')
      .find((line) => line.startsWith(`| [${provider.name}](`));
    expect(row).toContain(`| ${provider.about.signOut.within} |`);
  });
});
