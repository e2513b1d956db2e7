/** What a caller is to get: what the settings say, then the rules, then what a backend asks for. */
import type { Caller } from '../authenticate/bearer-jwt';
import { Refusal } from '../errors';
import { ownMember } from '../http/json';
import type { Subject } from '../log';
import type { Settings } from '../settings';
import { type AuthorizationRules, isLifetime, type UserGrant } from '.';
import { decide } from './decide';

/**
 * Finds what a caller is to get.
 *
 * @param fields as they came; a backend's wishes are in them
 * @param subject told of the rule that matched
 * @throws Refusal with a code of `access_denied`, or `request_malformed`
 */
export function permit(
  caller: Caller,
  fields: unknown,
  settings: Settings,
  subject: Subject,
): AuthorizationRules {
  const { authorization, guests, permissions } = settings;
  const guest = caller.kind === 'guest';
  const base = guest && guests ? guests.tokenLifetime : authorization.lifetime;
  const guestRole = guest ? permissions?.guestRole : undefined;
  const ruled = applyRules(caller, settings, subject);
  const backend = caller.kind === 'backend';
  const chosenRole = backend ? readRole(fields, settings) : undefined;
  const chosen = backend ? readLifetime(fields, settings) : undefined;
  // A backend may ask for less than its rule says, but not for more.
  const lifetime = Math.min(chosen ?? ruled.lifetime ?? base, ruled.lifetime ?? Infinity);
  const user: UserGrant = {
    ...(guestRole !== undefined && { roleSid: guestRole }),
    ...ruled.user,
    ...(chosenRole !== undefined && { roleSid: chosenRole }),
  };
  return { ...authorization, lifetime, ...(Object.keys(user).length > 0 && { user }) };
}

function applyRules(
  caller: Caller,
  { permissions }: Settings,
  subject: Subject,
): { lifetime?: number; user?: UserGrant } {
  const rules = permissions?.rules;
  if (!rules) return {};
  const { rule, refused, grant } = decide(caller, rules);
  subject.rule = rule;
  if (refused) {
    if (!rules.audit) throw refused;
    subject.audit = refused.code;
  }
  return grant;
}

/** The SID of the role that a backend has chosen, if it may. */
function readRole(fields: unknown, { permissions }: Settings): string | undefined {
  const role = ownMember(fields, 'role');
  if (role === undefined) return undefined;
  const sid = typeof role === 'string' ? permissions?.backendRoles.get(role) : undefined;
  if (sid === undefined) throw new Refusal('role_not_allowed', 'the field role was sent');
  return sid;
}

/** The lifetime that a backend has chosen, if it may. */
function readLifetime(fields: unknown, { backends }: Settings): number | undefined {
  const field = ownMember(fields, 'lifetime');
  if (field === undefined) return undefined;
  if (!backends?.mayChooseLifetime) {
    throw new Refusal('lifetime_not_allowed', 'the field lifetime was sent');
  }
  // A form has texts only.
  const lifetime = typeof field === 'string' && /^\d{1,6}$/.test(field) ? Number(field) : field;
  if (!isLifetime(lifetime)) {
    throw new Refusal('request_malformed', 'the field lifetime is out of its limits');
  }
  return lifetime;
}
