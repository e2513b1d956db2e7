/** "Show me a token": one real token or cookie of the app, from which setup works the login out. */
import { readFileSync } from 'node:fs';
import {
  type Known,
  type ProposedVariable,
  propose,
  prove,
  type ShownCredential,
} from '../diagnose/propose';
import { plain, publicKey, url } from '../providers/answers';
import { cleanToken } from '../token-argument';
import { SetupMistake } from './failures';
import { type LoginContext, staleOf } from './login';
import type { Group } from './plan';
import { QUESTIONS } from './questions';

/** Variables whose values are never shown. */
const SECRETS = ['AUTH_SECRET'];

/** Attempts at a secret or a key that does not fit, where someone can be asked again. */
const MAX_ATTEMPTS = 5;

/**
 * A credential as it was copied: a token, a header, or a cookie as `name=value`.
 *
 * @throws SetupMistake if there is nothing
 */
export function readCredential(text: string): ShownCredential {
  const cookies = /^(?:cookie:\s*)?([\w.-]+)=([^;\s]+)/i.exec(text.trim());
  const header = /^cookie:/i.test(text.trim());
  if (cookies && (header || !/^eyJ|^bearer/i.test(text.trim()))) {
    const [, cookie = '', token = ''] = cookies;
    return { token, cookie };
  }
  const token = cleanToken(text);
  if (token === '') throw new SetupMistake('--token: there is no token in it.');
  return { token };
}

/** Reads the file that `--token` names; a token itself is taken as it is. */
export function readTokenFlag(value: string): string {
  try {
    return readFileSync(value === '-' ? 0 : value, 'utf8');
  } catch {
    if (/^eyJ|=/.test(value)) return value;
    throw new SetupMistake('--token: this file cannot be read.');
  }
}

/**
 * Works the login out of a credential, and proves it by running that credential through the service.
 *
 * @throws SetupMistake if it must not be accepted, or does not fit what was answered
 */
export async function loginOfToken(context: LoginContext, text: string): Promise<Group> {
  const { report, get, current } = context;
  const shown = readCredential(text);
  let known: Known = {};
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const proposal = await propose(shown, known, get);
    if (attempt === 0) {
      report.say(`${proposal.what}${proposal.page === undefined ? '' : ` More: ${proposal.page}`}`);
    }
    if (proposal.refused !== undefined) throw new SetupMistake(proposal.refused);
    if (proposal.asked === undefined) {
      const variables = valuesOf(proposal.variables);
      await tellProof(context, shown.token, proposal.variables);
      return { title: 'Login', wanted: { ...staleOf(current, variables), ...variables } };
    }
    known = { ...known, ...(await askFor(context, proposal.asked, attempt)) };
  }
  throw new SetupMistake('None of these fits the token. Nothing was written.');
}

async function askFor(
  { ask, report }: LoginContext,
  asked: 'secret' | 'public-key' | 'address',
  attempt: number,
): Promise<Known> {
  const question = (
    { secret: 'auth-secret', 'public-key': 'auth-public-key', address: 'login-address' } as const
  )[asked];
  if (attempt > 0) {
    if (!ask.canAskAgain(question)) {
      throw new SetupMistake(
        'The signature of the token does not verify with this secret, in any encoding.',
      );
    }
    report.warn('The signature of the token does not verify with it, in any encoding.');
  }
  const { sentence } = QUESTIONS[question];
  if (asked === 'address') {
    return {
      address: await ask.text(question, {
        sentence,
        read: url,
        example: 'https://app.example.com/api/me',
      }),
    };
  }
  if (asked === 'public-key') return { publicKey: await ask.secret(question, sentence, publicKey) };
  return {
    secret: await ask.secret(
      question,
      sentence,
      plain((answer) => ({ ok: true, value: answer })),
    ),
  };
}

/** Says what is proposed and why, what that token gets, and what would be refused. */
async function tellProof(
  { report, get }: LoginContext,
  token: string,
  proposed: readonly ProposedVariable[],
): Promise<void> {
  const rows = proposed.map(({ name, value, why }) => {
    const shown = SECRETS.includes(name) ? '(not shown)' : value;
    return `  ${name}=${shown}\n      ${why}`;
  });
  report.say(['These variables follow from it:', ...rows].join('\n'));
  const proof = await prove(token, valuesOf(proposed), { get, now: Date.now() });
  if (!proof.accepted) {
    throw new SetupMistake(
      [
        'The service does not accept this token with them:',
        ...proof.problems.map((each) => `  ${each}`),
      ].join('\n'),
    );
  }
  report.say(
    [
      `The service accepts this token with them${proof.identity === undefined ? '' : `; its user is ${proof.identity}`}.`,
      ...proof.refused.map(({ what, code }) => `  It refuses ${what}: ${code}`),
    ].join('\n'),
  );
}

const valuesOf = (variables: readonly ProposedVariable[]): Record<string, string> =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value]));
