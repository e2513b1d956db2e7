/** Everything that can be wrong on this machine: a row for each class of mistake. */
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_SID, API_KEY_SID, SECRET } from '../../support/tokens';
import type { Row } from './expectations';
import { goodEnvironment, type Project } from './project';

type OfflineRow = Row<Project>;

const HEX = '0123456789abcdef'.repeat(2);
const GUESTS = { GUESTS: 'on', GUEST_SECRET: SECRET };

/** A row that changes variables. */
const variables =
  (overrides: Record<string, string | undefined>) =>
  ({ setEnvironment }: Project) =>
    setEnvironment(goodEnvironment(overrides));

/** A row that adds lines to the environment file. */
const lines =
  (...added: string[]) =>
  ({ setEnvironment }: Project) => {
    const good = Object.entries(goodEnvironment()).map((pair) => pair.join('='));
    setEnvironment([...good, ...added].join('\n'));
  };

/** A row that changes `package.json`. */
const described =
  (members: object) =>
  ({ write }: Project) => {
    const dependencies = { '@twilio/runtime-handler': '2.0.1' };
    const engines = { node: '^20.19 || ^22.12 || >=24' };
    write('package.json', JSON.stringify({ name: 'chat', engines, dependencies, ...members }));
  };

/** A row that changes `.twilioserverlessrc`. */
const deployment =
  (members: object) =>
  ({ write }: Project) => {
    const folders = { functionsFolder: 'dist/functions', assetsFolder: 'dist/assets' };
    write('.twilioserverlessrc', JSON.stringify({ ...folders, runtime: 'node22', ...members }));
  };

const SETTINGS: readonly OfflineRow[] = [
  {
    id: 'settings',
    what: 'a missing audience',
    status: 'wrong',
    finding: /^AUTH_AUDIENCE is missing\.$/,
    remedy: /tokens for any app/,
    spoil: variables({ AUTH_AUDIENCE: undefined }),
  },
  {
    id: 'settings',
    what: 'a placeholder',
    status: 'wrong',
    finding: /^AUTH_ISSUER still has a placeholder\.$/,
    spoil: variables({ AUTH_ISSUER: 'https://your-tenant.eu.auth0.com/' }),
  },
  {
    id: 'settings',
    what: 'what a debug deployment leaves behind',
    status: 'wrong',
    finding: /^TWILIO_API_KEY_SECRET is the word \[REDACTED\]\.$/,
    spoil: variables({ TWILIO_API_KEY_SECRET: '[REDACTED]' }),
  },
  {
    id: 'settings',
    what: 'a typo in a name of its own',
    status: 'wrong',
    finding: /^AUTH_AUDIENC is not a setting/,
    spoil: variables({ AUTH_AUDIENC: 'x' }),
  },
  {
    id: 'settings',
    what: 'a Messaging Service in place of a Conversations Service, once',
    status: 'wrong',
    finding: /^CONVERSATIONS_SERVICE_SID is the SID of a Messaging Service\.$/,
    spoil: variables({ CONVERSATIONS_SERVICE_SID: `MG${HEX}` }),
  },
  {
    id: 'settings',
    what: 'the auth token as the secret of the key, where it is known, once',
    status: 'wrong',
    finding: /^TWILIO_API_KEY_SECRET is the account's auth token\.$/,
    spoil: variables({ TWILIO_API_KEY_SECRET: HEX, AUTH_TOKEN: HEX }),
  },
  {
    id: 'settings',
    what: 'a SID of no form at all',
    status: 'wrong',
    finding: /^TWILIO_API_KEY_SID is not the SID of an API key\.$/,
    spoil: variables({ TWILIO_API_KEY_SID: 'SK123' }),
  },
  {
    id: 'settings',
    what: 'a comment behind a value, once',
    status: 'wrong',
    finding: /^TOKEN_LIFETIME has a comment after its value\.$/,
    spoil: lines('TOKEN_LIFETIME="600" # ten minutes'),
  },
  {
    id: 'settings',
    what: 'a mistake in the policy',
    status: 'wrong',
    finding: /^src\/policy\.ts guests\.lifetime must be/,
    world: () => ({ policy: { guests: { lifetime: 1 } } }),
  },
  {
    id: 'settings',
    what: 'guests without a challenge',
    status: 'warning',
    finding: /^GUEST_CHALLENGE_URL is not set/,
    spoil: variables(GUESTS),
  },
  {
    id: 'origins',
    what: 'that any origin may ask',
    status: 'warning',
    finding: /pages of any origin may ask/,
    spoil: variables({ ALLOWED_ORIGINS: undefined }),
  },
  {
    id: 'sids',
    what: 'what looks like the auth token as the secret of the key',
    status: 'wrong',
    finding: /^TWILIO_API_KEY_SECRET has the form of an account's auth token/,
    spoil: variables({ TWILIO_API_KEY_SECRET: HEX }),
  },
  {
    id: 'sids',
    what: "the account's SID as the key, once",
    status: 'wrong',
    finding: /^TWILIO_API_KEY_SID is the SID of an account\.$/,
    remedy: /Standard API key/,
    spoil: variables({ TWILIO_API_KEY_SID: ACCOUNT_SID }),
  },
  {
    id: 'sids',
    what: 'an API key as the account',
    status: 'wrong',
    finding: /^TWILIO_ACCOUNT_SID is the SID of an API key\.$/,
    spoil: variables({ TWILIO_ACCOUNT_SID: API_KEY_SID }),
  },
  {
    id: 'sids',
    what: 'a Functions Service as the Conversations Service',
    status: 'wrong',
    finding: /^CONVERSATIONS_SERVICE_SID is the SID of a Functions Service\.$/,
    remedy: /begins with IS/,
    spoil: variables({ CONVERSATIONS_SERVICE_SID: `ZS${HEX}` }),
  },
  {
    id: 'sids',
    what: 'two different accounts',
    status: 'warning',
    finding: /^ACCOUNT_SID.* and TWILIO_ACCOUNT_SID.* differ/,
    spoil: variables({ ACCOUNT_SID: `AC${HEX}` }),
  },
];

