/** The third step: may they, and for how long? */
import type { Caller } from '../authenticate/bearer-jwt';
import { Refusal } from '../errors';
import { ownMember } from '../http/json';

/** What a caller gets. */
export interface Grant {
  /** Seconds for which the access token is valid: 300 to 86400. */
  lifetime: number;
  /** The push credential that the token names, CR and 32 hexadecimal digits. */
  pushCredentialSid?: string;
  /** What the User at Twilio must be first. */
  user?: UserGrant;
}

/** What a User at Twilio must be before a token for it is issued. What is left out stays as it is. */
export interface UserGrant {
  /** The SID of a service role, RL and 32 hexadecimal digits. */
  roleSid?: string;
  friendlyName?: string;
  /** The conversations to be in, by unique name or SID. */
  conversations?: readonly { name: string; create: boolean }[];
  /** Whether a token is issued even if this could not be had. */
  optional?: boolean;
}

/** What decides about a grant. */
export interface AuthorizationRules {
  /** Seconds: 300 to 86400. */
  lifetime: number;
  /** Whether the access token may not outlive the caller's own, down to `MIN_LIFETIME`. */
  lifetimeFollowsCaller: boolean;
  pushCredentialSid?: string;
  user?: UserGrant;
}

/** Seconds. Twilio asks for a refresh three minutes before the end, so less would be of no use. */
export const MIN_LIFETIME = 300;
/** Seconds. Twilio refuses tokens that are valid for longer than a day. */
export const MAX_LIFETIME = 86_400;

/** Whether this is a number of seconds for which an access token may be valid. */
export function isLifetime(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= MIN_LIFETIME && Number(value) <= MAX_LIFETIME;
}

/**
 * Decides what a caller gets.
 *
 * @param requiredScope scopes that the caller's token must have, all of them (RFC 6749 §3.3)
 * @param now seconds since the epoch
 * @throws Refusal `insufficient_scope`
 */
export function authorize(
  caller: Caller,
  requiredScope: readonly string[],
  rules: AuthorizationRules,
  now: number,
): Grant {
  const { lifetime, lifetimeFollowsCaller, ...others } = rules;
  if (requiredScope.length > 0 && !hasScope(caller.claims, requiredScope)) {
    throw new Refusal('insufficient_scope', 'the token lacks a required scope', {
      scope: requiredScope.join(' '),
    });
  }
  const longest = lifetimeFollowsCaller ? Math.floor(caller.expiresAt - now) : lifetime;
  return {
    lifetime: Math.max(MIN_LIFETIME, Math.min(lifetime, longest)),
    ...others,
  };
}

/** The scopes of a token are in `scope` (RFC 8693 §4.2), or in `scp` as text or list (Entra ID, Okta). */
function hasScope(claims: Record<string, unknown>, required: readonly string[]): boolean {
  const granted: unknown[] = ['scope', 'scp'].flatMap((name) => {
    const value = ownMember(claims, name);
    return typeof value === 'string' ? value.split(' ') : value;
  });
  return required.every((scope) => granted.includes(scope));
}
