/** What is to be explained, and where. */

import type { HttpGet } from '../../src/http/get';
import { isJsonObject } from '../../src/http/json';
import type { Settings } from '../../src/settings';

/** Fields that a backend sends besides its token. */
export interface Fields {
  readonly identity?: string;
  readonly lifetime?: string;
  readonly role?: string;
}

/** What is to be explained. */
export interface Credential {
  readonly token: string;
  /** Set if it is not a real token: it was signed here, and is valid under these settings only. */
  readonly assumed?: Settings;
  readonly fields: Fields;
}

/** Where it is to be explained. */
export interface Surroundings {
  readonly settings: Settings;
  /** Milliseconds since the epoch. The clock stands still. */
  readonly now: number;
  readonly get: HttpGet;
  /** Whether issuers are left alone. */
  readonly offline: boolean;
}

/** A JWT as far as it can be read, well-formed or not. Nothing of it is proven. */
export interface LenientJwt {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

/** Reads header and claims as leniently as anyone might; undefined if they are not there. */
export function decodeLeniently(token: string): LenientJwt | undefined {
  const [header = '', payload = ''] = token.split('.');
  const [first, second] = [decode(header), decode(payload)];
  return first && second && { header: first, claims: second };
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
