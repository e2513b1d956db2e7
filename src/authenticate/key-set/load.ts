/**
 * The second layer: from an issuer to its signing keys, by OpenID discovery (OpenID Connect
 * Discovery 1.0 §4) or from a fixed address.
 */

import { FetchFailure, type HttpGet } from '../../http/get';
import { isJsonObject } from '../../http/json';
import { parseTrustworthyUrl } from '../../http/url';
import { readSigningKeys, type SigningKey } from './signing-keys';

/** Loads something anew each time it is called. */
export type Load<T> = () => Promise<T>;

/** Where the keys of an issuer are found. */
export interface KeySetLocation {
  /** The `iss` of its tokens, exactly. */
  issuer: string;
  /** The address of the key set; by discovery if left out. */
  jwksUri?: string;
}

/** Milliseconds that discovery and key set may take together, so that no request waits longer. */
export const LOAD_TIMEOUT = 3000;

const MAX_BYTES = 256 * 1024;
const DISCOVERY_MAX_AGE = 24 * 3600 * 1000;

/**
 * Makes the function that fetches the keys of one issuer. What discovery found is kept for a day,
 * or until the key set cannot be had there any more.
 *
 * @param now milliseconds since the epoch
 */
export function loadKeysOf(
  { issuer, jwksUri }: KeySetLocation,
  get: HttpGet,
  now: () => number,
): Load<SigningKey[]> {
  let discovered: { uri: string; at: number } | undefined;

  return async () => {
    const deadline = now() + LOAD_TIMEOUT;
    const fetchJson = async (what: string, url: string) => {
      try {
        const limits = { timeout: Math.max(1, deadline - now()), maxBytes: MAX_BYTES };
        return parseJson(await get(url, limits));
      } catch (error) {
        throw new FetchFailure(
          `${what}: ${error instanceof FetchFailure ? error.message : 'failed'}`,
        );
      }
    };
    let uri = jwksUri;
    if (uri === undefined) {
      if (!discovered || now() - discovered.at > DISCOVERY_MAX_AGE) {
        const document = await fetchJson('discovery', discoveryUrl(issuer));
        discovered = { uri: readJwksUri(document, issuer), at: now() };
      }
      uri = discovered.uri;
    }
    try {
      return readSigningKeys(await fetchJson('key set', uri));
    } catch (error) {
      // The key set may have moved.
      discovered = undefined;
      throw error;
    }
  };
}

/** Where an issuer publishes its metadata (OpenID Connect Discovery 1.0 §4.1). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

function readJwksUri(document: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: uri } = isJsonObject(document) ? document : {};
  // Exactly, as OpenID Connect Discovery 1.0 §4.3 requires: else one issuer could speak for another.
  if (named !== issuer) throw new FetchFailure('discovery: the document names another issuer');
  if (typeof uri !== 'string' || !parseTrustworthyUrl(uri)) {
    throw new FetchFailure('discovery: the document has no https jwks_uri');
  }
  return uri;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new FetchFailure('the answer is not JSON');
  }
}
