/** What a rule in `src/policy.ts` can say. */
import type { Caller } from '../authenticate/caller';

/** The kinds of caller that a rule can be about. */
export type CallerKind = Caller['kind'];

/** A value that a claim can be compared with. */
export type ClaimValue = string | number | boolean;

/**
 * What a claim must be. An e-mail address meets no condition unless `email_verified` is true beside
 * it, and its capitals do not count.
 */
export type ClaimCondition =
  /** This value and no other, of the same type. */
  | ClaimValue
  /** One of these values. */
  | { oneOf: readonly ClaimValue[] }
  /** A text that begins so. */
  | { prefix: string }
  /** A list with this value in it. In `scope` and `scp` the words of a text count too. */
  | { has: ClaimValue };

/** Whom a rule is about. All that is given must hold; what is left out holds for everybody. */
export interface RuleConditions {
  /**
   * People who have logged in, guests with a ticket, or users whom a backend names.
   *
   * @example 'person'
   * @example ['person', 'backend']
   */
  caller?: CallerKind | readonly CallerKind[];
  /**
   * The issuer of a person's token, to the letter. Guests and backends have none.
   *
   * @example 'https://staff.eu.auth0.com/'
   */
  issuer?: string | readonly string[];
  /**
   * Claims by name, or by a path of names with dots between; a name with `://` is taken whole. Of
   * guests there is only `sub`, of backends only `identity`.
   *
   * @example { org_id: 'acme', 'app_metadata.plan': { oneOf: ['pro', 'team'] }, groups: { has: 'support' } }
   */
  claims?: Readonly<Record<string, ClaimCondition>>;
}

/** A conversation that a User is to be in. */
export interface ConversationRule {
  /**
   * Its unique name, or its SID. `{claim}` stands for the value of a claim, escaped as identities
   * are, so no value can reach beyond its place.
   *
   * @example 'org-{org_id}'
   */
  name: string;
  /**
   * Whether it is created if there is none of this name.
   *
   * @default false
   */
  create?: boolean;
}

/** What a caller gets. */
export interface RuleGrant {
  /**
   * Seconds for which the access token is valid, 300 to 86400. A token of the caller's that ends
   * sooner still counts.
   *
   * @default TOKEN_LIFETIME; for guests `guests.lifetime`
   */
  lifetime?: number;
  /** The User's role at Twilio: a name in `roles`. Left out, the role is left as it is. */
  role?: string;
  /**
   * The claim that holds the User's friendly name. If the token lacks it, the name is left as it is.
   *
   * @example 'name'
   */
  friendlyName?: string;
  /**
   * The conversations that the User is to be in. They are joined; none is ever left.
   *
   * @example ['announcements', { name: 'org-{org_id}', create: true }]
   */
  conversations?: readonly (string | ConversationRule)[];
  /**
   * Whether a token is issued even if Twilio's side could not be put right. The User may then keep
   * a role that is too strong.
   *
   * @default false
   */
  optional?: boolean;
}

/** One rule. The first that matches decides. */
export type Rule = {
  /** For the log: 1 to 64 letters, digits and `-`, another one for each rule. */
  name: string;
  /** Left out, the rule is about everybody. */
  when?: RuleConditions;
} & (
  | {
      /** Refuses; the reason goes to the log, not to the caller. */
      deny: string;
      allow?: never;
    }
  | {
      /** Grants; `{}` grants what the settings say. */
      allow: RuleGrant;
      deny?: never;
    }
);
