/**
 * The issuers whose keys are fetched. The service's own code fetches them here too, so what it finds
 * is what the service will find.
 */

import { fitsAlgorithm } from '../../../src/authenticate/algorithms';
import { nameOfIssuer } from '../../../src/authenticate/issuer';
import { discoveryUrl, loadKeysOf } from '../../../src/authenticate/key-set/load';
import { keyObjectOf, type SigningKey } from '../../../src/authenticate/key-set/signing-keys';
import type { PublishedKeys } from '../../../src/authenticate/trust';
import { FetchFailure } from '../../../src/http/get';
import { isJsonObject } from '../../../src/http/json';
import { parseTrustworthyUrl } from '../../../src/http/url';
import type { IssuerEntry } from '../../../src/settings';
import {
  type Check,
  type ConfiguredWorld,
  type Finding,
  isSilence,
  ok,
  unreachable,
  warning,
  wrong,
} from '../check';

/** An issuer whose keys are published. */
type PublishingIssuer = Omit<IssuerEntry, 'issuer' | 'keys'> & {
  issuer: string;
  keys: PublishedKeys;
};

/** Asks all issuers side by side whose keys are published. */
async function eachIssuer(
  { settings }: ConfiguredWorld,
  look: (issuer: PublishingIssuer) => Promise<Finding[]>,
): Promise<Finding[]> {
  const published = settings.issuers.flatMap(({ issuer, keys, ...entry }) =>
    keys?.kind === 'published' ? [{ ...entry, issuer: nameOfIssuer(issuer), keys }] : [],
  );
  return (await Promise.all(published.map(look))).flat();
}

/** The keys, or why there are none; undefined if they are not to be fetched. */
async function fetchKeys(
  { issuer, keys }: PublishingIssuer,
  { get, now }: ConfiguredWorld,
): Promise<readonly SigningKey[] | FetchFailure | undefined> {
  if (!keys.fetch) return undefined;
  const location = { issuer, ...(keys.jwksUri !== undefined && { jwksUri: keys.jwksUri }) };
  try {
    return await loadKeysOf(location, get, now)();
  } catch (error) {
    if (error instanceof FetchFailure) return error;
    throw error;
  }
}

const isOfDiscovery = (found: unknown): found is FetchFailure =>
  found instanceof FetchFailure && found.message.startsWith('discovery');

/** OpenID Connect Discovery 1.0. */
export const discovery: Check<ConfiguredWorld> = {
  id: 'discovery',
  title: 'Discovery',
  run: (world) =>
    eachIssuer(world, async (entry) => {
      if (!entry.keys.fetch || entry.keys.jwksUri !== undefined) return [];
      const found = await fetchKeys(entry, world);
      if (!isOfDiscovery(found)) return [ok(`${entry.issuer} tells where its keys are.`)];
      const finding = `${entry.issuer}: ${found.message}.`;
      if (isSilence(found)) return [unreachable(entry.issuer, finding)];
      return [wrong(finding, await remedyForDiscovery(entry.issuer, world))];
    }),
};

/** Most often the issuer was nearly right, and its document says what it should be. */
async function remedyForDiscovery(issuer: string, { get }: ConfiguredWorld): Promise<string> {
  const named = await get(discoveryUrl(issuer), { timeoutMs: 1000, maxBytes: 64 * 1024 })
    .then((body) => JSON.parse(body.toString('utf8')) as unknown)
    .then((document) => (isJsonObject(document) ? document.issuer : undefined))
    .catch(() => undefined);
  if (typeof named === 'string' && named !== issuer && named.length < 200) {
    // Only what has the form of an issuer is shown.
    if (parseTrustworthyUrl(named) && /^[\x21-\x7e]+$/.test(named)) {
      return `Its document names itself ${named}. Set AUTH_ISSUER, or the entry in src/policy.ts, to exactly that.`;
    }
  }
  return 'Correct AUTH_ISSUER, or set AUTH_JWKS_URI if the login has no discovery. Until then /token answers 503.';
}

