/** Which path is answered by what. */
import type { Region } from '../../../src/twilio/issue';
import { CODES, notFound, TwilioError } from './error';
import type { Product } from './hosts';
import type { State } from './state';

/** A request that is known to come from the account. */
export interface Call {
  state: State;
  region: Region;
  /** `https://` and the host that was meant. */
  origin: string;
  path: string;
  /** What the variable parts of the path are, by name. */
  at: Readonly<Record<string, string>>;
  /** Those of the query, or of the form that was posted. */
  parameters: URLSearchParams;
}

/** Status and, unless there is none, the body that becomes JSON. */
export interface Answer {
  status: number;
  body?: unknown;
}

/** What does the work. Throws TwilioError for what it refuses. */
export type Handler = (call: Call) => Answer;

/** The methods that Twilio takes. */
export type Method = 'GET' | 'POST' | 'DELETE';

/** A path and its methods. */
export interface Route {
  product: Product;
  /** Parts that begin with a colon are variable. */
  path: string;
  /** The resource's name in the permissions of restricted keys. */
  resource: string;
  /** Closed to standard keys. */
  mainKeysOnly?: boolean;
  methods: Partial<Record<Method, Handler>>;
}

/** Variable parts, undefined if the path is another one. */
function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const found = path.split('/');
  if (wanted.length !== found.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = found[index] as string;
    if (part.startsWith(':')) {
      // Paths of the oldest API end in .json.
      const [, name = '', suffix = ''] = /^:(\w+)(.*)$/.exec(part) ?? [];
      const value = text.slice(0, text.length - suffix.length);
      if (!text.endsWith(suffix) || value === '') return undefined;
      at[name] = decode(value, path);
    } else if (part !== text) return undefined;
  }
  return at;
}

function decode(text: string, path: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notFound(path);
  }
}

/**
 * Finds what answers a request.
 *
 * @throws TwilioError 404 if there is no such path, 405 if it has no such method
 */
export function findRoute(
  routes: readonly Route[],
  product: Product,
  method: string,
  path: string,
): { route: Route; handler: Handler; at: Record<string, string> } {
  for (const route of routes) {
    const at = route.product === product ? match(route.path, path) : undefined;
    if (!at) continue;
    const handler = route.methods[method as Method];
    if (handler) return { route, handler, at };
    throw new TwilioError(405, CODES.methodNotAllowed, 'Method not allowed');
  }
  throw notFound(path);
}
