/** The form of the pages of `docs/providers`, and that they say what setup does. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { PROVIDERS, variablesOf } from '../../cli/providers';
import { codeIn, readPage, readText, SECTIONS, sampleOn, variablesOn } from './support/page';

const FOLDER = 'docs/providers';

it('has a page for every provider, and none besides', () => {
  const pages = PROVIDERS.map(({ page }) => page.replace(`${FOLDER}/`, ''));
  const files = readdirSync(resolve(__dirname, '../..', FOLDER));
  expect(files.sort()).toEqual([...pages, 'README.md'].sort());
});

describe.each(PROVIDERS.map((each) => [each.page, each] as const))('%s', (path, provider) => {
  const page = readPage(path);

  it('has the name of the provider and every section, in order', () => {
    expect(page.title).toBe(provider.name);
    expect([...page.sections.keys()]).toEqual(SECTIONS);
    for (const text of page.sections.values()) expect(text.trim()).not.toBe('');
  });

  it('has the variables that setup makes of its examples', () => {
    const answers = provider.questions.map(({ name, example }) => [name, example]);
    const made = variablesOf(provider, Object.fromEntries(answers));
    const { AUTH_SECRET, ...shown } = variablesOn(page);
    expect(made).toEqual({ ok: true, variables: shown });
    expect(AUTH_SECRET === undefined ? [] : ['AUTH_SECRET']).toEqual(provider.secrets);
    expect(codeIn(page, 'Variables', 'sh')).toHaveLength(1);
  });

  it('shows a token that fits them', () => {
    expect(codeIn(page, 'Claims', 'json')).toHaveLength(1);
    const { header, payload } = sampleOn(page);
    const shown = variablesOn(page);
    expect(typeof header.alg).toBe('string');
    expect(payload.iss).toBe(shown.AUTH_ISSUER);
    const named = [payload[shown.AUTH_AUDIENCE_CLAIM ?? 'aud']].flat();
    expect(named).toEqual(expect.arrayContaining(shown.AUTH_AUDIENCE?.split(',') ?? []));
    expect(typeof payload[shown.IDENTITY_CLAIM ?? 'sub']).toBe('string');
    expect(payload.exp).toBeGreaterThan(payload.iat);
  });

  it('shows how to get the token, and says when its sources were looked at', () => {
    expect(codeIn(page, 'In a web app', 'js').join('')).toContain('createTokenSource({');
    expect(page.sections.get('Sources')).toMatch(
      /^\nChecked on \d{4}-\d\d-\d\d:\n\n(- https:\/\/\S+\n)+$/,
    );
  });

  it('has a row in the table of all pages', () => {
    const file = path.replace(`${FOLDER}/`, '');
    const { AUTH_ISSUER, IDENTITY_CLAIM = 'sub' } = variablesOn(page);
    const row = readText(`${FOLDER}/README.md`)
      .split('\n')
      .find((line) => line.startsWith(`| [${provider.name}](${file}) |`));
    const cells = row?.split('|').map((cell) => cell.trim()) ?? [];
    expect(cells[5]).toBe(`\`${IDENTITY_CLAIM}\``);
    // Any name stands for an issuer of one's own.
    if (provider.id !== 'other') {
      expect(cells[3]).toBe(AUTH_ISSUER === undefined ? 'none' : `\`${AUTH_ISSUER}\``);
    }
  });
});
