/**
 * A month of traffic on a site with a chat on every page: people who log in, and visitors who do
 * not. Visitors are made one after the other and forgotten, so a million needs no more memory
 * than one.
 *
 * Where a public figure exists, the default follows it; where none does, it is rather chosen to the
 * disadvantage of this service. Not modelled: bots, and several tabs at once, both of which only
 * add to the random identities.
 */
import type { Random } from './random';

/** How one kind of visitor behaves. */
export interface Habits {
  /** How many devices one has on average, at least 1. Each keeps a guest ticket of its own. */
  readonly devices: number;
  /** The probability, after each session, that another one follows at all. */
  readonly returnRate: number;
  /** How long until then, in days on average. Only what falls into the month counts. */
  readonly daysBetween: number;
  /** The share that had been here before the month began. Theirs are the older tickets. */
  readonly seenBefore: number;
  /** Full page loads in a session on average, at least 1. A single-page app has 1. */
  readonly pageLoads: number;
  /** The probability that the chat is opened in a session. */
  readonly opensChat: number;
}

/** Everything that can be said about the month. */
export interface Traffic {
  /** The length of the month in days. 31: a ticket that lives 30 can run out even within it. */
  readonly days: number;
  /** The share of visitors who have an account and log in. */
  readonly people: number;
  /** The share of the sessions of such people in which they do not log in, and are guests. */
  readonly loggedOut: number;
  /** The lifetime of a guest ticket in days, the service's default. It never slides. */
  readonly ticketDays: number;
  /**
   * The probability that a device comes without the ticket that it was given: a private window,
   * another browser, storage cleared by hand, or by Safari after seven days without a visit.
   */
  readonly ticketLoss: number;
  readonly person: Habits;
  readonly guest: Habits;
}

/**
 * The defaults. Sources of the figures, all of which differ widely from site to site:
 * - Sessions: a visitor has 1.4 a month on average, 1.9 on a tenth of the sites (Littledata, 2022).
 *   All visitors together have 1.65 here: a site with accounts and a chat is above the average.
 * - Page loads: 2.2 to 3.1 a session for B2B, 4.7 for shops
 *   (https://altcraft.com/glossary/pages-per-session-what-it-is-and-what-affects-it).
 * - Chats: begun in 0.9 % of 608 million visits, in 9 % of those to the smallest sites
 *   (https://www.comm100.com/resources/report/chat-to-visit-ratio-report, 2015). More people open
 *   a chat than write in it, and opening is what connects.
 */
export const TRAFFIC: Traffic = {
  days: 31,
  people: 0.1,
  loggedOut: 0.1,
  ticketDays: 30,
  ticketLoss: 0.15,
  person: {
    devices: 2,
    returnRate: 0.8,
    daysBetween: 3,
    seenBefore: 0.8,
    pageLoads: 4,
    opensChat: 0.2,
  },
  guest: {
    devices: 1.2,
    returnRate: 0.3,
    daysBetween: 4,
    seenBefore: 0.3,
    pageLoads: 4,
    opensChat: 0.05,
  },
};

/** One visit: page loads in a row, on one device. */
export interface Session {
  /** When, in days since the month began. */
  readonly day: number;
  /** Which of the visitor's devices, an index of `ticketEnds`. */
  readonly device: number;
  readonly loggedIn: boolean;
  /** Whether the device lost the ticket that it had. */
  readonly ticketLost: boolean;
  readonly pageLoads: number;
  readonly opensChat: boolean;
}

/** What somebody does in the month, in the order of time: one session or more. */
export interface Visitor {
  readonly sessions: readonly Session[];
  /** For each device the day on which the ticket from before the month ends; 0 without one. */
  readonly ticketEnds: readonly number[];
}

/** Makes visitors one after the other. None of them is kept. */
export function* visit(count: number, random: Random, traffic = TRAFFIC): Generator<Visitor> {
  for (let made = 0; made < count; made += 1) yield oneVisitor(random, traffic);
}

function oneVisitor(random: Random, traffic: Traffic): Visitor {
  const isPerson = random.chance(traffic.people);
  const habits = isPerson ? traffic.person : traffic.guest;
  const seenBefore = random.chance(habits.seenBefore);
  // A ticket from before may have been given on any of the days that it lives.
  const ticketEnds = Array.from({ length: random.atLeastOnce(habits.devices) }, () =>
    seenBefore ? random.uniform(traffic.ticketDays) : 0,
  );

  const sessions: Session[] = [];
  let day = seenBefore
    ? random.wait(habits.daysBetween, traffic.days)
    : random.uniform(traffic.days);
  do {
    sessions.push({
      day,
      device: Math.floor(random.uniform(ticketEnds.length)),
      loggedIn: isPerson && !random.chance(traffic.loggedOut),
      ticketLost: random.chance(traffic.ticketLoss),
      pageLoads: random.atLeastOnce(habits.pageLoads),
      opensChat: random.chance(habits.opensChat),
    });
    day += random.wait(habits.daysBetween);
  } while (random.chance(habits.returnRate) && day < traffic.days);
  return { sessions, ticketEnds };
}
