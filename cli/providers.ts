/**
 * The logins that setup knows: what it asks about each, and which variables the answers make. Each
 * has a page in `docs/providers` with the reasons.
 */
import type { ReadAnswer, Reading } from './provider-answers';
import { PROVIDERS } from './provider-table';

export { PROVIDERS };

/** What setup asks about a login. */
export interface Question {
  /** The key of its answer, in kebab case; also good for a flag. */
  readonly name: string;
  /** A full sentence, without the example. */
  readonly sentence: string;
  readonly example: string;
  /** What most people have, for an empty answer; an answer is needed if left out. */
  readonly fallback?: string;
  /** Brings an answer into shape, or says what was wanted. */
  readonly read: ReadAnswer;
}

/** Answers by the names of their questions. */
export type Answers = Readonly<Record<string, string>>;

/** Variables by name, in the order in which they are written. */
export type Variables = Readonly<Record<string, string>>;

/** A login that setup knows. */
export interface Provider {
  readonly id: string;
  /** Its name as its vendor writes it. */
  readonly name: string;
  /** Its page, from the folder of the project. */
  readonly page: string;
  /** Which token the app sends, in one sentence. */
  readonly token: string;
  readonly questions: readonly Question[];
  /** The variables that setup generates besides, each a secret of 32 bytes or more. */
  readonly secrets: readonly string[];
  /** From answers in shape to variables; `variablesOf` brings them into shape first. */
  readonly variables: (answers: Answers) => Variables;
}

/** The variables that answers make, or what is wrong with them: a sentence for each question. */
export type VariablesOf =
  | { ok: true; variables: Variables }
  | { ok: false; problems: readonly { question: string; sentence: string }[] };

/** Reads one answer; an empty one is the fallback, if there is one. */
export function readAnswer({ read, fallback }: Question, answer: string): Reading {
  return read(answer.trim() === '' ? (fallback ?? '') : answer);
}

/**
 * Brings answers into shape and makes variables of them.
 *
 * @param answers as they were given; a missing one counts as empty
 */
export function variablesOf(provider: Provider, answers: Answers): VariablesOf {
  const values: Record<string, string> = {};
  const problems: { question: string; sentence: string }[] = [];
  for (const question of provider.questions) {
    const reading = readAnswer(question, answers[question.name] ?? '');
    if (reading.ok) values[question.name] = reading.value;
    else problems.push({ question: question.name, sentence: reading.sentence });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, variables: provider.variables(values) };
}

/** The provider of an id. */
export function findProvider(id: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.id === id);
}
