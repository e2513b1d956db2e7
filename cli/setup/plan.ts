/** What is to be written, held against what stands in the file already. */
import type { Environment } from '../env-file';
import type { Asker } from './ask';
import { QUESTIONS } from './questions';
import type { Report } from './report';

/** Values by name. An empty one is to be blank, an undefined one is made when all is asked. */
export type Wanted = Readonly<Record<string, string | undefined>>;

/** Values that belong together: written all or not at all, as a mixture would fit nothing. */
export interface Group {
  title: string;
  wanted: Wanted;
}

/** The names that have another value in the file. One that is made later always does. */
export function conflictsOf({ wanted }: Group, current: Environment): string[] {
  return Object.keys(wanted).filter((name) => current[name] && current[name] !== wanted[name]);
}

/** The values that are not in the file yet. */
export function changesOf({ wanted }: Group, current: Environment): Wanted {
  const changed = Object.entries(wanted).filter(
    ([name, value]) => value === undefined || (current[name] ?? '') !== value,
  );
  return Object.fromEntries(changed);
}

/**
 * Asks what is to become of values that are there and other ones. Only their names are shown.
 *
 * @returns the groups that are to be written
 */
export async function settleConflicts(
  ask: Asker,
  report: Report,
  groups: readonly Group[],
  current: Environment,
): Promise<readonly Group[]> {
  const rows = groups.map((group) => ({ group, names: conflictsOf(group, current) }));
  const conflicts = rows.filter(({ names }) => names.length > 0);
  if (conflicts.length === 0) return groups;
  report.warn(
    [
      'These variables have other values already:',
      ...conflicts.map(({ group, names }) => `  ${group.title}: ${names.join(', ')}`),
    ].join('\n'),
  );
  const answer = await ask.choose<'replace' | 'keep'>('existing', {
    sentence: QUESTIONS.existing.sentence,
    options: [
      { value: 'keep', label: 'Keep them', hint: 'and change nothing of the same group' },
      { value: 'replace', label: 'Replace them' },
    ],
  });
  return answer === 'replace'
    ? groups
    : rows.filter(({ names }) => names.length === 0).map(({ group }) => group);
}
