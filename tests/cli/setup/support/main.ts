/**
 * Setup as `cli/setup/main.ts` starts it, but for whom it talks to: Twilio's stand-in instead of
 * Twilio, and issuers on loopback instead of those on the net.
 *
 * - `STAND_IN`: the address of Twilio's stand-in.
 * - `ISSUERS`: the address of the issuers; without it none can be reached.
 */
import { Agent } from 'node:http';
import { ask } from '../../../../cli/doctor/http';
import { examine } from '../../../../cli/setup/examine';
import { startSetup } from '../../../../cli/setup/start';
import { boundedGet, FetchFailure, type HttpGet } from '../../../../src/http/get';
import { createRestClient, type RestCredentials } from '../../../../src/twilio/client';
import { StandInClient } from '../../../support/twilio/client';

const { STAND_IN = '', ISSUERS, HOME = '' } = process.env;

const rest = (credentials: RestCredentials) =>
  createRestClient(credentials, new StandInClient(STAND_IN, new Agent()));

function onLoopback(url: string): string {
  if (!ISSUERS) throw new FetchFailure('the request failed: ENOTFOUND');
  return `${ISSUERS}/${encodeURIComponent(url)}`;
}

const get: HttpGet = async (url, limits) => boundedGet(onLoopback(url), limits);

void startSetup({
  connect: rest,
  get,
  home: HOME,
  doctor: (file) =>
    examine(file, (world) => ({
      ...world,
      rest,
      get,
      http: async (url, question) => ask(onLoopback(url), question),
    })),
});
