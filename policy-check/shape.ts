/** The forms that a value of the policy can have, to be put together to the form of the whole. */

import { nearestName } from '../src/settings/names';
import type { ProblemKind } from '../src/settings/problem';

/** Notes what is wrong at a place in the policy. No part of it may quote a value: it could be a secret. */
export type Tell = (at: string, finding: string, remedy?: string, kind?: ProblemKind) => void;

/** Notes whatever is wrong with a value. */
export type Shape = (value: unknown, at: string, tell: Tell) => void;

/** A value that passes a test; `what` completes "must be". */
export function is(what: string, passes: (value: unknown) => boolean, remedy?: string): Shape {
  return (value, at, tell) => {
    if (!passes(value)) tell(at, `must be ${what}.`, remedy);
  };
}

/** A string that is not empty. */
export const string = is('a string', (value) => typeof value === 'string' && value !== '');

/** `true` or `false`. */
export const boolean = is('true or false', (value) => typeof value === 'boolean');

/** A number. */
export const number = is(
  'a number',
  (value) => typeof value === 'number',
  'Write it without quotes.',
);

/** A string of a form. */
export const matching = (pattern: RegExp, what: string, remedy?: string) =>
  is(what, (value) => typeof value === 'string' && pattern.test(value), remedy);

/** Items of one form, and at least one of them. */
export function arrayOf(item: Shape, what = 'an array'): Shape {
  return (value, at, tell) => {
    if (!Array.isArray(value)) tell(at, `must be ${what}.`);
    else for (const [i, each] of value.entries()) item(each, `${at}[${i}]`, tell);
  };
}

/** An object that was written as one: no array, and no Map or Date, whose content is not its fields. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.prototype.toString.call(value) === '[object Object]' && !isInstance(value);
}

const isInstance = (value: object) => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
};

/** A shape for each field of a type. */
export type Fields<T> = { [K in keyof T & string]-?: Shape };

/**
 * An object with the fields of a type and no others.
 *
 * @param what the object is, for sentences
 */
export function object<T>(
  what: string,
  fields: Fields<T>,
  required: readonly (keyof T & string)[] = [],
): Shape {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value, at, tell) => {
    if (!isPlainObject(value)) {
      tell(at, 'must be an object.');
      return;
    }
    for (const name of Object.keys(value)) {
      if (!names.some((each) => each === name)) refuseField(name, what, names, at, tell);
    }
    for (const name of names) {
      const field = Object.hasOwn(value, name) ? value[name] : undefined;
      const place = join(at, name);
      if (field !== undefined) fields[name](field, place, tell);
      else if (required.includes(name)) tell(place, 'is missing.', '', 'missing');
    }
  };
}

function refuseField(
  name: string,
  what: string,
  known: readonly string[],
  at: string,
  tell: Tell,
): void {
  const near = nearestName(name, known) ?? known.find((each) => foldCase(each) === foldCase(name));
  const others = `There are: ${known.join(', ')}.`;
  if (/secret|password|token$|privatekey/i.test(name) && near === undefined) {
    const remedy = `A secret belongs in a variable, whose name is given here. ${others}`;
    tell(join(at, name), `is not a field of ${what}.`, remedy, 'insecure');
  } else {
    const meant = near === undefined ? '' : `Did you mean ${near}? `;
    tell(join(at, name), `is not a field of ${what}.`, `${meant}${others}`, 'unknown');
  }
}

const foldCase = (name: string) => name.toLowerCase().replace(/[-_]/g, '');

const join = (at: string, name: string) => (at === '' ? name : `${at}.${name}`);

/** An object whose fields have any names and one form; empty only if that is allowed. */
export function recordOf(field: Shape, what = 'an object'): Shape {
  return (value, at, tell) => {
    if (!isPlainObject(value)) tell(at, `must be ${what}.`);
    else for (const name of Object.keys(value)) field(value[name], `${at}.${name}`, tell);
  };
}

/** One item, or an array of them. */
export const oneOrMore = (what: string, passes: (item: unknown) => boolean) =>
  is(what, (value) => {
    const items: unknown[] = Array.isArray(value) ? [...value] : [value];
    return items.length > 0 && items.every(passes);
  });
