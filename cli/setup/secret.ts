/** Secrets of the service's own. */
import { randomBytes } from 'node:crypto';
import { VariableReader } from '../../src/settings/reader';
import type { Environment } from '../env-file';

/** Bytes of randomness; as text they are 43 characters, more than the service requires. */
const SECRET_BYTES = 32;

/** A new secret as base64url: letters, digits, `-` and `_`, so that an environment file can hold it. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** The value of a variable, if it is a secret that the service accepts; there is no need for another. */
export function keptSecret(variable: string, current: Environment): string | undefined {
  return new VariableReader(current).secret(variable) === undefined ? undefined : current[variable];
}
