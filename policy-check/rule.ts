/** What is wrong with one rule, whatever its shape. */

import { claimPath } from '../src/authenticate/claim';
import { isLifetime, MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from '../src/authorize';
import type { ClaimCondition, Rule, RuleGrant } from '../src/authorize/rule';
import { MAX_NAME_LENGTH, parseTemplate } from '../src/authorize/template';
import { isJsonObject } from '../src/http/json';
import { runsTogether } from './overlap';

const KINDS = ['person', 'guest', 'backend'];
const CONDITION = 'a value, or one of { oneOf }, { prefix } and { has }';

/** Claims of the scopes profile, address and phone (OpenID Connect Core 1.0 §5.4). */
const WRITABLE = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['profile', 'picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'address'],
  'phone_number',
]);

/** The metadata that Auth0, Supabase and Clerk leave to their users, wherever it is. */
const WRITABLE_METADATA = new Set(['user_metadata', 'raw_user_meta_data', 'unsafe_metadata']);

/** A sentence about one rule; what it is about stands before it. */
type Refuse = (sentence: string) => void;

/**
 * Whether a rule has the form of one, so that it can be compared with others.
 *
 * @param roles the names of roles that it can grant
 * @param tell told of everything that is wrong
 */
export function checkRule(rule: unknown, roles: readonly string[], tell: Refuse): rule is Rule {
  let sound = true;
  const refuse: Refuse = (sentence) => {
    sound = false;
    tell(sentence);
  };
  if (!isJsonObject(rule)) {
    refuse(' must be an object.');
    return false;
  }
  refuseOthers(rule, ['name', 'when', 'allow', 'deny'], '', refuse);
  if (typeof rule.name !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(rule.name)) {
    refuse('.name must be 1 to 64 letters, digits or -.');
  }
  if ((rule.allow === undefined) === (rule.deny === undefined)) {
    refuse(' must have either allow or deny.');
  } else if (rule.deny !== undefined && (typeof rule.deny !== 'string' || rule.deny === '')) {
    refuse('.deny must be a reason, in words.');
  }
  if (rule.when !== undefined) checkConditions(rule.when, refuse);
  if (rule.allow !== undefined) checkGrant(rule.allow, roles, refuse);
  return sound;
}

function refuseOthers(value: object, known: readonly string[], at: string, refuse: Refuse): void {
  for (const name of Object.keys(value).filter((each) => !known.includes(each))) {
    refuse(`${at}.${name} is no field of a rule. There are: ${known.join(', ')}.`);
  }
}

function checkConditions(when: unknown, refuse: Refuse): void {
  if (!isJsonObject(when)) {
    refuse('.when must be an object.');
    return;
  }
  refuseOthers(when, ['caller', 'issuer', 'claims'], '.when', refuse);
  if (when.caller !== undefined && !isListOf(when.caller, (each) => KINDS.includes(each))) {
    refuse('.when.caller must be person, guest, backend, or a list of them.');
  }
  if (when.issuer !== undefined && !isListOf(when.issuer, (each) => each !== '')) {
    refuse('.when.issuer must be an issuer, or a list of them.');
  }
  if (when.claims === undefined) return;
  if (!isJsonObject(when.claims) || Object.keys(when.claims).length === 0) {
    refuse('.when.claims must be an object with a claim in it.');
    return;
  }
  for (const [claim, condition] of Object.entries(when.claims)) {
    const at = `.when.claims[${JSON.stringify(claim)}]`;
    checkClaim(claim, at, refuse);
    if (!isCondition(condition)) refuse(`${at} must be ${CONDITION}, none of them empty.`);
  }
}

/** Whether this is a text that passes, or a list of such with at least one. */
function isListOf(value: unknown, passes: (text: string) => boolean): boolean {
  const list: unknown[] = [value].flat();
  return list.length > 0 && list.every((each) => typeof each === 'string' && passes(each));
}

