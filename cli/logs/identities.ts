/** Distinct identities by calendar month (UTC), because that is what Twilio bills. */

/** A hash of an identity as the service writes it. */
const HASH = /^[\w-]{16,64}$/;

/** The identities of one month. */
export interface MonthOfIdentities {
  /** `YYYY-MM`, UTC. */
  month: string;
  identities: number;
  /** The first and the last line that counted, in milliseconds since the epoch. */
  from: number;
  to: number;
}

/**
 * Counts identities in the month of `now` and the one before it. This is the one thing here that
 * grows with the input: by less than 100 bytes for each distinct identity.
 */
export class Identities {
  readonly #months = new Map<string, { hashes: Set<string>; from: number; to: number }>();
  readonly #withoutTime = new Set<string>();

  /** @param now milliseconds since the epoch */
  constructor(now: number) {
    const date = new Date(now);
    const before = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1);
    for (const time of [now, before]) {
      const span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
      this.#months.set(monthOf(time), { hashes: new Set(), ...span });
    }
  }

  /**
   * @param hash whatever the line has
   * @param at milliseconds since the epoch
   */
  add(hash: unknown, at: number | undefined): void {
    if (typeof hash !== 'string' || !HASH.test(hash)) return;
    if (at === undefined) {
      this.#withoutTime.add(hash);
      return;
    }
    const month = this.#months.get(monthOf(at));
    if (!month) return;
    month.hashes.add(hash);
    month.from = Math.min(month.from, at);
    month.to = Math.max(month.to, at);
  }

  /** The months that have any, the latest first. */
  months(): MonthOfIdentities[] {
    return [...this.#months]
      .map(([month, { hashes, from, to }]) => ({ month, identities: hashes.size, from, to }))
      .filter(({ identities }) => identities > 0);
  }

  /** Distinct identities of which no month is known. */
  get withoutTime(): number {
    return this.#withoutTime.size;
  }
}

/** `YYYY-MM`, UTC. */
export function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}
