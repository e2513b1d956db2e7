/**
 * The form of a JWT. Each part is judged by the service's own parser, beside parts that are good, so
 * that one mistake does not hide another.
 */

import {
  type Claims,
  checkRegisteredClaims,
  MAX_TOKEN_BYTES,
  parseJwt,
  type UnverifiedJwt,
} from '../../../src/authenticate/jwt';
import type { Refusal } from '../../../src/errors';
import { encodePart } from '../../../src/hmac';
import { isJsonObject } from '../../../src/http/json';
import type { Check } from '../model';
import { judged, open, quote, refusalBy } from '../show';

/** What can be told of the form of a JWT. */
export interface Form {
  /** Of the text: size, parts, header, payload. */
  text: readonly Check[];
  /** Of the types of the registered claims. */
  types: readonly Check[];
  /** Header and claims as far as they could be read, well-formed or not. */
  jwt?: UnverifiedJwt;
  claims?: Claims;
}

const GOOD = [encodePart({ alg: 'RS256' }), encodePart({}), ''];
const OVER = 'over the limit, so it is not looked at';

/** Judges the form of a JWT. */
export function checkForm(token: string): Form {
  const bytes = Buffer.byteLength(token);
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  const readHeader = decode(header);
  const claims = decode(payload);
  const form: Omit<Form, 'jwt' | 'claims'> = {
    text: [
      {
        title: 'Size',
        ...(bytes > MAX_TOKEN_BYTES
          ? { mark: 'fails', code: 'token_too_large' }
          : { mark: 'holds' }),
        found: `${bytes} bytes`,
        wanted: `at most ${MAX_TOKEN_BYTES}`,
      },
      judged('Parts', refusalOfParts(parts), { found: `${parts.length}`, wanted: '3' }),
      partCheck("Signature's form", `${GOOD[0]}.${GOOD[1]}.${signature}`),
      partCheck('Header', `${header}.${GOOD[1]}.`, describe(readHeader)),
      payloadCheck(payload, claims),
    ],
    types: claims
      ? [
          judged(
            'Types of claims',
            refusalBy(() => checkRegisteredClaims(claims)),
          ),
        ]
      : [],
  };
  return {
    ...form,
    ...(claims && { claims }),
    ...(claims && readHeader && parts.length === 3 && { jwt: readable(token, readHeader, claims) }),
  };
}

/** The token as the service would have it, if it were well-formed. */
function readable(token: string, header: Record<string, unknown>, claims: Claims): UnverifiedJwt {
  const { alg, kid, typ } = header;
  const end = token.lastIndexOf('.');
  return {
    token,
    header: {
      alg: typeof alg === 'string' ? alg : '',
      ...(typeof kid === 'string' && { kid }),
      ...(typeof typ === 'string' && { typ }),
    },
    claims,
    signingInput: token.slice(0, end),
    signature: token.slice(end + 1),
  };
}

function refusalOfParts(parts: readonly string[]): Refusal | undefined {
  // The service counts five, and else only tells three from all others.
  const good = parts.slice(0, 6).map((part, index) => part && (GOOD[index] ?? ''));
  return refusalBy(() => parseJwt(good.join('.')));
}

function partCheck(title: string, token: string, found?: string): Check {
  const refused = refusalBy(() => parseJwt(token));
  if (refused?.code === 'token_too_large') return open(title, OVER, found);
  return judged(title, refused, found === undefined ? {} : { found });
}

function payloadCheck(payload: string, claims: Claims | undefined): Check {
  const check = partCheck(
    'Payload',
    `${GOOD[0]}.${payload}.`,
    claims && `${Object.keys(claims).length} claims`,
  );
  if (check.code !== 'claim_invalid') return check;
  // The next check says so.
  const { title, found } = check;
  return { title, mark: 'holds', ...(found !== undefined && { found }) };
}

const describe = (header: Record<string, unknown> | undefined) =>
  header &&
  Object.entries(header)
    .map(([name, value]) => `${name} ${quote(value)}`)
    .join(', ');

/** Reads an object as leniently as anybody might. */
function decode(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
