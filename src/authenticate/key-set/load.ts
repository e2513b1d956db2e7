/**
 * From an issuer to its signing keys, by OpenID discovery (OpenID Connect Discovery 1.0 §4) or from a
 * fixed address.
 */
import { FetchFailure, type HttpGet, readDocument } from '../../http/get';
import { isJsonObject, readText } from '../../http/json';
import { parseTrustworthyUrl } from '../../http/url';
import { readSigningKeys, type SigningKey } from './signing-keys';

/** Where the keys of an issuer are found. */
export interface KeySetLocation {
  /** The `iss` of its tokens, exactly. */
  issuer: string;
  /** The address of the key set; by discovery if left out. */
  jwksUri?: string;
}

/** Milliseconds that discovery and key set may take together, so that no request waits longer. */
export const LOAD_LIMIT_MS = 3000;

const MAX_BYTES = 256 * 1024;
const DISCOVERY_MAX_AGE_MS = 24 * 3600 * 1000;

/**
 * Makes the function that fetches the keys of one issuer. What discovery found is kept for a day, or
 * until the key set cannot be had there any more.
 *
 * @param now milliseconds since the epoch
 */
export function loadKeysOf(
  { issuer, jwksUri }: KeySetLocation,
  get: HttpGet,
  now: () => number,
): () => Promise<SigningKey[]> {
  let discovered: { uri: string; atMs: number } | undefined;

  return async () => {
    const deadlineMs = now() + LOAD_LIMIT_MS;
    const fetch = async <T>(what: string, url: string, read: (body: Buffer) => T): Promise<T> => {
      try {
        const timeoutMs = Math.max(1, deadlineMs - now());
        return read(await get(url, { timeoutMs, maxBytes: MAX_BYTES }));
      } catch (error) {
        if (!(error instanceof FetchFailure)) throw new FetchFailure(`${what}: failed`);
        throw new FetchFailure(`${what}: ${error.message}`, error);
      }
    };
    let uri = jwksUri;
    if (uri === undefined) {
      if (!discovered || now() - discovered.atMs > DISCOVERY_MAX_AGE_MS) {
        const document = await fetch('discovery', discoveryUrl(issuer), readDocument);
        discovered = { uri: readJwksUri(document, issuer), atMs: now() };
      }
      uri = discovered.uri;
    }
    try {
      return readKeys(await fetch('key set', uri, readJsonOrPem));
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

/** A key set is JSON; some servers publish keys as PEM instead (RFC 7468). */
function readJsonOrPem(body: Buffer): unknown {
  return /^\s*-----BEGIN /.test(body.toString('latin1')) ? readText(body) : readDocument(body);
}

function readKeys(document: unknown): SigningKey[] {
  try {
    return readSigningKeys(document);
  } catch (error) {
    throw error instanceof FetchFailure ? error : new FetchFailure('the key set has no usable key');
  }
}
