/** Values put into the text of an environment file. */
import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openDraft, readCurrent } from '../../../cli/setup/env-file';
import { setValues } from '../../../cli/setup/env-text';
import { SetupMistake } from '../../../cli/setup/failures';

const TEMPLATE =
  '# --- Part ---\n\n# The first,\n# with two lines.\nFIRST=\n\n# The second.\nSECOND=\nTHIRD=\n';

const folder = mkdtempSync(join(tmpdir(), 'setup-env-'));
const file = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true }));

/** What the service reads in a text. */
function read(text: string) {
  writeFileSync(file, text);
  return readCurrent(file).values;
}

it('fills the template for a new file', () => {
  expect(setValues('', { FIRST: 'a', THIRD: 'b' }, TEMPLATE)).toBe(
    TEMPLATE.replace('FIRST=', 'FIRST=a').replace('THIRD=', 'THIRD=b'),
  );
});

it('keeps comments, order and what it does not know', () => {
  const text = '# mine\n  FIRST = old\nexport OTHER=1\nsome words\n\n#FIRST=no\nSECOND="x"';
  expect(setValues(text, { FIRST: 'new', SECOND: 'y' }, TEMPLATE)).toBe(
    '# mine\nFIRST=new\nexport OTHER=1\nsome words\n\n#FIRST=no\nSECOND=y\n',
  );
});

it('puts new variables at the end, with their comments', () => {
  expect(setValues('OTHER=1\n\n\n', { THIRD: 'c', FIRST: 'a', UNKNOWN: 'u' }, TEMPLATE)).toBe(
    'OTHER=1\n\nTHIRD=c\n\n# The first,\n# with two lines.\nFIRST=a\n\nUNKNOWN=u\n',
  );
});

it('changes the last of several lines, which is the one that counts', () => {
  const text = setValues('FIRST=1\nFIRST=2\n', { FIRST: '3' }, TEMPLATE);
  expect(text).toBe('FIRST=1\nFIRST=3\n');
  expect(read(text)).toEqual({ FIRST: '3' });
});

it('blanks what is there, and adds nothing that is blank', () => {
  expect(setValues('FIRST=1\n', { FIRST: '', SECOND: '' }, TEMPLATE)).toBe('FIRST=\n');
});

it('keeps the line ends of Windows', () => {
  expect(setValues('# a\r\nFIRST=1\r\n', { FIRST: '2', THIRD: '3' }, TEMPLATE)).toBe(
    '# a\r\nFIRST=2\r\n\r\nTHIRD=3\r\n',
  );
});

it('is read back as it was meant, whatever the value', () => {
  const value = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.trim() === text && !/[\n\r\u2028\u2029]/.test(text));
  const quoted = fc.tuple(fc.constantFrom('"', "'", ''), value, fc.constantFrom('"', "'", '\\n"'));
  fc.assert(
    fc.property(
      fc.oneof(
        value,
        quoted.map((parts) => parts.join('')),
      ),
      (FIRST) => {
        fc.pre(FIRST.trim() === FIRST);
        expect(read(setValues('OTHER=1\nFIRST=x\n# end\n', { FIRST }, TEMPLATE))).toEqual({
          OTHER: '1',
          FIRST,
        });
      },
    ),
    { numRuns: 300 },
  );
});

describe('a draft', () => {
  it('refuses a value that would be read otherwise, and names it without showing it', () => {
    const current = { file, text: '', values: read('') };
    const draft = openDraft(current);
    const meant = { FIRST: 'a\nb', SECOND: 'x' };
    const write = () => draft.write(setValues('', meant, TEMPLATE), meant);
    expect(write).toThrow(new SetupMistake(`${file} cannot hold these values: FIRST.`));
    draft.discard();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('replaces the file behind a link, not the link', () => {
    const link = join(folder, 'link');
    symlinkSync(file, link);
    read('FIRST=1\n');
    const draft = openDraft(readCurrent(link));
    draft.write('FIRST=2\n', { FIRST: '2' });
    draft.commit();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('FIRST=2\n');
  });
});
