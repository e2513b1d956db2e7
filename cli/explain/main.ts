/** `npm run explain`: says why a token is granted or refused, check by check. */
import { text } from 'node:stream/consumers';
import { boundedGet } from '../../src/http/get';
import { policy } from '../../src/policy';
import { startCommand } from '../command';
import { runExplain } from './command';

const world = { policy, get: boundedGet, now: Date.now, readInput: () => text(process.stdin) };

startCommand((words) => runExplain(words, world));
