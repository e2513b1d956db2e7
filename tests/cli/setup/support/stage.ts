/** All that a test of setup needs: a folder for the file, Twilio's stand-in, issuers, and setup itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { type Environment, readEnvironment } from '../../../../cli/env-file';
import { makeKey, pemOf, SECRET } from '../../../support/tokens';
import {
  AUTH_TOKEN,
  AUTH_TOKEN_IE1,
  startTwilio,
  type TwilioStandIn,
} from '../../../support/twilio';
import { type Issuers, startIssuers } from './issuers';
import { PseudoTerminal } from './pseudo-terminal';

const TSX = pathToFileURL(require.resolve('tsx')).href;
/** Setup before stand-ins. */
const PROGRAM = join(__dirname, 'main.ts');

/** What a visitor's challenge is configured with. */
/** A key as a PEM text, with line breaks. */
const PUBLIC_KEY = pemOf(makeKey('RS256').publicKey);

export const CHALLENGE_SECRET = 'a-secret-of-the-challenge';

/** How a run without a terminal ended. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Flags by name; true for a switch, undefined for one that is left out. */
export type FlagValues = Readonly<Record<string, string | true | undefined>>;

export class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'setup-test-'));
  readonly #terminals: PseudoTerminal[] = [];
  /** Variables of the process, besides those that it needs. */
  readonly environment: Record<string, string> = {};

  private constructor(
    readonly twilio: TwilioStandIn,
    readonly issuers: Issuers,
  ) {
    writeFileSync(this.path('token'), `${AUTH_TOKEN}\n`);
    writeFileSync(this.path('token-ie1'), `${AUTH_TOKEN_IE1}\n`);
    writeFileSync(this.path('challenge'), `${CHALLENGE_SECRET}\n`);
    writeFileSync(this.path('secret'), `${SECRET}\n`);
    writeFileSync(this.path('public-key'), PUBLIC_KEY);
  }

  static async open(...known: string[]): Promise<Stage> {
    return new Stage(await startTwilio(), await startIssuers(...known));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  get file(): string {
    return this.path('.env');
  }

  /** The text of the environment file; undefined if there is none. */
  get text(): string | undefined {
    return existsSync(this.file) ? readFileSync(this.file, 'utf8') : undefined;
  }

  /** What the service reads in it, without what is empty. */
  get values(): Environment {
    const set = Object.entries(readEnvironment(this.file).values).filter(([, value]) => value);
    return Object.fromEntries(set);
  }

  /** Its mode, in octal. */
  get mode(): string {
    return (statSync(this.file).mode & 0o777).toString(8);
  }

  /** Files that were begun and not finished. */
  get drafts(): string[] {
    return readdirSync(this.folder).filter((name) => name.endsWith('.tmp'));
  }

  write(text: string): void {
    writeFileSync(this.file, text);
  }

  /** Writes the Twilio CLI's configuration. */
  writeProfiles(configuration: object): void {
    mkdirSync(this.path('.twilio-cli'), { recursive: true });
    writeFileSync(this.path('.twilio-cli/config.json'), JSON.stringify(configuration));
  }

  /**
   * Starts setup at a terminal.
   *
   * @param before words of a command that runs it
   */
  start(flags: FlagValues = {}, before: readonly string[] = []): PseudoTerminal {
    const command = [...before, ...commandOf(PROGRAM), ...argumentsOf(flags)];
    const terminal = new PseudoTerminal(command, this.#options);
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Runs setup where there is no terminal. */
  async run(flags: FlagValues = {}, program = PROGRAM): Promise<Ended> {
    const [command = '', ...words] = [...commandOf(program), ...argumentsOf(flags)];
    const child = spawn(command, words, {
      ...this.#options,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 15_000,
      killSignal: 'SIGKILL',
    });
    const [out, err] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode ?? -1, out, err };
  }

  get #options() {
    const env = {
      PATH: process.env.PATH,
      HOME: this.folder,
      STAND_IN: this.twilio.url,
      ISSUERS: this.issuers.url,
      ...this.environment,
    };
    return { cwd: this.folder, env };
  }

  async close(): Promise<void> {
    for (const terminal of this.#terminals) await terminal.close();
    await this.twilio.close();
    await this.issuers.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const commandOf = (program: string) => [process.execPath, '--import', TSX, program];

/** Flags as words of a command line. */
export function argumentsOf(flags: FlagValues): string[] {
  return Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : value === true ? [`--${name}`] : [`--${name}`, value],
  );
}
