/** What the command is told. */
import { parseArgs } from 'node:util';
import { UsageMistake } from './mistake';

/** How to call it. */
export const USAGE = `Usage: npm run explain -- <token, file, or - for standard input>

Walks a token through the service's four steps and says what each check found and wanted, which rule
matched, and what would be issued. Nothing is issued, and nothing is written at Twilio. Prefer a file
or standard input: a token on the command line stays in the history of the shell.

The claims are shown, personal data among them. Mind where the output goes. No token is shown.

  --offline       Ask nobody. Signatures are then checked only by AUTH_SECRET, GUEST_SECRET or keys
                  in src/policy.ts.
  --claims FILE   A JSON file of claims instead of a token. iss, aud and exp are filled in if they
                  are left out.
  --at TIME       The clock, such as 2026-11-22T16:00:00Z. Default: now.
  --identity X    With the token of a backend: the user it names.
  --lifetime N    With the token of a backend: the seconds it asks for.
  --role R        With the token of a backend: the role it asks for.
  --env FILE      The environment to read. Default: .env.
  --json          Everything as JSON.

Exit codes: 0 granted, 1 refused, 2 a mistake in usage or settings, or undecided.`;

/** The options, read. */
export interface Options {
  help: boolean;
  /** A token, the path of a file, or `-`; undefined with `claims`. */
  source?: string;
  /** The path of a file of claims. */
  claims?: string;
  offline: boolean;
  json: boolean;
  env?: string;
  /** Milliseconds since the epoch. */
  at?: number;
  identity?: string;
  lifetime?: string;
  role?: string;
}

/**
 * Reads the words of the command line.
 *
 * @throws UsageMistake, its message without any of the words: a token may be among them
 */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parse(words);
  const { help, claims, at, ...others } = values;
  const [source, ...more] = positionals;
  if (!help && ((source === undefined) === (claims === undefined) || more.length > 0)) {
    throw new UsageMistake(`Give one token, or --claims and a file.\n\n${USAGE}`);
  }
  return {
    ...others,
    help,
    ...(source !== undefined && { source }),
    ...(claims !== undefined && { claims }),
    ...(at !== undefined && { at: readTime(at) }),
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { ...flag, short: 'h' },
        offline: flag,
        json: flag,
        claims: text,
        env: text,
        at: text,
        identity: text,
        lifetime: text,
        role: text,
      },
    });
  } catch {
    throw new UsageMistake(
      `An option is unknown, or lacks its value. A token that begins with - can come from a file.\n\n${USAGE}`,
    );
  }
}

function readTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new UsageMistake('--at takes a time with its zone, such as 2026-11-22T16:00:00Z.');
}
