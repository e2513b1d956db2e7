/** Names in the paths of the REST API. */

/**
 * A name as one segment of a path. The library puts names into paths as they are.
 *
 * @throws Error for the two names that mean another place in any path (RFC 3986 §5.2.4)
 */
export function pathSegment(name: string): string {
  if (name === '.' || name === '..') throw new Error('this name cannot stand in a path');
  return encodeURIComponent(name);
}
