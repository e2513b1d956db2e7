/**
 * Speed of a warm instance. All subjects run at the same time in processes of their own but work
 * in turns: one round of the first, one of the second, and so on, many times over. What disturbs
 * the machine then disturbs all of them alike, and the median leaves the rest out. Every operation
 * has another token, since that is what a token service meets.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTurn, SUBJECTS } from './subjects.mjs';

/** Resolves with the worker's next message; a worker that dies instead ends the benchmark. */
function reply(worker) {
  return new Promise((resolve, reject) => {
    const died = () => reject(new Error(`the process of ${worker.spawnargs[2]} died`));
    worker.once('exit', died);
    worker.once('message', (message) => {
      worker.off('exit', died);
      resolve(message);
    });
  });
}

/**
 * @param {{ warmUp: number, rounds: number, operations: number }} plan
 * @param {Awaited<ReturnType<typeof import('./issuer.mjs').startIssuer>>} issuer
 * @param {ReturnType<typeof import('./scratch.mjs').openScratch>} scratch
 * @returns {Promise<Record<string, number[]>>} µs per operation of every round, by subject
 */
export async function measureWarm(plan, issuer, scratch) {
  const input = join(scratch.folder, 'warm.json');
  const tokens = await issuer.tokens(plan.warmUp + plan.rounds * plan.operations);
  const { settings } = issuer;
  writeFileSync(input, JSON.stringify({ settings, tokens, refused: await issuer.refused() }));

  const workers = new Map();
  for (const { name, file } of SUBJECTS) {
    const worker = fork(join(import.meta.dirname, 'warm-worker.cjs'), [name, file, input], {
      env: scratch.env,
      execArgv: [],
      // What a subject logs is part of its work, but nobody reads it here.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    scratch.children.add(worker);
    workers.set(name, worker);
    await reply(worker);
  }
  const run = (name, from, count) => {
    const worker = workers.get(name);
    worker.send({ from, count });
    return reply(worker);
  };

  for (const { name } of SUBJECTS) await run(name, 0, plan.warmUp);
  const figures = Object.fromEntries(SUBJECTS.map(({ name }) => [name, []]));
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { name } of inTurn()) {
      const from = plan.warmUp + round * plan.operations;
      figures[name].push(await run(name, from, plan.operations));
    }
  }
  for (const worker of workers.values()) worker.disconnect();
  return figures;
}
