/** One token has one meaning: JSON that two readers could take in two ways is refused. */
import { rewritten, withMember } from './rewrite';
import type { Family, Row } from './runner';

const MALFORMED = '401 invalid_token token_malformed';

/** Puts bytes before the subject. */
const insertBytes = (bytes: readonly number[]) => (json: string) => {
  const at = json.indexOf('alice');
  return Buffer.concat([
    Buffer.from(json.slice(0, at)),
    Buffer.from(bytes),
    Buffer.from(json.slice(at)),
  ]);
};

const BOM = '\uFEFF';
const NUL = '\0';

const rows: Row[] = [
  {
    name: 'white space between the members',
    ...rewritten({ payload: (json) => json.replaceAll(',', ' ,\n\t') }),
    outcome: '200 alice',
  },
  {
    name: 'a member name and a value that are escaped',
    ...rewritten({ payload: (json) => json.replace('"sub":"alice"', '"s\\u0075b":"\\u0061lice"') }),
    outcome: '200 alice',
  },
  {
    name: 'the same member name in two objects',
    ...rewritten({ payload: withMember('"a":{"sub":1},"b":{"sub":2}') }),
    outcome: '200 alice',
  },
  {
    name: 'a member __proto__',
    ...rewritten({ payload: withMember('"__proto__":{"sub":"root"}') }),
    outcome: '200 alice',
  },
  {
    name: 'a claim nested 1,500 deep',
    ...rewritten({ payload: withMember(`"x":${'['.repeat(1500)}${']'.repeat(1500)}`) }),
    outcome: '200 alice',
  },

  {
    name: 'alg twice in the header',
    ...rewritten({ header: withMember('"alg":"none"') }),
    outcome: MALFORMED,
  },
  {
    name: 'kid twice in the header, alike',
    ...rewritten({ header: withMember('"kid":"RS256"') }),
    outcome: MALFORMED,
  },
  { name: 'sub twice', ...rewritten({ payload: withMember('"sub":"root"') }), outcome: MALFORMED },
  {
    name: 'sub twice, once escaped',
    ...rewritten({ payload: withMember('"s\\u0075b":"root"') }),
    outcome: MALFORMED,
  },
  {
    name: 'aud twice with an object between',
    ...rewritten({ payload: withMember('"aud":"x","y":{"z":[{}]}') }),
    outcome: MALFORMED,
  },
  {
    name: 'a member twice in a nested claim',
    ...rewritten({ payload: withMember('"user":{"id":1,"id":2}') }),
    outcome: MALFORMED,
  },
  {
    name: '__proto__ twice',
    ...rewritten({ payload: withMember('"__proto__":{},"__proto__":{}') }),
    outcome: MALFORMED,
  },
  {
    name: 'a byte order mark before the header',
    ...rewritten({ header: (json) => BOM + json }),
    outcome: MALFORMED,
  },
  {
    name: 'a byte order mark before the payload',
    ...rewritten({ payload: (json) => BOM + json }),
    outcome: MALFORMED,
  },
  {
    name: 'a second object after the payload',
    ...rewritten({ payload: (json) => `${json}{"sub":"root"}` }),
    outcome: MALFORMED,
  },
  {
    name: 'a zero byte after the payload',
    ...rewritten({ payload: (json) => json + NUL }),
    outcome: MALFORMED,
  },
  {
    name: 'a comment in the payload',
    ...rewritten({ payload: withMember('/**/"x":1') }),
    outcome: MALFORMED,
  },
  {
    name: 'NaN in the payload',
    ...rewritten({ payload: withMember('"x":NaN') }),
    outcome: MALFORMED,
  },
  {
    name: 'a comma too many',
    ...rewritten({ payload: (json) => json.replace(/}$/, ',}') }),
    outcome: MALFORMED,
  },
  {
    name: 'single quotes',
    ...rewritten({ payload: (json) => json.replaceAll('"', "'") }),
    outcome: MALFORMED,
  },
  {
    name: 'a payload that is a list',
    ...rewritten({ payload: (json) => `[${json}]` }),
    outcome: MALFORMED,
  },
  {
    name: 'a payload that is a text',
    ...rewritten({ payload: (json) => JSON.stringify(json) }),
    outcome: MALFORMED,
  },
  { name: 'a payload that is null', ...rewritten({ payload: () => 'null' }), outcome: MALFORMED },
  {
    name: 'a payload that is 2,700 lists deep',
    ...rewritten({ payload: () => '['.repeat(2700) + ']'.repeat(2700) }),
    outcome: MALFORMED,
  },
  {
    name: 'a header that is a list',
    ...rewritten({ header: (json) => `[${json}]` }),
    outcome: MALFORMED,
  },
  {
    name: 'a letter of three bytes',
    ...rewritten({ payload: insertBytes([0xe2, 0x82, 0xac]) }),
    outcome: '200 _E2_82_ACalice',
  },
  {
    name: 'bytes that are no UTF-8',
    ...rewritten({ payload: insertBytes([0xff, 0xfe]) }),
    outcome: MALFORMED,
  },
  {
    name: 'an overlong letter',
    ...rewritten({ payload: insertBytes([0xc1, 0xa1]) }),
    outcome: MALFORMED,
  },
  {
    name: 'half a surrogate pair in UTF-8',
    ...rewritten({ payload: insertBytes([0xed, 0xa0, 0x80]) }),
    outcome: MALFORMED,
  },
  {
    name: 'a payload in UTF-16',
    ...rewritten({ payload: (json) => Buffer.from(json, 'utf16le') }),
    outcome: MALFORMED,
  },
];

export const json: Family = { name: 'JSON', rows };
