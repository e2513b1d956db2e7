/** The third step: may they, as what, and for how long? */
import type { Caller, PersonCaller } from '../authenticate/caller';
import type { IssuerRule } from '../authenticate/trust';
import { Refusal, type RefusalCode } from '../errors';
import { ownMember } from '../http/json';
import { decide, type Rules } from './decide';

/** What a caller gets. */
export interface Grant {
  /** Seconds for which the access token is valid: 300 to 86400. */
  lifetimeSeconds: number;
  /** The push credential that the token names, CR and 32 hexadecimal digits. */
  pushCredentialSid?: string;
  /** The state that the Twilio User must have before a token is issued. */
  user?: UserGrant;
  /** The rule that matched, if there are rules. */
  rule?: string;
  /** In audit mode: the code with which the rules would have refused. */
  audit?: RefusalCode;
}

/** The state that a Twilio User must have. What is left out stays as it is. */
export interface UserGrant {
  /** The SID of a service role, RL and 32 hexadecimal digits. */
  roleSid?: string;
  friendlyName?: string;
  /** The conversations to be in, by unique name or SID. */
  conversations?: readonly { name: string; create: boolean }[];
  /** Whether a token is issued even if the User could not be updated. */
  optional?: boolean;
}

/** What decides about a grant. */
export interface AuthorizationRules {
  /** Seconds, 300 to 86400, for users and for users whom a backend names. */
  lifetimeSeconds: number;
  /** Whether the access token may not outlive the caller's own, down to `MIN_LIFETIME_SECONDS`. */
  lifetimeFollowsCaller: boolean;
  pushCredentialSid?: string;
  guests: {
    /** Seconds, 300 to 86400. */
    lifetimeSeconds: number;
    /** Undefined to leave the role as it is. */
    roleSid?: string;
  };
  backends: {
    /** Whether a backend may choose the lifetime of its user's access token. */
    mayChooseLifetime: boolean;
    /** SIDs of the roles that a backend may choose, by name. */
    roles: ReadonlyMap<string, string>;
  };
  /** Undefined if there are none, and every authenticated caller gets a token. */
  rules?: Rules;
}

/** A caller whose entry says which scopes its tokens must have. */
export type ScopedCaller = Caller<
  { requiredScope: readonly string[]; issuer: IssuerRule },
  unknown
>;

/** Seconds. Twilio asks for a refresh three minutes before the end, so less would be of no use. */
export const MIN_LIFETIME_SECONDS = 300;
/** Seconds. Twilio rejects tokens that are valid for more than a day. */
export const MAX_LIFETIME_SECONDS = 86_400;

/** Seconds for a caller whose login does not say when their credential expires. */
export const UNKNOWN_END_SECONDS = 900;

/** Whether this is a number of seconds for which an access token may be valid. */
export function isLifetime(value: unknown): value is number {
  return (
    Number.isInteger(value) &&
    Number(value) >= MIN_LIFETIME_SECONDS &&
    Number(value) <= MAX_LIFETIME_SECONDS
  );
}

/**
 * Decides what a caller gets: what the settings say, then the rules, then what a backend asks for.
 *
 * @param fields query parameters and body fields as they came; a backend's choices are in them
 * @throws Refusal `insufficient_scope`, `request_malformed`, or a code of `access_denied`
 */
