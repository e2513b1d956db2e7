/** The command itself: from words to a text and an exit code. */

import type { HttpGet } from '../../src/http/get';
import { type Policy, parseSettings, type Settings } from '../../src/settings';
import { readEnvironment } from '../env-file';
import { explain } from './explain';
import { explanationJson } from './json';
import { UsageMistake } from './mistake';
import type { Verdict } from './model';
import { type Options, readOptions, USAGE } from './options';
import { printExplanation } from './print';
import { readClaims } from './read-claims';
import { readToken } from './read-token';
import type { Credential } from './trial';

/** What the command needs from outside. */
export interface ExplainWorld {
  policy: Policy;
  get: HttpGet;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Reads all of standard input. */
  readInput: () => Promise<string>;
}

/** What it came to. */
export interface Outcome {
  text: string;
  exitCode: 0 | 1 | 2;
}

const EXIT_CODES: Record<Verdict['outcome'], Outcome['exitCode']> = {
  granted: 0,
  refused: 1,
  undecided: 2,
};

/**
 * Runs the command.
 *
 * @param words as they were typed
 * @throws Error with a sentence for a mistake in usage or settings
 */
export async function runExplain(words: readonly string[], world: ExplainWorld): Promise<Outcome> {
  const options = readOptions(words);
  if (options.help) return { text: USAGE, exitCode: 0 };
  const { policy, get } = world;
  const { offline, json } = options;
  const settings = readSettings(options, policy);
  const now = options.at ?? world.now();
  const { filledIn, ...credential } = await readCredential(options, settings, now, world);
  const context = { settings, now, get, offline, policy, ...(filledIn && { filledIn }) };
  const explanation = await explain(credential, context);
  return {
    text: json ? explanationJson(explanation) : printExplanation(explanation),
    exitCode: EXIT_CODES[explanation.verdict.outcome],
  };
}

async function readCredential(
  { source, claims, identity, lifetime, role }: Options,
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

function readSettings({ env }: Options, policy: Policy): Settings {
  const parsed = parseSettings(readEnvironment(env).values, policy);
  if (parsed.ok) return parsed.settings;
  const problems = parsed.problems.map(({ variable, sentence }) => `  ${variable} ${sentence}`);
  throw new UsageMistake(
    ['The service refuses everybody with these settings:', ...problems].join('\n'),
  );
}
