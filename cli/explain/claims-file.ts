/** Claims instead of a token, for trying rules out. */

import { isNamed, nameOfIssuer } from '../../src/authenticate/issuer';
import { MAX_LIFETIME_SECONDS } from '../../src/authorize';
import { isJsonObject, parseUnambiguousJson } from '../../src/http/json';
import type { IssuerEntry, Settings } from '../../src/settings';
import { UsageMistake } from '../command';
import { signClaims } from '../diagnose/assume';
import { readText } from '../token-argument';

/** A token that was made of claims here. */
export interface MadeUp {
  token: string;
  /** The settings under which its signature counts. */
  assumed: Settings;
  /** Claims that were filled in, each with its value. */
  filledIn: readonly string[];
}

/**
 * Reads claims from a file and makes a token of them. What every token needs is filled in, so that a
 * file can say just what matters.
 *
 * @param now milliseconds since the epoch
 * @throws UsageMistake
 */
export function readClaims(file: string, settings: Settings, now: number): MadeUp {
  const given = parse(readText(file));
  const entry = entryOf(given, settings.issuers);
  const usual: Record<string, unknown> = {
    ...(entry.issuer.kind === 'exact' && { iss: nameOfIssuer(entry.issuer) }),
    ...(entry.audience !== 'any' && { [entry.audienceClaim]: entry.audience[0] }),
    // As long as an access token can live, so that it shortens none.
    exp: Math.ceil(now / 1000) + MAX_LIFETIME_SECONDS,
  };
  const missing = Object.entries(usual).filter(([name]) => !Object.hasOwn(given, name));
  const claims = { ...Object.fromEntries(missing), ...given };
  const { token, settings: assumed } = signClaims(claims, entry, settings);
  const filledIn = missing.map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return { token, assumed, filledIn };
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseUnambiguousJson(text);
  } catch {
    throw new UsageMistake('The file of claims is not JSON, or has a member name twice.');
  }
  if (!isJsonObject(value)) throw new UsageMistake('The file of claims must have a JSON object.');
  return value;
}

function entryOf({ iss }: Record<string, unknown>, issuers: readonly IssuerEntry[]): IssuerEntry {
  const [first, ...others] = issuers;
  if (iss === undefined && others.length > 0) {
    const names = issuers.map(({ issuer }) => `  ${nameOfIssuer(issuer)}`).join('\n');
    throw new UsageMistake(`Say in the file whose claims they are. As iss, one of:\n${names}`);
  }
  // Of a stranger's claims the service says itself that they do not count.
  return issuers.find(({ issuer }) => isNamed(issuer, String(iss))) ?? (first as IssuerEntry);
}
