/** Finds names that are not settings, but could be meant as such: a typo must not weaken security. */
import { type Problem, problem } from './problem';
import { PLATFORM_NAMES } from './variables';

/** Names of this shape belong to the service. */
const RESERVED = /^(AUTH_|IDENTITY_|GUEST)/;

/**
 * The problems of names that are unknown, and either begin like a setting or are close to one.
 *
 * @param names the names of all variables of the environment
 * @param known the names of all settings
 * @param others the names that `OTHER_VARIABLES` leaves to other functions
 */
export function findUnknownNames(
  names: readonly string[],
  known: readonly string[],
  others: readonly string[] = [],
): Problem[] {
  const ignored = new Set<string>([...known, ...others, ...PLATFORM_NAMES]);
  const settings = known.filter((name) => !PLATFORM_NAMES.some((each) => each === name));
  return names
    .filter((name) => !ignored.has(name))
    .toSorted()
    .flatMap((name) => {
      const near = nearestName(name, settings);
      if (near === undefined && !RESERVED.test(name)) return [];
      const question =
        near === undefined ? 'Correct its name or remove it.' : `Did you mean ${near}?`;
      return problem(
        name,
        'unknown',
        'is not a setting of this service.',
        `${question} If another function of this project uses it, list it in OTHER_VARIABLES.`,
      );
    });
}

/** The known name that a name is likely meant to be; undefined if it is close to none. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: { known: string; distance: number } | undefined;
  for (const each of known) {
    const distance = isOneWordApart(name, each) ? 1 : editDistance(name, each);
    // Two letters make another word of a short one.
    const limit = Math.min(each.length, name.length) < 6 ? 1 : 2;
    if (distance <= limit && distance < (nearest?.distance ?? Infinity)) {
      nearest = { known: each, distance };
    }
  }
  return nearest?.known;
}

/** Whether one name is the other with one word more, words being separated by `_`. */
function isOneWordApart(one: string, other: string): boolean {
  const [short = [], long = []] = [one.split('_'), other.split('_')].toSorted(
    (a, b) => a.length - b.length,
  );
  if (long.length !== short.length + 1) return false;
  return long.some((_, i) => long.toSpliced(i, 1).every((word, j) => word === short[j]));
}

/**
 * How many letters must be added, removed, replaced or swapped with their neighbour to make one name
 * of the other; 3 stands for any number above 2.
 */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return Math.min(3, row[other.length] ?? 3);
}
