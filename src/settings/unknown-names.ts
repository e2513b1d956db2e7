/** Finds variables that look like this service's but are none: a typo must not open a door. */
import type { Problem } from './reader';

/** Names of this shape belong to the service. `AUTH_TOKEN` is the platform's. */
const RESERVED = /^(AUTH_|IDENTITY_|TOKEN_|GUEST|BACKEND_)/;

/**
 * The problems of names that begin like a setting but are unknown.
 *
 * @param names the names of all variables of the environment
 * @param known the names of all settings
 */
export function findUnknownNames(names: readonly string[], known: readonly string[]): Problem[] {
  return names
    .filter((name) => RESERVED.test(name) && name !== 'AUTH_TOKEN' && !known.includes(name))
    .map((variable) => ({
      variable,
      sentence: 'is no setting of this service. Correct its name or remove it.',
    }));
}
