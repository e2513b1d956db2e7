/**
 * The logins that setup knows: what it asks about each, and which variables the answers make. Each
 * has a page in `docs/providers` with the reasons.
 */
import type { Reading } from './answers';
import type { Answers, Provider, Question, Variables } from './provider';
import { PROVIDERS } from './table';

export type { Answers, Provider, Question, Variables };
export { PROVIDERS };

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
