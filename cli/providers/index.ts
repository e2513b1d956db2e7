/**
 * The login systems that setup knows: what it asks about each, which variables result, and what the
 * pages in `docs/logins` say, which are written from this data.
 */
import type { Reading } from './answers';
import type { Answers, Provider, Question, Variables } from './provider';
import { PROVIDERS } from './table';

export { type Credential, recognise } from './marks';
export {
  type Alternative,
  type Answers,
  type AskedSample,
  type Block,
  GROUPS,
  type Group,
  type Marks,
  type Page,
  type Provider,
  type Question,
  SAMPLE_SECONDS,
  type Sample,
  type TokenSample,
  type Variables,
} from './provider';
export { PROVIDERS };

/** The variables that result from answers, or what is wrong with them: a sentence for each question. */
export type VariablesOf =
  | { ok: true; variables: Variables }
  | { ok: false; problems: readonly { question: string; sentence: string }[] };

/** Reads one answer; an empty one is the fallback, if there is one. */
export function readAnswer({ read, fallback }: Question, answer: string): Reading {
  return read(answer.trim() === '' ? (fallback ?? '') : answer);
}

/**
 * Normalises answers and makes variables of them.
 *
 * @param answers as they were given; a missing one is treated as empty
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

/**
 * The variables as the page of a system shows them: those of the example answers, a placeholder in
 * angle brackets for each secret, and the origins that a cookie requires.
 */
export function exampleVariables({
  questions,
  secrets,
  copied = {},
  variables,
}: Provider): Variables {
  const made = variables(Object.fromEntries(questions.map(({ name, example }) => [name, example])));
  const generated = secrets.map((name) => [name, '<made by: openssl rand -base64 48>']);
  const given = Object.entries(copied).map(([name, place]) => [name, `<${place}>`]);
  return {
    ...Object.fromEntries([...generated, ...given]),
    ...made,
    ...(made.AUTH_COOKIE !== undefined && { ALLOWED_ORIGINS: 'https://app.example.com' }),
  };
}

/** The provider of an id. */
export function findProvider(id: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.id === id);
}
