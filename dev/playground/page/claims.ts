/** What is in a token, with a sentence for each part. Nothing is verified here. */

/** A part of a token. */
export interface Part {
  readonly name: string;
  readonly value: string;
  readonly sentence: string;
}

/** Which token the sentences are about. */
export type TokenKind = 'login' | 'access';

const ACCESS: Readonly<Record<string, string>> = {
  alg: 'Signed with the secret of the API key. Twilio accepts nothing else.',
  typ: 'A JSON Web Token.',
  cty: "Twilio's own format of access tokens, version 1.",
  twr: 'The region of the API key and of the service.',
  jti: 'Unique for each token.',
  iss: 'The API key that signed it. Deleting the key ends all of its tokens.',
  sub: 'The Twilio account.',
  iat: 'When it was issued.',
  exp: 'When Twilio closes the connection. It warns three minutes before.',
  'grants.identity': 'Who the user is in Conversations. Always the same for the same person.',
  'grants.chat.service_sid': 'The Conversations Service that it opens, and no other.',
  'grants.chat.push_credential_sid': 'Where push notifications go.',
};

const LOGIN: Readonly<Record<string, string>> = {
  alg: 'How it is signed. The service accepts only algorithms that are configured for the issuer.',
  typ: 'The kind of token. Logout and refresh tokens are refused by this.',
  kid: "Which of the issuer's published keys verifies the signature.",
  iss: 'Who issued it. Must equal AUTH_ISSUER exactly, with or without the slash at the end.',
  sub: 'Who the user is at the issuer. By default the identity is made from this.',
  aud: 'Which API it is for. Must contain one of AUTH_AUDIENCE.',
  azp: 'The client that asked for it.',
  client_id: 'The client that asked for it.',
  exp: 'When it ends. The Conversations token does not live longer.',
  iat: 'When it was issued. Must not be in the future.',
  nbf: 'Not valid before this time.',
  jti: 'Its own identifier.',
  scope: 'What its holder may do. AUTH_REQUIRED_SCOPE can require some of it.',
  scp: 'What its holder may do. AUTH_REQUIRED_SCOPE can require some of it.',
  sid: 'The session at the issuer.',
  auth_time: 'When the user last signed in.',
  nonce: 'Ties an ID token to the request for it.',
  at_hash: 'Ties an ID token to its access token.',
  email: 'With IDENTITY_CLAIM=email the identity is made from this.',
  email_verified: 'Must be true if the identity is made from the email address.',
};

const TIMES = /^(iat|exp|nbf|auth_time)$/;

/** Reads header and payload; undefined if the token is not a JWT. */
export function decode(
  token: string,
  kind: TokenKind,
): { header: Part[]; payload: Part[] } | undefined {
  try {
    const [header, payload] = token.split('.', 2).map((part) => flatten(parse(part), kind));
    return header && payload && { header, payload };
  } catch {
    return undefined;
  }
}

/** Who a bearer token belongs to, as far as it can be read. */
export function nameOf(bearer: string): string {
  const unknown = 'the owner of a token that is not a JWT';
  try {
    const { name, sub } = parse(bearer.split('.')[1] ?? '') as { name?: unknown; sub?: unknown };
    return String(name ?? sub ?? unknown);
  } catch {
    return unknown;
  }
}

/** A token as it was copied, without what usually comes along. */
export function cleanBearer(text: string): string {
  return text
    .replace(/["'`\u2018-\u201f\s\u200b\ufeff]/g, ' ')
    .trim()
    .replace(/^(-H +)?authorization *:? */i, '')
    .replace(/^bearer +/i, '')
    .replace(/[\s,;]/g, '');
}

function parse(part: string): object {
  const bytes = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  const value = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('Not an object.');
  return value;
}

function flatten(members: object, kind: TokenKind, path = ''): Part[] {
  return Object.entries(members).flatMap(([key, value]) => {
    const name = path + key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return flatten(value, kind, `${name}.`);
    }
    const sentence =
      (kind === 'access' ? ACCESS : LOGIN)[name] ??
      'Nothing that the service needs by default. Rules can depend on it.';
    const isTime = TIMES.test(name) && typeof value === 'number';
    const time = isTime ? ` (${new Date(value * 1000).toLocaleString()})` : '';
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    return [{ name, value: shown + time, sentence }];
  });
}
