/** Whether two templates can make the same name, which would let people into what is not theirs. */
import type { TemplatePart } from '../src/authorize/template';

/** What `escapeIdentity` lets through. */
const ESCAPED = /^[A-Za-z0-9._-]$/;

/** One character; any one that a value can have; or any number of those. */
type Step = { text: string } | 'any' | 'many';

/** Whether some values make the same name of both. */
export function canMeet(one: readonly TemplatePart[], other: readonly TemplatePart[]): boolean {
  const a = stepsOf(one);
  const b = stepsOf(other);
  const known = new Map<number, boolean>();
  const meet = (i: number, j: number): boolean => {
    const key = i * (b.length + 1) + j;
    const before = known.get(key);
    if (before !== undefined) return before;
    const [x, y] = [a[i], b[j]];
    const result =
      (x === undefined && y === undefined) ||
      (x === 'many' && meet(i + 1, j)) ||
      (y === 'many' && meet(i, j + 1)) ||
      (x !== undefined &&
        y !== undefined &&
        !(x === 'many' && y === 'many') &&
        fits(x, y) &&
        meet(x === 'many' ? i : i + 1, y === 'many' ? j : j + 1));
    known.set(key, result);
    return result;
  };
  return meet(0, 0);
}

/** Whether a value could end its place and begin the next: no text between them keeps them apart. */
export function runsTogether(parts: readonly TemplatePart[]): boolean {
  return parts.some((part, i) => {
    const next = parts[i + 1];
    if (typeof part === 'string' || next === undefined) return false;
    if (typeof next !== 'string') return true;
    return parts[i + 2] !== undefined && [...next].every((text) => ESCAPED.test(text));
  });
}

function stepsOf(parts: readonly TemplatePart[]): Step[] {
  return parts.flatMap((part): Step[] =>
    typeof part === 'string' ? [...part].map((text) => ({ text })) : ['any', 'many'],
  );
}

function fits(x: Step, y: Step): boolean {
  if (typeof x !== 'object') return typeof y !== 'object' || ESCAPED.test(y.text);
  return typeof y === 'object' ? x.text === y.text : ESCAPED.test(x.text);
}
