/** JSON with one meaning only, in tokens and in documents that are fetched. */
import { isUtf8 } from 'node:buffer';

/**
 * Reads a JSON document in UTF-8 (RFC 8259 §8.1), without a byte-order mark if it begins with one. Bytes
 * that are not UTF-8 are refused rather than replaced: two names that differ in them would become one.
 *
 * @throws SyntaxError, whose message says what the document is not and quotes nothing
 */
export function readJson(bytes: Uint8Array): unknown {
  const text = readText(bytes);
  try {
    return parseUnambiguousJson(text);
  } catch {
    throw new SyntaxError('not JSON');
  }
}

/**
 * Reads a text in UTF-8, without a byte-order mark.
 *
 * @throws SyntaxError
 */
export function readText(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  return new TextDecoder().decode(bytes);
}

/**
 * Parses JSON and refuses duplicate member names (RFC 7519 §4 and RFC 7515 §4 leave that choice):
 * two readers that pick different ones of them would see two different tokens.
 *
 * @throws SyntaxError if the text is not JSON or repeats a member name; RangeError if it is nested by
 * thousands
 */
export function parseUnambiguousJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // A text that comes back unchanged has lost no member. That settles most tokens at native speed;
  // white space, escapes and number-like names need the scan.
  if (JSON.stringify(value) !== text && repeatsMember(text)) {
    throw new SyntaxError('duplicate member name');
  }
  return value;
}

/** Whether an object in a valid JSON text has the same member name twice. */
function repeatsMember(text: string): boolean {
  const open: Set<string>[] = [];
  // In valid JSON a string before a colon is a member name, and nothing else is.
  for (const [token, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const names = open.at(-1);
      const name: string = JSON.parse(token.slice(0, -colon.length));
      if (names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}

/** Whether a JSON value is an object, so neither null nor an array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of an object; a prototype that a caller slipped in is not looked at. */
export function ownMember(holder: unknown, name: string): unknown {
  return isJsonObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}
