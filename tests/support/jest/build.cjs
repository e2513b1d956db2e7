/** Builds once before the tests, unless the build is up to date: an outdated one cannot be tested. */
const { spawnSync } = require('node:child_process');
const { resolve } = require('node:path');

module.exports = () => {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'dev/build.ts', '--if-changed'],
    { cwd: resolve(__dirname, '../../..'), stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('The build failed, so there is nothing to test.');
};
