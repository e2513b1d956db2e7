/**
 * What npm runs after it has installed the packages, and before it packs the project for git URLs:
 * builds, unless the packages that build are not installed. Plain JavaScript, because nothing else
 * can be relied on here.
 */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

if (['esbuild', 'tsx', 'typescript'].every(isInstalled)) {
  const build = ['--import', 'tsx', join(__dirname, 'build.ts')];
  const root = join(__dirname, '..');
  process.exitCode =
    spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' }).status ?? 1;
} else {
  console.log(
    'Nothing was built: the development dependencies are not installed (--omit=dev or NODE_ENV=production). To build, run: npm install --include=dev',
  );
}