const FILE: readonly OfflineRow[] = [
  {
    id: 'env-file',
    what: 'that there is no environment file',
    status: 'wrong',
    finding: /^There is no file \.env\.production/,
    remedy: /npm run setup/,
    world: ({ root }) => ({
      environment: { path: join(root, '.env.production'), text: '', values: {} },
    }),
  },
  {
    id: 'env-mode',
    what: 'that others may read the environment file',
    status: 'warning',
    finding: /^Other users of this machine may read \.env/,
    remedy: /^chmod 600 \.env$/,
    spoil: ({ root }) => chmodSync(join(root, '.env'), 0o640),
  },
  {
    id: 'env-ignored',
    what: 'that git would take the environment file',
    status: 'wrong',
    finding: /^git does not ignore \.env/,
    spoil: ({ write }) => write('.gitignore', 'node_modules/\n'),
  },
  {
    id: 'env-ignored',
    what: 'that git has the environment file already',
    status: 'wrong',
    finding: /^git does not ignore \.env/,
    remedy: /git rm --cached/,
    spoil: ({ root }) => execFileSync('git', ['add', '--force', '.env'], { cwd: root }),
  },
];

const MACHINE: readonly OfflineRow[] = [
  {
    id: 'proxy',
    what: 'a proxy that this version of Node.js cannot use',
    status: 'warning',
    finding: /^HTTPS_PROXY names a proxy, and Node\.js v20\.19\.0 cannot use it/,
    remedy: /22\.21/,
    world: () => ({
      shell: { HTTPS_PROXY: 'http://proxy.corp:3128' },
      nodeVersion: 'v20.19.0',
    }),
  },
];

const SYNTAX: readonly OfflineRow[] = [
  {
    id: 'env-syntax',
    what: 'export',
    status: 'wrong',
    finding: /^Line 8 begins with export/,
    spoil: lines('export TOKEN_LIFETIME=600'),
  },
  {
    id: 'env-syntax',
    what: 'a value of several lines, once, whatever stands in them',
    status: 'wrong',
    finding: /^Line 9 begins a value of 4 lines/,
    spoil: lines('# a key', 'PUSH_CREDENTIAL_SID="', 'TUlJRXZRSUJBREFO=', 'xx', '"'),
  },
  {
    id: 'env-syntax',
    what: 'a line that is no assignment',
    status: 'wrong',
    finding: /^Line 8 is not read/,
    spoil: lines('TOKEN_LIFETIME: 600'),
  },
  {
    id: 'env-syntax',
    what: 'a comment in place of a value',
    status: 'wrong',
    finding: /^Line 8 has a comment where its value should be/,
    spoil: lines('AUTH_REQUIRED_SCOPE= # none'),
  },
  {
    id: 'env-syntax',
    what: 'a comment behind a value that is no setting',
    status: 'warning',
    finding: /^Line 8 has a comment behind its value/,
    also: ['unknown-names'],
    spoil: lines('MY_OWN=1 # mine'),
  },
  {
    id: 'env-syntax',
    what: 'a quotation mark at one end only',
    status: 'wrong',
    finding: /^Line 8 has a quotation mark at one end/,
    spoil: lines('AUTH_COOKIE=session"', 'AUTH_CLOCK_TOLERANCE="30"'),
  },
  {
    id: 'env-syntax',
    what: 'a quotation that is never closed',
    status: 'wrong',
    finding: /^Line 8 has a quotation mark at one end/,
    spoil: lines("AUTH_COOKIE='session", "AUTH_CLOCK_TOLERANCE='30'"),
  },
  {
    id: 'env-syntax',
    what: 'backticks',
    status: 'wrong',
    finding: /^Line 8 has its value in backticks/,
    also: ['settings'],
    spoil: lines('TOKEN_LIFETIME=`600`'),
  },
  {
    id: 'env-syntax',
    what: 'a variable that is set twice',
    status: 'warning',
    finding: /^Line 9 sets the variable of line 8 again/,
    spoil: lines('TOKEN_LIFETIME=600', 'TOKEN_LIFETIME=900'),
  },
];

