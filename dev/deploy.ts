/** Builds, checks and deploys the service with one command: `npm run deploy`. `USAGE` says how. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { renderReport, runDoctor, systemWorld } from '../cli/doctor';
import { type Environment, readEnvironment } from '../cli/env-file';
import { wantsColour } from '../cli/paint';
import { build } from './build';
import { programOf } from './program';

const USAGE = `npm run deploy: builds the service, checks it and deploys it with Twilio's own tool.

It deploys with the API key of the environment file. If "npm run doctor -- --offline" finds
something wrong, nothing is deployed.

  npm run deploy -- [options]

  --force       deploy even if something is wrong
  --env FILE    the environment of the service (.env)
  --help        print this, and do nothing

All other options are those of "twilio-run deploy", for example:

  --production                      deploy to the domain without a suffix
  --environment NAME                deploy to the domain with this suffix (dev)
  --username SID --password SECRET  deploy with another API key, or an account and its auth token`;

const ROOT = resolve(__dirname, '..');

/**
 * Loaded into Twilio's tool before it starts: adds the credentials to its arguments from within, since
 * the arguments of a process can be read by all users of the machine.
 */
const ADD_CREDENTIALS = `data:text/javascript,${encodeURIComponent(`
  const { DEPLOY_USERNAME, DEPLOY_PASSWORD } = process.env;
  delete process.env.DEPLOY_USERNAME;
  delete process.env.DEPLOY_PASSWORD;
  process.argv.push('--username', DEPLOY_USERNAME, '--password', DEPLOY_PASSWORD);
`)}`;

/** What the command line says. */
interface Options {
  help: boolean;
  force: boolean;
  env: string | undefined;
  /** For Twilio's tool, as they came. */
  others: string[];
}

function parseOptions(args: readonly string[]): Options {
  const options: Options = { help: false, force: false, env: undefined, others: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--help' || arg === '-h') options.help = true;
    else if (arg === '--force') options.force = true;
    else if (arg === '--env') options.env = rest.shift() ?? '';
    else if (arg.startsWith('--env=')) options.env = arg.slice('--env='.length);
    else options.others.push(arg);
  }
  return options;
}

/** @returns the exit code */
async function main(): Promise<number> {
  const { help, force, env, others } = parseOptions(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const { values } = readEnvironment(env);
  await build();
  const world = systemWorld({ root: ROOT, ...(env !== undefined && { env }) });
  const report = await runDoctor({ offline: true }, world);
  if (!report.ok) {
    const { columns: width } = process.stdout;
    console.log(renderReport(report, { width, colour: wantsColour(process.stdout, process.env) }));
    if (!force) {
      console.error('Nothing was deployed. Fix what is wrong, or use --force.');
      return 1;
    }
  }
  return runTwilio([...others, '--env', resolve(env ?? '.env')], credentialsIn(values, others));
}

/**
 * The API key of the environment; undefined when the command line names other credentials.
 *
 * @throws when there is no key that can deploy
 */
function credentialsIn(values: Environment, args: readonly string[]) {
  if (args.some((arg) => /^(-u|--username)(=|$)/.test(arg))) return undefined;
  const { TWILIO_API_KEY_SID: username, TWILIO_API_KEY_SECRET: password, TWILIO_REGION } = values;
  if (!username || !password) {
    throw new Error('TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET are not set. Run: npm run setup');
  }
  if (TWILIO_REGION && TWILIO_REGION !== 'us1') {
    throw new Error(
      `The API key of the environment belongs to ${TWILIO_REGION}, and Functions are deployed through us1. Use --username and --password with a key of us1.`,
    );
  }
  return { DEPLOY_USERNAME: username, DEPLOY_PASSWORD: password };
}

async function runTwilio(
  args: readonly string[],
  credentials: ReturnType<typeof credentialsIn>,
): Promise<number> {
  const program = [programOf('twilio-run'), 'deploy', ...args];
  const child = spawn(
    process.execPath,
    credentials ? ['--import', ADD_CREDENTIALS, ...program] : program,
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...credentials } },
  );
  const [code] = await once(child, 'exit');
  return (code as number | null) ?? 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    // The bundler has printed its own errors already.
    if (!('errors' in error)) console.error(error.message);
    process.exitCode = 1;
  },
);
