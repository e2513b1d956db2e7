/** The flags that are missing where no one can be asked: all at once, with an example. */
import type { Environment } from '../env-file';
import { findProvider } from '../providers';
import type { Source } from './credentials';
import { SetupMistake } from './failures';
import type { Flags } from './flags';
import { LOGIN_VARIABLES } from './login';
import { flagOf, QUESTIONS, type QuestionName, type SetupQuestion } from './questions';

/** What is known without a question. */
interface Known {
  flags: Flags;
  sources: readonly Source[];
  current: Environment;
  /** Whether the login is a matter of `src/policy.ts`. */
  hasIssuers: boolean;
}

/** A flag, what it takes, and what it answers. */
interface Missing {
  flag: string;
  takes: string;
  sentence: string;
}

/**
 * Requires what is certain to be asked. What depends on an answer of Twilio's is asked later.
 *
 * @throws SetupMistake if more than one flag is missing
 */
export function requireFlags(known: Known): void {
  const missing = [...missingOfTwilio(known), ...missingOfLogin(known), ...missingOfAccess(known)];
  if (missing.length < 2) return;
  const rows = missing.map(
    ({ flag, takes, sentence }) => `  --${flag} ${takes}\n      ${sentence}`,
  );
  const example = missing.map(({ flag, takes }) => `--${flag} ${takes.split('|')[0]}`).join(' ');
  throw new SetupMistake(
    [
      'There is no terminal to ask at, so these flags are needed:',
      ...rows,
      `For example: npm run setup -- ${example} --yes`,
    ].join('\n'),
  );
}

const question = (name: QuestionName): Missing => {
  const { sentence, takes = '' }: SetupQuestion = QUESTIONS[name];
  return { flag: flagOf(name), takes, sentence };
};

function missingOfTwilio({ flags, sources, current }: Known): Missing[] {
  const { answers, profile, yes } = flags;
  const chosen = answers.get('credentials');
  const found = sources.length > 0 && !answers.has('account-sid') && (chosen !== undefined || yes);
  const token = chosen === 'auth-token' || (profile === undefined && !found);
  const account = answers.has('account-sid') || (yes && current.TWILIO_ACCOUNT_SID);
  return [
    ...(token && !account ? [question('account-sid')] : []),
    ...(token && !answers.has('auth-token') ? [question('auth-token')] : []),
    ...(yes || answers.has('region') ? [] : [question('region')]),
  ];
}

function missingOfLogin({ flags: { answers, yes }, current, hasIssuers }: Known): Missing[] {
  if (hasIssuers || answers.has('token')) return [];
  const id = answers.get('provider');
  if (id === undefined) {
    const keeps = yes && LOGIN_VARIABLES.some((name) => current[name]);
    return keeps ? [] : [question('provider')];
  }
  return (findProvider(id)?.questions ?? [])
    .filter(({ name, fallback }) => !answers.has(name) && !(yes && fallback !== undefined))
    .map(({ name, sentence, example }) => ({ flag: name, takes: example, sentence }));
}

function missingOfAccess({ flags: { answers, yes }, current }: Known): Missing[] {
  const origins = answers.has('allowed-origins') || (yes && current.ALLOWED_ORIGINS);
  return [
    ...(origins ? [] : [question('allowed-origins')]),
    ...(yes || answers.has('guests') ? [] : [question('guests')]),
  ];
}
