/** Prints a fresh bearer token for one of the people, and nothing else: `npm run -s bearer -- alice`. */
import { type Outcome, readCall, startCommand, UsageMistake } from '../cli/command';
import { readEnvironment, requireSettings } from '../cli/env-file';
import { lacksLogin, standIns } from './environment';
import { DEFAULT_PORT } from './identity-provider/client';
import { fetchBearer, ProviderError } from './identity-provider/fetch-bearer';
import { findPerson, PEOPLE } from './identity-provider/people';
import { backendLogin } from './local-login';

const NAMES = PEOPLE.map(({ sub }) => sub).join(', ');

const COMMAND = {
  name: 'bearer',
  about: `Prints a fresh bearer token for one of the people, valid for an hour, and nothing else. The people are ${NAMES}.`,
  argument: '<person>',
  options: {
    issuer: {
      takes: 'URL',
      about: 'The identity provider. Default: the one of npm start, on its usual port.',
    },
    env: {
      takes: 'FILE',
      about:
        'The environment of the service. If it has a shared secret, the token is signed with that, and no provider is asked. Default: .env.',
    },
  },
  endings: '0 for a token, 2 if there can be none.',
} as const;

async function run(words: readonly string[]): Promise<Outcome> {
  const call = readCall(COMMAND, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const { options, argument } = call;
  const person = findPerson(argument ?? '');
  if (!person) throw new UsageMistake(`Name one of the people whose token you want: ${NAMES}.`);
  const environment = readEnvironment(options.env).values;
  const usual = lacksLogin(environment) ? `http://127.0.0.1:${DEFAULT_PORT}` : undefined;
  const issuer = options.issuer ?? usual;
  if (issuer) return { text: await ask(issuer, person.sub), exitCode: 0 };
  const login = backendLogin(requireSettings({ ...environment, ...standIns(environment) }).issuers);
  if (!login) throw new Error('The service has a login of its own: use a token that it issued.');
  return { text: await login.sign(person), exitCode: 0 };
}

async function ask(issuer: string, person: string): Promise<string> {
  return fetchBearer(issuer, { person }).catch((error: Error) => {
    if (!(error instanceof ProviderError)) throw error;
    throw new Error(
      `${error.message}\n\`npm start\` runs the provider, and prints this command as it has to be.`,
    );
  });
}

startCommand(run);
