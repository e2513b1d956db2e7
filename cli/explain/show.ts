/** Values and times, in words for a check. */
import { Refusal } from '../../src/errors';
import { printable } from '../shared/printable';
import type { Check } from './model';

/** A value as JSON, cut off when it is long. What only JSON's reader can make is named. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  return printable(JSON.stringify(value));
}

/** Some values of which one is enough. */
export function oneOf(values: readonly unknown[]): string {
  return `${values.length > 1 ? 'one of ' : ''}${values.map(quote).join(', ')}`;
}

/**
 * A time of a claim, and how far off it is.
 *
 * @param time seconds since the epoch
 * @param now seconds since the epoch
 */
export function showTime(time: number, now: number): string {
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) return String(time);
  const distance = Math.round(Math.abs(time - now));
  return `${date.toISOString()} (${time > now ? `in ${distance} s` : `${distance} s ago`})`;
}

/** The refusal that an action throws; undefined if it throws none. */
export function refusalBy(action: () => unknown): Refusal | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return Refusal.of(error);
  }
}

/** A check that the service's own code has made: it fails if that refuses. */
export function judged(
  title: string,
  refused: Refusal | undefined,
  { found, wanted, note }: Pick<Check, 'found' | 'wanted' | 'note'> = {},
): Check {
  const why = note ?? refused?.message;
  return {
    title,
    mark: refused ? 'fails' : 'holds',
    ...(found !== undefined && { found }),
    ...(wanted !== undefined && { wanted }),
    ...(refused && { code: refused.code }),
    ...(why !== undefined && { note: why }),
  };
}

/** A check that was not made. */
export const open = (title: string, note: string, found?: string): Check => ({
  title,
  mark: 'open',
  ...(found !== undefined && { found }),
  note,
});

/** Whether no check of a list fails. */
export const noneFails = (checks: readonly Check[]) => checks.every(({ mark }) => mark !== 'fails');
