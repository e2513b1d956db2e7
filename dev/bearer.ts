/**
 * Prints a fresh bearer token for one of the people, and nothing else: `npm run -s bearer -- alice`.
 *
 * - `--issuer URL`: the identity provider. Default: the one of `npm start`, on its usual port.
 * - `--env FILE`: the environment of the service. Default: `.env`. If it holds a shared secret, the
 *   token is signed with that and no provider is asked.
 */
import { parseArgs } from 'node:util';
import { readEnvironment, requireSettings } from '../cli/env-file';
import { lacksLogin, standIns } from './environment';
import { DEFAULT_PORT } from './identity-provider/client';
import { fetchBearer, LogInError } from './identity-provider/log-in';
import { findPerson, PEOPLE } from './identity-provider/people';
import { signBearer } from './sign-bearer';

async function main(): Promise<string> {
  const { values, positionals } = parseArgs({
    options: { issuer: { type: 'string' }, env: { type: 'string' } },
    allowPositionals: true,
  });
  const [name, ...more] = positionals;
  const person = findPerson(name ?? '');
  if (!person || more.length > 0) {
    const names = PEOPLE.map(({ sub }) => sub).join(', ');
    throw new Error(`Name one of the people whose token you want: ${names}.`);
  }
  const environment = readEnvironment(values.env).values;
  const usual = lacksLogin(environment) ? `http://127.0.0.1:${DEFAULT_PORT}` : undefined;
  const issuer = values.issuer ?? usual;
  if (issuer) return fetchBearer({ issuer, person: person.sub });
  const settings = requireSettings({ ...environment, ...standIns(environment) });
  const bearer = await signBearer(person, settings.issuers);
  if (!bearer) throw new Error('The service has a login of its own: use a token that it issued.');
  return bearer;
}

main().then(console.log, (error: Error) => {
  console.error(error.message);
  if (error instanceof LogInError) {
    console.error('`npm start` runs the provider, and prints this command as it has to be.');
  }
  process.exitCode = 1;
});
