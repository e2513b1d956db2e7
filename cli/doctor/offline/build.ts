/** What lies ready to be deployed. The deployer builds nothing: it uploads what it finds. */
import { statSync } from 'node:fs';
import { basename, extname, relative, sep } from 'node:path';
import { getListOfFunctionsAndAssets } from '@twilio-labs/serverless-api/dist/utils/fs';
import { type Check, type Finding, ok, orOk, warning, wrong } from '../check';
import { type DatedFile, filesIn } from '../project';
import { FOLDERS } from './deployment';

const BUILD = 'npm run build';

/** What the functions and the browser client are made of. */
const SOURCES = ['functions', 'src', 'client', 'package-lock.json'];

/** The file among the assets that the build makes. */
const CLIENT = 'conversations-token.js';

/** The functions that there should be: each file in `functions/` except the adapter, by its path. */
function intendedFunctions(root: string): Map<string, string> {
  const names = filesIn(root, 'functions')
    .filter(({ path }) => /^functions[\\/][^\\/]+\.ts$/.test(path))
    .map(({ path }) => basename(path, extname(path)))
    .filter((name) => name !== 'adapt');
  return new Map(
    names.map((name) => {
      const [path = '', access = 'public'] = name.split('.');
      return [`/${path}`, access];
    }),
  );
}

/** That the deployer would make these URLs, and no others. */
export const build: Check = {
  id: 'build',
  title: 'What is deployed',
  async run({ root }) {
    const { functions, assets } = await getListOfFunctionsAndAssets(root, {
      functionsFolderNames: [FOLDERS.functionsFolder],
      assetsFolderNames: [FOLDERS.assetsFolder],
    });
    const intended = intendedFunctions(root);
    const found = functions.map(({ path }) => path);
    const empty = functions.filter(({ filePath }) => statSync(filePath).size === 0);
    const own = filesIn(root, 'assets').map(({ path }) => urlOf(relative('assets', path)));
    const foreign = assets
      .map(({ path }) => path)
      .filter((path) => path !== `/${CLIENT}` && !own.includes(path));
    const findings = [
      ...[...intended.keys()].filter((path) => !found.includes(path)).map(missing),
      ...(assets.some(({ path }) => path === `/${CLIENT}`) ? [] : [missing(`/${CLIENT}`)]),
      ...empty.map(({ path }) => wrong(`The file of ${path} is empty.`, BUILD)),
      ...functions.filter(({ path }) => !intended.has(path)).map(surplus),
      ...functions
        .filter(({ path, access }) => intended.has(path) && access !== intended.get(path))
        .map(({ path, access }) =>
          wrong(`${path} would be ${access}, and is meant to be ${intended.get(path)}.`, BUILD),
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

/** That the build is not older than what it was made of. */
export const fresh: Check = {
  id: 'build-fresh',
  title: 'Age of the build',
  run({ root }) {
    const built = [
      ...filesIn(root, FOLDERS.functionsFolder),
      ...filesIn(root, `${FOLDERS.assetsFolder}/${CLIENT}`),
    ].sort(byAge);
    const [oldest] = built;
    const sources = SOURCES.flatMap((path) => filesIn(root, path));
    const newest = sources
      .filter(({ path }) => /\.(ts|json)$/.test(path))
      .sort(byAge)
      .at(-1);
    if (!oldest || !newest) return [];
    return [
      newest.modified > oldest.modified
        ? wrong(`${newest.path} has changed since the last build.`, BUILD)
        : ok('Nothing has changed since the last build.'),
    ];
  },
};

const byAge = (a: DatedFile, b: DatedFile) => a.modified - b.modified;