export function authorize(
  caller: ScopedCaller,
  fields: unknown,
  rules: AuthorizationRules,
  nowSeconds: number,
): Grant {
  const { rule, audit, lifetimeSeconds: ruled, user } = applyRules(caller, rules);
  const chosen = caller.kind === 'backend' ? readChoices(fields, rules) : {};
  if (caller.kind === 'person') requireScope(caller);
  const base = caller.kind === 'guest' ? rules.guests.lifetimeSeconds : rules.lifetimeSeconds;
  // A backend may ask for less than its rule says, but not for more.
  const lifetimeSeconds = Math.min(chosen.lifetimeSeconds ?? ruled ?? base, ruled ?? Infinity);
  const roleSid =
    chosen.roleSid ?? user?.roleSid ?? (caller.kind === 'guest' ? rules.guests.roleSid : undefined);
  const { pushCredentialSid } = rules;
  return {
    lifetimeSeconds: rules.lifetimeFollowsCaller
      ? noLongerThan(secondsLeft(caller, nowSeconds), lifetimeSeconds)
      : lifetimeSeconds,
    ...(pushCredentialSid !== undefined && { pushCredentialSid }),
    ...((user || roleSid !== undefined) && {
      user: { ...user, ...(roleSid !== undefined && { roleSid }) },
    }),
    ...(rule !== undefined && { rule }),
    ...(audit && { audit }),
  };
}

function secondsLeft({ expiresAtSeconds }: ScopedCaller, nowSeconds: number): number {
  return expiresAtSeconds === undefined ? UNKNOWN_END_SECONDS : expiresAtSeconds - nowSeconds;
}

function noLongerThan(leftSeconds: number, lifetimeSeconds: number): number {
  return Math.max(MIN_LIFETIME_SECONDS, Math.min(lifetimeSeconds, Math.floor(leftSeconds)));
}

interface Ruled {
  rule?: string;
  audit?: RefusalCode;
  lifetimeSeconds?: number;
  user?: UserGrant;
}

function applyRules(caller: ScopedCaller, { rules }: AuthorizationRules): Ruled {
  if (!rules) return {};
  const { rule, refused, grant } = decide(caller, rules);
  if (refused && !rules.audit) throw refused;
  return { ...grant, ...(rule !== undefined && { rule }), ...(refused && { audit: refused.code }) };
}

/**
 * What a backend has chosen for its user, if it may.
 *
 * @throws Refusal `role_not_allowed`, `lifetime_not_allowed` or `request_malformed`
 */
function readChoices(
  fields: unknown,
  { backends }: AuthorizationRules,
): { roleSid?: string; lifetimeSeconds?: number } {
  const role = ownMember(fields, 'role');
  const roleSid = typeof role === 'string' ? backends.roles.get(role) : undefined;
  if (role !== undefined && roleSid === undefined) {
    throw new Refusal('role_not_allowed', 'the field role was sent');
  }
  const lifetime = ownMember(fields, 'lifetime');
  if (lifetime !== undefined && !backends.mayChooseLifetime) {
    throw new Refusal('lifetime_not_allowed', 'the field lifetime was sent');
  }
  // In a form, every value is a string.
  const lifetimeSeconds =
    typeof lifetime === 'string' && /^\d{1,6}$/.test(lifetime) ? Number(lifetime) : lifetime;
  if (lifetimeSeconds !== undefined && !isLifetime(lifetimeSeconds)) {
    throw new Refusal('request_malformed', 'the field lifetime is out of its limits');
  }
  return {
    ...(roleSid !== undefined && { roleSid }),
    ...(lifetimeSeconds !== undefined && { lifetimeSeconds }),
  };
}

/**
 * Requires all scopes of the caller's entry (RFC 6749 §3.3), in `scope` (RFC 8693 §4.2) or in `scp`
 * as a string or an array (Entra ID, Okta).
 */
function requireScope({ claims, entry }: PersonCaller<{ requiredScope: readonly string[] }>): void {
  const { requiredScope: wanted } = entry;
  if (wanted.length === 0) return;
  const granted = ['scope', 'scp'].flatMap((name): unknown[] => {
    const value = ownMember(claims, name);
    return typeof value === 'string' ? value.split(' ') : [value].flat();
  });
  if (wanted.every((scope) => granted.includes(scope))) return;
  throw new Refusal('insufficient_scope', 'the token lacks a required scope', {
    scope: wanted.join(' '),
    check: { check: 'scope', found: granted.filter((each) => each !== undefined), wanted },
  });
}
