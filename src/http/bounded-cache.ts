/** Memory that does not grow with the number of callers. */

/**
 * Puts an entry last into a map, and drops the oldest when there are more than `limit`.
 *
 * @param limit at least 1
 */
export function putBounded<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size > limit) map.delete(oldest);
}
