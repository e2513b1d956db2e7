/** The checks that probe a deployed service, in stages: each needs those before it. */
import type { Check } from '../check';
import { bearer } from './bearer';
import { cors, foreignOrigin, preflight } from './cors';
import { health, isPublic, reachable } from './reach';
import { forged, guests, noCredential } from './refuse';
import type { DeployedWorld } from './target';

/** In the order of the table. */
export const DEPLOYED: readonly (readonly Check<DeployedWorld>[])[] = [
  [reachable],
  [isPublic],
  [health],
  [cors, foreignOrigin, preflight, noCredential, forged, guests, bearer],
];
