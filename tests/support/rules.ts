/** Checks rules as the build does, for tests that look at the sentences. */
import { checkRules as check } from '../../policy-check/rules';

/** What is wrong with rules, each sentence with its place. */
export function checkRules(rules: unknown, roles: readonly string[]): string[] {
  const sentences: string[] = [];
  check(rules, roles, (at, finding, remedy = '') => {
    sentences.push(`${at} ${finding} ${remedy}`.trim());
  });
  return sentences;
}
