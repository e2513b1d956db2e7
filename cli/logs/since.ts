/** How far back a summary goes. */

const SECOND = 1000;
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 604_800 * SECOND,
};

/**
 * Reads what `--since` says.
 *
 * @param text a stretch of time until now (`90s`, `30m`, `1h`, `7d`, `2w`), or a time as ISO 8601 with its zone
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch
 * @throws Error with a sentence
 */
export function parseSince(text: string, now: number): number {
  const [, number, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (number !== undefined) return now - Number(number) * (UNITS[unit] ?? 0);
  const time = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new Error(
    '--since takes a stretch of time such as 30m, 1h or 7d, or a time such as 2026-11-22T16:00:00Z.',
  );
}
