/** The environment file on the disk: read as the service reads it, and replaced in one step. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Environment, EnvironmentFileError, readEnvironment } from '../env-file';
import { SetupMistake } from './failures';

/** What a file says. */
export interface CurrentFile {
  /** As it was named. */
  file: string;
  text: string;
  values: Environment;
}

/** A file that is about to take the place of the environment file, beside it. */
export interface Draft {
  /**
   * Writes it out to the disk.
   *
   * @throws SetupMistake naming the variables that would be read otherwise than they were meant
   */
  write(text: string, meant: Environment): void;
  /** Puts it in the place of the environment file. */
  commit(): void;
  /** Removes it, if it is still there. */
  discard(): void;
}

/**
 * Reads the environment file; one that does not exist is empty.
 *
 * @throws SetupMistake if it cannot be read
 */
export function readCurrent(file: string): CurrentFile {
  if (!existsSync(file)) return { file, text: '', values: {} };
  try {
    return { file, ...readEnvironment(file) };
  } catch (error) {
    if (error instanceof EnvironmentFileError) throw new SetupMistake(error.message);
    throw new SetupMistake(`${file} cannot be read (${codeOf(error)}).`);
  }
}

/**
 * Begins a draft. That it can be made shows that the folder can be written to, before anything is
 * made elsewhere that a failure would leave behind.
 *
 * @throws SetupMistake if it cannot, or if the file is not what it was
 */
export function openDraft({ file, text: known }: CurrentFile): Draft {
  if (readCurrent(file).text !== known) {
    throw new SetupMistake(`${file} was changed by somebody else meanwhile. Run setup again.`);
  }
  // Behind a link, the file is replaced and not the link.
  const target = existsSync(file) ? realpathSync(file) : resolve(file);
  const unique = randomBytes(6).toString('hex');
  const path = join(dirname(target), `${basename(target)}.${unique}.tmp`);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new SetupMistake(`${file} cannot be written (${codeOf(error)}).`);
    }
  };
  // Nobody else may read it, from the first moment on.
  let open: number | undefined = attempt(() => openSync(path, 'wx', 0o600));
  const close = () => {
    if (open !== undefined) closeSync(open);
    open = undefined;
  };
  return {
    write(text, meant) {
      attempt(() => {
        writeFileSync(open as number, text);
        fsyncSync(open as number);
        close();
        // If its folder was removed meanwhile, what was written is nowhere.
        statSync(path);
      });
      const { values } = readCurrent(path);
      const wrong = Object.keys(meant).filter((name) => (values[name] ?? '') !== meant[name]);
      if (wrong.length > 0) {
        throw new SetupMistake(`${file} cannot hold these values: ${wrong.join(', ')}.`);
      }
    },
    commit: () => attempt(() => renameSync(path, target)),
    discard() {
      close();
      rmSync(path, { force: true });
    },
  };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
