/** The questions about the login, and a look at its issuer. */

import { loadKeysOf } from '../../src/authenticate/key-set/load';
import { FetchFailure } from '../../src/http/get';
import type { Environment } from '../env-file';
import { findProvider, GROUPS, PROVIDERS, type Provider, readAnswer } from '../providers';
import { plain, publicKey, type ReadAnswer } from '../providers/answers';
import { LOGIN_VARIABLES, type LoginContext, staleOf } from './login';
import type { Group } from './plan';
import { QUESTIONS, type QuestionName } from './questions';
import { keptSecret, newSecret } from './secret';
import { loginOfToken } from './show-token';

/** The provider's answers as values; undefined if the login is to stay as it is. */
export async function askLogin(context: LoginContext): Promise<Group | undefined> {
  const { ask, token } = context;
  if (token !== undefined) return loginOfToken(context, token);
  const provider = await askProvider(context);
  if (provider === SHOW) {
    const read = plain((answer) => ({ ok: true, value: answer }));
    return loginOfToken(context, await ask.secret('token', QUESTIONS.token.sentence, read));
  }
  if (!provider) return undefined;
  const { report, current } = context;
  const variables = await askVariables(context, provider);
  const secrets = Object.fromEntries(
    provider.secrets.map((name) => [name, keptSecret(name, current) ?? newSecret()]),
  );
  const copied = await askCopied(context, provider);
  report.say(`${provider.token}\nMore: ${provider.page}`);
  if (provider.secrets.length > 0) {
    report.say(
      `${provider.secrets.join(', ')} is not shown here. When setup is done, copy it from the environment file to where your backend keeps its secrets.`,
    );
  }
  return {
    title: 'Login',
    wanted: { ...staleOf(current, variables), ...variables, ...secrets, ...copied },
  };
}

/** The answer that it is to be worked out from a token. */
const SHOW = 'token';

async function askProvider({
  ask,
  current,
}: LoginContext): Promise<Provider | typeof SHOW | undefined> {
  const has = LOGIN_VARIABLES.some((name) => current[name]);
  const id = await ask.choose('provider', {
    sentence: QUESTIONS.provider.sentence,
    options: [
      ...(has ? [{ value: 'keep', label: 'Keep what the environment file says' }] : []),
      { value: SHOW, label: 'Work it out from a token or cookie of my app' },
      ...PROVIDERS.map(({ id, name, group }) => ({ value: id, label: name, hint: GROUPS[group] })),
    ],
    ...(has && { fallback: 'keep' }),
  });
  return id === SHOW ? SHOW : findProvider(id);
}

/** The questions about values that the app has already. */
const COPIED: Readonly<Record<string, { question: QuestionName; read: ReadAnswer }>> = {
  AUTH_SECRET: {
    question: 'auth-secret',
    read: plain((answer) => ({ ok: true, value: answer })),
  },
  AUTH_PUBLIC_KEY: { question: 'auth-public-key', read: publicKey },
};

async function askCopied({ ask }: LoginContext, { copied = {} }: Provider): Promise<Environment> {
  const values: Record<string, string> = {};
  for (const [name, place] of Object.entries(copied)) {
    const asked = COPIED[name];
    if (!asked) throw new Error(`setup has no question about ${name}`);
    const { sentence } = QUESTIONS[asked.question];
    values[name] = await ask.secret(asked.question, `${sentence}: ${place}`, asked.read);
  }
  return values;
}

async function askVariables(context: LoginContext, provider: Provider): Promise<Environment> {
  const { ask } = context;
  for (;;) {
    const answers: Record<string, string> = {};
    for (const question of provider.questions) {
      const { name, sentence, example, fallback } = question;
      answers[name] = await ask.text(name, {
        sentence,
        read: (answer) => readAnswer(question, answer),
        example: `For example ${example}`,
        ...(fallback !== undefined && { fallback }),
      });
    }
    const variables = provider.variables(answers);
    const again = provider.questions.some(({ name }) => ask.canAskAgain(name));
    // With a secret or a key that is at hand the issuer is a name, and nothing is fetched from it.
    const fetched = provider.secrets.length === 0 && provider.copied === undefined;
    if (!fetched || (await isAccepted(context, variables, again))) return variables;
  }
}

/** Looks whether the issuer answers as one, and asks what to do if it does not. */
async function isAccepted(
  { ask, report, get, check }: LoginContext,
  { AUTH_ISSUER: issuer, AUTH_JWKS_URI: jwksUri }: Environment,
  again: boolean,
): Promise<boolean> {
  if (!check || !issuer) return true;
  try {
    const keys = await loadKeysOf({ issuer, ...(jwksUri && { jwksUri }) }, get, Date.now)();
    report.say(
      `${issuer} is there, and has ${keys.length === 1 ? '1 key' : `${keys.length} keys`}.`,
    );
    return true;
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    report.warn(
      `${issuer} does not answer as an issuer (${error.message}). Either it is not right, or it cannot be reached from here now.`,
    );
  }
  const answer = await ask.choose('issuer-check', {
    sentence: QUESTIONS['issuer-check'].sentence,
    options: [
      ...(again ? [{ value: 'again', label: 'No, answer again' }] : []),
      { value: 'off', label: 'Yes, it is right' },
    ],
    fallback: 'off',
    ...(again && { initial: 'again' }),
  });
  return answer === 'off';
}
