/** What an explanation consists of. It has no token in it, neither the caller's nor an access token. */

import type { Condition } from '../../src/authorize/evaluate';
import type { RefusalCode } from '../../src/errors';
import type { CredentialKind, StepName } from '../diagnose/walk';

export { STEPS } from '../diagnose/walk';
export type { CredentialKind, StepName };

/** How a check came out; `open` if it was not made, or decides nothing. */
export type Mark = 'holds' | 'fails' | 'open';

/** One thing that was looked at. */
export interface Check {
  title: string;
  mark: Mark;
  /** In words, with claim values as JSON. */
  found?: string;
  wanted?: string;
  /** The code that the service refuses with, if this is the first check that fails. */
  code?: RefusalCode;
  /** Why it is open or fails. */
  note?: string;
}

/** A rule, and how far it was looked at. */
export interface RuleTrace {
  name: string;
  /** `later` if an earlier rule decides, so this one is not looked at. */
  state: 'decides' | 'passed over' | 'later';
  /** Every condition with what was wanted and found; none for a rule about everyone. */
  conditions: readonly (Condition & { note?: string })[];
  /** Why it refuses; left out if it allows. */
  deny?: string;
}

/** One thing that bears on the lifetime. */
export interface LifetimeSource {
  what: string;
  seconds: number;
  /** Whether the lifetime is this. */
  decides: boolean;
}

/** What is issued, or would be if nothing failed. */
export interface Issued {
  /** Whether it is what the service issues; if not, it is what a token without the faults would get. */
  granted: boolean;
  identity: string;
  /** Seconds. */
  lifetime: number;
  lifetimeSources: readonly LifetimeSource[];
  /** ISO 8601, UTC. */
  expiresAt: string;
  /** The latest time at which the client is to ask again; ISO 8601, UTC. */
  refreshAfter: string;
  /** What the service makes sure of at Twilio first; undefined if nothing. */
  user?: IssuedUser;
  /** Header and payload of the access token, but for its `jti`. Without a signature they are no token. */
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
}

/** What a User at Twilio is made to be. */
export interface IssuedUser {
  role?: { sid: string; name?: string };
  friendlyName?: string;
  conversations: readonly { name: string; create: boolean }[];
  /** Whether a token is issued even if the User could not be updated. */
  optional: boolean;
}

/** What the service answers, by its own code. */
export interface Verdict {
  /** `undecided` if only the issuer could tell, and it was not to be asked. */
  outcome: 'granted' | 'refused' | 'undecided';
  /** HTTP status of the answer. */
  status: number;
  error?: string;
  code?: RefusalCode;
  /** What the caller reads. */
  sentence?: string;
  /** What the log has. */
  cause?: string;
  /** In audit mode: the code with which the rules would have refused. */
  audit?: RefusalCode;
  /** What the verdict takes for granted. */
  unproven: readonly Unproven[];
}

/**
 * `signature`: that it is good. `confirmation`: that the issuer would confirm the token. `twilio`: that
 * the User can be updated.
 */
export type Unproven = 'signature' | 'confirmation' | 'twilio';

/** All that can be told of a credential. */
export interface Explanation {
  kind: CredentialKind;
  /** The clock that everything was judged by; ISO 8601, UTC. */
  at: string;
  /** In the order in which the service makes them. */
  checks: Record<StepName, readonly Check[]>;
  /** The claims, as far as they could be read. */
  claims?: Record<string, unknown>;
  /** Undefined if there are none, or nothing to judge by them. */
  rules?: readonly RuleTrace[];
  issued?: Issued;
  verdict: Verdict;
  /** What to do about it, as sentences; empty if there is nothing to do. */
  whatToDo: readonly string[];
}
