/** The command itself: from words to a text and an exit code. */
import type { HttpGet } from '../../src/http/get';
import type { Policy, Settings } from '../../src/settings';
import {
  type Call,
  ENV,
  type ExitCode,
  JSON_OPTION,
  type Outcome,
  readCall,
  render,
  TOKEN_ARGUMENT,
  UsageMistake,
} from '../command';
import type { Credential } from '../diagnose/credential';
import { readEnvironment, requireSettings } from '../env-file';
import { readToken } from '../token-argument';
import { readClaims } from './claims-file';
import { explain, firstFailure } from './explain';
import type { Explanation, Verdict } from './model';
import { printExplanation } from './print';

/** What the command needs from outside. */
export interface ExplainWorld {
  policy: Policy;
  get: HttpGet;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Reads all of standard input. */
  readInput: () => Promise<string>;
}

/** How it is called. */
export const EXPLAIN = {
  name: 'explain',
  about: `Walks a token through the service's four steps and says what each check found and wanted, which rule matched, what would be issued, and what to do. Nothing is issued, and nothing is written at Twilio.

Prefer a file or standard input: a token on the command line stays in the history of the shell. The claims are shown, personal data among them. Mind where the output goes. No token is shown.`,
  argument: `<${TOKEN_ARGUMENT}>`,
  options: {
    offline: {
      about:
        'Ask no one. Signatures are then checked only by AUTH_SECRET, GUEST_SECRET or keys in the configuration.',
    },
    claims: {
      takes: 'FILE',
      about:
        'A JSON file of claims instead of a token. iss, aud and exp are filled in if they are left out.',
    },
    at: { takes: 'TIME', about: 'The clock, such as 2026-11-22T16:00:00Z. Default: now.' },
    identity: { takes: 'X', about: 'With the token of a backend: the user it names.' },
    lifetime: { takes: 'N', about: 'With the token of a backend: the seconds it asks for.' },
    role: { takes: 'R', about: 'With the token of a backend: the role it asks for.' },
    env: ENV,
    json: JSON_OPTION,
  },
  endings: '0 granted, 1 refused, 2 a mistake in usage or settings, or undecided.',
} as const;

type Options = Call<(typeof EXPLAIN)['options']>['options'];

const EXIT_CODES: Record<Verdict['outcome'], ExitCode> = { granted: 0, refused: 1, undecided: 2 };

/**
 * Runs the command.
 *
 * @param words as they were typed
 * @throws Error with a sentence for a mistake in usage or settings
 */
export async function runExplain(words: readonly string[], world: ExplainWorld): Promise<Outcome> {
  const call = readCall(EXPLAIN, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const { options, argument } = call;
  if ((argument === undefined) === (options.claims === undefined)) {
    throw new UsageMistake(
      'Give one token, or --claims and a file. All options: npm run explain -- --help',
    );
  }
  const { policy, get } = world;
  const now = options.at === undefined ? world.now() : readTime(options.at);
  const settings = requireSettings(readEnvironment(options.env).values, policy);
  const { filledIn, ...credential } = await readCredential(options, argument, settings, now, world);
  const { offline } = options;
  const context = { settings, now, get, offline, policy, ...(filledIn && { filledIn }) };
  const explanation = await explain(credential, context);
  return {
    text: render(options.json, withFirst(explanation), () => printExplanation(explanation)),
    exitCode: EXIT_CODES[explanation.verdict.outcome],
  };
}

/** `refusedBy` names the first check that fails. */
export function withFirst(explanation: Explanation): object {
  const first = firstFailure(explanation);
  const refusedBy = first && { step: first.step, title: first.check.title };
  return { ...explanation, ...(refusedBy && { refusedBy }) };
}

async function readCredential(
  { claims, identity, lifetime, role }: Options,
  source: string | undefined,
  settings: Settings,
  now: number,
  { readInput }: ExplainWorld,
): Promise<Credential & { filledIn?: readonly string[] }> {
  const fields = {
    ...(identity !== undefined && { identity }),
    ...(lifetime !== undefined && { lifetime }),
    ...(role !== undefined && { role }),
  };
  if (claims !== undefined) return { ...readClaims(claims, settings, now), fields };
  return { token: await readToken(source ?? '-', readInput), fields };
}

function readTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new UsageMistake('--at takes a time with its zone, such as 2026-11-22T16:00:00Z.');
}
