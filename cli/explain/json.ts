/** An explanation for machines. */
import { asciiJson } from '../shared/printable';
import { firstFailure } from './explain';
import type { Explanation } from './model';

/** Writes an explanation as JSON, in ASCII. `refusedBy` names the first check that fails. */
export function explanationJson(explanation: Explanation): string {
  const first = firstFailure(explanation);
  const refusedBy = first && { step: first.step, title: first.check.title };
  return asciiJson({ ...explanation, ...(refusedBy && { refusedBy }) });
}
