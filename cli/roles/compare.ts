/** The roles of a service beside the recommended ones. */
import { RECOMMENDED, type RecommendedRole, type RoleName, type RoleType } from './recommended';

/** A role as Twilio tells it. */
export interface ExistingRole {
  sid: string;
  friendlyName: string;
  type: RoleType;
  permissions: readonly string[];
}

/**
 * The roles that Twilio gives where none is named.
 * https://www.twilio.com/docs/conversations/api/service-configuration-resource
 */
export interface DefaultRoles {
  /** Of a User who connects or is added without a role. */
  service: string;
  /** Of a participant who is added without a role. */
  conversation: string;
  /** Of a participant in the conversation that they created. */
  creator: string;
}

/** A role, and what is wrong with it. */
export interface ComparedRole extends ExistingRole {
  defaultFor: readonly (keyof DefaultRoles)[];
  /** The recommended role that it is measured by. */
  comparedWith: RoleName;
  /** Permissions that the recommended role lacks. */
  tooMuch: readonly string[];
  /** Permissions that only the recommended role has. */
  missing: readonly string[];
}

/** Whether a recommended role is there. */
export interface FoundRole extends RecommendedRole {
  /**
   * `different` is one of that name with other permissions: somebody changed it, or meant something
   * else by the name.
   */
  state: 'there' | 'missing' | 'different';
  /** Of the one that is there, with the right permissions or others. */
  sid: string | undefined;
}

export interface Comparison {
  roles: readonly ComparedRole[];
  recommended: readonly FoundRole[];
}

/**
 * Compares.
 *
 * @param guests whether visitors without a login are let in
 */
export function compareRoles(
  existing: readonly ExistingRole[],
  defaults: DefaultRoles,
  guests: boolean,
): Comparison {
  return {
    roles: existing.map((role) => compareRole(role, defaults, guests)),
    recommended: RECOMMENDED.map((role) => findRole(role, existing)),
  };
}

function compareRole(role: ExistingRole, defaults: DefaultRoles, guests: boolean): ComparedRole {
  const kinds = Object.keys(defaults) as (keyof DefaultRoles)[];
  const defaultFor = kinds.filter((kind) => defaults[kind] === role.sid);
  const comparedWith = measureOf(role, defaultFor, guests);
  const wanted =
    RECOMMENDED.find(({ name, type }) => name === comparedWith && type === role.type)
      ?.permissions ?? [];
  return {
    ...role,
    permissions: [...role.permissions].sort(),
    defaultFor,
    comparedWith,
    tooMuch: role.permissions.filter((permission) => !wanted.includes(permission)).sort(),
    missing: wanted.filter((permission) => !role.permissions.includes(permission)),
  };
}

/** Defaults are measured by the weakest who may get them, others by what their name says. */
function measureOf(
  { type, friendlyName }: ExistingRole,
  defaultFor: readonly (keyof DefaultRoles)[],
  guests: boolean,
): RoleName {
  // Whoever no rule gives a role connects with this one.
  if (defaultFor.includes('service')) return 'guest';
  if (defaultFor.includes('conversation')) return guests ? 'guest' : 'member';
  if (defaultFor.includes('creator')) return 'agent';
  const own = RECOMMENDED.find((each) => each.friendlyName === friendlyName && each.type === type);
  if (own) return own.name;
  if (/admin|agent|supervisor|moderator|staff/i.test(friendlyName)) return 'agent';
  return /guest|visitor|customer|anonymous/i.test(friendlyName) ? 'guest' : 'member';
}

/** Twilio lets several roles have one name, so one that fits is looked for first. */
function findRole(wanted: RecommendedRole, existing: readonly ExistingRole[]): FoundRole {
  const named = existing.filter(
    ({ friendlyName, type }) => friendlyName === wanted.friendlyName && type === wanted.type,
  );
  const fits = named.find(({ permissions }) => sameSet(permissions, wanted.permissions));
  if (fits) return { ...wanted, state: 'there', sid: fits.sid };
  const [other] = named;
  return { ...wanted, state: other ? 'different' : 'missing', sid: other?.sid };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
