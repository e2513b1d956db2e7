/**
 * Asks a login whose credential this is, at any address that says so: the UserInfo endpoint (OpenID
 * Connect Core 1.0 §5.3), or whatever an app's own login has.
 */
import { getJson } from '../http/get';
import { findClaim } from './claim';
import {
  type AskedCredential,
  type AskLogin,
  LOGIN_LIMIT_MS,
  MAX_ANSWER_BYTES,
  readAnswer,
} from './login';

/** An address that says who a credential belongs to, though not for which app it was issued. */
export interface UserinfoEndpoint {
  kind: 'userinfo';
  /** https, or http on loopback. */
  url: string;
  /**
   * How the credential is handed on: as a bearer token, as the cookies that it came in, in a header of
   * its own, or in `Authorization` under another scheme.
   */
  send: 'bearer' | 'cookie' | { header: string } | { scheme: string };
  /** A fixed header that is sent along. */
  header?: { name: string; value: string } | undefined;
  /** The claim that names the user: an answer without it is a no. */
  identityClaim: string;
}

/** Asks with the credential itself. */
export function userinfo({ url, send, header, identityClaim }: UserinfoEndpoint): AskLogin {
  const fixed = header ? { [header.name.toLowerCase()]: header.value } : {};
  return async (credential, get) => {
    const shown = headerWith(credential, send);
    if (!shown) return { no: 'the credential cannot be handed on in this way' };
    const asked = getJson(get, url, {
      timeoutMs: LOGIN_LIMIT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      headers: { ...fixed, ...shown },
    });
    const answer = await readAnswer(asked);
    if ('no' in answer) return answer;
    if (answer.yes.active === false) return { no: 'the answer says that it is not active' };
    const named = findClaim(answer.yes, identityClaim).value;
    return named == null ? { no: `the answer lacks the claim ${identityClaim}` } : answer;
  };
}

/** The header that hands a credential on; undefined if it cannot be in one. */
function headerWith(
  { token, cookies = [] }: AskedCredential,
  send: UserinfoEndpoint['send'],
): Record<string, string> | undefined {
  if (send === 'cookie') {
    const whole = cookies.every(([, value]) => value.isWellFormed());
    if (cookies.length === 0 || !whole) return undefined;
    return { cookie: cookies.map(([name, value]) => `${name}=${encodeCookie(value)}`).join('; ') };
  }
  // A comma would make a list of the header (RFC 9110 §5.3), and spaces around it are lost.
  if (!/^[\x21-\x2b\x2d-\x7e]([\x20-\x2b\x2d-\x7e]*[\x21-\x2b\x2d-\x7e])?$/.test(token)) {
    return undefined;
  }
  if (send === 'bearer') return { authorization: `Bearer ${token}` };
  if ('scheme' in send) return { authorization: `${send.scheme} ${token}` };
  return { [send.header.toLowerCase()]: token };
}

/**
 * A cookie's value as it may be in a header (RFC 6265 §4.1.1). The platform has decoded it; what
 * readers of cookies would decode once more (`%`, and some of them `+`) is encoded again.
 */
function encodeCookie(value: string): string {
  return value.replace(/[^\x21\x23-\x2a\x2d-\x3a\x3c-\x5b\x5d-\x7e]|%/gu, encodeURIComponent);
}
