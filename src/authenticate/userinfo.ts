/** The UserInfo endpoint (OpenID Connect Core 1.0 §5.3), for issuers without introspection. */
import { unlessRefused } from './introspection';
import { type AskIssuer, LOOKUP_TIMEOUT, MAX_ANSWER_BYTES } from './token-lookup';

/** A UserInfo endpoint. It tells who a token is of, but not for whom it was issued. */
export interface UserinfoSettings {
  kind: 'userinfo';
  /** https, or http on loopback. */
  url: string;
}

/** Asks a UserInfo endpoint with the token itself. */
export function userinfo({ url }: UserinfoSettings): AskIssuer {
  return async (token, get) => {
    // What cannot stand in a header is no bearer token (RFC 6750 §2.1).
    if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return undefined;
    const limits = { timeout: LOOKUP_TIMEOUT, maxBytes: MAX_ANSWER_BYTES };
    // RFC 6750 §3.1.
    return unlessRefused(
      get(url, { ...limits, authorization: `Bearer ${token}` }),
      [400, 401, 403],
    );
  };
}
