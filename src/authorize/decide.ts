/** The rules, applied: the first that matches decides, and without one nobody gets in. */

import { findClaim, flawOf, isVerified } from '../authenticate/claim';
import { Refusal } from '../errors';
import type { UserGrant } from '.';
import { matches, type RuledCaller } from './evaluate';
import type { RuleConditions } from './rule';
import { fillTemplate, type TemplatePart } from './template';

/** A rule, read. */
export interface ReadRule {
  name: string;
  when?: RuleConditions;
  /** Why it refuses; undefined if it grants. */
  deny?: string;
  lifetimeSeconds?: number;
  /** RL and 32 hexadecimal digits. */
  roleSid?: string;
  /** The claim that holds the friendly name. */
  friendlyName?: string;
  conversations: readonly { parts: readonly TemplatePart[]; create: boolean }[];
  optional: boolean;
}

/** All rules, in their order. */
export interface Rules {
  /** Whether what they refuse is let pass, and logged. */
  audit: boolean;
  list: readonly ReadRule[];
}

/** What the rules say of a caller. */
export interface Decision {
  /** The rule that matched. */
  rule?: string;
  /** Why they refuse; undefined if they grant. */
  refused?: Refusal;
  /** What they say beyond the settings. */
  grant: { lifetimeSeconds?: number; user?: UserGrant };
}

/** The longest friendly name, in characters. */
const MAX_FRIENDLY_NAME_LENGTH = 256;

/** Finds the rule that matches a caller, and what it grants. */
export function decide(caller: RuledCaller, { list }: Rules): Decision {
  const rule = list.find((each) => matches(caller, each));
  if (!rule) return { refused: new Refusal('no_rule_matched', 'no rule matches'), grant: {} };
  const { name, deny, lifetimeSeconds } = rule;
  if (deny !== undefined) {
    return { rule: name, refused: new Refusal('denied_by_rule', deny, { rule: name }), grant: {} };
  }
  try {
    const user = userGrant(caller, rule);
    return {
      rule: name,
      grant: {
        ...(lifetimeSeconds !== undefined && { lifetimeSeconds }),
        ...(user && { user }),
      },
    };
  } catch (error) {
    const { code, message } = Refusal.of(error);
    return { rule: name, refused: new Refusal(code, message, { rule: name }), grant: {} };
  }
}

function userGrant({ claims }: RuledCaller, rule: ReadRule): UserGrant | undefined {
  const { roleSid, friendlyName: claim, conversations, optional } = rule;
  const friendlyName = claim === undefined ? undefined : readFriendlyName(claims, claim);
  if (roleSid === undefined && friendlyName === undefined && conversations.length === 0) {
    return undefined;
  }
  return {
    ...(roleSid !== undefined && { roleSid }),
    ...(friendlyName !== undefined && { friendlyName }),
    conversations: conversations.map(({ parts, create }) => ({
      name: fillTemplate(parts, claims),
      create,
    })),
    optional,
  };
}

/** A name is for show, so one that cannot be shown is left out rather than refused. */
function readFriendlyName(claims: Record<string, unknown>, claim: string): string | undefined {
  const found = findClaim(claims, claim);
  const { value } = found;
  // Others would see an address that may be somebody else's.
  if (!isVerified(found) || typeof value !== 'string' || flawOf(value) !== undefined) {
    return undefined;
  }
  return value.length > MAX_FRIENDLY_NAME_LENGTH ? undefined : value;
}
