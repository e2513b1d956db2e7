/** One question at a time about one thing: whoever asks meanwhile gets the same answer. */

interface Flight<T> {
  result: Promise<T>;
  startedAtMs: number;
}

/**
 * Shares work among all who ask for it while it is under way. Work that should have ended long ago was
 * frozen with the process: no one waits for it, and the next one starts anew.
 *
 * @example
 * const flights = new SingleFlight<Keys>({ now: Date.now, limitMs: 3000 });
 * const keys = await flights.run(issuer, () => fetchKeys(issuer));
 */
export class SingleFlight<T> {
  readonly #now: () => number;
  readonly #limitMs: number;
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * @param now milliseconds since the epoch
   * @param limitMs how long the work takes at most
   */
  constructor({ now, limitMs }: { now: () => number; limitMs: number }) {
    this.#now = now;
    this.#limitMs = limitMs;
  }

  /** Starts work, or joins what is under way about the same thing. */
  run(about: string, work: () => Promise<T>): Promise<T> {
    const joined = this.#find(about);
    if (joined) return joined.result;
    const mine = { result: work(), startedAtMs: this.#now() };
    this.#flights.set(about, mine);
    const end = () => {
      if (this.#flights.get(about) === mine) this.#flights.delete(about);
    };
    mine.result.then(end, end);
    return mine.result;
  }

  /** Whether work about this is under way. */
  isRunning(about: string): boolean {
    return this.#find(about) !== undefined;
  }

  #find(about: string): Flight<T> | undefined {
    const flight = this.#flights.get(about);
    const frozen = flight !== undefined && this.#now() - flight.startedAtMs > this.#limitMs;
    return frozen ? undefined : flight;
  }
}
