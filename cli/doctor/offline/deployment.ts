/** What the deployer is told: the runtime, its handler, the folders. */
import { join } from 'node:path';
import { type Check, type Finding, ok, orOk, warning, wrong } from '../check';
import { readInstalled, readJson5, readPackage } from '../project';

/** The one version that npm has and the platform takes. */
const HANDLER = '2.0.1';
const HANDLER_NAME = '@twilio/runtime-handler';

const RUNTIMES = ['node22', 'node24'];

/** Where the build puts what is deployed. */
export const FOLDERS = { functionsFolder: 'dist/functions', assetsFolder: 'dist/assets' } as const;

/** The version of the platform's handler, exact, and installed. */
export const runtimeHandler: Check = {
  id: 'runtime-handler',
  title: 'Runtime handler',
  run({ root }) {
    const pinned = readPackage(root).dependencies?.[HANDLER_NAME];
    if (pinned !== HANDLER) {
      return [
        wrong(
          `package.json has not "${HANDLER_NAME}": "${HANDLER}" among its dependencies. The platform refuses other versions and ranges.`,
          `npm install --save-exact ${HANDLER_NAME}@${HANDLER}`,
        ),
      ];
    }
    const { version } = readInstalled(root, HANDLER_NAME);
    return [
      version === HANDLER
        ? ok(`${HANDLER_NAME} ${HANDLER} is pinned and installed.`)
        : wrong(`${HANDLER_NAME} ${HANDLER} is not installed.`, 'npm ci'),
    ];
  },
};

/** `.twilioserverlessrc` */
export const deployment: Check = {
  id: 'deployment',
  title: 'Configuration of the deployment',
  run({ root }) {
    const file = '.twilioserverlessrc';
    const all = readJson5(join(root, file));
    if (!all) {
      return [
        wrong(
          `${file} is missing or no JSON, so no function would be deployed.`,
          'Take it from the repository again.',
        ),
      ];
    }
    const { deploy } = (all.commands ?? {}) as { deploy?: Record<string, unknown> };
    const told = { ...all, ...deploy };
    const folders = Object.entries(FOLDERS).flatMap(([key, folder]) => {
      if (told[key] === folder) return [];
      const misnamed = told[`${key}Name`] === undefined ? '' : ` ${key}Name has no effect.`;
      const finding = `${file} does not set ${key} to ${folder}, so the build is not what is deployed.${misnamed}`;
      return [wrong(finding, `Set "${key}": "${folder}".`)];
    });
    return orOk([...folders, ...judgeRuntime(told.runtime)], 'Folders and runtime are right.');
  },
};

function judgeRuntime(runtime: unknown): Finding[] {
  if (RUNTIMES.includes(runtime as string)) return [];
  const remedy = 'Set "runtime": "node22".';
  if (runtime === undefined) {
    const finding = '.twilioserverlessrc names no runtime, so the platform chooses one.';
    return [warning(finding, remedy)];
  }
  return [wrong('The platform refuses the runtime that .twilioserverlessrc names.', remedy)];
}

/** The version of Node.js on this machine. */
export const nodeVersion: Check = {
  id: 'node-version',
  title: 'Node.js',
  run({ root, nodeVersion: version }) {
    const range = readPackage(root).engines?.node;
    if (range === undefined) {
      const finding = 'package.json does not say which version of Node.js it needs.';
      return [warning(finding, 'Set engines.node.')];
    }
    return [
      satisfies(version, range)
        ? ok(`Node.js is ${version}.`)
        : wrong(`Node.js is ${version}.`, `Install a version of Node.js in ${range}.`),
    ];
  },
};

/** Whether a version is in a range of alternatives such as `^20.19 || >=24`. */
function satisfies(version: string, range: string): boolean {
  const [major = 0, minor = 0] = numbersIn(version);
  return range.split('||').some((alternative) => {
    const [leastMajor = 0, leastMinor = 0] = numbersIn(alternative);
    if (major !== leastMajor) return major > leastMajor && !alternative.includes('^');
    return minor >= leastMinor;
  });
}

const numbersIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
