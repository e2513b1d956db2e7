/** One token is one text: base64 that decodes to the same bytes in another way is refused. */
import { base64url } from '../support/tokens';
import { respelled, withMember } from './rewrite';
import type { Family, Row } from './runner';

const MALFORMED = '401 invalid_token token_malformed';

/** Lengthens a JSON text until its base64 has unused bits, and sets one of them. */
function withUnusedBit(part: string): string {
  let json = Buffer.from(part, 'base64url').toString();
  while (json.length % 3 === 0) json = json.replace('{', '{ ');
  return nextLast(base64url(json));
}

/** Adds one to the last character, whose lowest bits are unused. */
const nextLast = (part: string) =>
  part.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1));

const rows: Row[] = [
  { name: 'base64url as it should be', ...respelled({}), outcome: '200 alice' },
  {
    name: 'padding behind the header',
    ...respelled({ header: (part) => `${part}=` }),
    outcome: MALFORMED,
  },
  {
    name: 'padding behind the payload',
    ...respelled({ payload: (part) => `${part}==` }),
    outcome: MALFORMED,
  },
  {
    name: 'padding behind the signature',
    token: ({ login }) => `${login.token()}==`,
    outcome: MALFORMED,
  },
  {
    name: 'the standard alphabet',
    ...respelled({
      payload: (part) => {
        const json = Buffer.from(part, 'base64url').toString();
        return Buffer.from(withMember('"x":"???>>>"')(json)).toString('base64').replaceAll('=', '');
      },
    }),
    outcome: MALFORMED,
  },
  {
    name: 'a space in the payload',
    ...respelled({ payload: (part) => `${part.slice(0, 8)} ${part.slice(8)}` }),
    outcome: MALFORMED,
  },
  {
    name: 'a line break in the payload',
    ...respelled({ payload: (part) => `${part.slice(0, 8)}\n${part.slice(8)}` }),
    outcome: MALFORMED,
  },
  {
    name: 'a line break behind the token',
    token: ({ login }) => `${login.token()}\n`,
    outcome: MALFORMED,
  },
  {
    name: 'a space behind the token',
    token: ({ login }) => `${login.token()} `,
    outcome: MALFORMED,
  },
  {
    name: 'a zero byte in the header',
    ...respelled({ header: (part) => `${part.slice(0, 8)}\0${part.slice(8)}` }),
    outcome: MALFORMED,
  },
  {
    name: 'a letter beyond ASCII',
    ...respelled({ payload: (part) => `${part}\u{1F511}` }),
    outcome: MALFORMED,
  },
  {
    name: 'a header of an impossible length',
    ...respelled({ header: (part) => part.slice(0, part.length - ((part.length + 3) % 4)) }),
    outcome: MALFORMED,
  },
  {
    name: 'unused bits of the header that are set',
    ...respelled({ header: withUnusedBit }),
    outcome: MALFORMED,
  },
  {
    name: 'unused bits of the payload that are set',
    ...respelled({ payload: withUnusedBit }),
    outcome: MALFORMED,
  },
  {
    name: 'unused bits of the signature that are set',
    token: ({ login }) => nextLast(login.token()),
    outcome: MALFORMED,
  },
];

export const base64: Family = { name: 'base64', rows };
