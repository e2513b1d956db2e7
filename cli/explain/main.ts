/**
 * Says why a token is granted or refused, check by check: `npm run explain -- <token or file>`.
 * `npm run explain -- --help` lists the options.
 *
 * Exit codes: 0 granted, 1 refused, 2 for a mistake in usage or settings, or undecided.
 */
import { text } from 'node:stream/consumers';
import { boundedGet } from '../../src/http/get';
import { policy } from '../../src/policy';
import { runExplain } from './run';

const world = { policy, get: boundedGet, now: Date.now, readInput: () => text(process.stdin) };

runExplain(process.argv.slice(2), world).then(
  (outcome) => {
    console.log(outcome.text);
    process.exitCode = outcome.exitCode;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
