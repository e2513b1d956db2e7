/**
 * The fifth layer: the keys that are known, and when to look for newer ones. There are no timers:
 * the process may be frozen between two requests, so all that happens, happens inside a request.
 */
import { Refusal } from '../../errors';
import { coolDownAfterFailure, type FailureReport } from '../../http/cool-down';
import type { HttpGet } from '../../http/get';
import { type SharedLoad, shareInFlight } from '../../http/single-flight';
import type { SignatureAlgorithm } from '../algorithms';
import { type KeySetLocation, type Load, loadKeysOf } from './load';
import { type SigningKey, selectKey } from './signing-keys';

/** Milliseconds for which a key set is used without a look at its issuer. */
export const FRESH = 10 * 60_000;
/** Milliseconds for which a key set serves when its issuer cannot be reached. */
export const USABLE = 24 * 3600_000;
/** Milliseconds after a fetch in which a key it did not bring is not looked for again. */
export const UNKNOWN_KEY_PAUSE = 30_000;
/** Milliseconds past `FRESH` in which only the request that refreshes waits for the refresh. */
const REFRESH_AHEAD = 30_000;

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

/** What the layers need from outside. */
export interface KeySourceRuntime {
  get: HttpGet;
  /** Milliseconds since the epoch. */
  now: () => number;
  report: FailureReport;
}

/** The keys of one issuer, fetched when they are needed, through all layers. */
export class FetchedKeys implements KeySource {
  readonly #now: () => number;
  readonly #flight: SharedLoad<readonly SigningKey[]>;
  readonly #refresh: Load<readonly SigningKey[]>;
  #known: { keys: readonly SigningKey[]; fetchedAt: number };

  /** @param seed keys to go on with until some could be fetched */
  constructor(
    location: KeySetLocation,
    { get, now, report }: KeySourceRuntime,
    seed?: readonly SigningKey[],
  ) {
    this.#now = now;
    // A seed is never fresh, but it does not grow old either: it is the operator's own word.
    this.#known = { keys: seed ?? [], fetchedAt: Number.NEGATIVE_INFINITY };
    const load = loadKeysOf(location, get, now);
    this.#flight = shareInFlight(async () => {
      const keys = await load();
      this.#known = { keys, fetchedAt: now() };
      return keys;
    }, now);
    this.#refresh = coolDownAfterFailure(this.#flight.load, now, report);
  }

  async find(alg: SignatureAlgorithm, kid: string | undefined): Promise<FoundKey> {
    const { keys, fetchedAt } = this.#known;
    const age = this.#now() - fetchedAt;
    if (age < FRESH || (age < FRESH + REFRESH_AHEAD && this.#flight.inFlight())) {
      const known = selectKey(keys, alg, kid);
      if (known) return { key: known, state: 'cached' };
      if (age < UNKNOWN_KEY_PAUSE) throw unknownKey();
    }
    let refreshed: readonly SigningKey[];
    try {
      refreshed = await this.#refresh();
    } catch (unavailable) {
      const seed = age === Number.POSITIVE_INFINITY;
      const known = seed || age < USABLE ? selectKey(keys, alg, kid) : undefined;
      if (known) return { key: known, state: seed ? 'seed' : 'stale' };
      throw unavailable;
    }
    return found(selectKey(refreshed, alg, kid), 'fetched');
  }
}

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

const unknownKey = () => new Refusal('key_unknown', 'the key set has no key that fits the token');
