/** From the text of a variable to its value: one function for each form that a variable can have. */
import { parseTrustworthyUrl } from '../http/url';
import type { ProblemKind } from './problem';

/** Why a text is not a value; completes a sentence that begins with the variable. */
export class Wrong {
  constructor(
    readonly finding: string,
    readonly remedy = '',
    readonly kind: ProblemKind = 'malformed',
  ) {}
}

/** Reads the text of a variable, which is neither empty nor a placeholder. */
export type ReadValue<T> = (text: string) => T | Wrong;

/** Any text. */
export const text: ReadValue<string> = (value) => value;

/** One of a few words. */
export function oneOf<const T extends string>(...words: T[]): ReadValue<T> {
  return (value) =>
    words.find((each) => each === value) ?? new Wrong(`must be one of: ${words.join(', ')}.`);
}

/** A text of a form. */
export function matching(pattern: RegExp, finding: string): ReadValue<string> {
  return (value) => (pattern.test(value) ? value : new Wrong(finding));
}

/** Items with commas between. */
export const list: ReadValue<readonly string[]> = (value) => {
  const items = value.split(',').map((item) => item.trim());
  return items.includes('')
    ? new Wrong('has an empty item.', 'Separate items with single commas.')
    : items;
};

/** Items that each have a form. */
export function listOf(
  pattern: RegExp,
  finding: string,
  remedy = '',
): ReadValue<readonly string[]> {
  return (value) => {
    const items = list(value);
    return items instanceof Wrong || items.every((item) => pattern.test(item))
      ? items
      : new Wrong(finding, remedy);
  };
}

/** The limits of a number, in a unit. */
export interface Limits {
  min: number;
  max: number;
  unit: string;
}

/** What a number within these limits must be. */
export const withinLimits = ({ min, max, unit }: Limits) =>
  `must be an integer of ${unit} from ${min} to ${max}.`;

/** An integer within limits. */
export function integer(limits: Limits): ReadValue<number> {
  return (value) => {
    const number = digits(value);
    return number >= limits.min && number <= limits.max ? number : new Wrong(withinLimits(limits));
  };
}

/** An integer whose limits are checked elsewhere; NaN if the text is not one. */
export const digits = (value: string): number =>
  /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;

/** A SID: two letters and 32 lower-case hexadecimal digits. */
export function sid(prefix: string, what: string): ReadValue<string> {
  const pattern = new RegExp(`^${prefix}[0-9a-f]{32}$`);
  const form = `${prefix} and 32 hexadecimal digits (0-9, a-f)`;
  return (value) =>
    pattern.test(value) ? value : new Wrong(`is not ${what}.`, `It has the form ${form}.`);
}

/** What an address that is fetched from must be. */
export const TRUSTWORTHY_URL =
  'must be an https URL without user name or fragment (http only on this machine).';

/** An address that is fetched from. */
export const url: ReadValue<string> = (value) =>
  parseTrustworthyUrl(value) ? value : new Wrong(TRUSTWORTHY_URL);

/** Pairs of a claim and the value that it must have: `type=access,email_verified=true`. */
export const claims: ReadValue<Readonly<Record<string, string>>> = (value) => {
  const items = list(value);
  if (items instanceof Wrong) return items;
  const pairs = items.map((item) => /^([^=]+)=(.+)$/.exec(item)?.slice(1));
  if (pairs.some((pair) => pair === undefined)) {
    return new Wrong('must list pairs such as type=access,email_verified=true.');
  }
  const names = new Set(pairs.map((pair) => pair?.[0]));
  if (names.size < pairs.length) return new Wrong('names a claim twice.', 'Name each claim once.');
  return Object.fromEntries(pairs as [string, string][]);
};

/** Whether this is how a browser or an app's web view writes an origin (RFC 6454 §6.1). */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, origin } = new URL(value);
  if (protocol === 'http:' || protocol === 'https:') return origin === value;
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d+)?$/.test(value);
}

/** The origins of pages. */
export const origins: ReadValue<readonly string[]> = (value) => {
  const items = list(value);
  if (items instanceof Wrong) return items;
  if (items.some((item) => item.includes('*'))) {
    return new Wrong('may not have *.', 'Leave the variable out to allow any origin.');
  }
  return items.every(isOrigin)
    ? items
    : new Wrong(
        'must list origins such as https://app.example.com: lower case, without trailing slash.',
      );
};
