/** Explanations for tests: of a token under an environment and a policy, and as the command gives them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../../cli/command';
import type { Fields } from '../../../cli/diagnose/credential';
import { runExplain } from '../../../cli/explain/command';
import { explain, firstFailure } from '../../../cli/explain/explain';
import type { Explanation } from '../../../cli/explain/model';
import { boundedGet, type HttpGet } from '../../../src/http/get';
import { type Policy, parseSettings } from '../../../src/settings';
import type { Environment } from '../../support/tokens';

/** Where a token is explained. */
export interface Place {
  environment: Environment;
  policy?: Policy;
  /** Milliseconds since the epoch. */
  now?: number;
  get?: HttpGet;
  offline?: boolean;
  fields?: Fields;
}

/** Explains a token. */
export function explained(token: string, place: Place): Promise<Explanation> {
  const { environment, policy = {}, now = Date.now(), get = boundedGet, offline = false } = place;
  const parsed = parseSettings(environment, policy);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const context = { settings: parsed.settings, policy, now, get, offline };
  return explain({ token, fields: place.fields ?? {} }, context);
}

/** What the service answers, as the verdict has it: a status, and a code or the identity. */
export function answerOf({ verdict, issued }: Explanation): string {
  const { outcome, status, code } = verdict;
  return outcome === 'granted' ? `${status} ${issued?.identity}` : `${status} ${code}`;
}

/** All codes of checks that fail, in their order. */
export function failures({ checks }: Explanation): string[] {
  return Object.values(checks)
    .flat()
    .flatMap(({ mark, code }) => (mark === 'fails' ? [`${code}`] : []));
}

/** A check by its title. */
export function checkOf({ checks }: Explanation, title: string) {
  const found = Object.values(checks)
    .flat()
    .filter((check) => check.title === title);
  expect(found).toHaveLength(1);
  return found[0];
}

/**
 * Requires the first check that fails to say what the verdict says, and no check to fail if it is
 * granted. A check that merely repeats the verdict does not count.
 */
export function expectAgreement(explanation: Explanation): void {
  const { outcome, code } = explanation.verdict;
  const { check } = firstFailure(explanation) ?? {};
  expect(check?.code).toBe(outcome === 'granted' ? undefined : code);
  expect(['All together', 'Access token']).not.toContain(check?.title);
}

/** The command over an environment file of its own, in this process. */
export interface Command {
  run(words: readonly string[], input?: string): Promise<Outcome>;
  /** Writes a file beside the environment, and returns its path. */
  file(name: string, text: string): string;
  /** The path of the environment file. */
  env: string;
  close(): void;
}

/** Makes the command. */
export function commandOver(
  environment: Environment,
  policy: Policy = {},
  now: () => number = Date.now,
): Command {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const lines = Object.entries(environment).map((pair) => pair.join('='));
  const env = file('test.env', lines.join('\n'));
  const get = boundedGet;
  return {
    run: (words, input = '') =>
      runExplain([...words, '--env', env], { policy, get, now, readInput: async () => input }),
    file,
    env,
    close: () => rmSync(folder, { recursive: true }),
  };
}
