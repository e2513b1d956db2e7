/** `npm run explain`: says why a token is granted or refused, check by check. */
import { text } from 'node:stream/consumers';
import { policy } from '../../src/policy';
import { startCommand } from '../command';
import { toolGet } from '../network';
import { runExplain } from './command';

const world = { policy, get: toolGet, now: Date.now, readInput: () => text(process.stdin) };

startCommand((words) => runExplain(words, world));
