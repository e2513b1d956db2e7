/** How long decisions took: every millisecond counted, so the quantiles are exact. */

/** Milliseconds. The platform ends a function after ten seconds; what took longer is one bucket. */
const LONGEST = 10_000;

/** Quantiles in milliseconds. */
export interface Quantiles {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Counts durations. */
export class Latency {
  readonly #counts = new Float64Array(LONGEST + 1);
  #total = 0;
  #max = 0;

  /** @param ms whatever the line has; only a duration counts */
  add(ms: unknown): void {
    if (typeof ms !== 'number' || !(ms >= 0 && ms < Number.POSITIVE_INFINITY)) return;
    const bucket = Math.min(Math.round(ms), LONGEST);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
    this.#max = Math.max(this.#max, Math.round(ms));
  }

  /** The least duration that a share of all does not exceed (nearest rank); undefined if there is none. */
  quantiles(): Quantiles | undefined {
    if (this.#total === 0) return undefined;
    const at = (share: number) => {
      let below = Math.ceil(share * this.#total);
      const bucket = this.#counts.findIndex((count) => {
        below -= count;
        return below <= 0;
      });
      return bucket < LONGEST ? bucket : this.#max;
    };
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: this.#max };
  }
}
