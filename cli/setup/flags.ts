/** The flags of `npm run setup`: one for each question, and a few that are none. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PROVIDERS } from '../providers';
import { SetupMistake } from './failures';
import { flagOf, QUESTIONS, type SetupQuestion } from './questions';
import { readTokenFlag } from './show-token';

/** What the command line says. */
export interface Flags {
  /** The environment file. Default: `.env`. */
  readonly file: string;
  /** The profile of the Twilio CLI to use; undefined if none is named. */
  readonly profile: string | undefined;
  /** Whether to take every default and to write without asking. */
  readonly yes: boolean;
  readonly help: boolean;
  /** Answers by the names of their questions. Secrets are read from their files already. */
  readonly answers: ReadonlyMap<string, string>;
}

const LOGIN_QUESTIONS = PROVIDERS.flatMap(({ name, questions }) =>
  questions.map((question) => ({ ...question, provider: name })),
);

/**
 * Reads the command line.
 *
 * @throws SetupMistake for a flag that does not exist or has no value, and for an unreadable file
 */
export function readFlags(args: readonly string[]): Flags {
  const { env = '.env', profile, yes = false, help = false, ...rest } = parse(args);
  const answers = new Map<string, string>();
  for (const question of [...Object.keys(QUESTIONS), ...LOGIN_QUESTIONS.map(({ name }) => name)]) {
    const flag = flagOf(question);
    const value = rest[flag];
    if (typeof value === 'string') {
      answers.set(
        question,
        flag.endsWith('-file')
          ? readSecret(flag, value)
          : question === 'token'
            ? readTokenFlag(value)
            : value,
      );
    }
  }
  if (profile !== undefined && answers.has('credentials')) {
    throw new SetupMistake('Give --credentials or --profile, not both.');
  }
  return {
    file: String(env),
    profile: profile === undefined ? undefined : String(profile),
    yes: yes === true,
    help: help === true,
    answers,
  };
}

function parse(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = { type: 'string' } as const;
  const names = [...Object.keys(QUESTIONS).map(flagOf), ...LOGIN_QUESTIONS.map(({ name }) => name)];
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(names.map((name) => [name, text])),
        env: text,
        profile: text,
        yes: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    // What follows on further lines is about flags in general.
    const [problem = ''] = (error as Error).message.split('\n');
    throw new SetupMistake(`${problem.replace(/\.$/, '')}. All flags: npm run setup -- --help`);
  }
}

/** Secrets come from files: what stands on a command line is in the shell's history. */
function readSecret(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new SetupMistake(`--${flag}: this file cannot be read.`);
  }
}

/** The list of all flags. */
export function usage(): string {
  const questions: [string, SetupQuestion][] = Object.entries(QUESTIONS);
  const rows = questions
    .filter(([name]) => name !== 'write')
    .map(([name, { sentence, takes }]) => [`--${flagOf(name)} ${takes}`, sentence]);
  const login = LOGIN_QUESTIONS.map(({ name, provider, sentence }) => [
    `--${name} …`,
    `${provider}: ${sentence}`,
  ]);
  const general = [
    ['--env FILE', 'The file to write. Default: .env'],
    ['--profile ID', 'A profile of the Twilio CLI, whose credentials are used'],
    ['--yes', 'Takes every default, and writes without asking'],
  ];
  const list = (title: string, lines: string[][]) => [
    '',
    title,
    ...lines.map(([flag, meaning]) => `  ${flag}\n      ${meaning}`),
  ];
  return [
    'Usage: npm run setup -- [flags]',
    ...list('In general:', general),
    ...list('Answers to its questions:', rows),
    ...list('Answers about your login, whose ID is the name of its page in docs/logins:', login),
  ].join('\n');
}
