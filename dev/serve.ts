/** Serves what lies in `dist/` with the local server of Twilio's own toolkit, as a child process. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { assertFree, PortInUse } from './ports';

const ROOT = resolve(__dirname, '..');

/** How long the server may take to start, and to stop, in milliseconds. */
const START_LIMIT = 20_000;
const STOP_LIMIT = 2_000;

/** Loaded into the server: it ends with its standard input, so it cannot outlive this process. */
const END_WITH_PARENT = 'data:text/javascript,process.stdin.on("end",()=>process.exit()).resume()';

/** The functions, being served. */
export interface Server {
  readonly url: string;
  /** Settles when the server has ended, with its exit code; one that was killed counts as 1. */
  readonly ended: Promise<number>;
  /** Ends the server and waits until it has gone. */
  stop(): Promise<void>;
}

/** What to serve the functions with. */
export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** The text of the environment file. */
  readonly environment: string;
  /** A folder of assets. Default: the one that is deployed. */
  readonly assets?: string;
  /** Load the functions anew for each request; otherwise they stay warm, as they do in the cloud. */
  readonly reload: boolean;
}

/**
 * Starts the server and waits until it listens.
 *
 * @throws `EADDRINUSE` when the port is in use; an error with what the server said when it fails.
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const port = await assertFree(options.port);
  const folder = mkdtempSync(join(tmpdir(), 'token-service-'));
  const file = join(folder, 'env');
  writeFileSync(file, options.environment, { mode: 0o600 });
  const child = startServer(port, file, options);
  const ended = once(child, 'exit').then(([code]) => (code as number | null) ?? 1);
  const stop = async () => {
    child.kill();
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    await ended;
    clearTimeout(force);
  };
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  const giveUp = () => {
    child.kill();
    cleanUp();
  };
  process.once('exit', giveUp);
  try {
    await listening(child, ended, port);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    // The server reads the file once, so no secret needs to lie there any longer.
    cleanUp();
    process.removeListener('exit', giveUp);
  }
  return { url: `http://localhost:${port}`, ended, stop };
}

function startServer(port: number, environmentFile: string, { assets, reload }: ServeOptions) {
  const program = require.resolve('twilio-run/bin/twilio-run.js');
  const flags = [
    '--port',
    String(port),
    '--env',
    environmentFile,
    '--no-fork-process',
    '--no-logs',
  ];
  if (!reload) flags.push('--no-live');
  // It takes paths relative to the project only.
  if (assets) flags.push('--assets-folder', relative(ROOT, assets));
  return spawn(process.execPath, ['--import', END_WITH_PARENT, program, 'start', ...flags], {
    cwd: ROOT,
    stdio: 'pipe',
  });
}

/** Waits for the list of URLs that the server prints, and lets through what is printed after it. */
async function listening(
  { stdout, stderr }: ChildProcessWithoutNullStreams,
  ended: Promise<number>,
  port: number,
): Promise<void> {
  let said = '';
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((done, fail) => {
    const failed = (how: string) => fail(new Error(`twilio-run ${how}.\n${said}`.trimEnd()));
    const listen = (chunk: Buffer) => {
      said += chunk;
      if (said.includes(`http://localhost:${port}`)) done();
      // Taken since it was found free. The server asks for another one, and gets no answer.
      if (said.includes('already in use')) fail(new PortInUse(`Port ${port} is in use.`));
    };
    stdout.on('data', listen);
    stderr.on('data', listen);
    ended.then((code) => failed(`ended with code ${code}`), fail);
    timer = setTimeout(() => failed(`did not start within ${START_LIMIT / 1000} s`), START_LIMIT);
  }).finally(() => {
    clearTimeout(timer);
    stdout.removeAllListeners('data');
    stderr.removeAllListeners('data');
  });
  stdout.pipe(process.stdout);
  stderr.pipe(process.stderr);
}
