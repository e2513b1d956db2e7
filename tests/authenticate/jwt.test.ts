import fc from 'fast-check';
import { MAX_TOKEN_BYTES, parseJwt, requireTokenType } from '../../src/authenticate/jwt';
import { codeOf } from '../support/refusal';
import { base64url, rawToken } from '../support/tokens';

const unsigned = () => 'AAAA';
const HEADER = '{"alg":"RS256"}';
const PAYLOAD = '{"sub":"alice"}';
const parse = (header: string | Uint8Array = HEADER, payload: string | Uint8Array = PAYLOAD) =>
  parseJwt(rawToken(header, payload, unsigned));
const code = (header?: string | Uint8Array, payload?: string | Uint8Array) =>
  codeOf(() => parse(header, payload));

describe('a well-formed token', () => {
  it('is taken apart', () => {
    const header = '{"typ":"JWT","alg":"RS256","kid":"k1"}';
    expect(parse(header, '{"iss":"i","sub":"Zoë","exp":1.5}')).toMatchObject({
      header: { alg: 'RS256', typ: 'JWT', kid: 'k1' },
      claims: { iss: 'i', sub: 'Zoë', exp: 1.5 },
      signingInput: rawToken(header, '{"iss":"i","sub":"Zoë","exp":1.5}', unsigned).slice(0, -5),
      signature: 'AAAA',
    });
  });

  it('keeps no more of its header than is needed', () => {
    expect(parse('{"alg":"RS256","x5t":"a","nonce":"b"}').header).toEqual({ alg: 'RS256' });
  });

  it('may have white space in its JSON', () => {
    expect(parse(' {\n"alg" : "RS256"} ', '{ }')).toMatchObject({ claims: {} });
  });

  it('is read the same again, and no other way for another before it', () => {
    for (let i = 0; i < 40; i += 1) {
      expect(parse(`{"alg":"RS256","kid":"k${i % 20}"}`).header.kid).toBe(`k${i % 20}`);
    }
  });

  it('may have exactly 8192 bytes', () => {
    const header = base64url(HEADER);
    const payload = base64url(JSON.stringify({ sub: 'a'.repeat(4495) }));
    const rest = MAX_TOKEN_BYTES - header.length - payload.length - 2;
    expect(parseJwt(`${header}.${payload}.${'A'.repeat(rest)}`).claims.sub).toHaveLength(4495);
    expect(codeOf(() => parseJwt(`${header}.${payload}.${'A'.repeat(rest + 1)}`))).toBe(
      'token_too_large',
    );
  });
});

describe('a token that is too large', () => {
  it.each([
    ['in characters', 'a'.repeat(MAX_TOKEN_BYTES + 1)],
    ['in bytes, not in characters', 'é'.repeat(MAX_TOKEN_BYTES / 2 + 1)],
    ['whatever its form', '.'.repeat(1_000_000)],
  ])('is refused before anything else: %s', (_, token) => {
    expect(codeOf(() => parseJwt(token))).toBe('token_too_large');
  });
});

describe('a token of the wrong form', () => {
  it.each([
    ['', 'empty'],
    ['abc', 'opaque'],
    ['a.b', 'in two parts'],
    ['a.b.c.d', 'in four parts'],
    ['a.b.c.d.e.f', 'in six parts'],
    ['..', 'of dots'],
    [`.${base64url(PAYLOAD)}.AAAA`, 'without a header'],
    [`${base64url(HEADER)}..AAAA`, 'without a payload'],
    ['0123456789abcdef', 'of hexadecimal digits'],
  ])('is refused: %j, %s', (token) => {
    expect(codeOf(() => parseJwt(token))).toBe('token_malformed');
  });

  it.each(['a.b.c.d.e', '....', `${base64url('{"alg":"dir","enc":"A256GCM"}')}..AA.BB.CC`])(
    'is told apart when it is encrypted: %s',
    (token) => {
      expect(codeOf(() => parseJwt(token))).toBe('token_encrypted');
    },
  );
});

