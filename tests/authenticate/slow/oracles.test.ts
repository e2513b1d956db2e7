/**
 * The service against two libraries that verify tokens. `jose` and `aws-jwt-verify` see the tokens that
 * the service sees, good ones and mutations of them, and agree, or a written reason says why not.
 *
 * A seed decides what is sent; `ORACLE_SEED=1` sends something else.
 */
import { createHmac } from 'node:crypto';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { HMAC_HASHES, SIGNATURE_ALGORITHMS } from '../../../src/authenticate/algorithms';
import { authenticateJwt } from '../../../src/authenticate/bearer-jwt';
import { findEntry, issuerMismatch } from '../../../src/authenticate/issuer';
import { parseJwt } from '../../../src/authenticate/jwt';
import { FixedKeys } from '../../../src/authenticate/key-set/key-source';
import { readSigningKeys } from '../../../src/authenticate/key-set/signing-keys';
import type { TrustedIssuer } from '../../../src/authenticate/trust';
import { Refusal } from '../../../src/errors';
import { entryOf } from '../../support/caller';
import {
  AUDIENCE,
  base64url,
  ISSUER,
  makeKey,
  pemOf,
  SECRET,
  signerOf,
  type TestAlgorithm,
  type TestKey,
} from '../../support/tokens';

const TOKENS = 20_000;
const SEED = Number(process.env.ORACLE_SEED ?? 20261125);
const NOW = 1_800_000_000;
const TOLERANCE = 30;
const HMACS = Object.keys(HMAC_HASHES) as (keyof typeof HMAC_HASHES)[];

let state = SEED;
/** From 0 up to, but not including, 1: the generator mulberry32. */
function chance(): number {
  state = (state + 0x6d2b79f5) | 0;
  let bits = Math.imul(state ^ (state >>> 15), 1 | state);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit: number) => Math.floor(chance() * limit);
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

const keys: TestKey[] = SIGNATURE_ALGORITHMS.map((alg) => makeKey(alg as TestAlgorithm));
const keyOf = (kid: string) => keys.find((key) => key.kid === kid) as TestKey;
const strangers = new Map(keys.map(({ alg }) => [alg, makeKey(alg)]));
const renamed = (key: TestKey, kid: string, change: object = {}): TestKey => ({
  ...key,
  kid,
  jwk: { ...key.jwk, kid, ...change },
});

/** Keys as some issuers publish them: of no algorithm, for something else, broken, or twice. */
const oddKeys: TestKey[] = [
  renamed(keyOf('RS256'), 'rsa', { alg: undefined }),
  renamed(keyOf('ES256'), 'ec', { alg: undefined, use: undefined }),
  renamed(keyOf('RS256'), 'encryption', { use: 'enc' }),
  renamed(keyOf('ES256'), 'off-curve', { y: keyOf('ES256').jwk.x }),
  renamed(keyOf('ES384'), 'wrong-curve', { alg: undefined, crv: 'P-256' }),
  renamed(keyOf('RS512'), 'other-algorithm', { alg: 'RS256' }),
  renamed(keyOf('ES256'), 'twice'),
  renamed(strangers.get('ES256') as TestKey, 'twice'),
  makeKey('RS256', 'weak', 1024),
  renamed(makeKey('ES256'), 'operations', { key_ops: ['sign'] }),
  (({ privateJwk, ...key }) => ({ ...key, privateJwk, jwk: privateJwk }))(
    makeKey('ES256', 'leaked'),
  ),
];
const jwks = JSON.parse(JSON.stringify([...keys, ...oddKeys].map(({ jwk }) => jwk)));

/** A token, and what was done to it. */
interface Sent {
  token: string;
  shared: boolean;
  done: string[];
}

type Change = [name: string, change: object];

const CLAIMS: Change[] = [
  ...[-3600, -31, -30, -29, 0, 3600, 10 * 365 * 86_400, 11 * 366 * 86_400].map(
    (seconds): Change => [`exp ${seconds}`, { exp: NOW + seconds }],
  ),
  ...[-60, 29, 30, 31, 3600].flatMap((seconds): Change[] => [
    [`nbf ${seconds}`, { nbf: NOW + seconds }],
    [`iat ${seconds}`, { iat: NOW + seconds }],
  ]),
  ['exp with a fraction', { exp: NOW + 60.5 }],
  ['no exp', { exp: undefined }],
  ['exp as a string', { exp: String(NOW + 60) }],
  ['exp null', { exp: null }],
  ['nbf as a string', { nbf: 'now' }],
  ['nbf null', { nbf: null }],
  ['iat null', { iat: null }],
  ['iss other', { iss: `${ISSUER}x` }],
  ['no iss', { iss: undefined }],
  ['iss list', { iss: [ISSUER] }],
  ['aud list', { aud: ['other', AUDIENCE] }],
  ['aud other', { aud: 'other' }],
  ['aud empty list', { aud: [] }],
  ['aud mixed list', { aud: [AUDIENCE, 7] }],
  ['no aud', { aud: undefined }],
  ['sub number', { sub: 7 }],
  ['sub null', { sub: null }],
  ['scope list', { scope: ['a', 'b'] }],
  ['jti number', { jti: 7 }],
  ['cnf', { cnf: { jkt: 'x' } }],
  ['other claims', { name: 'Zoë \u{1f3b7}', nested: { a: [1, null] } }],
];

