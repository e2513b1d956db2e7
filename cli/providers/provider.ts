/** A login that setup knows, and what it asks about it. */
import type { ReadAnswer } from './answers';

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