describe('a part that is not base64url', () => {
  const good = [base64url('{"alg":"RS256"} '), base64url('{"sub":"alice"} '), 'AAAAAAAA'];

  it.each([
    ['padding', (part: string) => `${part}==`],
    ['a space before it', (part: string) => ` ${part}`],
    ['a line feed behind it', (part: string) => `${part}\n`],
    ['the other alphabet', (part: string) => `${part.slice(0, -4)}++//`],
    ['a percent sign', (part: string) => `${part.slice(0, -3)}%3D`],
    ['one character too many', (part: string) => `${part}A`],
    ['bits left over, in two characters', (part: string) => `${part}AB`],
    ['bits left over, in three characters', (part: string) => `${part}AAB`],
    ['a zero byte', (part: string) => `${part}\0\0\0\0`],
    ['a letter that is not ASCII', (part: string) => `${part.slice(0, -1)}é`],
  ])('is refused in each place: %s', (_, spoil) => {
    for (const place of [0, 1, 2]) {
      const token = good.map((part, index) => (index === place ? spoil(part) : part)).join('.');
      expect(codeOf(() => parseJwt(token))).toBe('token_malformed');
    }
    expect(codeOf(() => parseJwt(good.join('.')))).toBe('granted');
  });

  it('leaves no two texts for the same signature', () => {
    const endings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    const accepted = (start: string) =>
      endings.filter((end) => {
        const token = `${good[0]}.${good[1]}.${start}${end}`;
        return codeOf(() => parseJwt(token)) === 'granted';
      });
    expect(accepted('A').join('')).toBe('AQgw');
    expect(accepted('AA').join('')).toBe('AEIMQUYcgkosw048');
    expect(accepted('AAA')).toHaveLength(64);
    expect(accepted('AAAA')).toHaveLength(0);
  });
});

describe('a part that is no JSON object', () => {
  it.each<[string, string | Uint8Array]>([
    ['no JSON', 'not JSON'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"RS256"'],
    ['a number', '7'],
    ['two objects', '{}{}'],
    ['single quotes', "{'alg':'RS256'}"],
    ['a byte order mark', `\ufeff${HEADER}`],
    ['bytes that are no UTF-8', Buffer.from('{"alg":"RS256","sub":"\xff"}', 'latin1')],
    ['an overlong byte sequence', Buffer.from([0x7b, 0xc0, 0x80, 0x7d])],
    ['a member twice', '{"alg":"RS256","alg":"RS256"}'],
    ['a member twice, once escaped', '{"alg":"RS256","\\u0061lg":"RS256"}'],
    ['an inner member twice', '{"alg":"RS256","a":{"b":1,"b":2}}'],
    ['thousands of brackets', '['.repeat(6000)],
  ])('is refused as header and as payload: %s', (_, text) => {
    expect(code(text)).toBe('token_malformed');
    expect(code(HEADER, text)).toBe('token_malformed');
  });

  it('is refused or read, but never fails otherwise, when it is nested deeply', () => {
    for (const depth of [10, 500, 1000]) {
      const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      expect(['granted', 'token_malformed']).toContain(code(HEADER, nested));
    }
    const lists = `{"a":${'['.repeat(2900)}${']'.repeat(2900)}}`;
    expect(['granted', 'token_malformed']).toContain(code(HEADER, lists));
  });
});

describe('the header of a token', () => {
  it.each(['crit', 'jwk', 'b64', 'enc', 'zip'])(
    'is refused with the parameter %s, whatever its value',
    (name) => {
      for (const value of ['null', '[]', '""', '"https://evil.example"', '{}', 'true']) {
        expect(code(`{"alg":"RS256","${name}":${value}}`)).toBe('token_header_unsupported');
      }
    },
  );

  it.each(['jku', 'x5c', 'x5u', 'x5t', 'x5t#S256'])(
    'may say with %s where its key is found, which is ignored',
    (name) => {
      for (const value of ['null', '[]', '"https://evil.example"', '{}']) {
        expect(code(`{"alg":"RS256","${name}":${value}}`)).toBe('granted');
      }
    },
  );

  it.each([
    ['no alg', '{}'],
    ['an alg that is no text', '{"alg":256}'],
    ['an alg that is null', '{"alg":null}'],
    ['an alg that is a list', '{"alg":["RS256"]}'],
    ['an inherited alg', '{"__proto__":{"alg":"RS256"}}'],
    ['a kid that is no text', '{"alg":"RS256","kid":7}'],
    ['a kid that is an object', '{"alg":"RS256","kid":{}}'],
    ['a typ that is no text', '{"alg":"RS256","typ":["JWT"]}'],
  ])('is refused with %s', (_, header) => {
    expect(code(header)).toBe('token_malformed');
  });
});

describe('the type of a token', () => {
  const TYPES = ['jwt', 'at+jwt'];
  const type = (typ?: string) =>
    codeOf(() => requireTokenType({ alg: 'RS256', ...(typ && { typ }) }, TYPES));

  it.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/JWT'])(
    'may be %s',
    (typ) => {
      expect(type(typ)).toBe('granted');
    },
  );

  it.each([
    'dpop+jwt',
    'logout+jwt',
    'secevent+jwt',
    'guest-ticket+jwt',
    'JWE',
    'JWTs',
    ' JWT',
    'JWT\n',
    'text/jwt',
    'application/application/jwt',
    'at+at+jwt',
  ])('may not be %j', (typ) => {
    expect(type(typ)).toBe('token_type_unsupported');
  });

  it('may not be empty', () => {
    expect(codeOf(() => requireTokenType({ alg: 'RS256', typ: '' }, TYPES))).toBe(
      'token_type_unsupported',
    );
  });
});

