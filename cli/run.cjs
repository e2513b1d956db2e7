/**
 * Runs a command that is written in TypeScript: `node cli/run.cjs cli/doctor/main.ts --offline`.
 *
 * Node.js itself is checked first, in syntax that old versions understand. Otherwise the first
 * sentence that they print is about a function that does not exist.
 */
const { engines } = require('../package.json');

/** Major and minor version, comparable as one number. */
function version(text) {
  const parts = /(\d+)\.(\d+)/.exec(text);
  return Number(parts[1]) * 1000 + Number(parts[2]);
}

if (version(process.version) < version(engines.node)) {
  console.error(
    `This is Node.js ${process.version}, and this project needs ${engines.node}. Install a newer one from https://nodejs.org, or run: nvm install 22`,
  );
  process.exit(1);
}

require('tsx/cjs');
process.argv.splice(1, 1);
require(require('node:path').resolve(process.argv[1]));
