/**
 * One subject in a process of its own, asked for rounds by `warm.mjs`. Own processes, because
 * subjects that share one also share its garbage and its optimised functions.
 */
const { readFileSync } = require('node:fs');
const { checkAnswer, checkRefusal } = require('./check.cjs');
const { answerOf, request } = require('./runtime.cjs');

const [name, file, input] = process.argv.slice(2);
const { settings, tokens, refused } = JSON.parse(readFileSync(input, 'utf8'));
const { handler } = require(file);

/** Answers the tokens `from` to `from + count` one after the other; returns µs per operation. */
async function round(from, count) {
  const bearers = tokens.slice(from, from + count);
  const requests = bearers.map((bearer) => request(settings, bearer));
  const answers = [];

  const start = process.hrtime.bigint();
  for (const one of requests) answers.push(await answerOf(handler, one));
  const nanoseconds = process.hrtime.bigint() - start;

  for (const [i, answer] of answers.entries()) {
    checkAnswer(name, answer, settings, bearers[i]);
  }
  return Number(nanoseconds) / 1000 / count;
}

async function refusals() {
  for (const [why, token] of Object.entries(refused)) {
    checkRefusal(name, await answerOf(handler, request(settings, token)), why);
  }
}

process.on('message', async ({ from, count }) => {
  process.send(await round(from, count));
});
process.on('disconnect', () => process.exit());
refusals().then(() => process.send('ready'));
