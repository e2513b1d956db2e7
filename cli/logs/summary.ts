/** Adds up the lines of the service. What it holds does not grow with them, but for the identities. */
import { PRICES_READ, priceOf } from '../../bench/cost/prices';
import { ownMember } from '../../src/http/json';
import { type Decisions, decisionsByName, type Occurrences, occurrencesByName } from './by-name';
import { Identities } from './identities';
import { Latency } from './latency';
import type { Report } from './report';
import { Timeline } from './timeline';
import type { Reading, ServiceLine } from './unwrap';

/** Adds lines up. */
export class Summary {
  readonly #since: number | undefined;
  readonly #lines = {
    read: 0,
    service: 0,
    other: 0,
    broken: 0,
    tooLong: 0,
    withoutTime: 0,
    leftOut: 0,
  };
  readonly #time = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  readonly #decisions = { token: none(), guest: none(), health: none() };
  readonly #latency = { token: new Latency(), guest: new Latency() };
  readonly #codes = occurrencesByName();
  readonly #issuers = decisionsByName();
  readonly #callers = decisionsByName();
  readonly #rules = decisionsByName();
  readonly #keySets = decisionsByName();
  readonly #audit = occurrencesByName();
  readonly #problems = occurrencesByName();
  readonly #outages = occurrencesByName();
  readonly #otherEvents = occurrencesByName();
  readonly #identities: Identities;
  /** Decisions over time, without health checks. */
  readonly timeline = new Timeline();

  /**
   * @param now milliseconds since the epoch; its month is the one that is billed
   * @param since milliseconds since the epoch; lines from before it, or of an unknown time, count for
   * the identities alone
   */
  constructor(now: number, since?: number) {
    this.#identities = new Identities(now);
    this.#since = since;
  }

  /** @param reading undefined for a line that was too long */
  add(reading: Reading | undefined): void {
    this.#lines.read += 1;
    if (reading === undefined) this.#lines.tooLong += 1;
    else if (typeof reading === 'string') this.#lines[reading] += 1;
    else this.#addLine(reading);
  }

  #addLine(line: ServiceLine): void {
    const { event, members, at } = line;
    const outcome = ownMember(members, 'outcome');
    const isDecision = event === 'token' || event === 'guest' || event === 'health';
    if (isDecision && outcome !== 'granted' && outcome !== 'refused') {
      this.#lines.broken += 1;
      return;
    }
    this.#lines.service += 1;
    if (at === undefined) this.#lines.withoutTime += 1;
    if (event === 'token' && outcome === 'granted') {
      this.#identities.add(ownMember(members, 'identity'), at);
    }
    if (this.#since !== undefined && !(at !== undefined && at >= this.#since)) {
      this.#lines.leftOut += 1;
      return;
    }
    if (at !== undefined) {
      this.#time.from = Math.min(this.#time.from, at);
      this.#time.to = Math.max(this.#time.to, at);
    }
    if (isDecision) {
      this.#addDecision(event, outcome as keyof Decisions, line);
    } else if (event === 'settings') {
      this.#addProblems(members);
    } else if (event === 'key_set' || event === 'lookup' || event === 'twilio') {
      const issuer = text(members, 'issuer');
      const what = issuer === undefined ? event : `${event} ${issuer}`;
      this.#outages.of(`${what}: ${text(members, 'cause') ?? UNKNOWN}`).count += 1;
    } else {
      this.#otherEvents.of(event).count += 1;
    }
  }

  #addDecision(
    event: 'token' | 'guest' | 'health',
    outcome: keyof Decisions,
    { members, at }: ServiceLine,
  ): void {
    this.#decisions[event][outcome] += 1;
    if (outcome === 'refused') this.#codes.of(text(members, 'code') ?? UNKNOWN).count += 1;
    if (event === 'health') return;
    if (at !== undefined) this.timeline.add(at, outcome);
    this.#latency[event].add(ownMember(members, 'ms'));
    // An entry of the settings may name no issuer; before one is found the member is missing.
    this.#issuers.of((text(members, 'issuer') ?? UNKNOWN) || '(none named)')[outcome] += 1;
    this.#callers.of(text(members, 'caller') ?? UNKNOWN)[outcome] += 1;
    const rule = text(members, 'rule');
    if (rule !== undefined) this.#rules.of(rule)[outcome] += 1;
    const keys = text(members, 'keys');
    if (keys !== undefined) this.#keySets.of(keys)[outcome] += 1;
    const audit = text(members, 'audit');
    if (audit !== undefined) this.#audit.of(audit).count += 1;
  }

  #addProblems(members: Record<string, unknown>): void {
    const problems = ownMember(members, 'problems');
    for (const problem of Array.isArray(problems) ? problems : []) {
      const sentence = `${text(problem, 'variable')} ${text(problem, 'sentence')}`;
      this.#problems.of(`${text(members, 'level')}: ${sentence}`).count += 1;
    }
  }

  /** What came of the lines so far. */
  report(): Report {
    const all = ({ granted, refused }: Decisions) => granted + refused;
    const count = (figure: Occurrences) => figure.count;
    const { token, guest, health } = this.#decisions;
    return {
      lines: { ...this.#lines },
      time: this.#time.from <= this.#time.to ? { ...this.#time } : undefined,
      accessTokens: { ...token },
      guestTickets: { ...guest },
      healthChecks: { ...health },
      refusedByCode: this.#codes.sorted(count),
      byIssuer: this.#issuers.sorted(all),
      byCaller: this.#callers.sorted(all),
      byRule: this.#rules.sorted(all),
      byKeySet: this.#keySets.sorted(all),
      auditFindings: this.#audit.sorted(count),
      latency: {
        accessTokens: this.#latency.token.quantiles(),
        guestTickets: this.#latency.guest.quantiles(),
      },
      settingsProblems: this.#problems.sorted(count),
      outages: this.#outages.sorted(count),
      otherEvents: this.#otherEvents.sorted(count),
      identities: {
        months: this.#identities
          .months()
          .map((month) => ({ ...month, expectedDollars: priceOf(month.identities) })),
        withoutMonth: this.#identities.withoutTime,
        pricesRead: PRICES_READ,
      },
    };
  }
}

/** Stands for what a line does not say. */
const UNKNOWN = '(unknown)';

const none = (): Decisions => ({ granted: 0, refused: 0 });

/** A member that is a text. */
function text(holder: unknown, name: string): string | undefined {
  const value = ownMember(holder, name);
  return typeof value === 'string' ? value : undefined;
}
