/**
 * The keys that are known, and when to look for newer ones. There are no timers: the process may be
 * frozen between two requests, so all that happens, happens inside a request.
 */
import { Refusal } from '../../errors';
import { CoolDown, type FailureReport } from '../../http/cool-down';
import type { HttpGet } from '../../http/get';
import { SingleFlight } from '../../http/single-flight';
import type { SignatureAlgorithm } from '../algorithms';
import type { PublishedKeys } from '../trust';
import { type KeySetLocation, LOAD_LIMIT_MS, loadKeysOf } from './load';
import { type SigningKey, selectKey } from './signing-keys';

/** Milliseconds for which a key set is used without a look at its issuer. */
export const FRESH_MS = 10 * 60_000;
/** Milliseconds for which a key set serves when its issuer cannot be reached. */
export const USABLE_MS = 24 * 3600_000;
/** Milliseconds after a fetch in which a key it did not bring is not looked for again. */
export const UNKNOWN_KEY_PAUSE_MS = 30_000;
/** Milliseconds past `FRESH_MS` in which only the request that refreshes waits for the refresh. */
const REFRESH_AHEAD_MS = 30_000;

/**
 * Where a key came from: `cached` from an earlier request, `fetched` in this one, `stale` from an
 * earlier one because the issuer could not be reached, `seed` from the policy.
 */
export type KeySetState = 'cached' | 'fetched' | 'stale' | 'seed';

/** A key, and the state of the key set that it is from. */
export interface FoundKey {
  key: SigningKey;
  state: KeySetState;
}

/** Finds the signing key for a token of one issuer. */
export interface KeySource {
  /**
   * @throws Refusal `key_unknown` or `key_ambiguous`, or `issuer_unavailable` if that cannot be told
   */
  find(alg: SignatureAlgorithm, kid: string | undefined): Promise<FoundKey>;
}

/** What a source needs from outside. */
export interface KeySourceRuntime {
  get: HttpGet;
  /** Milliseconds since the epoch. */
  now: () => number;
  report: FailureReport;
}

/** The keys of one issuer, fetched when they are needed. */
export class FetchedKeys implements KeySource {
  readonly #now: () => number;
  readonly #load: () => Promise<readonly SigningKey[]>;
  readonly #flight: SingleFlight<readonly SigningKey[]>;
  readonly #coolDown: CoolDown;
  #known: { keys: readonly SigningKey[]; fetchedAtMs: number };

  /** @param seed keys to go on with until some could be fetched */
  constructor(
    location: KeySetLocation,
    { get, now, report }: KeySourceRuntime,
    seed?: readonly SigningKey[],
  ) {
    this.#now = now;
    // A seed is never fresh, but it does not grow old either: it is the operator's own word.
    this.#known = { keys: seed ?? [], fetchedAtMs: Number.NEGATIVE_INFINITY };
    this.#load = loadKeysOf(location, get, now);
    this.#flight = new SingleFlight({ now, limitMs: LOAD_LIMIT_MS });
    this.#coolDown = new CoolDown({ now, report });
  }

  async find(alg: SignatureAlgorithm, kid: string | undefined): Promise<FoundKey> {
    const { keys, fetchedAtMs } = this.#known;
    const ageMs = this.#now() - fetchedAtMs;
    const isFresh =
      ageMs < FRESH_MS || (ageMs < FRESH_MS + REFRESH_AHEAD_MS && this.#flight.isRunning(KEY_SET));
    if (isFresh) {
      const known = selectKey(keys, alg, kid);
      if (known) return { key: known, state: 'cached' };
      if (ageMs < UNKNOWN_KEY_PAUSE_MS) throw unknownKey();
    }
    let refreshed: readonly SigningKey[];
    try {
      refreshed = await this.#flight.run(KEY_SET, () => this.#coolDown.run(() => this.#refresh()));
    } catch (unavailable) {
      const seed = ageMs === Number.POSITIVE_INFINITY;
      const known = seed || ageMs < USABLE_MS ? selectKey(keys, alg, kid) : undefined;
      if (known) return { key: known, state: seed ? 'seed' : 'stale' };
      throw unavailable;
    }
    return found(selectKey(refreshed, alg, kid), 'fetched');
  }

  async #refresh(): Promise<readonly SigningKey[]> {
    const askedAtMs = this.#now();
    const keys = await this.#load();
    // One that was frozen with the process may have been overtaken.
    if (askedAtMs >= this.#known.fetchedAtMs) this.#known = { keys, fetchedAtMs: askedAtMs };
    return keys;
  }
}

/** There is one thing to fetch from an issuer. */
const KEY_SET = 'key set';

/** The keys of an issuer that is never asked. */
export class FixedKeys implements KeySource {
  readonly #keys: readonly SigningKey[];

  constructor(keys: readonly SigningKey[]) {
    this.#keys = keys;
  }

  async find(alg: SignatureAlgorithm, kid: string | undefined): Promise<FoundKey> {
    return found(selectKey(this.#keys, alg, kid), 'seed');
  }
}

function found(key: SigningKey | undefined, state: KeySetState): FoundKey {
  if (!key) throw unknownKey();
  return { key, state };
}

/**
 * Makes a function that finds the source of an issuer's keys. Sources are kept by issuer and place, so
 * that no key of one is ever accepted for another.
 *
 * @param report called with the issuer and the cause once per pause
 */
export function createKeySources(
  { get, now }: { get: HttpGet; now: () => number },
  report: (issuer: string, cause: string, retryAfterSeconds: number) => void,
): (issuer: string, keys: PublishedKeys) => KeySource {
  const sources = new Map<string, KeySource>();
  return (issuer, { jwksUri, seed, fetch }) => {
    const name = JSON.stringify([issuer, jwksUri, fetch]);
    let source = sources.get(name);
    if (!source) {
      const location = { issuer, ...(jwksUri !== undefined && { jwksUri }) };
      const reportHere: FailureReport = (cause, seconds) => report(issuer, cause, seconds);
      source = fetch
        ? new FetchedKeys(location, { get, now, report: reportHere }, seed)
        : new FixedKeys(seed ?? []);
      sources.set(name, source);
    }
    return source;
  };
}

const unknownKey = () => new Refusal('key_unknown', 'the key set has no key that fits the token');
