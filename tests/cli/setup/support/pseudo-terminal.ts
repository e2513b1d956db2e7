/**
 * A program on a real pseudo-terminal, and somebody who reads its screen and types. The terminal is
 * made by `script` of util-linux, which every Linux has.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/**
 * A test that needs one. `script` has other options elsewhere, so such tests are left out there,
 * except where changes are checked.
 */
export const atTerminal = process.platform === 'linux' || process.env.CI ? it : it.skip;

/** Keys as terminals send them. */
export const KEYS = {
  enter: '\r',
  up: '\x1b[A',
  down: '\x1b[B',
  interrupt: '\x03',
  endOfInput: '\x04',
} as const;

/** Milliseconds that anything on the screen may take to appear. */
const PATIENCE = 15_000;

/** Before and after the program, the settings of the terminal are printed behind these. */
const BEFORE = 'terminal before: ';
const AFTER = 'terminal after: ';

// A size, as `script` gives none; and the shell must outlive a Ctrl-C that is meant for the program.
const FRAME = `stty cols 200 rows 50; echo "${BEFORE}$(stty -g)"; trap : INT; "$@"; code=$?; echo "${AFTER}$(stty -g)"; exit $code`;

/** A running program. */
export class PseudoTerminal {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #raw = '';
  /** Where the part of the screen begins that nobody has answered yet. */
  #read = 0;

  constructor(command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const line = ['sh', '-c', FRAME, 'sh', ...command].map(quote).join(' ');
    this.#child = spawn('script', ['-qefc', line, '/dev/null'], {
      ...options,
      env: { ...options.env, SHELL: '/bin/sh', TERM: 'xterm' },
      stdio: 'pipe',
      // A group of its own, so that all of it can be ended.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#raw += text;
      });
    }
    this.#child.stdin?.on('error', () => {});
    this.#ended = once(this.#child, 'close');
  }

  /** All that was ever on the screen, without control characters. */
  get screen(): string {
    return visible(this.#raw);
  }

  /** Waits until something is on the screen, below what was answered last. */
  async see(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(visible(this.#raw.slice(this.#read))), `${pattern}`);
  }

  /** Waits until something is the case, while the program runs. */
  async until<T>(find: () => T, what = 'something'): Promise<NonNullable<T>> {
    const ended = this.#ended.then(() => true);
    for (const limit = Date.now() + PATIENCE; ; ) {
      const over = await Promise.race([ended, sleep(10, false)]);
      const found = find();
      if (found) return found;
      if (over || Date.now() > limit) throw new Error(`No ${what}:\n${this.screen}`);
    }
  }

  /** Waits for a question that is open, as it is drawn while it waits for its answer. */
  async seeQuestion(sentence: string): Promise<void> {
    await this.see(new RegExp(`◆ +${literal(sentence)}`));
  }

  type(keys: string): void {
    this.#read = this.#raw.length;
    this.#child.stdin?.write(keys);
  }

  /** Types an answer to a question. */
  async answer(sentence: string, text: string): Promise<void> {
    await this.seeQuestion(sentence);
    this.type(text + KEYS.enter);
  }

  /** Chooses an answer by its beginning, with the arrow keys. */
  async choose(sentence: string, label: string): Promise<void> {
    await this.seeQuestion(sentence);
    const labels = await this.#options();
    const from = labels.findIndex((each) => each.startsWith('●'));
    const to = labels.findIndex((each) => each.slice(2).startsWith(label));
    if (to < 0) throw new Error(`There is no answer ${label}:\n${this.screen}`);
    for (let at = from; at !== to; at += Math.sign(to - from)) {
      this.type(to > from ? KEYS.down : KEYS.up);
      const next = labels[at + Math.sign(to - from)]?.slice(2) ?? '';
      await this.see(new RegExp(`● ${literal(next)}`));
    }
    this.type(KEYS.enter);
  }

  /** Finds an answer in a long list by typing its name. */
  async find(sentence: string, label: string): Promise<void> {
    await this.seeQuestion(sentence);
    this.type(label);
    await this.see(new RegExp(`● ${literal(label)}`));
    this.type(KEYS.enter);
  }

  /** The answers of the question that is open, in order. */
  async #options(): Promise<string[]> {
    const [text] = await this.see(/(│ +[●○] .*\n)+│.*\n└/);
    return [...text.matchAll(/[●○] .*/g)].map(([option]) => option);
  }

  /** Waits for the end. */
  async exit(): Promise<number> {
    const late = sleep(PATIENCE, 'late', { ref: false });
    if ((await Promise.race([this.#ended, late])) === 'late') {
      throw new Error(`It did not end:\n${this.screen}`);
    }
    return this.#child.exitCode ?? -1;
  }

  /** Whether the program left the settings of the terminal as they were. */
  get isSane(): boolean {
    const find = (label: string) => this.screen.split(label)[1]?.split('\n')[0];
    const hidden = this.#raw.lastIndexOf('\x1b[?25l');
    const shown = this.#raw.lastIndexOf('\x1b[?25h');
    return find(AFTER) !== undefined && find(AFTER) === find(BEFORE) && shown >= hidden;
  }

  /** Closes the terminal, as somebody does who closes its window. What runs in it is told. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      process.kill(-(this.#child.pid as number), 'SIGKILL');
    }
    await this.#ended;
  }
}

/** What a person sees of an output. */
const visible = (output: string) => stripVTControlCharacters(output).replaceAll('\r', '');

/** A pattern of a text. */
const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A word for the shell. */
const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
