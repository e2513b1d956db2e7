/**
 * One cold start: a new process loads the handler and answers one request. The figures leave by
 * file descriptor 3, because a channel between processes would itself cost time to set up and
 * standard output belongs to what the subject logs.
 */
const { writeSync } = require('node:fs');
const { answerOf, request } = require('./runtime.cjs');

const [file, settings, token] = process.argv.slice(2);
const one = request(JSON.parse(settings), token);
const before = new Set(Object.keys(require.cache));

// performance.now() counts from the start of the process.
const start = performance.now();
const { handler } = require(file);
const loaded = performance.now();

answerOf(handler, one).then(({ statusCode, body }) => {
  const answered = performance.now();
  const files = Object.keys(require.cache).filter((path) => !before.has(path)).length;
  const figures = { load: loaded - start, answer: answered - start, process: answered, files };
  writeSync(3, JSON.stringify({ figures, response: { statusCode, body } }));
  // Connections that a subject keeps alive would hold the process for seconds.
  process.exit();
});
