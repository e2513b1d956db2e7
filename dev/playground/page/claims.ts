/** What is in an access token, with a sentence for each part. Nothing is verified here. */

/** A part of a token. */
export interface Part {
  readonly name: string;
  readonly value: string;
  readonly sentence: string;
}

const SENTENCES: Record<string, string> = {
  alg: 'Signed with the secret of the API key. Twilio takes nothing else.',
  typ: 'A JSON Web Token.',
  cty: "Twilio's own format of access tokens, version 1.",
  twr: 'The region that the API key and the service are in.',
  jti: 'Unique for each token.',
  iss: 'The API key that signed it. Deleting the key ends all of its tokens.',
  sub: 'The Twilio account.',
  iat: 'When it was issued.',
  exp: 'When Twilio closes the connection. It warns three minutes before.',
  nbf: 'Not valid before.',
  'grants.identity': 'Who the user is in Conversations. Always the same for the same person.',
  'grants.chat.service_sid': 'The Conversations Service that it opens, and no other.',
  'grants.chat.push_credential_sid': 'Where push notifications go.',
};

const TIMES = /^(iat|exp|nbf)$/;

/** Reads header and payload. */
export function decode(token: string): { header: Part[]; payload: Part[] } {
  const [header = '', payload = ''] = token.split('.');
  return { header: flatten(parse(header)), payload: flatten(parse(payload)) };
}

/** Who a bearer token is of, as far as it can be read. */
export function nameOf(bearer: string): string {
  try {
    const { name, sub } = parse(bearer.split('.')[1] ?? '') as { name?: string; sub?: string };
    return name ?? sub ?? 'somebody';
  } catch {
    return 'the owner of a bearer token';
  }
}

function parse(part: string): object {
  const bytes = atob(part.replace(/-/g, '+').replace(/_/g, '/'));
  const text = new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  return JSON.parse(text);
}

function flatten(members: object, path = ''): Part[] {
  return Object.entries(members).flatMap(([key, value]) => {
    const name = path + key;
    if (typeof value === 'object' && value !== null) return flatten(value, `${name}.`);
    const sentence = SENTENCES[name] ?? 'Not used by this service.';
    const time = TIMES.test(name) && ` (${new Date(value * 1000).toLocaleTimeString()})`;
    return [{ name, value: `${value}${time || ''}`, sentence }];
  });
}
