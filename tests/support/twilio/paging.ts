/** Lists come in pages: 50 at a time unless asked otherwise, with the address of the next page. */
import { randomUUID } from 'node:crypto';
import { invalid } from './error';
import { readParameters } from './parameters';
import type { Answer, Call } from './route';

interface Page<T> {
  items: T[];
  number: number;
  size: number;
  /** Path and query of a page. */
  address(page: number): string;
  next: string | null;
  previous: string | null;
}

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) < least) throw invalid(`Invalid ${name}`);
  return Number(text);
}

function cut<T>(call: Call, all: readonly T[], largest: number, optional: readonly string[]) {
  const given = readParameters(call.parameters, {
    optional: ['PageSize', 'Page', 'PageToken', ...optional],
  });
  const size = Math.min(wholeNumber('PageSize', given.text('PageSize'), 1) ?? 50, largest);
  const number = wholeNumber('Page', given.text('Page'), 0) ?? 0;
  if (number > 0 && !given.text('PageToken')) throw invalid('Page without PageToken');
  const address = (page: number) => {
    const query = new URLSearchParams(call.parameters);
    query.set('PageSize', String(size));
    query.set('Page', String(page));
    if (page > 0) query.set('PageToken', `PT${randomUUID()}`);
    return `${call.path}?${query}`;
  };
  const page: Page<T> = {
    items: all.slice(number * size, (number + 1) * size),
    number,
    size,
    address,
    next: (number + 1) * size < all.length ? address(number + 1) : null,
    previous: number > 0 ? address(number - 1) : null,
  };
  return page;
}

/** A page as newer APIs answer it. At most 100 of anything in Conversations. */
export function page<T>(
  call: Call,
  key: string,
  all: readonly T[],
  optional: readonly string[] = [],
): Answer {
  const { items, number, size, address, next, previous } = cut(call, all, 100, optional);
  const absolute = (path: string | null) => path && call.origin + path;
  const meta = {
    page: number,
    page_size: size,
    first_page_url: absolute(address(0)),
    previous_page_url: absolute(previous),
    url: absolute(address(number)),
    next_page_url: absolute(next),
    key,
  };
  return { status: 200, body: { meta, [key]: items } };
}

/** A page as the API of 2010 answers it. */
export function page2010<T>(call: Call, key: string, all: readonly T[]): Answer {
  const { items, number, size, address, next, previous } = cut(call, all, 1000, []);
  const start = number * size;
  return {
    status: 200,
    body: {
      first_page_uri: address(0),
      end: start + Math.max(items.length - 1, 0),
      previous_page_uri: previous,
      uri: address(number),
      page_size: size,
      start,
      next_page_uri: next,
      page: number,
      [key]: items,
    },
  };
}
