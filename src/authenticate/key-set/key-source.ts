/**
 * The fifth layer: the keys that are known, and when to look for newer ones. There are no timers:
 * the process may be frozen between two requests, so all that happens, happens inside a request.
 */
import { Refusal } from '../../errors';
import type { SignatureAlgorithm } from '../algorithms';
import { coolDownAfterFailure, type FailureReport } from './cool-down';
import type { HttpGet } from './http-get';
import { type KeySetLocation, type Load, loadKeysOf } from './load';
import { type SharedLoad, shareInFlight } from './share';
import { type SigningKey, selectKey } from './signing-keys';

/** Milliseconds for which a key set is used without a look at its issuer. */
export const FRESH = 10 * 60_000;
/** Milliseconds for which a key set serves when its issuer cannot be reached. */
export const USABLE = 24 * 3600_000;
/** Milliseconds after a fetch in which a key it did not bring is not looked for again. */
export const UNKNOWN_KEY_PAUSE = 30_000;
/** Milliseconds past `FRESH` in which only the request that refreshes waits for the refresh. */
const REFRESH_AHEAD = 30_000;

/** Finds the signing key for a token of one issuer. */
export interface KeySource {
  /**
   * @throws Refusal `key_unknown` or `key_ambiguous`, or `issuer_unavailable` if that cannot be told
   */
  find(alg: SignatureAlgorithm, kid: string | undefined): Promise<SigningKey>;
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
  readonly #flight: SharedLoad<SigningKey[]>;
  readonly #refresh: Load<SigningKey[]>;
  #known: { keys: SigningKey[]; fetchedAt: number } | undefined;

  constructor(location: KeySetLocation, { get, now, report }: KeySourceRuntime) {
    this.#now = now;
    const load = loadKeysOf(location, get, now);
    this.#flight = shareInFlight(async () => {
      const keys = await load();
      this.#known = { keys, fetchedAt: now() };
      return keys;
    }, now);
    this.#refresh = coolDownAfterFailure(this.#flight.load, now, report);
  }

  async find(alg: SignatureAlgorithm, kid: string | undefined): Promise<SigningKey> {
    const age = this.#now() - (this.#known?.fetchedAt ?? Number.NEGATIVE_INFINITY);
    const known = this.#known && age < USABLE ? selectKey(this.#known.keys, alg, kid) : undefined;
    const fresh = age < FRESH || (age < FRESH + REFRESH_AHEAD && this.#flight.inFlight());
    if (known && fresh) return known;
    if (age < UNKNOWN_KEY_PAUSE) throw unknownKey();
    let keys: SigningKey[];
    try {
      keys = await this.#refresh();
    } catch (unavailable) {
      if (known) return known;
      throw unavailable;
    }
    const found = selectKey(keys, alg, kid);
    if (!found) throw unknownKey();
    return found;
  }
}

const unknownKey = () => new Refusal('key_unknown', 'the key set has no key that fits the token');
