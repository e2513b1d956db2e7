/** Reads the environment file. Every command and `npm start` read it here, and nowhere else. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { parseUnchecked } from '../policy-check';
import { policy as deployedPolicy } from '../src/policy';
import type { Policy, Settings } from '../src/settings';

/** Names and values, as an environment file has them. */
export type Environment = Readonly<Record<string, string>>;

/** The content of an environment file. */
export interface EnvironmentText {
  readonly text: string;
  readonly values: Environment;
}

/** The file cannot be read as it is. The message is a sentence that says how to save it. */
export class EnvironmentFileError extends Error {
  override readonly name = 'EnvironmentFileError';
}

const DEFAULT_FILE = '.env';

/**
 * Reads an environment file, `.env` unless another one is named.
 *
 * @returns its text and its values; both are empty if there is no `.env`
 * @throws EnvironmentFileError if another file is named and does not exist, or if the file is not
 * plain UTF-8 text with line ends that Twilio's tools understand
 */
export function readEnvironment(file = DEFAULT_FILE): EnvironmentText {
  if (!existsSync(file)) {
    if (file !== DEFAULT_FILE) throw new EnvironmentFileError(`There is no file ${file}.`);
    return { text: '', values: {} };
  }
  const text = decode(readFileSync(file), basename(file));
  // The version that deploys: later ones read quotes, comments and lines differently, so what they
  // find in the file is not always what the service gets.
  const dotenv: { parse(text: string): Environment } = createRequire(
    require.resolve('twilio-run/package.json'),
  )('dotenv');
  return { text, values: dotenv.parse(text) };
}

/**
 * Decodes the bytes of an environment file.
 *
 * @throws EnvironmentFileError for anything that would be read with loss: what is not there cannot
 * be missed, so a file in UTF-16 would pass for an empty one
 */
function decode(bytes: Buffer, name: string): string {
  const refuse = (what: string, how: string): never => {
    throw new EnvironmentFileError(`${name} ${what}. ${how}`);
  };
  const [first, second] = bytes;
  const hasUtf16Mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasUtf16Mark || looksLikeUtf16(bytes)) {
    return refuse(
      'is saved as UTF-16, as PowerShell 5 does with > and Out-File',
      `Save it as UTF-8: in an editor choose that encoding, or run in PowerShell: (Get-Content ${name} -Encoding Unicode) | Set-Content ${name} -Encoding UTF8`,
    );
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return refuse(
      `has a NUL byte in line ${lineAt(bytes, nul)}`,
      'Remove it, and save the file as UTF-8 text.',
    );
  }
  const wrong = invalidUtf8At(bytes);
  if (wrong !== undefined) {
    return refuse(
      `is not saved as UTF-8: line ${lineAt(bytes, wrong)} has a character in another encoding, such as Latin-1 or Windows-1252`,
      'Save it as UTF-8 with an editor, or replace that character.',
    );
  }
  const text = bytes.toString();
  if (/\r(?!\n)/.test(text)) {
    return refuse(
      'has lines that end in CR alone, so several lines would be read as one',
      'Save it with the line ends LF (or CRLF) with an editor.',
    );
  }
  return text;
}

/** UTF-16 without a byte order mark: every second byte of ASCII text is NUL. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const nuls = (parity: number) =>
    bytes.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  return Math.max(nuls(0), nuls(1)) > bytes.length / 4;
}

/** Where the first character that is not UTF-8 begins; undefined if there is none. */
function invalidUtf8At(bytes: Buffer): number | undefined {
  const again = Buffer.from(bytes.toString());
  if (again.equals(bytes)) return undefined;
  return bytes.findIndex((byte, index) => byte !== again[index]);
}

function lineAt(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
}

/**
 * Asks the service whether it can work with an environment.
 *
 * @throws an error that lists all problems
 */
export function requireSettings(
  environment: Environment,
  policy: Policy = deployedPolicy,
): Settings {
  const parsed = parseUnchecked(environment, policy);
  if (parsed.ok) return parsed.settings;
  const problems = parsed.problems.map(({ variable, sentence }) => `  ${variable} ${sentence}`);
  throw new Error(['The service cannot work with these settings:', ...problems].join('\n'));
}
