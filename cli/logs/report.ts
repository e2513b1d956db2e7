/** What the lines of a log add up to. */
import type { Decisions, Occurrences } from './by-name';
import type { MonthOfIdentities } from './identities';
import type { Quantiles } from './latency';

/** A figure with its name. Names may have text of the input, as it came. */
export type Named<T> = { name: string } & T;

/** What came of the lines. Times are milliseconds since the epoch. */
export interface Report {
  lines: {
    read: number;
    /** Of this service. */
    service: number;
    /** Of other programs. */
    other: number;
    /** JSON that is cut off or damaged, or a decision without an outcome. */
    broken: number;
    tooLong: number;
    /** Lines of the service of which no time is known. */
    withoutTime: number;
    /** Lines of the service from before `since`, or of an unknown time; only with `since`. */
    leftOut: number;
  };
  /** The first and the last line that counted; undefined if no line tells its time. */
  time: { from: number; to: number } | undefined;
  /** Decisions of `/token`, `/guest` and `/health`. */
  accessTokens: Decisions;
  guestTickets: Decisions;
  healthChecks: Decisions;
  refusedByCode: Named<Occurrences>[];
  /** Without health checks, like what follows. */
  byIssuer: Named<Decisions>[];
  byCaller: Named<Decisions>[];
  byRule: Named<Decisions>[];
  /** The state of the key set behind the signature. */
  byKeySet: Named<Decisions>[];
  /** What audit mode would have refused, by code. */
  auditFindings: Named<Occurrences>[];
  /** Milliseconds. */
  latency: { accessTokens: Quantiles | undefined; guestTickets: Quantiles | undefined };
  /** What is wrong with the settings; counted once for each instance that started. */
  settingsProblems: Named<Occurrences>[];
  /** Key sets, look-ups and Twilio's API: what could not be had. */
  outages: Named<Occurrences>[];
  /** Events that this version does not know. */
  otherEvents: Named<Occurrences>[];
  /** Of all lines, also of those from before `since`. */
  identities: {
    months: (MonthOfIdentities & { expectedDollars: number })[];
    withoutMonth: number;
    /** When the prices were read, `YYYY-MM-DD`. */
    pricesRead: string;
  };
}
