/** What lies ready to be deployed. The deployer builds nothing: it uploads what it finds. */
import { statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { getListOfFunctionsAndAssets } from '@twilio-labs/serverless-api/dist/utils/fs';
import { changedSources, readBuildRecord } from '../../../dev/build-record';
import { findFunctions } from '../../../dev/functions';
import { type Check, type Finding, ok, orOk, warning, wrong } from '../check';
import { filesIn } from '../project';
import { FOLDERS } from './deployment';

const BUILD = 'npm run build';

/** The file among the assets that the build makes. */
const CLIENT = 'conversations-token.js';

/** Its types, for pages that copy it. */
const CLIENT_TYPES = 'conversations-token.d.ts';

/** That the deployer would make these URLs, and no others. */
export const build: Check = {
  id: 'build',
  title: 'What is deployed',
  async run({ root }) {
    const { functions, assets } = await getListOfFunctionsAndAssets(root, {
      functionsFolderNames: [FOLDERS.functionsFolder],
      assetsFolderNames: [FOLDERS.assetsFolder],
    });
    const intended = new Map((await findFunctions(root)).map(({ path, access }) => [path, access]));
    const found = functions.map(({ path }) => path);
    const empty = functions.filter(({ filePath }) => statSync(filePath).size === 0);
    const own = filesIn(root, 'assets').map((path) => urlOf(relative('assets', path)));
    const foreign = assets
      .map(({ path }) => path)
      .filter(
        (path) => path !== `/${CLIENT}` && path !== `/${CLIENT_TYPES}` && !own.includes(path),
      );
    const findings = [
      ...[...intended.keys()].filter((path) => !found.includes(path)).map(missing),
      ...(assets.some(({ path }) => path === `/${CLIENT}`) ? [] : [missing(`/${CLIENT}`)]),
      ...empty.map(({ path }) => wrong(`The file of ${path} is empty.`, BUILD)),
      ...functions.filter(({ path }) => !intended.has(path)).map(surplus),
      ...functions
        .filter(({ path, access }) => (intended.get(path) ?? access) !== access)
        .map(({ path, access }) =>
          wrong(`${path} would be ${access} instead of ${intended.get(path)}.`, BUILD),
        ),
      ...(foreign.length > 0
        ? [
            warning(
              `Beside the browser client, these become public: ${foreign.join(', ')}.`,
              `If that is not meant (the playground, for example): ${BUILD}`,
            ),
          ]
        : []),
    ];
    return orOk(findings, `${found.sort().join(', ')} and the browser client lie ready.`);
  },
};

const urlOf = (path: string) => `/${path.split(sep).join('/')}`;

const missing = (path: string): Finding =>
  wrong(`There is no file for ${path}, so it would not be deployed.`, BUILD);

const surplus = ({ path }: { path: string }): Finding =>
  wrong(`${path} would become a URL, but no function of this project has that name.`, BUILD);

/** That nothing has changed since the build. */
export const fresh: Check = {
  id: 'build-fresh',
  title: 'Age of the build',
  run({ root }) {
    const record = readBuildRecord(root);
    // What is missing is another finding.
    if (!record) return [];
    const [first, ...others] = changedSources(root, record);
    if (first === undefined) return [ok('Nothing has changed since the last build.')];
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return [wrong(`${first}${more} changed since the last build.`, BUILD)];
  },
};
