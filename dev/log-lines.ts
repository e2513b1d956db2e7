/** The log of the service for someone who watches it: one readable line for each request. */
import type { Paint, Style } from '../cli/paint';
import { printable } from '../cli/printable';
import type { LogEntry } from '../src/log';

/** How to show the log. */
export interface LogLinesOptions {
  readonly paint: Paint;
  /** The variables that the environment file sets. Warnings are shown about these alone. */
  readonly variables: ReadonlySet<string>;
  /** Default: the real clock. */
  readonly now?: () => Date;
}

const LEVELS: Readonly<Record<LogEntry['level'], Style>> = {
  info: 'green',
  warning: 'yellow',
  error: 'red',
};

/**
 * Makes what turns a line that the functions wrote into lines to show. A line that is not an entry
 * of the service's log is shown as it is.
 */
export function logLines({ paint, variables, now }: LogLinesOptions): (line: string) => string[] {
  const clock = () => paint((now?.() ?? new Date()).toTimeString().slice(0, 8), 'dim');
  return (line) => {
    const entry = parse(line);
    if (!entry) return [line];
    const show = (what: string, style: Style, ...more: (string | undefined)[]) => {
      const known = more.filter((text) => text !== undefined).map((text) => printable(text));
      return [clock(), paint(what, style), ...known].join('  ');
    };
    if (entry.event === 'settings') {
      return entry.problems
        .filter(({ variable }) => entry.level === 'error' || variables.has(variable))
        .map(({ variable, sentence }) =>
          show(entry.level.padEnd(9), LEVELS[entry.level], `${variable} ${sentence}`),
        );
    }
    if (!('outcome' in entry)) {
      const issuer = 'issuer' in entry ? entry.issuer : undefined;
      return [show(entry.event.padEnd(9), LEVELS[entry.level], issuer, entry.cause)];
    }
    const { event, status, outcome, code, cause, caller, issuer, ms } = entry;
    const style = outcome === 'granted' ? 'green' : entry.level === 'info' ? 'yellow' : 'red';
    return [
      show(
        `${status} ${event.padEnd(6)}`,
        style,
        code ?? outcome,
        cause ?? ([caller, issuer].filter(Boolean).join(' of ') || undefined),
        `${ms} ms`,
      ),
    ];
  };
}

function parse(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as LogEntry | null;
    return entry?.event && entry.level in LEVELS ? entry : undefined;
  } catch {
    return undefined;
  }
}
