/**
 * Four ways to give identities to visitors, and how many of them are billed. No two visitors ever
 * share an identity in any of them, so the counts of the visitors add up, and no identity has to
 * be remembered to count it once.
 */
import { type Session, TRAFFIC, type Visitor } from './traffic';

/** The schemes, from the most expensive to the cheapest. */
export type SchemeName = 'perPageLoad' | 'perSession' | 'service' | 'lazyService';

/** A way to give identities, by what it costs. */
export interface Scheme {
  readonly name: SchemeName;
  /** For the table and the chart. */
  readonly label: string;
  /** Whose it is: what samples do, or what this service does. */
  readonly kind: 'habit' | 'service';
  /** How many identities of one visitor connect in the month, and so are billed. */
  billed(visitor: Visitor, ticketDays: number): number;
}

export const SCHEMES: readonly Scheme[] = [
  {
    name: 'perPageLoad',
    label: 'Random identity per page load',
    kind: 'habit',
    billed: ({ sessions }) => sessions.reduce((sum, { pageLoads }) => sum + pageLoads, 0),
  },
  {
    name: 'perSession',
    label: 'Random identity per session',
    kind: 'habit',
    billed: ({ sessions }) => sessions.length,
  },
  {
    name: 'service',
    label: 'This service',
    kind: 'service',
    billed: (visitor, ticketDays) => ownIdentities(visitor, ticketDays, () => true),
  },
  {
    name: 'lazyService',
    label: 'This service, connecting when the chat is opened',
    kind: 'service',
    billed: (visitor, ticketDays) =>
      ownIdentities(visitor, ticketDays, ({ opensChat }) => opensChat),
  },
];

/**
 * The identities of this service that connect: one for the person, and one for each guest ticket.
 * A ticket is given at the first page load without one, whether the chat is opened or not. A
 * client that asks for it only when the chat is opened needs no more of them.
 */
function ownIdentities(
  { sessions, ticketEnds }: Visitor,
  ticketDays: number,
  connects: (session: Session) => boolean,
): number {
  const person = { billed: false };
  const tickets = ticketEnds.map((ends) => ({ ends, billed: false }));
  let count = 0;
  for (const session of sessions) {
    let identity: { billed: boolean } = person;
    if (!session.loggedIn) {
      let ticket = tickets[session.device];
      if (!ticket || session.ticketLost || session.day >= ticket.ends) {
        ticket = { ends: session.day + ticketDays, billed: false };
        tickets[session.device] = ticket;
      }
      identity = ticket;
    }
    if (identity.billed || !connects(session)) continue;
    identity.billed = true;
    count += 1;
  }
  return count;
}

/** How many identities are billed in the month. Holds one visitor at a time. */
export function countBilled(
  visitors: Iterable<Visitor>,
  ticketDays = TRAFFIC.ticketDays,
): Record<SchemeName, number> {
  const billed = { perPageLoad: 0, perSession: 0, service: 0, lazyService: 0 };
  for (const visitor of visitors) {
    for (const scheme of SCHEMES) billed[scheme.name] += scheme.billed(visitor, ticketDays);
  }
  return billed;
}
