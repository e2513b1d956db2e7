/** The variables as they will be deployed: their sizes, and names that nobody reads. */
import { filterEnvVariablesForDeploy } from 'twilio-run/dist/config/utils/env';
import { settingsOf } from '../../../src/settings';
import { findUnknownNames } from '../../../src/settings/names';
import { type Check, type Finding, ok, orOk, warning, wrong } from '../check';
import { readPackage } from '../project';
import type { World } from '../world';

/** Bytes of a value. https://www.twilio.com/docs/serverless/functions-assets/functions/variables */
const MAX_VALUE = 450;
/** Characters of a name. */
const MAX_NAME = 128;
/** Bytes of the context as JSON, 3 kB. https://www.twilio.com/docs/api/errors/82006 */
const MAX_CONTEXT = 3072;
/** From here on the next variable may be one too many. */
const LARGE_CONTEXT = 2700;

/** What the deployer uploads: its own filter decides. */
function deployedVariables({ environment }: World): [name: string, value: string][] {
  return Object.entries(filterEnvVariablesForDeploy({ ...environment.values })).map(
    ([name, value]) => [name, String(value)],
  );
}

/**
 * What else is in the context, as long as it can be here. A Service that the deployer creates has the
 * account's credentials with it.
 */
function platformsOwn(project: string): Record<string, string> {
  return {
    ACCOUNT_SID: 'x'.repeat(34),
    AUTH_TOKEN: 'x'.repeat(32),
    DOMAIN_NAME: `${project}-0000-production.twil.io`,
    PATH: '/health',
    SERVICE_SID: 'x'.repeat(34),
    ENVIRONMENT_SID: 'x'.repeat(34),
  };
}

/** A name that can be shown: what is none may be a piece of a key that was torn apart. */
const nameOf = (name: string) => (/^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : 'A variable');

/** The limits of the platform. */
export const sizes: Check = {
  id: 'sizes',
  title: 'Sizes of the variables',
  run(world) {
    const variables = deployedVariables(world);
    const context = Buffer.byteLength(
      JSON.stringify({
        ...platformsOwn(readPackage(world.root).name ?? ''),
        ...Object.fromEntries(variables),
      }),
    );
    return [...variables.flatMap(judgeSize), judgeContext(context)];
  },
};

function judgeSize([name, value]: [string, string]): Finding[] {
  const bytes = Buffer.byteLength(value);
  return [
    ...(bytes > MAX_VALUE
      ? [
          wrong(
            `${nameOf(name)} has ${bytes} bytes. The platform takes ${MAX_VALUE}.`,
            'Shorten it. Keys and lists that are longer have their place in src/policy.ts.',
          ),
        ]
      : []),
    ...(name.length > MAX_NAME
      ? [
          wrong(
            `A variable's name has ${name.length} characters. The platform takes ${MAX_NAME}.`,
            'Shorten the name.',
          ),
        ]
      : []),
  ];
}

function judgeContext(bytes: number): Finding {
  const size = `All variables together make a context of about ${bytes} bytes`;
  const remedy = 'Remove variables, or move what is no secret to src/policy.ts.';
  if (bytes > MAX_CONTEXT) {
    return wrong(`${size}. The platform takes ${MAX_CONTEXT}, and fails with error 82006.`, remedy);
  }
  if (bytes > LARGE_CONTEXT) {
    return warning(`${size}. The platform takes ${MAX_CONTEXT}.`, remedy);
  }
  return ok(`${size}, of ${MAX_CONTEXT}.`);
}

/** Names that the service does not read. Those that begin like a setting are a matter of the settings. */
export const unknownNames: Check = {
  id: 'unknown-names',
  title: 'Unknown variables',
  run(world) {
    const known = settingsOf(world.policy);
    const names = deployedVariables(world).map(([name]) => name);
    const said = findUnknownNames(names, known).map(({ variable }) => variable);
    const unknown = names.filter((name) => !known.includes(name) && !said.includes(name));
    return orOk(
      unknown.map((name) => {
        const meant = known.find((each) => distance(name, each) <= 3);
        return warning(
          `${nameOf(name)} is deployed, but the service does not read it.`,
          meant ? `Did you mean ${meant}?` : 'Remove it, unless functions of your own read it.',
        );
      }),
      'The service reads every variable that is deployed.',
    );
  },
};

/** How many letters must be added, taken away or replaced to make one word of another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (b[j - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
