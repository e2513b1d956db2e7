/** What is wrong with one rule, whatever its shape. */

import { claimPath, isClaimPath } from '../src/authenticate/claim';
import type {
  ClaimCondition,
  ConversationRule,
  Rule,
  RuleConditions,
  RuleGrant,
} from '../src/authorize/rule';
import { MAX_NAME_LENGTH, parseTemplate } from '../src/authorize/template';
import { runsTogether } from './overlap';
import { kinds, lifetime } from './policy';
import {
  arrayOf,
  boolean,
  is,
  isPlainObject,
  matching,
  object,
  oneOrMore,
  type Shape,
  type Tell,
} from './shape';

/** Claims of the scopes profile, address and phone (OpenID Connect Core 1.0 §5.4). */
const WRITABLE = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['profile', 'picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'address'],
  'phone_number',
]);

/** The metadata that Auth0, Supabase and Clerk leave to their users, wherever it is. */
const WRITABLE_METADATA = new Set(['user_metadata', 'raw_user_meta_data', 'unsafe_metadata']);

/**
 * Whether a rule has the form of one, so that it can be compared with others.
 *
 * @param roles the names of roles that it can grant
 * @param tell called with everything that is wrong
 */
export function checkRule(
  rule: unknown,
  at: string,
  roles: readonly string[],
  tell: Tell,
): rule is Rule {
  let sound = true;
  ruleShape(roles)(rule, at, (...said) => {
    sound = false;
    tell(...said);
  });
  return sound;
}

/** Either field of a rule's effect is there, never both. */
type AnyRule = Omit<Rule, 'allow' | 'deny'> & { allow: RuleGrant; deny: string };

function ruleShape(roles: readonly string[]): Shape {
  const fields = object<AnyRule>(
    'a rule',
    {
      name: matching(/^[A-Za-z0-9-]{1,64}$/, '1 to 64 letters, digits or -'),
      when: object<RuleConditions>('a condition', {
        caller: kinds(['person', 'guest', 'backend']),
        issuer: oneOrMore(
          'an issuer, or an array of them',
          (item) => typeof item === 'string' && item !== '',
        ),
        claims,
      }),
      allow: grantShape(roles),
      deny: is('a reason, in words', (value) => typeof value === 'string' && value !== ''),
    },
    ['name'],
  );
  return (value, at, tell) => {
    fields(value, at, tell);
    if (isPlainObject(value) && (value.allow === undefined) === (value.deny === undefined)) {
      tell(at, 'must have either allow or deny.');
    }
  };
}

const claims: Shape = (value, at, tell) => {
  if (!isPlainObject(value) || Object.keys(value).length === 0) {
    tell(at, 'must be an object with a claim in it.');
    return;
  }
  for (const [claim, condition] of Object.entries(value)) {
    const place = `${at}[${JSON.stringify(claim)}]`;
    checkClaim(claim, place, tell);
    if (!isCondition(condition)) {
      tell(
        place,
        'must be a value, or one of { oneOf }, { prefix } and { has }, none of them empty.',
      );
    }
  }
};

function checkClaim(claim: string, at: string, tell: Tell): void {
  if (!isClaimPath(claim)) tell(at, 'must name a claim, or be a path such as org.id.');
  // Further down, such a name is someone else's: that of an organisation, say.
  const writable = claimPath(claim).find(
    (name, i) => WRITABLE_METADATA.has(name) || (i === 0 && WRITABLE.has(name)),
  );
  if (writable !== undefined) {
    tell(
      at,
      `depends on ${writable}, which users can write themselves at most logins.`,
      'Use a claim that only you can set.',
      'insecure',
    );
  }
}

/** The test of each form of a condition. A form that is added to the type and not here does not compile. */
const CONDITIONS: Record<ConditionName, (wanted: unknown) => boolean> = {
  oneOf: (wanted) => Array.isArray(wanted) && wanted.length > 0 && [...wanted].every(isClaimValue),
  prefix: (wanted) => typeof wanted === 'string' && wanted !== '',
  has: isClaimValue,
};

type ConditionName =
  Extract<ClaimCondition, object> extends infer C ? (C extends object ? keyof C : never) : never;

function isCondition(value: unknown): boolean {
  if (isClaimValue(value)) return true;
  if (!isPlainObject(value)) return false;
  const [[name, wanted] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0 || !Object.hasOwn(CONDITIONS, name)) return false;
  return CONDITIONS[name as ConditionName](wanted);
}

function isClaimValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}

function grantShape(roles: readonly string[]): Shape {
  const fields = object<RuleGrant>('a grant', {
    lifetime,
    role: (value, at, tell) => {
      if (roles.some((name) => name === value)) return;
      tell(at, 'must be a name in roles.', 'npm run roles prints them.');
    },
    friendlyName: is(
      'the name of a claim',
      (value) => typeof value === 'string' && isClaimPath(value),
    ),
    conversations: arrayOf(checkConversation),
    optional: boolean,
  });
  return (value, at, tell) => {
    fields(value, at, tell);
    if (!isPlainObject(value) || value.optional !== true) return;
    const { role, friendlyName, conversations = [] } = value;
    if (!role && !friendlyName && [conversations].flat().length === 0) {
      const finding = 'has no effect: the rule asks nothing of Twilio.';
      tell(`${at}.optional`, finding, 'Remove it.', 'idle');
    }
  };
}

const conversationFields = object<ConversationRule>('a conversation', {
  name: () => {},
  create: boolean,
});

function checkConversation(conversation: unknown, at: string, tell: Tell): void {
  if (isPlainObject(conversation)) conversationFields(conversation, at, tell);
  const name = isPlainObject(conversation) ? conversation.name : conversation;
  const parts = typeof name === 'string' ? parseTemplate(name) : undefined;
  if (!parts) {
    tell(at, 'must be a name, with claims in braces such as org-{org_id}.');
    return;
  }
  const named = parts.filter((part) => typeof part !== 'string');
  const texts = parts.filter((part) => typeof part === 'string').join('');
  if (texts.length + named.length > MAX_NAME_LENGTH) {
    tell(at, `must have room in ${MAX_NAME_LENGTH} characters, the most that Twilio accepts.`);
  }
  for (const { claim } of named) checkClaim(claim, `${at} {${claim}}`, tell);
  if (named.length > 0 && (typeof parts[0] !== 'string' || /^C(H|$)/.test(parts[0]))) {
    tell(
      at,
      'must start with literal text other than CH; otherwise a claim could select any conversation.',
      '',
      'insecure',
    );
  }
  if (runsTogether(parts)) {
    tell(
      at,
      'must have literal text such as ~ between two claims, which no value can contain; otherwise two pairs of values make the same name.',
      '',
      'insecure',
    );
  }
}
