/**
 * `npm run bench`: measures the service beside the recipes it replaces and beside the least that
 * the job can cost. Prints Markdown. Targets are shown, not asserted: a figure depends on the
 * machine, and a busy one must not fail a build.
 *
 *     npm run bench              the full measurement, two to three minutes
 *     npm run bench -- --quick   a first look in half a minute
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCold } from './cold.mjs';
import { startIssuer } from './issuer.mjs';
import { report } from './report.mjs';
import { openScratch } from './scratch.mjs';
import { SUBJECTS } from './subjects.mjs';
import { measureWarm } from './warm.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const plan = values.quick
  ? { warmUp: 1000, rounds: 40, operations: 100, starts: 5 }
  : { warmUp: 2000, rounds: 200, operations: 100, starts: 50 };

const bundle = statSync(SUBJECTS[0].file, { throwIfNoEntry: false });
if (!bundle) throw new Error('dist/functions/token.js is missing; run "npm run build" first');

const issuer = await startIssuer();
const scratch = openScratch(issuer.certificate);
console.error(`warm: ${plan.rounds} rounds of ${plan.operations} operations …`);
const warm = await measureWarm(plan, issuer, scratch);
console.error(`cold: ${plan.starts} starts …`);
const cold = await measureCold(plan, issuer, scratch);

console.log(`
${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${availableParallelism()} CPUs.
RS256 with 2048 bits, another token each time. Medians: warm of ${plan.rounds} rounds of \
${plan.operations} operations, cold of ${plan.starts} starts.

${report(warm, cold, bundle.size)}`);
process.exit();
