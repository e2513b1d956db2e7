/** Where the token comes from. */
import { existsSync, readFileSync } from 'node:fs';
import { UsageMistake } from './mistake';

/**
 * Reads a token. The words before it in a header are dropped, and white space around it.
 *
 * @param source a token, the path of a file that has one, or `-` for standard input
 * @param readInput reads all of standard input
 * @throws UsageMistake that quotes nothing
 */
export async function readToken(source: string, readInput: () => Promise<string>): Promise<string> {
  const text = source === '-' ? await readInput() : readArgument(source);
  const token = text.trim().replace(/^(authorization: *)?bearer +/i, '');
  if (token === '') throw new UsageMistake('There is no token in it: it is empty.');
  return token;
}

function readArgument(source: string): string {
  if (existsSync(source)) return readText(source);
  // A path that was mistyped is not to be taken for a token, and shown to an issuer.
  if (/^(\.{0,2}|~)[/\\]|\.(jwt|txt|json)$/.test(source))
    throw new UsageMistake('There is no such file.');
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
