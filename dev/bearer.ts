/** Prints a fresh bearer token for one of the people, and nothing else. `USAGE` says how. */
import { parseArgs } from 'node:util';
import { readEnvironment, requireSettings } from '../cli/env-file';
import { lacksLogin, standIns } from './environment';
import { DEFAULT_PORT } from './identity-provider/client';
import { fetchBearer, ProviderError } from './identity-provider/fetch-bearer';
import { findPerson, PEOPLE } from './identity-provider/people';
import { backendLogin } from './local-login';

const NAMES = PEOPLE.map(({ sub }) => sub).join(', ');

const USAGE = `npm run -s bearer: prints a fresh bearer token for one of the people, valid for an hour.

  npm run -s bearer -- <person> [options]

  <person>      one of ${NAMES}
  --issuer URL  the identity provider (the one of npm start, on its usual port)
  --env FILE    the environment of the service (.env). If it has a shared secret, the token is
                signed with that and no provider is asked.
  --help        print this, and do nothing`;

async function main(): Promise<string> {
  const { values, positionals } = parseArgs({
    options: {
      issuer: { type: 'string' },
      env: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return USAGE;
  const [name, ...more] = positionals;
  const person = findPerson(name ?? '');
  if (!person || more.length > 0) {
    throw new Error(`Name one of the people whose token you want: ${NAMES}.`);
  }
  const environment = readEnvironment(values.env).values;
  const usual = lacksLogin(environment) ? `http://127.0.0.1:${DEFAULT_PORT}` : undefined;
  const issuer = values.issuer ?? usual;
  if (issuer) return fetchBearer(issuer, { person: person.sub });
  const login = backendLogin(requireSettings({ ...environment, ...standIns(environment) }).issuers);
  if (!login) throw new Error('The service has a login of its own: use a token that it issued.');
  return login.sign(person);
}

main().then(console.log, (error: Error) => {
  console.error(error.message);
  if (error instanceof ProviderError) {
    console.error('`npm start` runs the provider, and prints this command as it has to be.');
  }
  process.exitCode = 1;
});
