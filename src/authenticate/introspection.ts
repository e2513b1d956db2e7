/** Token introspection (RFC 7662). */
import { type FetchFailure, getJson } from '../http/get';
import { ownMember, readJson } from '../http/json';
import { type AskLogin, LOGIN_LIMIT_MS, MAX_ANSWER_BYTES, readAnswer } from './login';

/** An introspection endpoint and how this service authenticates there. */
export interface IntrospectionEndpoint {
  kind: 'introspection';
  /** https, or http on loopback. */
  url: string;
  /** Not used with `bearer`. */
  clientId: string;
  /** The secret of the client; with `bearer`, the access token that it authenticates with. */
  clientSecret: string;
  /**
   * How the client authenticates: by the names of OpenID Connect Core 1.0 §9, or `bearer` for an
   * access token of its own (RFC 7662 §2.1).
   */
  authMethod: 'client_secret_basic' | 'client_secret_post' | 'bearer';
}

/** Asks an introspection endpoint. Only `active: true` is a yes (RFC 7662 §2.2). */
export function introspection(endpoint: IntrospectionEndpoint): AskLogin {
  const { url, clientId, clientSecret, authMethod } = endpoint;
  const post = authMethod === 'client_secret_post';
  const client = post ? { client_id: clientId, client_secret: clientSecret } : {};
  const authorization =
    authMethod === 'bearer' ? `Bearer ${clientSecret}` : basic(clientId, clientSecret);
  return async ({ token }, get) => {
    // Other characters are in no token (RFC 6749 §A.12), and a server might choke on them.
    if (!/^[\x20-\x7e]+$/.test(token)) return { no: 'no token has such characters' };
    const fields = { token, token_type_hint: 'access_token', ...client };
    const form = new URLSearchParams(fields).toString();
    const asked = getJson(get, url, {
      timeoutMs: LOGIN_LIMIT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      form,
      headers: post ? {} : { authorization },
      errorBody: true,
    });
    const answer = await readAnswer(asked, clientFault);
    if ('no' in answer || answer.yes.active === true) return answer;
    return { no: 'the answer does not say that the token is active' };
  };
}

/**
 * What an endpoint has against the service itself, rather than against the token: 401 (RFC 7662 §2.3),
 * or an error code about the client (RFC 6749 §5.2).
 */
function clientFault({ status, body }: FetchFailure): string | undefined {
  if (status !== 401 && !(body && isAboutClient(body))) return undefined;
  return `status ${status}: the client is refused, check its ID, its secret and how it authenticates`;
}

function isAboutClient(body: Buffer): boolean {
  try {
    const error = ownMember(readJson(body), 'error');
    return error === 'invalid_client' || error === 'unauthorized_client';
  } catch {
    return false;
  }
}

/** Client authentication by HTTP Basic; both parts are form-encoded first (RFC 6749 §2.3.1). */
function basic(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const pair = `${encode(clientId)}:${encode(clientSecret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