/** The key set, and whether keys in it can verify anything. */
export const keySet: Check<ConfiguredWorld> = {
  id: 'key-set',
  title: 'Key set',
  run: (world) =>
    eachIssuer(world, async (entry) => {
      const { issuer, keys } = entry;
      const found = await fetchKeys(entry, world);
      if (isOfDiscovery(found)) return [];
      if (found instanceof FetchFailure && isSilence(found)) {
        return [unreachable(keys.jwksUri ?? issuer, `${issuer}: ${found.message}.`)];
      }
      if (found instanceof FetchFailure) {
        const remedy = 'Correct AUTH_JWKS_URI, or ask the operator of the login.';
        return [wrong(`${issuer}: ${found.message}.`, remedy)];
      }
      return judgeKeys(issuer, keys, found ?? keys.seed ?? []);
    }),
};

function judgeKeys(
  issuer: string,
  { algorithms }: PublishedKeys,
  keys: readonly SigningKey[],
): Finding[] {
  const fits = ({ jwk }: SigningKey) =>
    algorithms.filter(
      (alg) => fitsAlgorithm(jwk, alg) && (jwk.alg === undefined || jwk.alg === alg),
    );
  const valid = keys.filter(isStrong);
  const usable = valid.filter((key) => fits(key).length > 0);
  const count = `${usable.length} of ${keys.length} keys can be used`;
  const names = [...new Set(usable.flatMap(fits))].join(', ');
  const findings: Finding[] = [
    usable.length > 0
      ? ok(`${issuer}: ${count}, for ${names}.`)
      : wrong(
          `${issuer}: no key of ${keys.length} can be used for ${algorithms.join(', ')}.`,
          'Compare AUTH_ALGORITHMS with what the login signs with.',
        ),
  ];
  if (valid.length < keys.length) {
    findings.push(
      warning(
        `${issuer}: ${keys.length - valid.length} of ${keys.length} keys cannot be used: RSA under 2048 bits, or not valid.`,
        'Let the login replace them. Tokens that they signed are refused.',
      ),
    );
  }
  if (usable.length > 1 && usable.some(({ jwk }) => jwk.kid === undefined)) {
    findings.push(
      warning(
        `${issuer}: not every key has a kid, so which one fits a token may be unclear.`,
        'Let the login give each key a kid.',
      ),
    );
  }
  return findings;
}

function isStrong(key: SigningKey): boolean {
  try {
    keyObjectOf(key);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds by which a clock may differ before it is worth a word. */
const NOTICEABLE = 5000;

/** The clock of each issuer against that of this machine. */
export const clock: Check<ConfiguredWorld> = {
  id: 'clock',
  title: 'Clock of the issuer',
  run: (world) =>
    eachIssuer(world, async ({ issuer, keys, clockToleranceSeconds }) => {
      if (!keys.fetch) return [];
      const startedAt = world.now();
      // Whoever cannot be reached is a matter of the checks above.
      const headers = await world.http(keys.jwksUri ?? discoveryUrl(issuer)).then(
        (answer) => answer.headers,
        () => undefined,
      );
      if (!headers) return [];
      const date = Date.parse(headers.date ?? '');
      if (Number.isNaN(date)) {
        const remedy = 'Compare its clock with yours in another way, or trust that it is right.';
        return [warning(`${issuer} does not tell its time.`, remedy)];
      }
      // A cache hands on the date of the original (RFC 9111 §5.1), and the seconds since.
      const told = date + (Number(headers.age) || 0) * 1000;
      const here = (startedAt + world.now()) / 2;
      return [judgeClock(issuer, told - here, clockToleranceSeconds)];
    }),
};

function judgeClock(issuer: string, ahead: number, tolerance: number): Finding {
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const finding = `The clock of ${issuer} is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's.`;
  // A date has whole seconds only.
  const difference = Math.abs(ahead) - 1000;
  const remedy =
    'Set the clock of this machine by NTP. If it is right, the issuer must set its own.';
  if (difference > tolerance * 1000) return wrong(finding, remedy);
  if (difference > NOTICEABLE) return warning(finding, remedy);
  return ok(`The clock of ${issuer} agrees with this machine's.`);
}
