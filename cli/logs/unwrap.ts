/**
 * Finds the service's own line in a line of an export, and the time that the export adds.
 *
 * Only wrappers that are known are taken off, and a line of the service must fill what is left. To
 * look for JSON anywhere in a line would let anybody forge lines through whatever another program
 * quotes of a request.
 */
import { isJsonObject, ownMember } from '../../src/http/json';

/** A line of the service. Its members may be of any type. */
export interface ServiceLine {
  event: string;
  members: Record<string, unknown>;
  /** When it was written, in milliseconds since the epoch; undefined if the export does not tell. */
  at: number | undefined;
}

/** A line of the service; or one of another program; or JSON that is cut off or damaged. */
export type Reading = ServiceLine | 'other' | 'broken';

// A time without a zone is none: it would be a guess.
const ISO_TIME = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?`;

/** What may stand before the JSON text; the group is a time. */
const PREFIXES = [
  // twilio serverless:logs, without -o json
  new RegExp(String.raw`^\[[A-Za-z]{1,16}\]\[(${ISO_TIME})\]: `),
  // kubectl logs --timestamps, containerd, journalctl -o short-iso, and plain stamps
  new RegExp(
    String.raw`^\[?(${ISO_TIME})\]?:?[ \t]+(?:std(?:out|err) [FP] |[\w.-]{1,64} [\w.@/-]{1,64}\[\d{1,10}\]: )?`,
  ),
  // docker compose logs
  /^[\w.-]{1,64} +\| /,
];

/** The members in which wrappers of JSON have the text: Twilio's API, Docker, log collectors. */
const TEXT_MEMBERS = ['message', 'msg', 'log'];
/** The members in which they have the time. */
const TIME_MEMBERS = ['date_created', 'dateCreated', '@timestamp', 'timestamp', 'time', 'ts'];

/** Each line of the service has one of these. */
const LEVELS: readonly unknown[] = ['info', 'warning', 'error'];

/** Wrappers within wrappers that are taken off. */
const DEEPEST = 4;

/** Reads one line of an export. */
export function unwrap(line: string): Reading {
  let rest: unknown = line;
  let at: number | undefined;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    if (typeof rest === 'string') {
      const { text, time } = withoutPrefix(rest);
      at ??= time;
      if (!text.startsWith('{')) return 'other';
      try {
        rest = JSON.parse(text);
      } catch {
        return 'broken';
      }
    }
    if (!isJsonObject(rest)) return 'other';
    const members = rest;
    const event = ownMember(members, 'event');
    if (typeof event === 'string' && LEVELS.includes(ownMember(members, 'level'))) {
      return { event, members, at };
    }
    at ??= TIME_MEMBERS.map((name) => timeOf(ownMember(members, name))).find(Number.isFinite);
    rest = TEXT_MEMBERS.map((name) => ownMember(members, name)).find((each) => each !== undefined);
  }
  return 'other';
}

function withoutPrefix(line: string): { text: string; time: number | undefined } {
  let text = line.trim();
  let time: number | undefined;
  // In this order, because Docker's names stand outermost; each at most once.
  for (const prefix of [...PREFIXES].reverse()) {
    const found = prefix.exec(text);
    if (!found) continue;
    time ??= timeOf(found[1]);
    text = text.slice(found[0].length).trimStart();
  }
  return { text, time };
}

const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/** A time as text with its zone, or as seconds or milliseconds since the epoch. */
function timeOf(value: unknown): number | undefined {
  let time = Number.NaN;
  if (typeof value === 'number') {
    time = value < LATEST / 1000 ? value * 1000 : value;
  } else if (
    typeof value === 'string' &&
    value.length <= 64 &&
    /(?:Z|[+-]\d\d:?\d\d)$/.test(value)
  ) {
    // Nanoseconds, a comma and a blank are more than every version of Node reads.
    time = Date.parse(
      value
        .replace(',', '.')
        .replace(' ', 'T')
        .replace(' ', '')
        .replace(/(\.\d{3})\d+/, '$1'),
    );
  }
  return time >= EARLIEST && time < LATEST ? time : undefined;
}
