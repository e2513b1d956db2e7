/** JSON as a token may have it: text with one meaning only. */

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
