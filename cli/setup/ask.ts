/** One way to every answer: the flag, the default with `--yes`, or the person at the terminal. */
import type { ReadAnswer } from '../providers/answers';
import { SetupMistake } from './failures';
import type { Flags } from './flags';
import { flagOf } from './questions';

/** One of the answers to choose from. */
export interface Option {
  value: string;
  label: string;
  hint?: string;
}

/** A question as a terminal shows it. `check` says what is wrong with an answer. */
export interface Prompt {
  sentence: string;
  check: (answer: string) => string | undefined;
  /** Shown in the empty line. */
  placeholder?: string;
}

/** Where a person can be asked. Each method throws `Cancelled` when they have had enough. */
export interface Terminal {
  text(prompt: Prompt): Promise<string>;
  /** Shows nothing of the answer. */
  secret(prompt: Prompt): Promise<string>;
  choose(sentence: string, options: readonly Option[], initial?: string): Promise<string>;
}

/** A question whose answer is a line of text. */
export interface TextQuestion {
  sentence: string;
  read: ReadAnswer;
  example?: string;
  /** What an empty answer means, and what `--yes` answers. */
  fallback?: string;
}

/** A question with a list of answers. */
export interface ChoiceQuestion {
  sentence: string;
  options: readonly Option[];
  /** What `--yes` answers. */
  fallback?: string;
  /** Where the cursor begins, if not at the fallback. */
  initial?: string;
}

/** Gets answers to questions, which go by their names. */
export class Asker {
  readonly #flags: Flags;
  readonly #terminal: Terminal | undefined;
  /** The answers so far that are no secrets, by question. */
  readonly #said = new Map<string, string>();

  /** @param terminal undefined where nobody can be asked */
  constructor(flags: Flags, terminal: Terminal | undefined) {
    this.#flags = flags;
    this.#terminal = terminal;
  }

  /** @throws SetupMistake if there is no answer, or the flag's is wrong */
  async text(name: string, { sentence, read, example, fallback }: TextQuestion): Promise<string> {
    const readOrFallback: ReadAnswer = (answer) =>
      answer.trim() === '' && fallback !== undefined ? { ok: true, value: fallback } : read(answer);
    const known = this.#known(name, readOrFallback, fallback);
    if (known !== undefined) return known;
    const placeholder = fallback ?? example;
    const answer = await this.#ask(name, sentence).text({
      sentence,
      check: checkOf(readOrFallback),
      ...(placeholder !== undefined && { placeholder }),
    });
    this.#said.set(name, answer);
    return requireValue(readOrFallback, answer);
  }

  /** @throws SetupMistake if there is no answer, or the flag's is wrong */
  async secret(name: string, sentence: string, read: ReadAnswer): Promise<string> {
    const known = this.#known(name, read, undefined);
    if (known !== undefined) return known;
    const answer = await this.#ask(name, sentence).secret({ sentence, check: checkOf(read) });
    return requireValue(read, answer);
  }

  /** @throws SetupMistake if there is no answer, or the flag's is wrong */
  async choose<T extends string>(name: string, question: ChoiceQuestion): Promise<T> {
    const { sentence, options, fallback, initial = fallback } = question;
    const words = options.map(({ value }) => value);
    const read: ReadAnswer = (answer) =>
      words.includes(answer)
        ? { ok: true, value: answer }
        : { ok: false, sentence: `It must be one of: ${words.join(', ')}.` };
    const known = this.#known(name, read, fallback);
    if (known !== undefined) return known as T;
    const answer = await this.#ask(name, sentence).choose(sentence, options, initial);
    this.#said.set(name, answer);
    return answer as T;
  }

  /** Flags that give the same answers again; secrets are not among them. */
  flagsSoFar(): string[] {
    const answers = [...this.#flags.answers, ...this.#said];
    return answers
      .filter(
        ([name]) => !flagOf(name).endsWith('-file') && name !== 'unreachable' && name !== 'token',
      )
      .map(([name, answer]) => `--${flagOf(name)} '${answer}'`);
  }

  /** Whether the flag of a question is given. */
  isAnswered(name: string): boolean {
    return this.#flags.answers.has(name);
  }

  /** Whether another answer can be had when the first one turned out wrong. */
  canAskAgain(name: string): boolean {
    return this.#terminal !== undefined && !this.isAnswered(name);
  }

  #known(name: string, read: ReadAnswer, fallback: string | undefined): string | undefined {
    const given = this.#flags.answers.get(name);
    if (given === undefined) return this.#flags.yes ? fallback : undefined;
    const reading = read(given);
    if (!reading.ok) throw new SetupMistake(`--${flagOf(name)}: ${reading.sentence}`);
    return reading.value;
  }

  #ask(name: string, sentence: string): Terminal {
    if (this.#terminal) return this.#terminal;
    throw new SetupMistake(
      `There is no terminal to ask at, so --${flagOf(name)} is needed. It answers: ${sentence}`,
    );
  }
}

function checkOf(read: ReadAnswer): Prompt['check'] {
  return (answer) => {
    const reading = read(answer);
    return reading.ok ? undefined : reading.sentence;
  };
}

function requireValue(read: ReadAnswer, answer: string): string {
  const reading = read(answer);
  if (!reading.ok) throw new SetupMistake(reading.sentence);
  return reading.value;
}
