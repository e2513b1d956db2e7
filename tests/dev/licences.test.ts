/** Licences of bundled packages, and what a deployment consists of. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledPackages, formatLicences } from '../../dev/licences';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(folder: string, name: string, files: Record<string, string>) {
  mkdirSync(join(root, folder), { recursive: true });
  const manifest = JSON.stringify({ name, version: '1.2.3', license: 'Apache-2.0' });
  writeFileSync(join(root, folder, 'package.json'), manifest);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, folder, file), text);
}

it('finds each package once, wherever it is installed, with its texts in full', () => {
  install('node_modules/@scope/b', '@scope/b', { LICENSE: 'All of b.', 'NOTICE.txt': 'By B.' });
  install('node_modules/@scope/b/node_modules/a', 'a', { 'license.md': 'All of a.' });
  const packages = bundledPackages(root, [
    'src/index.ts',
    'node_modules/@scope/b/dist/one.js',
    'node_modules/@scope/b/dist/two.js',
    'node_modules/@scope/b/node_modules/a/index.js',
  ]);
  expect(packages).toEqual([
    { name: '@scope/b', version: '1.2.3', license: 'Apache-2.0', texts: ['All of b.', 'By B.'] },
    { name: 'a', version: '1.2.3', license: 'Apache-2.0', texts: ['All of a.'] },
  ]);
  const text = formatLicences(packages);
  for (const part of ['@scope/b 1.2.3 (Apache-2.0)', 'All of b.', 'By B.', 'All of a.']) {
    expect(text).toContain(part);
  }
});

it('refuses a package without its licence', () => {
  install('node_modules/c', 'c', { 'README.md': 'MIT' });
  expect(() => bundledPackages(root, ['node_modules/c/index.js'])).toThrow(
    'c is bundled but does not include its licence.',
  );
});
