/** The part of the policy that says who may do what. */

import { checkRules } from '../../policy-check/rules';
import { type IssuerRule, isNamed } from '../authenticate/trust';
import type { ReadRule, Rules } from '../authorize/decide';
import type { Rule } from '../authorize/rule';
import { parseTemplate } from '../authorize/template';
import { isJsonObject, ownMember } from '../http/json';
import { POLICY_FILE, type Policy, usesPermissions } from './policy';
import type { VariableReader } from './reader';

/** What callers get beyond what the variables say. */
export interface Permissions {
  rules?: Rules;
  guestRoleSid?: string;
  /** SIDs of the roles that a backend may choose, by name. */
  backendRoles: ReadonlyMap<string, string>;
}

/**
 * Reads the permissions of a policy. What is wrong is noted under the name of the file.
 *
 * @param issuers those that are trusted, by name
 * @param serviceSid the Conversations Service that roles are looked up for
 */
export function readPermissions(
  policy: Policy,
  read: VariableReader,
  issuers: readonly IssuerRule[],
  serviceSid: string | undefined,
): Permissions {
  refuseUnknownFields(policy, read);
  if (!usesPermissions(policy)) return { backendRoles: new Map() };
  const roles = readRoles(policy.roles, read, serviceSid);
  const named = (at: string, name: string) => {
    if (!roles.has(name)) read.refuse(POLICY_FILE, `${at} must be a name in roles.`);
    return roles.get(name) ?? '';
  };
  const { guests, backends } = policy;
  const choices = backends?.mayChooseRoles ?? [];
  if (!Array.isArray(choices)) read.refuse(POLICY_FILE, 'backends.mayChooseRoles must be a list.');
  const rules = readRules(policy, read, roles, issuers);
  return {
    ...(rules && { rules }),
    ...(guests?.role !== undefined && { guestRoleSid: named('guests.role', guests.role) }),
    backendRoles: new Map(
      [choices].flat().map((name) => [name, named('backends.mayChooseRoles', name)]),
    ),
  };
}

/** By the place in the policy, what may stand there. */
const FIELDS = {
  '': ['issuers', 'backends', 'guests', 'roles', 'rules', 'mode'],
  'guests.': ['lifetime', 'role'],
  'backends.': ['namespace', 'mayChooseLifetime', 'mayChooseRoles'],
};

/** The build checks no types, and rules under a misspelt name would let everybody in. */
function refuseUnknownFields(policy: Policy, read: VariableReader): void {
  const parts = { '': policy, 'guests.': policy.guests, 'backends.': policy.backends };
  for (const [at, known] of Object.entries(FIELDS)) {
    for (const field of Object.keys(parts[at as keyof typeof FIELDS] ?? {})) {
      if (known.includes(field)) continue;
      read.refuse(POLICY_FILE, `has no field ${at}${field}. Correct it.`);
    }
  }
}

function readRoles(
  roles: unknown = {},
  read: VariableReader,
  serviceSid: string | undefined,
): Map<string, string> {
  const known = new Map<string, string>();
  if (!isJsonObject(roles)) read.refuse(POLICY_FILE, 'roles must be an object of names and SIDs.');
  for (const [name, given] of Object.entries(isJsonObject(roles) ? roles : {})) {
    const byService = isJsonObject(given);
    const sid = byService ? ownMember(given, serviceSid ?? '') : given;
    if (byService && sid === undefined) {
      // Without a service there is a problem already.
      if (serviceSid !== undefined) {
        read.refuse(
          POLICY_FILE,
          `roles.${name} has no role for the service that CONVERSATIONS_SERVICE_SID names.`,
        );
      }
    } else if (typeof sid !== 'string' || !/^RL[0-9a-f]{32}$/.test(sid)) {
      read.refuse(
        POLICY_FILE,
        `roles.${name} must be the SID of a role: RL and 32 hexadecimal digits.`,
      );
    }
    known.set(name, String(sid));
  }
  return known;
}

function readRules(
  { rules, mode = 'enforce' }: Policy,
  read: VariableReader,
  sids: ReadonlyMap<string, string>,
  issuers: readonly IssuerRule[],
): Rules | undefined {
  if (mode !== 'enforce' && mode !== 'audit')
    read.refuse(POLICY_FILE, 'mode must be enforce or audit.');
  if (rules === undefined) {
    if (mode === 'audit') read.refuse(POLICY_FILE, 'mode has no use without rules. Remove it.');
    return undefined;
  }
  const problems = checkRules(rules, [...sids.keys()]);
  for (const problem of problems) read.refuse(POLICY_FILE, problem);
  if (problems.length > 0) return undefined;
  // When it is built, there are no variables that name an issuer yet.
  const unnamed = issuers.some(({ kind }) => kind === 'any') && !read.isSet('AUTH_SECRET');
  rules.forEach(({ when }, i) => {
    const named = [when?.issuer ?? []].flat();
    if (!unnamed && !named.every((name) => issuers.some((rule) => isNamed(rule, name)))) {
      read.refuse(
        POLICY_FILE,
        `rules[${i}].when.issuer names an issuer whose tokens do not count.`,
      );
    }
  });
  return { audit: mode === 'audit', list: rules.map((rule) => readRule(rule, sids)) };
}

function readRule(
  { name, when, deny, allow = {} }: Rule,
  sids: ReadonlyMap<string, string>,
): ReadRule {
  const { lifetime, role, friendlyName, conversations = [], optional = false } = allow;
  const roleSid = role === undefined ? undefined : sids.get(role);
  return {
    name,
    ...(when && { when }),
    ...(deny !== undefined && { deny }),
    ...(lifetime !== undefined && { lifetimeSeconds: lifetime }),
    ...(roleSid !== undefined && { roleSid }),
    ...(friendlyName !== undefined && { friendlyName }),
    conversations: conversations.map((each) => {
      const { name: template, create = false } = typeof each === 'string' ? { name: each } : each;
      return { parts: parseTemplate(template) ?? [], create };
    }),
    optional,
  };
}
