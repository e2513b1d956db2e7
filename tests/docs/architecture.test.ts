/** docs/architecture.md lists the files that a token really passes. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

it('lists the files that a warm token passes', () => {
  // In a process of its own: the test runner rewrites the code whose way is followed.
  const { stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'dev/way-of-a-token.ts')],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const real = stdout.split('\n').filter((line) => line.startsWith('src/'));
  expect(real.length).toBeGreaterThan(10);
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  expect([...page.matchAll(/^src\/\S+$/gm)].map(([file]) => file).sort()).toEqual(real);
});
