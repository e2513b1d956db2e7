/** The linter holds the layers apart: a step knows nothing of the steps after it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { programOf } from '../../dev/program';

type Import = readonly [folder: string, specifier: string];

const WRONG: readonly Import[] = [
  ['src/http', '../authenticate/jwt'],
  ['src/http', '../log'],
  ['src/authenticate', '../identify'],
  ['src/authenticate/key-set', '../../log'],
  ['src/identify', '../authorize'],
  ['src/authorize', '../twilio/issue'],
  ['src/twilio', '../settings'],
  ['src/settings', '../endpoint'],
  ['src/settings', '../../policy-check'],
  ['src', '../policy-check'],
  ['client', '../src/errors'],
  ['functions', '../cli/command'],
];

const RIGHT: readonly Import[] = [
  ['src/authenticate', '../http/json'],
  ['src/identify', '../authenticate/claim'],
  ['src/authorize', '../identify'],
  ['src/twilio', '../authorize'],
  ['src/endpoints', '../admit'],
  ['functions', '../src/endpoint'],
];

/** The files in which the linter finds a wrong import, when each import is a file of its own. */
function findWrong(imports: readonly Import[]): string[] {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    // The rules themselves, in a folder that is not a checkout.
    const {
      vcs: _,
      $schema: __,
      ...config
    } = JSON.parse(readFileSync(join(__dirname, '../../biome.json'), 'utf8'));
    writeFileSync(join(root, 'biome.json'), JSON.stringify(config));
    imports.forEach(([folder, specifier], i) => {
      const file = join(root, folder, `x${i}.ts`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import { x } from '${specifier}';\n\nconsole.log(x);\n`);
    });
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [programOf('@biomejs/biome', 'biome'), 'lint', '--max-diagnostics=none', '--colors=off', '.'],
      { cwd: root, encoding: 'utf8' },
    );
    return [...`${stdout}${stderr}`.matchAll(/(\S+\.ts):\d+:\d+ lint\/style\/noRestricted/g)].map(
      ([, file = '']) => file.replaceAll('\\', '/'),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

it('refuses every import that leads to a later step or to a tool', () => {
  expect(findWrong(WRONG).sort()).toEqual(WRONG.map(([folder], i) => `${folder}/x${i}.ts`).sort());
});

it('accepts imports of earlier steps', () => {
  expect(findWrong(RIGHT)).toEqual([]);
});
