/** The settings, as the service itself judges them. */
import { parseUnchecked } from '../../../policy-check';
import type { Problem } from '../../../src/settings';
import { type Check, type Finding, ok, warning, wrong } from '../check';
import { findMixUps } from './sids';

/** Every problem and warning of the settings: a row each. */
export const settings: Check = {
  id: 'settings',
  title: 'Settings',
  run({ environment: { values }, policy }) {
    const parsed = parseUnchecked(values, policy);
    if (!parsed.ok) {
      // What is mixed up has a better sentence in a check of its own.
      const mixedUp = new Set(findMixUps(values).map(({ variable }) => variable));
      return parsed.problems
        .filter(({ variable, kind }) => !(mixedUp.has(variable) && kind === 'malformed'))
        .map((problem) => rowOf(problem, wrong));
    }
    const set = Object.values(values).filter((value) => value !== '').length;
    return [
      ok(`All ${set} variables that are set can be used, and none is missing.`),
      ...parsed.warnings.map((problem) => rowOf(problem, warning)),
    ];
  },
};

/** Any page may ask for tokens with its visitors' credentials. */
export const origins: Check = {
  id: 'origins',
  title: 'Allowed origins',
  run: ({ environment: { values } }) => [
    values.ALLOWED_ORIGINS
      ? ok('ALLOWED_ORIGINS lists whose pages may ask.')
      : warning(
          'ALLOWED_ORIGINS is not set, so pages of any origin may ask.',
          "List your pages' origins in ALLOWED_ORIGINS.",
        ),
  ],
};

function rowOf(
  { variable, finding, remedy }: Problem,
  make: (finding: string, remedy: string) => Finding,
): Finding {
  return make(`${variable} ${finding}`, remedy || `Correct ${variable}.`);
}
