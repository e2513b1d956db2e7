/** The checks that ask others, with valid settings. */
import type { Check, ConfiguredWorld } from '../check';
import { clock, discovery, keySet } from './issuers';
import { challenge, lookup } from './lookups';
import { defaultRoles, policyRoles } from './roles';
import { account, key, keyType, region, service } from './twilio';

/** Whom the service asks while it works. */
export const ISSUERS: readonly Check<ConfiguredWorld>[] = [
  discovery,
  keySet,
  clock,
  lookup,
  challenge,
];

/** Twilio, in stages: each needs those before it. */
export const TWILIO: readonly (readonly Check<ConfiguredWorld>[])[] = [
  [region],
  [key],
  [keyType, service, account],
  [defaultRoles, policyRoles],
];