const HEADERS: Change[] = [
  ['no kid', { kid: undefined }],
  ['kid unknown', { kid: 'unknown' }],
  ['kid number', { kid: 7 }],
  ['kid of another key', { kid: 'ES256' }],
  ['typ absent', { typ: undefined }],
  ['typ at+jwt', { typ: 'at+jwt' }],
  ['typ other', { typ: 'logout+jwt' }],
  ['typ number', { typ: 1 }],
  ['alg none', { alg: 'none' }],
  ['alg HS256', { alg: 'HS256' }],
  ['alg ES256', { alg: 'ES256' }],
  ['alg RS256', { alg: 'RS256' }],
  ['alg PS256', { alg: 'PS256' }],
  ['alg in lower case', { alg: 'rs256' }],
  ['no alg', { alg: undefined }],
  ['crit unknown', { crit: ['x'], x: 1 }],
  ['crit empty', { crit: [] }],
  ['b64 false', { b64: false, crit: ['b64'] }],
  ['b64 true', { b64: true, crit: ['b64'] }],
  ['jwk', { jwk: keyOf('ES256').jwk }],
  ['jku', { jku: 'https://evil.example/keys', x5u: 'https://evil.example/x', x5c: ['AAAA'] }],
  ['zip', { zip: 'DEF' }],
  ['other parameter', { x: 1 }],
];

/** Changes of the text of a signed token. */
const TEXTS: Record<string, (parts: string[]) => string> = {
  'a character replaced': (parts) => {
    const part = below(3);
    const text = parts[part] ?? '';
    const at = below(text.length);
    parts[part] = text.slice(0, at) + pick([...'AQgwz09-_']) + text.slice(at + 1);
    return parts.join('.');
  },
  'a bit of the signature flipped': (parts) => {
    const bytes = Buffer.from(parts[2] ?? '', 'base64url');
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    return `${parts[0]}.${parts[1]}.${bytes.toString('base64url')}`;
  },
  'the signature cut': (parts) => `${parts[0]}.${parts[1]}.${parts[2]?.slice(0, -below(8) - 1)}`,
  'the signature longer': (parts) => `${parts.join('.')}${'A'.repeat(1 + below(4))}`,
  'the signature empty': (parts) => `${parts[0]}.${parts[1]}.`,
  'the signature all zero': (parts) =>
    `${parts[0]}.${parts[1]}.${Buffer.alloc(Buffer.from(parts[2] ?? '', 'base64url').length).toString('base64url')}`,
  'another last character': (parts) => {
    const last = pick([...'ABCDEFGHQRghwx0189']);
    return `${parts[0]}.${parts[1]}.${parts[2]?.slice(0, -1)}${last}`;
  },
  'padding behind': (parts) => `${parts.join('.')}=`,
  'white space behind': (parts) => `${parts.join('.')} `,
  'the other alphabet': (parts) => parts.join('.').replaceAll('-', '+').replaceAll('_', '/'),
  'a part missing': (parts) => `${parts[0]}.${parts[2]}`,
  'a part more': (parts) => `${parts.join('.')}.AAAA`,
  'two parts more': (parts) => `${parts.join('.')}.AAAA.AAAA`,
  'parts exchanged': (parts) => `${parts[1]}.${parts[0]}.${parts[2]}`,
};

/** Changes of the JSON of the payload, before it is signed. */
const PAYLOADS: Record<string, (json: string) => string> = {
  'a claim twice': (json) => json.replace('{', '{"iss":"https://evil.example/",'),
  'white space in JSON': (json) => ` ${json.replaceAll(',', ' , ')}\n`,
  'a comma too many': (json) => json.replace('}', ',}'),
  'an array for claims': (json) => `[${json}]`,
  'a byte-order mark': (json) => `\ufeff${json}`,
};

