/** The checks that need no network. */
import type { Check } from '../check';
import { build, fresh } from './build';
import { sizes, unknownNames } from './deployed-variables';
import { deployment, nodeVersion, runtimeHandler } from './deployment';
import { environmentFile, environmentIgnored, environmentMode } from './environment-file';
import { origins, settings } from './settings';
import { sids } from './sids';
import { syntax } from './syntax';

/** In the order of the table. */
export const OFFLINE: readonly Check[] = [
  nodeVersion,
  environmentFile,
  environmentMode,
  environmentIgnored,
  syntax,
  settings,
  sids,
  origins,
  unknownNames,
  sizes,
  runtimeHandler,
  deployment,
  build,
  fresh,
];
