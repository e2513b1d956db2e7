/** What all ways to configure the login have in common. */
import type { HttpGet } from '../../src/http/get';
import { VARIABLES_OF_ISSUER } from '../../src/settings/issuer-fields';
import type { Environment } from '../env-file';
import type { Asker } from './ask';
import type { Wanted } from './plan';
import type { Report } from './report';

/** What the questions about the login need to know. */
export interface LoginContext {
  ask: Asker;
  report: Report;
  get: HttpGet;
  /** Whether the issuer is looked at. */
  check: boolean;
  /** What the environment file says now. */
  current: Environment;
  /** A token or cookie of the app, as it was copied; undefined if none is shown. */
  token?: string | undefined;
}

/** What is to be blank: what the file says of another issuer. */
export function staleOf(current: Environment, variables: Environment): Wanted {
  if (current.AUTH_ISSUER && current.AUTH_ISSUER === variables.AUTH_ISSUER) return {};
  return Object.fromEntries([...VARIABLES_OF_ISSUER, 'IDENTITY_CLAIM'].map((name) => [name, '']));
}

/** Variables one of which every login has. */
export const LOGIN_VARIABLES = [
  'AUTH_ISSUER',
  'AUTH_SECRET',
  'AUTH_JWKS_URI',
  'AUTH_PUBLIC_KEY',
  'AUTH_USERINFO_URL',
  'AUTH_INTROSPECTION_URL',
];
