/**
 * From the environment to settings. All problems are found at once, each with its variable and a
 * sentence; with a single problem there are no settings, and the service refuses everyone.
 */
import type { TrustedIssuer } from '../authenticate';
import {
  type AllowedOrigins,
  type AuthorizationRules,
  MAX_LIFETIME,
  MIN_LIFETIME,
} from '../authorize';
import type { IdentityFormat, IdentityRules } from '../identify';
import type { TwilioSettings } from '../issue';
import { type Problem, VariableReader } from './reader';
import { readTrust } from './trust';
import { readTwilio } from './twilio';
import { findUnknownNames } from './unknown-names';
import { VARIABLES } from './variables';

export type { Problem };

/** All that an operator decides. */
export interface Settings {
  twilio: TwilioSettings;
  trusted: readonly TrustedIssuer[];
  identity: IdentityRules;
  authorization: AuthorizationRules;
  allowedOrigins: AllowedOrigins;
}

/** Settings, or all that is wrong with them. */
export type ParsedSettings =
  | { ok: true; settings: Settings }
  | { ok: false; problems: readonly Problem[] };

/**
 * Parses the environment of a function.
 *
 * @param environment variables by name; members that are no settings are not looked at
 */
export function parseSettings(environment: Readonly<Record<string, unknown>>): ParsedSettings {
  const read = new VariableReader(environment);
  const twilio = readTwilio(read);
  const trust = readTrust(read);
  const identity: IdentityRules = {
    claim: readIdentityClaim(read),
    format: readIdentityFormat(read),
  };
  const authorization = readAuthorization(read);
  const allowedOrigins = readAllowedOrigins(read);
  const problems = [...read.problems, ...findUnknownNames(Object.keys(environment), VARIABLES)];
  if (!twilio || !trust || problems.length > 0) {
    // A variable that several readers looked at is still one problem.
    const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
    return { ok: false, problems: [...distinct.values()] };
  }
  return {
    ok: true,
    settings: { twilio, trusted: [trust], identity, authorization, allowedOrigins },
  };
}

function readIdentityClaim(read: VariableReader): string {
  const claim = read.text('IDENTITY_CLAIM') ?? 'sub';
  if (!claim.includes('://') && claim.split('.').includes('')) {
    read.refuse('IDENTITY_CLAIM', 'must be the name of a claim, or a path such as user.id.');
  }
  return claim;
}

function readIdentityFormat(read: VariableReader): IdentityFormat {
  const kind = read.oneOf('IDENTITY_FORMAT', ['escaped', 'hashed', 'verbatim'], 'escaped');
  const secret = read.secret('IDENTITY_SECRET');
  if (kind === 'hashed') {
    read.require('IDENTITY_SECRET', 'The format hashed needs it, and it must never change.');
    return { kind, secret: secret ?? '' };
  }
  if (read.isSet('IDENTITY_SECRET')) {
    read.refuse('IDENTITY_SECRET', 'has no use without IDENTITY_FORMAT=hashed. Remove it.');
  }
  return { kind };
}

function readAuthorization(read: VariableReader): AuthorizationRules {
  const lifetime = read.integer('TOKEN_LIFETIME', {
    min: MIN_LIFETIME,
    max: MAX_LIFETIME,
    fallback: 3600,
    unit: 'seconds',
  });
  const follows = read.oneOf('TOKEN_LIFETIME_FOLLOWS_CALLER', ['on', 'off'], 'on');
  const pushCredentialSid = read.sid('PUSH_CREDENTIAL_SID', 'CR', 'the SID of a push credential');
  return {
    requiredScope: readRequiredScope(read),
    lifetime,
    lifetimeFollowsCaller: follows === 'on',
    ...(pushCredentialSid !== undefined && { pushCredentialSid }),
  };
}

/** Scope tokens as RFC 6749 §3.3 allows them. */
function readRequiredScope(read: VariableReader): string[] {
  const scope = read.text('AUTH_REQUIRED_SCOPE')?.split(/ +/) ?? [];
  if (scope.some((token) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(token))) {
    read.refuse('AUTH_REQUIRED_SCOPE', 'must be scopes with single spaces between.');
  }
  return scope;
}

function readAllowedOrigins(read: VariableReader): AllowedOrigins {
  const origins = read.list('ALLOWED_ORIGINS');
  if (origins.includes('*')) {
    read.refuse('ALLOWED_ORIGINS', 'may not have *. Leave the variable out to allow any origin.');
  } else if (origins.some((origin) => !isOrigin(origin))) {
    read.refuse(
      'ALLOWED_ORIGINS',
      'must list origins as browsers send them, such as https://app.example.com: lower case, without path or trailing slash.',
    );
  }
  return origins.length === 0 ? 'any' : origins;
}

/** Whether this is how a browser or an app's web view writes an origin (RFC 6454 §6.1). */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  if (protocol === 'http:' || protocol === 'https:') return origin === text;
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d+)?$/.test(text);
}
