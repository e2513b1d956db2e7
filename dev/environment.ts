/**
 * The environment of the service on this machine: what `.env` says, and stand-ins for whatever it
 * says nothing about at all.
 */
import { randomBytes } from 'node:crypto';
import type { Environment } from '../cli/env-file';
import { policy } from '../src/policy';

const TWILIO_GROUP = [
  'TWILIO_ACCOUNT_SID',
  'ACCOUNT_SID',
  'TWILIO_API_KEY_SID',
  'TWILIO_API_KEY_SECRET',
  'CONVERSATIONS_SERVICE_SID',
];

const LOGIN_GROUP = [
  'AUTH_ISSUER',
  'AUTH_SECRET',
  'AUTH_AUDIENCE',
  'AUTH_AUDIENCE_CLAIM',
  'AUTH_JWKS_URI',
  'AUTH_PUBLIC_KEY',
  'AUTH_INTROSPECTION_URL',
  'AUTH_USERINFO_URL',
];

/** Whether nothing at all is said about Twilio. A group that is half there is left to the checks. */
export function lacksTwilio(environment: Environment): boolean {
  return TWILIO_GROUP.every((name) => !environment[name]);
}

/** Whether nothing at all is said about where callers sign in. */
export function lacksLogin(environment: Environment): boolean {
  return !policy.issuers && LOGIN_GROUP.every((name) => !environment[name]);
}

/**
 * What to add to an environment so that the service can work: Twilio credentials that belong to no
 * one, random at every call, if it has none; and the identity provider, if there is one. Where both
 * are stood in for, guests are welcome too.
 */
export function standIns(
  environment: Environment,
  provider?: { readonly issuer: string; readonly audience: string },
): Environment {
  const hex = () => randomBytes(16).toString('hex');
  const twilio = lacksTwilio(environment);
  const guests = twilio && provider && !environment.GUESTS && !environment.GUEST_SECRET;
  return {
    ...(twilio && {
      TWILIO_ACCOUNT_SID: `AC${hex()}`,
      TWILIO_API_KEY_SID: `SK${hex()}`,
      TWILIO_API_KEY_SECRET: hex(),
      CONVERSATIONS_SERVICE_SID: `IS${hex()}`,
    }),
    ...(provider && { AUTH_ISSUER: provider.issuer, AUTH_AUDIENCE: provider.audience }),
    ...(guests && { GUESTS: 'on', GUEST_SECRET: hex() }),
  };
}

/**
 * The list of allowed origins with the playground's own in it, for this run.
 *
 * @returns nothing if any origin is allowed anyway
 */
export function ownOrigins({ ALLOWED_ORIGINS }: Environment, port: number): Environment {
  if (!ALLOWED_ORIGINS?.trim()) return {};
  const own = ['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}`);
  return { ALLOWED_ORIGINS: [ALLOWED_ORIGINS, ...own].join(',') };
}
