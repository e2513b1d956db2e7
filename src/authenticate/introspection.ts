/** Token introspection (RFC 7662). */

import { FetchFailure } from '../http/get';
import { isJsonObject, parseUnambiguousJson } from '../http/json';
import { type AskIssuer, LOOKUP_TIMEOUT, MAX_ANSWER_BYTES } from './token-lookup';

/** An introspection endpoint and how this service shows itself there. */
export interface IntrospectionSettings {
  kind: 'introspection';
  /** https, or http on loopback. */
  url: string;
  clientId: string;
  clientSecret: string;
  /** How the client authenticates, by the names of OpenID Connect Core 1.0 §9. */
  authMethod: 'client_secret_basic' | 'client_secret_post';
}

/** Asks an introspection endpoint. Only `active: true` counts (RFC 7662 §2.2). */
export function introspection(settings: IntrospectionSettings): AskIssuer {
  const { url, clientId, clientSecret, authMethod } = settings;
  const post = authMethod === 'client_secret_post';
  const credentials = post ? { client_id: clientId, client_secret: clientSecret } : {};
  return async (token, get) => {
    // Other characters are in no token (RFC 6749 §A.12), and a server might choke on them.
    if (!/^[\x20-\x7e]+$/.test(token)) return undefined;
    const form = new URLSearchParams({
      token,
      token_type_hint: 'access_token',
      ...credentials,
    }).toString();
    const asked = get(url, {
      timeout: LOOKUP_TIMEOUT,
      maxBytes: MAX_ANSWER_BYTES,
      form,
      ...(!post && { authorization: basic(clientId, clientSecret) }),
    });
    // Said of this token: if it counted as an outage, any caller could have the others refused.
    const said = await unlessRefused(asked, [400]);
    return said?.active === true ? said : undefined;
  };
}

/**
 * What an issuer says of a token; undefined if it refuses the question with one of these statuses.
 * Any other failure is the issuer's trouble, not the token's.
 *
 * @throws FetchFailure
 */
export async function unlessRefused(
  asked: Promise<Buffer>,
  statuses: readonly number[],
): Promise<Record<string, unknown> | undefined> {
  try {
    return parseAnswer(await asked);
  } catch (error) {
    if (error instanceof FetchFailure && statuses.includes(error.status ?? 0)) return undefined;
    throw error;
  }
}

/** Client authentication by HTTP Basic; both parts are form-encoded first (RFC 6749 §2.3.1). */
function basic(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const pair = `${encode(clientId)}:${encode(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function parseAnswer(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseUnambiguousJson(body.toString('utf8'));
  } catch {
    throw new FetchFailure('the answer is not JSON');
  }
  if (!isJsonObject(value)) throw new FetchFailure('the answer is no JSON object');
  return value;
}
