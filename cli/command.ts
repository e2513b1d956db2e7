/** The frame of every command: options, `--help`, `--json`, exit codes, and sentences for mistakes. */
import { parseArgs } from 'node:util';
import { nearest } from './nearest';
import { useProxy } from './network';
import { asciiJson } from './printable';
import { wrap } from './table';

/** How a command ends: 0 all is well, 1 the answer is no, 2 it could not be answered. */
export type ExitCode = 0 | 1 | 2;

/** A mistake in how a command is used. The message is a full sentence for the operator. */
export class UsageMistake extends Error {
  override readonly name = 'UsageMistake';
}

/** The answer is no. The message, a full sentence, goes to standard error, where pipes do not take it. */
export class Negative extends Error {
  override readonly name = 'Negative';
}

/** An option: a switch, or one that takes a value. */
export interface Option {
  /** What it takes, such as `FILE`; left out for a switch. */
  readonly takes?: string;
  /** What it means, as sentences. */
  readonly about: string;
}

/** What a command is called with. */
export interface Command<Options extends Readonly<Record<string, Option>>> {
  /** `npm run NAME` */
  readonly name: string;
  /** What it does, in paragraphs. */
  readonly about: string;
  /** What stands behind the options, such as `<token>`; left out if nothing may. */
  readonly argument?: string;
  readonly options: Options;
  /** When it ends with which exit code. */
  readonly endings: string;
}

/** The options and arguments of a call. */
export interface Call<Options> {
  readonly options: {
    readonly [Name in keyof Options]: Options[Name] extends { takes: string }
      ? string | undefined
      : boolean;
  };
  /** At most one. */
  readonly argument: string | undefined;
}

/** What a command came to. */
export interface Outcome {
  /** What is printed. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/** The options that several commands have, with the same meaning in each. */
export const ENV = {
  takes: 'FILE',
  about: 'The environment file to read. Default: .env.',
} as const;
export const JSON_OPTION = { about: 'Prints everything as JSON, for programs.' } as const;

/** What a token argument may be. */
export const TOKEN_ARGUMENT = 'token, file, or - for standard input';

const WIDTH = 100;

/** The text of `--help`. */
export function helpOf({
  name,
  about,
  argument,
  options,
  endings,
}: Command<Record<string, Option>>) {
  const rows = [
    ...Object.entries(options).map(([option, { takes, about: meaning }]) => [
      takes === undefined ? `--${option}` : `--${option} ${takes}`,
      meaning,
    ]),
    ['--help', 'Prints this, and does nothing else.'],
  ];
  const column = Math.max(...rows.map(([option = '']) => option.length)) + 4;
  const paragraphs = about.split('\n\n').map((each) => wrap(each, WIDTH).join('\n'));
  return [
    `Usage: npm run ${name} -- [options]${argument === undefined ? '' : ` ${argument}`}`,
    ...paragraphs,
    rows
      .flatMap(([option = '', meaning = '']) =>
        wrap(meaning, WIDTH - column).map(
          (line, index) => `  ${(index === 0 ? option : '').padEnd(column - 2)}${line}`,
        ),
      )
      .join('\n'),
    `Exit codes: ${endings}`,
  ].join('\n\n');
}

/**
 * Reads the words of a command line.
 *
 * @param environment of the process; npm leaves there what it took for options of its own
 * @returns the text of `--help` if that is asked for
 * @throws UsageMistake, its message without any value: a token may be among them
 */
export function readCall<const Options extends Readonly<Record<string, Option>>>(
  command: Command<Options>,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Call<Options> | { help: string } {
  if (asksForHelp(words)) return { help: helpOf(command) };
  const usage = `All options: npm run ${command.name} -- --help`;
  const names = Object.keys(command.options);
  refuseUnknown(command.name, words, names, usage);
  const { values, positionals } = parse(command, words, usage);
  explainForgottenDashes(command.name, names, values, environment);
  const [argument, ...more] = positionals;
  if (more.length > 0 || (argument !== undefined && command.argument === undefined)) {
    const most =
      command.argument === undefined ? 'takes no argument' : `takes one ${command.argument}`;
    throw new UsageMistake(`npm run ${command.name} ${most}. ${usage}`);
  }
  const switches = names.filter((name) => command.options[name]?.takes === undefined);
  const off = Object.fromEntries(switches.map((name) => [name, false]));
  return { options: { ...off, ...values } as Call<Options>['options'], argument };
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function refuseUnknown(
  command: string,
  words: readonly string[],
  names: readonly string[],
  usage: string,
): void {
  for (const word of words) {
    if (word === '--') return;
    // Only what has the form of a name is repeated: anything else may be a piece of a token.
    const [, name] = /^--([a-z][a-z-]{0,30})(?:=.*)?$/s.exec(word) ?? [];
    if (name === undefined || names.includes(name)) continue;
    const meant = nearest(name, names);
    const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
    throw new UsageMistake(`npm run ${command} has no option --${name}.${hint} ${usage}`);
  }
}

function parse(
  { options }: Command<Readonly<Record<string, Option>>>,
  words: readonly string[],
  usage: string,
) {
  const types = Object.entries(options).map(([name, { takes }]) => [
    name,
    { type: takes === undefined ? 'boolean' : 'string' } as const,
  ]);
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: Object.fromEntries(types),
    });
  } catch (error) {
    const [, name] = /^Option '--([a-z-]+)/.exec((error as Error).message) ?? [];
    const takes = name === undefined ? undefined : options[name]?.takes;
    if (takes !== undefined) {
      throw new UsageMistake(`--${name} takes a value: --${name} ${takes}. ${usage}`);
    }
    if (name !== undefined) throw new UsageMistake(`--${name} takes no value. ${usage}`);
    throw new UsageMistake(
      `An option is unknown. A token that begins with - can come from a file. ${usage}`,
    );
  }
}

/**
 * npm keeps options that stand before `--` for itself, and hands them on as `npm_config_…`.
 * https://docs.npmjs.com/cli/v11/commands/npm-run
 */
function explainForgottenDashes(
  command: string,
  names: readonly string[],
  given: object,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  if (environment.npm_lifecycle_event !== command) return;
  const kept = names.filter(
    (name) => environment[`npm_config_${name.replaceAll('-', '_')}`] && !Object.hasOwn(given, name),
  );
  if (kept.length === 0) return;
  const options = kept.map((name) => `--${name}`).join(' and ');
  throw new UsageMistake(
    `npm took ${options} for an option of its own, because -- is missing. Write: npm run ${command} -- ${kept.map((name) => `--${name}`).join(' ')} …`,
  );
}

/** What a result is as JSON, in ASCII, or as the text that is for people. */
export function render(json: boolean, value: object, text: () => string): string {
  return json ? asciiJson(value) : text();
}

/** Runs a command in this process: prints what it came to, and sets the exit code. */
export function startCommand(
  run: (words: readonly string[]) => Promise<Outcome> | Outcome,
  words: readonly string[] = process.argv.slice(2),
): void {
  useProxy();
  // A reader that has seen enough, such as head, is no mistake.
  process.stdout.on('error', () => process.exit());
  Promise.resolve()
    .then(() => run(words))
    .then(
      ({ text, exitCode }) => {
        console.log(text);
        process.exitCode = exitCode;
      },
      (error: Error) => {
        console.error(error.message);
        process.exitCode = error instanceof Negative ? 1 : 2;
      },
    );
}
