/** `--help` of every command: it ends with 0, and nothing else happens. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PROJECT } from '../../support/local-runtime';

const COMMANDS = ['backend-token', 'identity', 'roles', 'logs', 'explain', 'setup', 'doctor'];
const { scripts } = require('../../../package.json') as { scripts: Record<string, string> };

it.each(COMMANDS)('npm run %s -- --help', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'help-'));
  const [, ...words] = (scripts[name] ?? '')
    .split(' ')
    .map((word) => word.replace(/^cli\//, `${PROJECT}/cli/`));
  const ended = await new Promise<{ code: number | null; out: string; err: string }>((done) => {
    const child = execFile(
      process.execPath,
      [...words, '--help'],
      { cwd: folder, env: { ...process.env, HOME: folder } },
      (_error, out, err) => done({ code: child.exitCode, out, err }),
    );
  });
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toMatch(new RegExp(`^Usage: npm run ${name} -- `));
  expect(ended.out).not.toContain('backend_');
  expect(readdirSync(folder)).toEqual([]);
  rmSync(resolve(folder), { recursive: true });
});
