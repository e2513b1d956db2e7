/**
 * Which identity a claim value gets, and back: for support staff who look for a user at Twilio, and
 * for migrations. `npm run identity -- <claim value>`.
 *
 * - `--reverse`: the value is an identity; prints the claim value behind it (format `escaped`).
 * - `--issuer ISS`: whose claim it is; needed only when `src/policy.ts` lists several issuers.
 * - `--env FILE`: the environment to read. Default: `.env`.
 */
import { parseArgs } from 'node:util';

import { isNamed, nameOfIssuer } from '../src/authenticate/trust';
import { REFUSALS, Refusal } from '../src/errors';
import { identityOfClaim, readIdentity } from '../src/identify/lookup';
import type { IssuerEntry } from '../src/settings';
import { readEnvironment, requireSettings } from './env-file';

const USAGE = 'Usage: npm run identity -- [--reverse] [--issuer ISS] [--env FILE] <claim value>';

function main(): string {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      reverse: { type: 'boolean', default: false },
      issuer: { type: 'string' },
      env: { type: 'string' },
    },
  });
  const [value, ...rest] = positionals;
  if (value === undefined || rest.length > 0) throw new Error(USAGE);
  const { issuers } = requireSettings(readEnvironment(options.env).values);
  if (options.reverse) return reverse(value, issuers);
  const { issuer, identity } = entryOf(options.issuer, issuers);
  return identityOfClaim(value, nameOfIssuer(issuer), identity);
}

function reverse(identity: string, issuers: readonly IssuerEntry[]): string {
  if (identity.startsWith('guest~')) throw new Error('This is a guest. Behind it is no claim.');
  for (const { issuer, identity: rules } of issuers) {
    const value = readIdentity(identity, rules);
    if (value !== undefined)
      return issuers.length > 1 ? `${value}\t${nameOfIssuer(issuer)}` : value;
  }
  throw new Error(
    'These settings make this identity of no claim. Only the formats escaped and verbatim can be read back.',
  );
}

function entryOf(wanted: string | undefined, issuers: readonly IssuerEntry[]): IssuerEntry {
  const found = issuers.filter(({ issuer }) => wanted === undefined || isNamed(issuer, wanted));
  const [entry] = found;
  if (entry && found.length === 1) return entry;
  const names = issuers.map(({ issuer }) => `  ${nameOfIssuer(issuer)}`).join('\n');
  throw new Error(`Say with --issuer whose claim it is:\n${names}`);
}

try {
  console.log(main());
} catch (error) {
  const sentence = error instanceof Refusal ? REFUSALS[error.code].sentence : undefined;
  console.error(sentence ?? (error as Error).message);
  process.exitCode = 1;
}
