/** A token as an argument, in a file, or on standard input: the same in every command. */
import { existsSync, readFileSync } from 'node:fs';
import { UsageMistake } from './command';

/**
 * Reads a token, however it was copied: the words before it in a header are dropped, and so are
 * quotes, white space around it, and the line breaks of a mail or a terminal.
 *
 * @param source a token, the path of a file that has one, or `-` for standard input
 * @param readInput reads all of standard input
 * @throws UsageMistake that quotes nothing
 */
export async function readToken(source: string, readInput: () => Promise<string>): Promise<string> {
  const token = cleanToken(source === '-' ? await readInput() : readArgument(source));
  if (token === '') throw new UsageMistake('There is no token in it: it is empty.');
  return token;
}

/** A token without what was copied along with it. */
export function cleanToken(text: string): string {
  const token = text
    .trim()
    .replace(/^authorization: */i, '')
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replace(/^bearer\s+/i, '')
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  // No JWT has white space in it, so what is there comes from wrapped lines.
  return /^eyJ[\w-]*[\w.\s-]*$/.test(token) ? token.replace(/\s+/g, '') : token;
}

function readArgument(source: string): string {
  if (existsSync(source)) return readText(source);
  // A path that was mistyped is not to be taken for a token, and shown to an issuer.
  if (/^(\.{0,2}|~)[/\\]|\.(jwt|txt|json|token|cookie)$/.test(source)) {
    throw new UsageMistake('There is no such file.');
  }
  return source;
}

/**
 * Reads a file.
 *
 * @throws UsageMistake
 */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageMistake(`The file cannot be read (${code}).`);
  }
}
