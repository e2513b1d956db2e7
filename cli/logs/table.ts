/** A report as text for a terminal. */
import { count, dollars } from '../../bench/cost/report';
import { textTable } from '../table';
import type { Decisions, Occurrences } from './by-name';
import { monthOf } from './identities';
import type { Named, Report } from './report';

/** A time without its milliseconds. */
export const shortTime = (time: number) => new Date(time).toISOString().replace(/\.\d{3}/, '');

/**
 * Writes a report as a table. Sections of which there is nothing to say are left out.
 *
 * @param now milliseconds since the epoch
 */
export function formatReport(report: Report, now: number): string {
  const { latency, accessTokens, guestTickets, healthChecks } = report;
  const endpoints: Named<Decisions>[] = [
    { name: 'access tokens', ...accessTokens },
    { name: 'guest tickets', ...guestTickets },
    { name: 'health checks', ...healthChecks },
  ];
  const quantiles = Object.entries({
    'access tokens': latency.accessTokens,
    'guest tickets': latency.guestTickets,
  }).flatMap(([name, each]) =>
    each ? [[name, ...[each.p50, each.p90, each.p99, each.max].map(count)]] : [],
  );
  const sections = [
    about(report),
    decisions(
      'Issued',
      endpoints.filter(({ granted, refused }) => granted + refused > 0),
    ),
    occurrences('Refused by code', report.refusedByCode),
    decisions('By issuer', report.byIssuer),
    decisions('By caller', report.byCaller),
    decisions('By rule', report.byRule),
    decisions('By key set', report.byKeySet),
    occurrences('Audit mode would have refused', report.auditFindings),
    section(['Latency, ms', 'p50', 'p90', 'p99', 'max'], quantiles),
    occurrences('Wrong with the settings', report.settingsProblems),
    occurrences('Could not be had', report.outages),
    occurrences('Unknown events', report.otherEvents),
    identities(report, now),
  ];
  return sections.filter((each) => each !== '').join('\n\n');
}

function about({ lines, time }: Report): string {
  const { read, service, other, broken, tooLong, withoutTime, leftOut } = lines;
  const sentences = [
    `Lines: ${count(read)} read, ${count(service)} of the service, ${count(other)} others, ${count(broken)} broken, ${count(tooLong)} too long.`,
    time ? `From ${shortTime(time.from)} to ${shortTime(time.to)}.` : '',
    leftOut > 0 ? `Left out, because they are older or tell no time: ${count(leftOut)}.` : '',
    withoutTime > 0 ? `Lines of the service that tell no time: ${count(withoutTime)}.` : '',
  ];
  return sentences.filter((each) => each !== '').join('\n');
}

function identities({ identities: { months, withoutMonth, pricesRead } }: Report, now: number) {
  const rows = months.map(({ month, identities: number, from, to, expectedDollars }) => [
    month === monthOf(now) ? `${month} so far` : month,
    count(number),
    dollars(expectedDollars),
    `${shortTime(from).slice(0, 10)} to ${shortTime(to).slice(0, 10)}`,
  ]);
  const table = section(
    ['Distinct identities (UTC)', 'Number', 'Expected bill', 'Lines from'],
    rows,
  );
  const unknown =
    withoutMonth > 0
      ? `Distinct identities of no known month, because their lines tell no time: ${count(withoutMonth)}.`
      : '';
  const prices =
    rows.length > 0
      ? `At Twilio's list prices of ${pricesRead}, if each of them connects and the lines are complete.`
      : '';
  return [table, unknown, prices].filter((each) => each !== '').join('\n');
}

const decisions = (head: string, figures: readonly Named<Decisions>[]) =>
  section(
    [head, 'Granted', 'Refused'],
    figures.map(({ name, granted, refused }) => [name, count(granted), count(refused)]),
  );

const occurrences = (head: string, figures: readonly Named<Occurrences>[]) =>
  section(
    [head, 'Times'],
    figures.map(({ name, count: times }) => [name, count(times)]),
  );

/** The first column to the left, the figures to the right. */
const section = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  textTable(head, rows, (cell, width, column) =>
    column === 0 ? cell.padEnd(width) : cell.padStart(width),
  );
