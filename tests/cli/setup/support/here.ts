/** Setup in the process of the test: for what needs no terminal and no process of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSetup, type SetupWorld } from '../../../../cli/setup/run';
import { boundedGet } from '../../../../src/http/get';
import { createRestClient } from '../../../../src/twilio/client';
import { PROJECT } from '../../../support/local-runtime';
import { argumentsOf, type FlagValues, type Stage } from './stage';

/** How it ended, and what it said. */
export interface EndedHere {
  code: number;
  said: string;
  /** Files that the doctor was shown. */
  examined: string[];
}

/** Flags that name a file of the stage. */
const isFileFlag = (name: string) => name === 'env' || name.endsWith('-file');

/** Runs it with flags, which name files by their names in the folder of the stage. */
export async function runHere(
  stage: Stage,
  flags: FlagValues,
  world: Partial<SetupWorld> = {},
): Promise<EndedHere> {
  const lines: string[] = [];
  const examined: string[] = [];
  const absolute = Object.entries({ env: '.env', ...flags }).map(([name, value]) => {
    const isFile = isFileFlag(name);
    return [name, isFile && typeof value === 'string' ? stage.path(value) : value];
  });
  const code = await runSetup({
    args: argumentsOf(Object.fromEntries(absolute)),
    environment: {},
    home: stage.folder,
    template: readFileSync(join(PROJECT, '.env.example'), 'utf8'),
    terminal: undefined,
    report: { say: (line) => lines.push(line), warn: (line) => lines.push(line) },
    connect: (credentials) => createRestClient(credentials, stage.twilio.httpClient()),
    get: async (url, limits) =>
      boundedGet(`${stage.issuers.url}/${encodeURIComponent(url)}`, limits),
    now: () => new Date('2026-11-22T16:00:00Z'),
    signal: new AbortController().signal,
    doctor: async (file) => {
      examined.push(file);
      return true;
    },
    ...world,
  });
  return { code, said: lines.join('\n'), examined };
}

/** A world in which something happens as soon as Twilio has answered a request. */
export function whenAnswered(
  stage: Stage,
  method: string,
  path: RegExp,
  effect: () => void,
): Pick<SetupWorld, 'connect'> {
  return {
    connect: (credentials) => {
      const client = stage.twilio.httpClient();
      const request = client.request.bind(client);
      client.request = async (options) => {
        const answer = await request(options);
        if (options.method === method && path.test(options.uri)) effect();
        return answer as never;
      };
      return createRestClient(credentials, client);
    },
  };
}
