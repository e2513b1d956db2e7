/**
 * `npm run interop`: real login systems on loopback. Each signs a user in through its own API or pages;
 * the service is configured from the system's page in docs/logins and asked for a Conversations token
 * with what a web app would have then; at last the user signs out.
 */
import { createHash } from 'node:crypto';
import { findProvider, variablesOf } from '../cli/providers';
import { escapeIdentity } from '../src/identify/escape';
import { startService } from './service';
import type { Credential, Running, System } from './system';

const ORIGIN = 'https://app.example.com';
const hex = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The settings that have nothing to do with the login. */
const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${hex('account')}`,
  TWILIO_API_KEY_SID: `SK${hex('key')}`,
  TWILIO_API_KEY_SECRET: hex('secret'),
  CONVERSATIONS_SERVICE_SID: `IS${hex('service')}`,
};

/** What came of one system. */
interface Result {
  system: string;
  version: string;
  settings: string;
  /** What went wrong; undefined if all is well. */
  failure?: string;
  signOut: string;
}

/** The variables that the page of a system says. */
function variablesFor({ page, alternative }: System, { answers = {}, copied = {} }: Running) {
  const provider = findProvider(page);
  if (!provider) throw new Error(`docs/logins has no page ${page}`);
  const other = alternative
    ? provider.about.alternatives?.find(({ title }) => alternative.test(title))
    : undefined;
  if (alternative && !other) throw new Error(`${provider.page} has no alternative ${alternative}`);
  const result = variablesOf(provider, answers);
  if (!other && !result.ok) throw new Error(JSON.stringify(result.problems));
  const variables = other ? localised(other.variables, answers) : result.ok ? result.variables : {};
  const cookies = 'AUTH_COOKIE' in variables;
  return { ...variables, ...copied, ...(cookies && { ALLOWED_ORIGINS: ORIGIN }) };
}

/** The variables of an alternative have the addresses of the example: here they are the local ones. */
function localised(
  variables: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, string>>,
): Record<string, string> {
  const local = Object.values(answers).find((each) => each.startsWith('http'));
  const origin = local ? new URL(local).origin : '';
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(/https:\/\/[a-z.-]*example\.com(?=\/|$)/, origin),
    ]),
  );
}

/** Asks for a Conversations token as a web app does. */
async function ask(url: string, credential: Credential) {
  const headers: Record<string, string> =
    credential.kind === 'bearer'
      ? { authorization: `Bearer ${credential.token}` }
      : { cookie: `${credential.name}=${credential.value}`, origin: ORIGIN };
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers,
    signal: AbortSignal.timeout(15_000),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, identity: body.identity, code: body.code };
}

/** The same credential with its middle changed. */
function spoilt(credential: Credential): Credential {
  const spoil = (text: string) => {
    const at = Math.floor(text.length / 2);
    return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
  };
  return credential.kind === 'bearer'
    ? { kind: 'bearer', token: spoil(credential.token) }
    : { ...credential, value: spoil(credential.value) };
}

class Mismatch extends Error {}

function expect(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Mismatch(`${what}: ${found} instead of ${wanted}`);
}

async function tryOut(system: System): Promise<Result> {
  const result: Result = { system: system.title, version: '?', settings: '', signOut: '-' };
  let running: Running | undefined;
  const closing: (() => Promise<void>)[] = [];
  try {
    running = await system.start();
    result.version = running.version;
    const variables = variablesFor(system, running);
    result.settings = Object.keys(variables).join(' ');
    const start = async () => {
      const service = await startService({ ...TWILIO, ...variables });
      closing.push(service.close);
      return service;
    };
    const service = await start();
    const alice = await running.signIn('alice');
    const bob = await running.signIn('bob');
    const why = () => service.output().trim().split('\n').slice(-3).join(' ');
    const first = await ask(service.url, alice.credential);
    expect(`alice (${why()})`, first.status, 200);
    expect('her identity', first.identity, escapeIdentity(alice.userId));
    const second = await ask(service.url, bob.credential);
    expect('his identity', second.identity, escapeIdentity(bob.userId));
    const forged = await ask(service.url, spoilt(alice.credential));
    expect(`a changed credential (${forged.code})`, forged.status, 401);
    expect('alice again', (await ask(service.url, alice.credential)).identity, first.identity);
    const nobody = await fetch(`${service.url}/token`, { method: 'POST' });
    expect('no credential', nobody.status, 401);
    await nobody.arrayBuffer();
    if (alice.signOut) {
      await alice.signOut();
      // A new instance remembers nothing, so it shows what the login itself says now.
      const fresh = await start();
      const after = await ask(fresh.url, alice.credential);
      expect('bob after that', (await ask(fresh.url, bob.credential)).status, 200);
      result.signOut =
        after.status === 401
          ? 'ends it, at most 60 s later'
          : 'the credential goes on until it expires';
    } else result.signOut = 'the token goes on until it expires';
  } catch (error) {
    result.failure = error instanceof Mismatch ? error.message : String((error as Error).stack);
  }
  for (const close of closing) await close();
  await running?.close();
  return result;
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const debian = words.includes('--debian');
  const only = words.find((word) => !word.startsWith('--'));
  const modules = debian
    ? [await import('./systems/python')]
    : await Promise.all([
        import('./systems/better-auth'),
        import('./systems/authjs'),
        import('./systems/express'),
        import('./systems/tutorial-jwt'),
        import('./systems/feathers'),
        import('./systems/openid'),
      ]);
  const systems = modules
    .flatMap(({ systems: each }) => each)
    .filter(({ title }) => !only || title.toLowerCase().includes(only.toLowerCase()));
  const results: Result[] = [];
  for (const system of systems) {
    const result = await tryOut(system);
    results.push(result);
    console.log(`${result.failure ? 'FAILED' : 'ok    '}  ${result.system} ${result.version}`);
    if (result.failure) console.log(`        ${result.failure}`);
  }
  console.log(
    '\n| System | Version | Settings | Result | After signing out |\n|---|---|---|---|---|',
  );
  for (const { system, version, settings, failure, signOut } of results) {
    console.log(
      `| ${system} | ${version} | \`${settings}\` | ${failure ? 'failed' : 'token'} | ${signOut} |`,
    );
  }
  const failed = results.filter(({ failure }) => failure).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;
}

void main().then(() => process.exit());
