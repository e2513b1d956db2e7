/** A bundle serves only under the policy that was checked when it was built. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { ServerlessFunctionSignature } from '@twilio-labs/serverless-runtime-types/types';
import { policy } from '../../src/policy';
import { stampOf } from '../../src/settings/stamp';
import { call, provideTwilioGlobal } from '../support/handler';
import { validEnvironment } from '../support/tokens';

const ROOT = resolve(__dirname, '../..');

/** `/health` in a bundle, with a stamp or without one. */
function bundleWith(stamp: string | undefined): ServerlessFunctionSignature {
  const options = {
    absWorkingDir: ROOT,
    entryPoints: ['functions/health.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    external: ['twilio'],
    define: stamp === undefined ? {} : { POLICY_CHECK_STAMP: JSON.stringify(stamp) },
  };
  // In a process of its own, since the bundler does not run inside of the test runner.
  const script = `const { outputFiles } = require('esbuild').buildSync(${JSON.stringify(options)});
    process.stdout.write(outputFiles[0].text);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  expect(stderr).toBe('');
  const module = { exports: {} as { handler: ServerlessFunctionSignature } };
  const from = createRequire(join(ROOT, 'functions/health.ts'));
  new Function('module', 'exports', 'require', '__filename', stdout)(
    module,
    module.exports,
    from,
    join(ROOT, 'dist/functions/health.js'),
  );
  return module.exports.handler;
}

describe('a bundle', () => {
  const log: string[] = [];
  let restore: () => void;

  beforeEach(() => {
    const takeAway = provideTwilioGlobal();
    const spies = (['log', 'error'] as const).map((level) =>
      jest.spyOn(console, level).mockImplementation((...line) => void log.push(line.join(' '))),
    );
    restore = () => {
      takeAway();
      for (const spy of spies) spy.mockRestore();
      log.length = 0;
    };
  });
  afterEach(() => restore());

  it('serves with the stamp of its policy', async () => {
    expect(await call(bundleWith(stampOf(policy)), validEnvironment(), {})).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['no stamp', undefined],
    ['an empty stamp', ''],
    ['the stamp of another policy', stampOf({ mode: 'enforce', rules: [] })],
  ])('refuses every request with %s', async (_, stamp) => {
    expect(await call(bundleWith(stamp), validEnvironment(), {})).toMatchObject({
      status: 500,
      body: { code: 'server_misconfigured' },
    });
    expect(log.join('\n')).toContain('was built without the check of the policy');
  });
});

describe('the check of the policy', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });

  it('is not a part of the service', () => {
    const importing = sources
      .filter((name) => name.endsWith('.ts'))
      .filter((name) =>
        /from '[^']*policy-check/.test(readFileSync(join(ROOT, 'src', name), 'utf8')),
      );
    expect(importing).toEqual([]);
    const built = readFileSync(join(ROOT, 'dist/functions/token.js'), 'utf8');
    expect(built).not.toContain('is never reached');
    expect(built).not.toContain('is not a field of');
  });

  it('tells policies apart by what they say', () => {
    expect(stampOf({})).toBe(stampOf({}));
    expect(stampOf({ mode: 'audit' })).not.toBe(stampOf({}));
    expect(stampOf({})).toMatch(/^[0-9a-f]{16}$/);
  });
});
