/** Well-signed tokens with something odd in them: only their text is at fault. */
import { rawToken, signerOf } from '../support/tokens';
import type { Row } from './runner';

const decode = (part: string) => Buffer.from(part, 'base64url').toString();

/** A good token, but for the JSON of its header or its payload; signed as it then stands. */
export const rewritten = (change: {
  header?: (json: string) => string | Uint8Array;
  payload?: (json: string) => string | Uint8Array;
}): Pick<Row, 'token'> => ({
  token: ({ login }) => {
    const [header = '', payload = ''] = login.token().split('.').map(decode);
    return rawToken(
      change.header?.(header) ?? header,
      change.payload?.(payload) ?? payload,
      signerOf(login.keys.rsa, 'RS256'),
    );
  },
});

/** A good token, but for the base64 of its header or its payload; signed as it then stands. */
export const respelled = (change: {
  header?: (part: string) => string;
  payload?: (part: string) => string;
}): Pick<Row, 'token'> => ({
  token: ({ login }) => {
    const [header = '', payload = ''] = login.token().split('.');
    const input = `${change.header?.(header) ?? header}.${change.payload?.(payload) ?? payload}`;
    return `${input}.${signerOf(login.keys.rsa, 'RS256')(input)}`;
  },
});

/** Puts a member first in a JSON object. */
export const withMember = (member: string) => (json: string) => json.replace('{', `{${member},`);
