/**
 * What Twilio asks for Conversations: the one place with prices.
 *
 * Source: https://www.twilio.com/en-us/messaging/pricing/conversations-api, as transcribed on
 * 2026-09-20 in `plans/twilio-plans-pricing.yml` of https://github.com/api-evangelist/twilio.
 *
 * An identity ("active user") counts once in a calendar month, from its first connection on:
 * https://www.twilio.com/docs/conversations-classic/identity, "Active Users".
 *
 * The page leaves two things open, and this is how they are read here:
 * - Each price is for the identities of its own tier, not for all of them.
 * - From 20,001 on the price is negotiated. The last published one goes on, so sums above that
 *   are what the list says, and an upper bound of what is paid.
 */

/** When the prices were read, `YYYY-MM-DD`. */
export const PRICES_READ = '2026-09-20';

/** The identities of a month up to a number, and what each of them costs. */
export interface Tier {
  /** The last identity of the month that is in this tier. */
  readonly upTo: number;
  /** US cents for each. Cents, because these fractions of them are exact in binary. */
  readonly cents: number;
}

/** In ascending order. The first is the free one. */
export const TIERS: readonly Tier[] = [
  { upTo: 200, cents: 0 },
  { upTo: 5_000, cents: 5 },
  { upTo: 10_000, cents: 4.75 },
  { upTo: Number.POSITIVE_INFINITY, cents: 4.5 },
];

/** What a month costs, in US dollars. Media, SMS and what else Twilio bills come on top. */
export function priceOf(identities: number): number {
  let cents = 0;
  let below = 0;
  for (const tier of TIERS) {
    if (identities > below) cents += (Math.min(identities, tier.upTo) - below) * tier.cents;
    below = tier.upTo;
  }
  return cents / 100;
}
