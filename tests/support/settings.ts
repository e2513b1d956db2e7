/** Parses environments, so that a test can look at the settings or at the problems. */
import { parseUnchecked } from '../../policy-check';
import type { Policy, Problem, Settings } from '../../src/settings';
import { validEnvironment } from './tokens';

type Overrides = Record<string, string | undefined>;

/** The settings of a valid environment with overrides; a problem fails the test. */
export function settingsWith(overrides: Overrides = {}, policy: Policy = {}): Settings {
  const parsed = parseUnchecked(validEnvironment(overrides), policy);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

/** What is wrong with an environment; empty if nothing is. */
export function problemsIn(
  environment: Record<string, unknown>,
  policy: Policy = {},
): readonly Problem[] {
  const parsed = parseUnchecked(environment, policy);
  return parsed.ok ? [] : parsed.problems;
}

/** What is wrong with a valid environment once it has these overrides. */
export function problemsWith(overrides: Overrides, policy: Policy = {}): readonly Problem[] {
  return problemsIn(validEnvironment(overrides), policy);
}

/** The sentence about a variable that is the only thing wrong. */
export function sentenceAbout(variable: string, overrides: Overrides, policy?: Policy): string {
  const problems = problemsWith(overrides, policy);
  expect(problems.map((problem) => problem.variable)).toEqual([variable]);
  return (problems[0] as Problem).sentence;
}
