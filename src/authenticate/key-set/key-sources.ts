/** The key sources of an instance, kept between requests. */

import type { HttpGet } from '../../http/get';
import type { Log } from '../../log';
import type { PublishedKeys } from '../trust';
import { FetchedKeys, FixedKeys, type KeySource } from './key-source';

/**
 * Makes a function that finds the source for an issuer. Sources are kept by issuer and place, so that
 * no key of one ever counts for another.
 *
 * @param runtime `now` is in milliseconds since the epoch
 */
export function rememberKeySources({
  get,
  now,
  log,
}: {
  get: HttpGet;
  now: () => number;
  log: Log;
}): (issuer: string, keys: PublishedKeys) => KeySource {
  const sources = new Map<string, KeySource>();
  return (issuer: string, { jwksUri, seed, fetch }: PublishedKeys): KeySource => {
    const name = JSON.stringify([issuer, jwksUri, fetch]);
    let source = sources.get(name);
    if (!source) {
      const report = (cause: string, retryAfter: number) =>
        log({ event: 'key_set', level: 'warning', issuer, cause, retryAfter });
      const location = { issuer, ...(jwksUri !== undefined && { jwksUri }) };
      source = fetch
        ? new FetchedKeys(location, { get, now, report }, seed)
        : new FixedKeys(seed ?? []);
      sources.set(name, source);
    }
    return source;
  };
}
