/**
 * What the first caller waits for: a new process, the modules loaded, the key set fetched over
 * verified TLS, one answer. Instances of a Function are started often and have a small share of a
 * core, so this is the wait that users notice. As in `warm.mjs` the subjects take turns.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import check from './check.cjs';
import { inTurn, SUBJECTS } from './subjects.mjs';

/** @typedef {{ load: number, answer: number, process: number, files: number }} Start times in ms */

async function coldStart({ name, file }, issuer, scratch) {
  const [token] = await issuer.tokens(1);
  const requests = issuer.requests();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'cold-child.cjs'), file, JSON.stringify(issuer.settings), token],
    { env: scratch.env, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
  );
  scratch.children.add(child);
  const [result] = await Promise.all([text(child.stdio[3]), once(child, 'close')]);
  scratch.children.delete(child);

  assert.ok(result, `${name}: the process ended without an answer`);
  const { figures, response } = JSON.parse(result);
  check.checkAnswer(name, response, issuer.settings, token);
  assert.equal(issuer.requests() - requests, 1, `${name} must fetch the key set exactly once`);
  return figures;
}

/**
 * @param {{ starts: number }} plan
 * @param {Awaited<ReturnType<typeof import('./issuer.mjs').startIssuer>>} issuer
 * @param {ReturnType<typeof import('./scratch.mjs').openScratch>} scratch
 * @returns {Promise<Record<string, Start[]>>} every start, by subject
 */
export async function measureCold(plan, issuer, scratch) {
  // The first start of each reads its files from the disk; that is the disk's figure, not theirs.
  for (const subject of SUBJECTS) await coldStart(subject, issuer, scratch);
  const starts = Object.fromEntries(SUBJECTS.map(({ name }) => [name, []]));
  for (let round = 0; round < plan.starts; round += 1) {
    for (const subject of inTurn()) {
      starts[subject.name].push(await coldStart(subject, issuer, scratch));
    }
  }
  return starts;
}