function makeToken(): Sent {
  const done: string[] = [];
  const sometimes = (share: number) => chance() < share;
  const shared = sometimes(0.15);
  const key = sometimes(0.25) ? pick(oddKeys) : pick(keys);
  const alg = shared ? pick(HMACS) : key.alg;
  done.push(`key ${shared ? 'shared' : key.kid}`);
  const header: Record<string, unknown> = { alg, typ: 'JWT', ...(!shared && { kid: key.kid }) };
  const claims: Record<string, unknown> = {
    iss: ISSUER,
    sub: 'alice',
    aud: AUDIENCE,
    iat: NOW,
    exp: NOW + 3600,
    n: below(2 ** 31),
  };
  const change = (target: object, changes: readonly Change[]) => {
    const [name, what] = pick(changes);
    done.push(name);
    Object.assign(target, what);
  };
  if (alg === 'EdDSA' && sometimes(0.3)) change(header, [['alg Ed25519', { alg: 'Ed25519' }]]);
  if (sometimes(0.4)) change(claims, CLAIMS);
  if (sometimes(0.1)) change(claims, CLAIMS);
  if (sometimes(0.3)) change(header, HEADERS);
  let json = JSON.stringify(claims);
  if (sometimes(0.05)) {
    const name = pick(Object.keys(PAYLOADS));
    done.push(name);
    json = PAYLOADS[name]?.(json) ?? json;
  }
  const input = `${base64url(JSON.stringify(header))}.${base64url(json)}`;
  const forged = shared ? 'no' : pick(['mac', 'stranger', ...Array(30).fill('no')]);
  const stranger = strangers.get(key.alg);
  let signature: string;
  if (forged === 'mac') {
    done.push('HMAC with the public key');
    const mac = createHmac('sha256', pick([pemOf(key.publicKey), JSON.stringify(key.jwk)]));
    signature = mac.update(input).digest('base64url');
  } else if (forged === 'stranger' && stranger) {
    done.push("a stranger's signature");
    signature = signerOf(stranger, key.alg)(input);
  } else {
    signature = signerOf(shared ? SECRET : key, alg)(input);
  }
  const token = `${input}.${signature}`;
  if (!sometimes(0.25)) return { token, shared, done };
  const name = pick(Object.keys(TEXTS));
  done.push(name);
  return { token: TEXTS[name]?.(token.split('.')) ?? token, shared, done };
}

const entry: TrustedIssuer = {
  ...entryOf(ISSUER),
  audience: [AUDIENCE],
  clockToleranceSeconds: TOLERANCE,
  keys: { kind: 'published', algorithms: SIGNATURE_ALGORITHMS, fetch: false },
};
const sharing: TrustedIssuer = {
  ...entry,
  keys: { kind: 'shared', algorithms: HMACS, secrets: [SECRET] },
};
const source = new FixedKeys(readSigningKeys({ keys: jwks }));
const runtime = { now: () => NOW * 1000, keySource: () => source };

