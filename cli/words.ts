/** Values and times in words. */
import { printable } from './printable';

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
 * @param time seconds since the epoch; anything else is quoted
 */
export function showTime(time: unknown, nowSeconds: number): string {
  if (typeof time !== 'number') return quote(time);
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) return String(time);
  const distance = Math.round(Math.abs(time - nowSeconds));
  return `${date.toISOString()} (${time > nowSeconds ? `in ${distance} s` : `${distance} s ago`})`;
}
