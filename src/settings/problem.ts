/** What can be wrong with a setting, as data, and the sentence that tools and the log print. */

/** Where the problems of the policy are fixed; takes the place of the name of a variable. */
export const POLICY_FILE = 'src/policy.ts';

/**
 * - `missing`: required, but not set
 * - `malformed`: not a value of the type or form that is wanted
 * - `placeholder`: copied from an example
 * - `conflict`: two settings contradict each other
 * - `idle`: set, but without an effect
 * - `unknown`: not the name of a setting
 * - `insecure`: would let in callers who prove nothing, or can do so
 * - `unchecked`: the policy was built without its check
 */
export type ProblemKind =
  | 'missing'
  | 'malformed'
  | 'placeholder'
  | 'conflict'
  | 'idle'
  | 'unknown'
  | 'insecure'
  | 'unchecked';

/** What is wrong with one setting. No part of it ever has the value. */
export interface Problem {
  /** The name of the variable, or `POLICY_FILE`. */
  variable: string;
  kind: ProblemKind;
  /** What is wrong. Completes a sentence that begins with the variable, or with a field of the policy. */
  finding: string;
  /** What to do about it, in full sentences; empty if the finding says it. */
  remedy: string;
  /** Both together. */
  sentence: string;
}

/** Makes a problem. */
export function problem(
  variable: string,
  kind: ProblemKind,
  finding: string,
  remedy = '',
): Problem {
  return { variable, kind, finding, remedy, sentence: `${finding} ${remedy}`.trim() };
}
