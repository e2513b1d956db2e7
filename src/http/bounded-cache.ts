/** Memory that does not grow with the number of callers. */

/** A cache whose entries expire, and whose oldest entry gives way to a new one when it is full. */
export class BoundedCache<V> {
  readonly #now: () => number;
  readonly #limit: number;
  readonly #entries = new Map<string, { value: V; untilMs: number }>();

  /**
   * @param now milliseconds since the epoch
   * @param limit entries at most, at least 1
   */
  constructor({ now, limit }: { now: () => number; limit: number }) {
    this.#now = now;
    this.#limit = limit;
  }

  /** The value of a key; undefined if it was not cached or has expired. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    return entry && this.#now() < entry.untilMs ? entry.value : undefined;
  }

  /** Whether a key has an entry, expired or not. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /**
   * Caches a value as the newest.
   *
   * @param untilMs milliseconds since the epoch
   */
  set(key: string, value: V, untilMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs });
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > this.#limit) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
