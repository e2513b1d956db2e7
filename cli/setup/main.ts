/**
 * `npm run setup`: writes the environment file. It asks what it needs to know; `-- --help` lists the
 * flags that answer instead.
 *
 * Exit codes: 0; 1 for what is wrong; 130 for Ctrl-C and the end of input, 143 for SIGTERM, 129 for
 * SIGHUP.
 */
import { homedir } from 'node:os';
import { boundedGet } from '../../src/http/get';
import { connectTwilio, useProxy } from '../network';
import { examine } from './examine';
import { startSetup } from './start';

useProxy();
void startSetup({
  connect: connectTwilio,
  get: boundedGet,
  doctor: examine,
  home: process.env.HOME || homedir(),
});
