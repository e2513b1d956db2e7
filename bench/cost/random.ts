/**
 * Chance that can be repeated: the same seed gives the same month on every machine. The generator
 * is xoroshiro128+ of `pure-rand`; here are only the distributions that the traffic needs.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of chance. Every call draws from it, so the order of the calls matters. */
export interface Random {
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  /** A number from 0 up to, but not including, `below`. */
  uniform(below: number): number;
  /** A whole number, at least 1, with the given mean: how often something goes on. */
  atLeastOnce(mean: number): number;
  /**
   * A waiting time with the given mean (exponential). With `below` only those shorter than that
   * are drawn, and the mean is shorter accordingly.
   */
  wait(mean: number, below?: number): number;
}

/** @param seed a whole number from 0 to 2³² − 1 */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const next = () => uniformFloat64(generator);
  return {
    chance: (probability) => next() < probability,
    uniform: (below) => next() * below,
    atLeastOnce(mean) {
      let times = 1;
      while (next() >= 1 / mean) times += 1;
      return times;
    },
    wait(mean, below = Number.POSITIVE_INFINITY) {
      const share = 1 - Math.exp(-below / mean);
      return -mean * Math.log1p(-next() * share);
    },
  };
}
