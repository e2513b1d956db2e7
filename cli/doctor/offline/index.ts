/** The checks that need no network. */
import type { Check } from '../check';
import { build, fresh } from './build';
import { sizes, unknownNames } from './deployed-variables';
import { deployment, nodeVersion, runtimeHandler } from './deployment';
import { environmentFile, environmentIgnored, environmentMode } from './environment-file';
import { proxy } from './proxy';
import { origins, settings } from './settings';
import { sids } from './sids';
import { syntax } from './syntax';

/** This machine and what is deployed. */
export const MACHINE: readonly Check[] = [nodeVersion, proxy, runtimeHandler, deployment];

/** What lies ready to be deployed. */
export const BUILD: readonly Check[] = [build, fresh];

/** The environment file, in stages: without one there is nothing to look at. */
export const FILE: readonly (readonly Check[])[] = [
  [environmentFile],
  [environmentMode, environmentIgnored, syntax, settings, sids, origins, unknownNames, sizes],
];
