/**
 * The part of the policy that says who may do what. `policy-check` has validated its form when it was
 * built; here it is only brought into the form in which it is used, because a cold start waits for it.
 */
import { isNamed } from '../authenticate/issuer';
import type { IssuerRule } from '../authenticate/trust';
import type { ReadRule, Rules } from '../authorize/decide';
import type { Rule } from '../authorize/rule';
import { parseTemplate } from '../authorize/template';
import { ownMember } from '../http/json';
import type { Policy } from './policy';
import { POLICY_FILE } from './problem';
import type { VariableReader } from './reader';

/** What callers get beyond what the variables say. */
export interface Permissions {
  rules?: Rules;
  guestRoleSid?: string;
  /** SIDs of the roles that a backend may choose, by name. */
  backendRoles: ReadonlyMap<string, string>;
}

/**
 * Reads the permissions of a policy.
 *
 * @param issuers those that are trusted
 * @param serviceSid the Conversations Service that roles are looked up for
 */
export function readPermissions(
  { roles = {}, rules, mode, guests, backends }: Policy,
  read: VariableReader,
  issuers: readonly IssuerRule[],
  serviceSid: string | undefined,
): Permissions {
  const sids = new Map(
    Object.entries(roles).map(([name, sid]) => [
      name,
      typeof sid === 'string' ? sid : sidIn(name, sid, serviceSid, read),
    ]),
  );
  const sidOf = (name: string) => sids.get(name) ?? '';
  if (rules) requireKnownIssuers(rules, issuers, read);
  return {
    ...(rules && {
      rules: { audit: mode === 'audit', list: rules.map((rule) => readRule(rule, sidOf)) },
    }),
    ...(guests?.role !== undefined && { guestRoleSid: sidOf(guests.role) }),
    backendRoles: new Map((backends?.mayChooseRoles ?? []).map((name) => [name, sidOf(name)])),
  };
}

function sidIn(
  name: string,
  byService: Readonly<Record<string, string>>,
  serviceSid: string | undefined,
  read: VariableReader,
): string {
  // Without a service there is a problem already.
  if (serviceSid === undefined) return '';
  const sid = ownMember(byService, serviceSid);
  if (sid === undefined) {
    read.refuse(
      POLICY_FILE,
      'missing',
      `roles.${name} has no role for the service that CONVERSATIONS_SERVICE_SID names.`,
      'npm run roles prints them.',
    );
  }
  return String(sid);
}

/** A rule about an issuer that is not trusted would never match. */
function requireKnownIssuers(
  rules: readonly Rule[],
  issuers: readonly IssuerRule[],
  read: VariableReader,
): void {
  // When it is built, there are no variables that name an issuer yet.
  const unnamed = issuers.some(({ kind }) => kind === 'any');
  if (unnamed && !read.isSet('TWILIO_API_KEY_SID')) return;
  rules.forEach(({ when }, i) => {
    if (when?.issuer === undefined) return;
    if ([when.issuer].flat().every((name) => issuers.some((rule) => isNamed(rule, name)))) return;
    read.refuse(
      POLICY_FILE,
      'conflict',
      `rules[${i}].when.issuer names an issuer whose tokens are not accepted.`,
      'Write it exactly as the issuer is configured.',
    );
  });
}

function readRule(
  { name, when, deny, allow = {} }: Rule,
  sidOf: (role: string) => string,
): ReadRule {
  const { lifetime, role, friendlyName, conversations = [], optional = false } = allow;
  return {
    name,
    ...(when && { when }),
    ...(deny !== undefined && { deny }),
    ...(lifetime !== undefined && { lifetimeSeconds: lifetime }),
    ...(role !== undefined && { roleSid: sidOf(role) }),
    ...(friendlyName !== undefined && { friendlyName }),
    conversations: conversations.map((each) => {
      const { name: template, create = false } = typeof each === 'string' ? { name: each } : each;
      return { parts: parseTemplate(template) ?? [], create };
    }),
    optional,
  };
}
