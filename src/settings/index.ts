/**
 * From the environment to settings. All problems are found at once, each with its variable and a
 * sentence; with a single problem there are no settings, and the service refuses everyone.
 */
import { type AuthorizationRules, MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from '../authorize';
import type { AllowedOrigins } from '../http/origin';
import { policy as deployedPolicy } from '../policy';
import { readBackends } from './backends';
import { readGuestLifetime, readGuests } from './guests';
import { refuseIdleSecret } from './identity';
import { readIssuerOfVariables } from './issuer-of-variables';
import { readPolicyIssuers } from './issuers-of-policy';
import { readPermissions } from './permissions';
import { POLICY_FILE, type Policy } from './policy';
import { type Problem, VariableReader } from './reader';
import type { BackendEntry, IssuerEntry, ParsedSettings, Settings } from './settings';
import { readTwilio } from './twilio';
import { findUnknownNames } from './unknown-names';
import { VARIABLES } from './variables';

export type { BackendEntry, IssuerEntry, ParsedSettings, Policy, Problem, Settings };

/**
 * Parses the environment of a function.
 *
 * @param environment variables by name; members that are no settings are not looked at
 * @param policy what the deployment decides in TypeScript
 */
export function parseSettings(
  environment: Readonly<Record<string, unknown>>,
  policy: Policy = deployedPolicy,
): ParsedSettings {
  const read = new VariableReader(environment);
  const twilio = readTwilio(read);
  const issuers = policy.issuers
    ? readPolicyIssuers(policy.issuers, read)
    : [readIssuerOfVariables(read)];
  refuseIdleSecret(
    read,
    issuers.map(({ identity }) => identity),
  );
  const allowedOrigins = readAllowedOrigins(read);
  const cookie = readCookie(read, allowedOrigins);
  const namespaces = issuers.map(({ identity }) => identity.namespace);
  const backends = readBackends(read, policy.backends, namespaces);
  const guests = readGuests(read, twilio?.serviceSid ?? '');
  const names = issuers.map(({ issuer }) => issuer);
  const { rules, guestRoleSid, backendRoles } = readPermissions(
    policy,
    read,
    names,
    twilio?.serviceSid,
  );
  const authorization: AuthorizationRules = {
    ...readAuthorization(read),
    guests: {
      lifetimeSeconds: readGuestLifetime(read, policy.guests),
      ...(guestRoleSid !== undefined && { roleSid: guestRoleSid }),
    },
    backends: {
      mayChooseLifetime: policy.backends?.mayChooseLifetime ?? false,
      roles: backendRoles,
    },
    ...(rules && { rules }),
  };
  const problems = [
    ...read.problems,
    ...findUnknownNames(Object.keys(environment), settingsOf(policy)),
  ];
  if (!twilio || problems.length > 0) {
    // A variable that several readers looked at is still one problem.
    const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
    return { ok: false, problems: [...distinct.values()] };
  }
  return {
    ok: true,
    settings: {
      twilio,
      issuers,
      authorization,
      allowedOrigins,
      header: 'authorization',
      cookies: cookie === undefined ? [] : [cookie],
      backends,
      guests,
    },
    warnings: [
      ...(guests && !guests.challenge ? [NO_CHALLENGE] : []),
      ...(rules?.audit ? [AUDIT] : []),
      ...(issuers.some(({ login }) => login?.endpoint.kind === 'userinfo') ? [NO_AUDIENCE] : []),
    ],
  };
}

const NO_AUDIENCE: Problem = {
  variable: 'AUTH_USERINFO_URL',
  sentence:
    'cannot tell for which app a token was issued: those for any app of this login count. Introspection is safer.',
};

const AUDIT: Problem = {
  variable: POLICY_FILE,
  sentence: 'has mode audit: whoever the rules would refuse is let in, and logged.',
};

const NO_CHALLENGE: Problem = {
  variable: 'GUEST_CHALLENGE_URL',
  sentence: 'is not set: any script can make guests, and each that connects is billed.',
};

/** The names of all variables that are settings under a policy. */
export function settingsOf({ issuers = [] }: Policy): string[] {
  const named = issuers.flatMap(({ secretVariables = [], introspection: asks }) => [
    ...secretVariables,
    ...(asks ? [asks.secretVariable] : []),
  ]);
  return [...VARIABLES, ...named];
}

function readAuthorization(
  read: VariableReader,
): Pick<AuthorizationRules, 'lifetimeSeconds' | 'lifetimeFollowsCaller' | 'pushCredentialSid'> {
  const lifetimeSeconds = read.integer('TOKEN_LIFETIME', {
    min: MIN_LIFETIME_SECONDS,
    max: MAX_LIFETIME_SECONDS,
    fallback: 3600,
    unit: 'seconds',
  });
  const follows = read.oneOf('TOKEN_LIFETIME_FOLLOWS_CALLER', ['on', 'off'], 'on');
  const pushCredentialSid = read.sid('PUSH_CREDENTIAL_SID', 'CR', 'the SID of a push credential');
  return {
    lifetimeSeconds,
    lifetimeFollowsCaller: follows === 'on',
    ...(pushCredentialSid !== undefined && { pushCredentialSid }),
  };
}

/** A cookie is sent along by browsers unasked, so whose pages may use it must be said. */
function readCookie(read: VariableReader, allowedOrigins: AllowedOrigins): string | undefined {
  const name = read.text('AUTH_COOKIE');
  // RFC 6265 §4.1.1: a token as in RFC 9110 §5.6.2.
  if (name !== undefined && !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    read.refuse('AUTH_COOKIE', 'is not the name of a cookie.');
  }
  if (read.isSet('AUTH_COOKIE') && allowedOrigins === 'any') {
    read.require('ALLOWED_ORIGINS', 'AUTH_COOKIE needs it, to tell your own pages from others.');
  }
  return name;
}

function readAllowedOrigins(read: VariableReader): AllowedOrigins {
  const origins = read.list('ALLOWED_ORIGINS');
  if (origins.some((origin) => origin.includes('*'))) {
    read.refuse('ALLOWED_ORIGINS', 'may not have *. Leave the variable out to allow any origin.');
  } else if (origins.some((origin) => !isOrigin(origin))) {
    read.refuse(
      'ALLOWED_ORIGINS',
      'must list origins such as https://app.example.com: lower case, without trailing slash.',
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