/** `valid`, or the code of the refusal. Anything else that is thrown fails the test. */
async function service({ token, shared }: Sent): Promise<string> {
  const trusted = shared ? sharing : entry;
  try {
    const jwt = parseJwt(token);
    const found = findEntry([trusted], jwt.claims);
    if (!found?.entry.keys) throw issuerMismatch([trusted], jwt.claims);
    await authenticateJwt(jwt, found, found.entry.keys, runtime);
    return 'valid';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const localKeys = createLocalJWKSet({ keys: jwks });
const secret = new TextEncoder().encode(SECRET);

async function byJose({ token, shared }: Sent): Promise<boolean> {
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['exp'],
    clockTolerance: TOLERANCE,
    currentDate: new Date(NOW * 1000),
    algorithms: shared ? [...HMACS] : [...SIGNATURE_ALGORITHMS, 'Ed25519'],
  };
  const verified = shared
    ? jwtVerify(token, secret, options)
    : jwtVerify(token, localKeys, options);
  return verified.then(
    () => true,
    () => false,
  );
}

/** Undefined if the library does not know this kind of key. */
function byAws({ token, shared }: Sent): boolean | undefined {
  if (shared) return undefined;
  try {
    const options = { issuer: ISSUER, audience: AUDIENCE, graceSeconds: TOLERANCE };
    verifyJwtSync(token, { keys: jwks }, options);
    return true;
  } catch {
    return false;
  }
}

/** A kind of token on which the service and a library do not agree, and why the service is right. */
interface Reason {
  by: 'jose' | 'aws' | 'both';
  /** What the service says. */
  code: string;
  /** Something that was done to the token. */
  done?: RegExp;
  why: string;
}

const REASONS: Reason[] = [
  {
    by: 'both',
    code: 'token_malformed',
    done: /^(another last|a character|the signature (cut|longer)|padding|white space behind)/,
    why: 'RFC 7515 §2: base64url without padding, white space or stray bits, so that a token has one spelling',
  },
  {
    by: 'both',
    code: 'token_malformed',
    done: /^a claim twice$/,
    why: 'RFC 7519 §4: readers that take different ones of two claims would see different tokens',
  },
  {
    by: 'jose',
    code: 'token_malformed',
    done: /^a byte-order mark$/,
    why: 'RFC 8259 §8.1: JSON does not begin with one',
  },
  {
    by: 'both',
    code: 'token_malformed',
    done: /^(typ|kid) number$/,
    why: 'RFC 7515 §4.1: these parameters are strings',
  },
  {
    by: 'both',
    code: 'token_header_unsupported',
    done: /^(crit|b64|jwk|zip)/,
    why: 'a token that needs extensions, or brings a key, is refused rather than read without them',
  },
  {
    by: 'both',
    code: 'token_type_unsupported',
    done: /^typ other$/,
    why: 'RFC 8725 §3.11: a logout token is not an access token',
  },
  {
    by: 'both',
    code: 'token_bound',
    done: /^cnf$/,
    why: 'RFC 7800 §3.1: worthless without its proof',
  },
  {
    by: 'both',
    code: 'token_not_yet_valid',
    done: /^iat (31|3600)$/,
    why: 'a token that will be issued later comes from a wrong clock, or from milliseconds',
  },
  {
    by: 'both',
    code: 'claim_invalid',
    done: /^exp 347846400$/,
    why: 'an expiry over ten years ahead is one in milliseconds',
  },
  { by: 'aws', code: 'claim_invalid', done: /^no exp$/, why: 'a token without an end is refused' },
  {
    by: 'both',
    code: 'claim_invalid',
    done: /^(jti number|aud mixed list|exp null)$/,
    why: 'RFC 7519 §4.1: the registered claims have types',
  },
  {
    by: 'aws',
    code: 'token_expired',
    done: /^exp -30$/,
    why: 'RFC 7519 §4.1.4: a token must not be accepted on its expiry',
  },
  {
    by: 'aws',
    code: 'key_ambiguous',
    done: /^key twice$/,
    why: 'of two keys of one name, neither is the right one',
  },
  {
    by: 'aws',
    code: 'key_unusable',
    done: /^key weak$/,
    why: 'RFC 7518 §3.3: RSA has 2048 bits or more',
  },
  {
    by: 'aws',
    code: 'key_unknown',
    done: /^key (leaked|operations)$/,
    why: 'a key whose private half was published, or that is for something else, proves nothing',
  },
  {
    by: 'both',
    code: 'valid',
    done: / null$/,
    why: 'many libraries write null for a claim that is not set',
  },
  {
    by: 'aws',
    code: 'valid',
    done: /^(sub number|scope list)$/,
    why: 'real logins issue such tokens, and the claims that name the user are checked later',
  },
  {
    by: 'jose',
    code: 'valid',
    done: /^alg Ed25519$/,
    why: 'RFC 9864 §2.2: it is the algorithm of a key that still calls it EdDSA',
  },
  {
    by: 'aws',
    code: 'key_unknown',
    done: /^alg RS256$/,
    why: 'RFC 8725 §3.1: an algorithm is for one type of key, also where the key does not name one',
  },
  {
    by: 'aws',
    code: 'valid',
    done: /^(no kid|key PS|alg PS256|alg Ed25519)/,
    why: 'the library needs a kid, and has neither RSASSA-PSS nor the name Ed25519',
  },
];

describe('tokens that were made and mutated', () => {
  it(`are judged as two libraries judge them: ${TOKENS}`, async () => {
    jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
    const unexplained = new Map<string, number>();
    const met = new Set<Reason>();
    const verdicts = new Map<string, number>();
    for (let count = 0; count < TOKENS; count += 1) {
      const sent = makeToken();
      const code = await service(sent);
      verdicts.set(code, (verdicts.get(code) ?? 0) + 1);
      const others = { jose: await byJose(sent), aws: byAws(sent) };
      for (const library of ['jose', 'aws'] as const) {
        if (others[library] === undefined || others[library] === (code === 'valid')) continue;
        const reason = REASONS.find(
          (each) =>
            [library, 'both'].includes(each.by) &&
            each.code === code &&
            (!each.done || sent.done.some((what) => each.done?.test(what))),
        );
        if (reason) met.add(reason);
        else {
          const name = `${library}: ${code} after ${sent.done.join(', ')}`;
          unexplained.set(name, (unexplained.get(name) ?? 0) + 1);
        }
      }
    }
    expect([...unexplained.keys()]).toEqual([]);
    // A reason that no token meets explains nothing.
    expect(REASONS.filter((each) => !met.has(each))).toEqual([]);
    // Neither all good nor all bad.
    expect(verdicts.get('valid')).toBeGreaterThan(TOKENS / 5);
    expect(verdicts.size).toBeGreaterThan(15);
  }, 300_000);
});