function checkClaim(claim: string, at: string, refuse: Refuse): void {
  const path = claimPath(claim);
  if (path.includes('')) refuse(`${at} must name a claim, or be a path such as org.id.`);
  // Further down, such a name is somebody else's: that of an organisation, say.
  const writable = path.find(
    (name, i) => WRITABLE_METADATA.has(name) || (i === 0 && WRITABLE.has(name)),
  );
  if (writable !== undefined) {
    refuse(
      `${at} goes by ${writable}, which users can write themselves at most logins. Use a claim that only you can set.`,
    );
  }
}

function isCondition(value: unknown): value is ClaimCondition {
  if (isClaimValue(value)) return true;
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return false;
  const { oneOf, prefix, has } = value;
  if (oneOf !== undefined)
    return Array.isArray(oneOf) && oneOf.length > 0 && oneOf.every(isClaimValue);
  if (prefix !== undefined) return typeof prefix === 'string' && prefix !== '';
  return isClaimValue(has);
}

function isClaimValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}

const GRANTS: readonly (keyof RuleGrant)[] = [
  'lifetime',
  'role',
  'friendlyName',
  'conversations',
  'optional',
];

function checkGrant(allow: unknown, roles: readonly string[], refuse: Refuse): void {
  if (!isJsonObject(allow)) {
    refuse('.allow must be an object.');
    return;
  }
  refuseOthers(allow, GRANTS, '.allow', refuse);
  const { lifetime, role, friendlyName, conversations = [], optional } = allow;
  if (lifetime !== undefined && !isLifetime(lifetime)) {
    refuse(
      `.allow.lifetime must be whole seconds from ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS}.`,
    );
  }
  if (role !== undefined && !roles.some((name) => name === role)) {
    refuse('.allow.role must be a name in roles. npm run roles prints them.');
  }
  const namesClaim = typeof friendlyName === 'string' && !claimPath(friendlyName).includes('');
  if (friendlyName !== undefined && !namesClaim) {
    refuse('.allow.friendlyName must name a claim.');
  }
  if (optional !== undefined && typeof optional !== 'boolean') {
    refuse('.allow.optional must be true or false.');
  }
  if (optional === true && !role && !friendlyName && [conversations].flat().length === 0) {
    refuse('.allow.optional has no use: the rule asks nothing of Twilio.');
  }
  if (!Array.isArray(conversations)) {
    refuse('.allow.conversations must be a list.');
    return;
  }
  for (const [i, each] of conversations.entries()) {
    checkConversation(each, `.allow.conversations[${i}]`, refuse);
  }
}

function checkConversation(conversation: unknown, at: string, refuse: Refuse): void {
  const {
    name,
    create = false,
    ...others
  } = isJsonObject(conversation) ? conversation : { name: conversation };
  refuseOthers(others, ['name', 'create'], at, refuse);
  if (typeof create !== 'boolean') refuse(`${at}.create must be true or false.`);
  const parts = typeof name === 'string' ? parseTemplate(name) : undefined;
  if (!parts) {
    refuse(`${at} must be a name, with claims in braces such as org-{org_id}.`);
    return;
  }
  const claims = parts.filter((part) => typeof part !== 'string');
  const texts = parts.filter((part) => typeof part === 'string').join('');
  if (texts.length + claims.length > MAX_NAME_LENGTH) {
    refuse(`${at} must have room in ${MAX_NAME_LENGTH} characters, the most that Twilio takes.`);
  }
  for (const { claim } of claims) checkClaim(claim, `${at} {${claim}}`, refuse);
  if (claims.length > 0 && (typeof parts[0] !== 'string' || /^C(H|$)/.test(parts[0]))) {
    refuse(
      `${at} must begin with a text, and not with CH, or a claim could name any conversation.`,
    );
  }
  if (runsTogether(parts)) {
    refuse(
      `${at} must have a text such as ~ between two claims, which no value can have in it. Else two pairs of values make the same name.`,
    );
  }
}