describe('the registered claims', () => {
  const withClaim = (name: string, value: string) => code(HEADER, `{"${name}":${value}}`);

  it.each(['iss', 'jti'])('are a string: %s', (name) => {
    for (const value of ['7', 'true', '["a"]', '{}']) {
      expect(withClaim(name, value)).toBe('claim_invalid');
    }
    expect(withClaim(name, '""')).toBe('granted');
  });

  it('are a string or a number: sub', () => {
    for (const value of ['true', '["a"]', '{}', '1e999']) {
      expect(withClaim('sub', value)).toBe('claim_invalid');
    }
    for (const value of ['""', '7', '1.5']) expect(withClaim('sub', value)).toBe('granted');
  });

  it.each(['exp', 'nbf', 'iat'])('are finite numbers: %s', (name) => {
    for (const value of ['"1800000000"', 'true', '[1]', '{}', '1e999', '-1e999']) {
      expect(withClaim(name, value)).toBe('claim_invalid');
    }
    for (const value of ['0', '-1', '1.5', '1e10']) {
      expect(withClaim(name, value)).toBe('granted');
    }
  });

  it.each(['aud', 'scope'])('are a string or an array of strings: %s', (name) => {
    for (const value of ['7', 'true', '{}', '["a",7]', '[null]', '[["a"]]']) {
      expect(withClaim(name, value)).toBe('claim_invalid');
    }
    for (const value of ['"a"', '["a","b"]', '[]']) expect(withClaim(name, value)).toBe('granted');
  });

  it.each(['iss', 'sub', 'jti', 'scope', 'aud', 'exp', 'nbf', 'iat'])(
    'are absent when they are null: %s',
    (name) => {
      const token = rawToken(HEADER, `{"${name}":null,"other":null}`, unsigned);
      expect(parseJwt(token).claims).toEqual({ other: null });
    },
  );

  it('are each as they may be when they are not there', () => {
    expect(code(HEADER, '{}')).toBe('granted');
  });
});

describe('any text', () => {
  const nearly = fc.string({ unit: fc.constantFrom('.', 'e', 'y', 'J', 'A', '0', '-', '=', 'é') });
  const part = fc.oneof(fc.json(), fc.string({ unit: 'binary' })).map(base64url);
  const threeParts = fc.tuple(part, part, part).map((parts) => parts.join('.'));
  const likely = fc
    .tuple(fc.dictionary(fc.constantFrom('alg', 'kid', 'typ', 'crit'), fc.jsonValue()), fc.object())
    .map(([header, payload]) =>
      rawToken(JSON.stringify(header), `${fc.stringify(payload)}`, unsigned),
    );

  it('is taken apart or refused with a code of invalid_token, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, threeParts, likely, fc.string({ unit: 'binary' })), (token) => {
        expect(codeOf(() => parseJwt(token))).toMatch(/^(granted|claim_invalid|token_\w+)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is taken apart into what it was made of', () => {
    const payload = fc.dictionary(fc.string(), fc.jsonValue()).filter((each) => !('sub' in each));
    fc.assert(
      fc.property(payload, fc.string({ unit: 'grapheme' }), (rest, sub) => {
        const text = JSON.stringify({ ...rest, sub, iss: 'i', jti: 'j', scope: 's' });
        expect(parse(HEADER, text).claims).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('a header that was read before', () => {
  it('is the same to the next token, and only where it is the same text', () => {
    const header = '{"alg":"RS256","kid":"again"}';
    const first = parseJwt(rawToken(header, '{"sub":"alice"}', unsigned));
    const second = parseJwt(rawToken(header, '{"sub":"bob"}', unsigned));
    expect(second).toMatchObject({ header: first.header, claims: { sub: 'bob' } });
    expect(code('{"alg":"RS256","kid":"again","crit":[]}')).toBe('token_header_unsupported');
    expect(code(`${header} `)).toBe('granted');
  });

  it('is read again after many others', () => {
    for (let i = 0; i < 250; i += 1) {
      const { header } = parseJwt(rawToken(`{"alg":"RS256","kid":"${i % 120}"}`, '{}', unsigned));
      expect(header.kid).toBe(String(i % 120));
    }
  });
});