const VARIABLES: readonly OfflineRow[] = [
  {
    id: 'unknown-names',
    what: 'a typo in a name that is not reserved',
    status: 'warning',
    finding: /^PUSH_CREDENZIALES_SID is deployed/,
    remedy: /^Did you mean PUSH_CREDENTIAL_SID\?$/,
    spoil: variables({ PUSH_CREDENZIALES_SID: 'x' }),
  },
  {
    id: 'unknown-names',
    what: 'a variable of something else, such as a secret without a use here',
    status: 'warning',
    finding: /^TWILIO_AUTH_TOKEN is deployed/,
    remedy: /^Remove it/,
    spoil: variables({ TWILIO_AUTH_TOKEN: HEX }),
  },
  {
    id: 'unknown-names',
    what: 'a name that may be a piece of a secret, without showing it',
    status: 'warning',
    finding: /^A variable is deployed/,
    spoil: variables({ TUlJRXZRSUJBREFO: 'x' }),
  },
  {
    id: 'sizes',
    what: 'a value that is too long',
    status: 'wrong',
    finding: /^AUTH_AUDIENCE has 451 bytes\. The platform takes 450\.$/,
    spoil: variables({ AUTH_AUDIENCE: 'é'.repeat(225).concat('a') }),
  },
  {
    id: 'sizes',
    what: 'a name that is too long',
    status: 'wrong',
    finding: /name has 129 characters\. The platform takes 128\.$/,
    also: ['unknown-names'],
    spoil: variables({ ['M'.repeat(129)]: 'x' }),
  },
  {
    id: 'sizes',
    what: 'a context that is too large',
    status: 'wrong',
    finding: /context of about \d{4} bytes\. The platform takes 3072, and fails/,
    spoil: variables({
      ALLOWED_ORIGINS: origins(440),
      BACKEND_TOKENS: digests(6),
      AUTH_AUDIENCE: 'a'.repeat(450),
      AUTH_AUDIENCE_CLAIM: 'b'.repeat(450),
      IDENTITY_CLAIM: 'c'.repeat(450),
      AUTH_REQUIRED_SCOPE: 'd'.repeat(450),
    }),
  },
  {
    id: 'sizes',
    what: 'a context that is nearly too large',
    status: 'warning',
    finding: /context of about \d{4} bytes\. The platform takes 3072\.$/,
    spoil: variables({
      BACKEND_TOKENS: digests(6),
      AUTH_AUDIENCE: 'a'.repeat(450),
      AUTH_AUDIENCE_CLAIM: 'b'.repeat(450),
      IDENTITY_CLAIM: 'c'.repeat(450),
      AUTH_REQUIRED_SCOPE: 'd'.repeat(400),
    }),
  },
];

function origins(length: number): string {
  return 'https://app.example.com,'.repeat(Math.floor(length / 24)).replace(/,$/, '');
}

function digests(count: number): string {
  return Array.from({ length: count }, (_, i) => `${i}`.repeat(64)).join(',');
}

const DEPLOYMENT: readonly OfflineRow[] = [
  {
    id: 'node-version',
    what: 'an old Node.js',
    status: 'wrong',
    finding: /^Node\.js is v20\.18\.3\.$/,
    remedy: /\^20\.19 \|\| \^22\.12 \|\| >=24/,
    world: () => ({ nodeVersion: 'v20.18.3' }),
  },
  ...['v18.20.0', 'v21.7.0', 'v22.11.0', 'v23.5.0'].map(
    (nodeVersion): OfflineRow => ({
      id: 'node-version',
      what: `Node.js ${nodeVersion}, which is not supported`,
      status: 'wrong',
      finding: new RegExp(`^Node\\.js is ${nodeVersion}\\.$`),
      world: () => ({ nodeVersion }),
    }),
  ),
  {
    id: 'node-version',
    what: 'that nobody says which Node.js is needed',
    status: 'warning',
    finding: /does not say which version/,
    spoil: described({ engines: undefined }),
  },
  {
    id: 'runtime-handler',
    what: 'a range of the runtime handler',
    status: 'wrong',
    finding: /refuses other versions and ranges/,
    remedy: /--save-exact/,
    spoil: described({ dependencies: { '@twilio/runtime-handler': '^2.0.1' } }),
  },
  {
    id: 'runtime-handler',
    what: 'a later runtime handler',
    status: 'wrong',
    finding: /refuses other versions/,
    spoil: described({ dependencies: { '@twilio/runtime-handler': '2.1.0' } }),
  },
  {
    id: 'runtime-handler',
    what: 'the runtime handler among the dependencies for development',
    status: 'wrong',
    finding: /among its dependencies/,
    spoil: described({
      dependencies: {},
      devDependencies: { '@twilio/runtime-handler': '2.0.1' },
    }),
  },
  {
    id: 'runtime-handler',
    what: 'that the runtime handler is not installed',
    status: 'wrong',
    finding: /is not installed/,
    spoil: ({ remove }) => remove('node_modules'),
  },
  {
    id: 'deployment',
    what: 'that there is no configuration',
    status: 'wrong',
    finding: /missing or no JSON/,
    spoil: ({ remove }) => remove('.twilioserverlessrc'),
  },
  {
    id: 'deployment',
    what: 'the key of the documentation that has no effect',
    status: 'wrong',
    finding: /does not set functionsFolder.*functionsFolderName has no effect/,
    spoil: deployment({ functionsFolder: undefined, functionsFolderName: 'dist/functions' }),
  },
  {
    id: 'deployment',
    what: 'another folder of assets for the command that deploys',
    status: 'wrong',
    finding: /does not set assetsFolder/,
    spoil: deployment({ commands: { deploy: { assetsFolder: 'assets' } } }),
  },
  ...['node18', 'node20'].map(
    (runtime): OfflineRow => ({
      id: 'deployment',
      what: `the runtime ${runtime}`,
      status: 'wrong',
      finding: /^The platform refuses the runtime/,
      spoil: deployment({ runtime }),
    }),
  ),
  {
    id: 'deployment',
    what: 'that no runtime is named',
    status: 'warning',
    finding: /names no runtime/,
    spoil: deployment({ runtime: undefined }),
  },
];

const BUILD: readonly OfflineRow[] = [
  {
    id: 'build',
    what: 'that nothing is built',
    status: 'wrong',
    finding: /^There is no file for \/token/,
    spoil: ({ remove }) => remove('dist'),
  },
  {
    id: 'build',
    what: 'that one function is missing',
    status: 'wrong',
    finding: /^There is no file for \/guest/,
    spoil: ({ remove }) => remove('dist/functions/guest.js'),
  },
  {
    id: 'build',
    what: 'an empty function',
    status: 'wrong',
    finding: /^The file of \/token is empty/,
    spoil: ({ write }) => write('dist/functions/token.js', ''),
  },
  {
    id: 'build',
    what: 'a file that would become a URL',
    status: 'wrong',
    finding: /^\/shared\/helper would become a URL/,
    spoil: ({ write }) => write('dist/functions/shared/helper.js', '//'),
  },
  {
    id: 'build',
    what: 'a function that is not public',
    status: 'wrong',
    finding: /^\/token would be protected instead of public/,
    spoil: ({ write, remove }) => {
      remove('dist/functions/token.js');
      write('dist/functions/token.protected.js', '//');
    },
  },
  {
    id: 'build',
    what: 'that the browser client is missing',
    status: 'wrong',
    finding: /^There is no file for \/conversations-token\.js/,
    spoil: ({ remove }) => remove('dist/assets/conversations-token.js'),
  },
  {
    id: 'build',
    what: 'a public file that nobody put among the assets',
    status: 'warning',
    finding: /these become public: \/index\.html\.$/,
    spoil: ({ write }) => write('dist/assets/index.html', '<!doctype html>'),
  },
  ...['src/policy.ts', 'functions/token.ts', 'client/index.ts', 'package-lock.json'].map(
    (path): OfflineRow => ({
      id: 'build-fresh',
      what: `a change of ${path} since the build`,
      status: 'wrong',
      finding: new RegExp(`^${path} changed since the last build`),
      spoil: ({ write }) => write(path, 'export const handler = () => {}; // changed'),
    }),
  ),
];

/** All of them. */
export const OFFLINE_ROWS: readonly OfflineRow[] = [
  ...SETTINGS,
  ...FILE,
  ...MACHINE,
  ...SYNTAX,
  ...VARIABLES,
  ...DEPLOYMENT,
  ...BUILD,
];
