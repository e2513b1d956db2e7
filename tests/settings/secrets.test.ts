/** Texts that are set as secrets, but are none: refused wherever a secret is configured. */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { Policy } from '../../src/settings';
import { disguiseOf, isLowEntropy } from '../../src/settings/secrets';
import { problemsWith } from '../support/settings';
import {
  ACCOUNT_SID,
  API_KEY_SECRET,
  AUDIENCE,
  makeKey,
  SECRET,
  signToken,
  validClaims,
} from '../support/tokens';

const OTHER_SECRET = 'another-secret-of-32-bytes-or-more-for-tests';
const BACKEND_TOKEN = `backend_${'q7Zt0Vb3Lm9Xc2Kd8Rf5Hy1Wn4Gs6JpQ'}`;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = makeKey('ES256');

const pemOf = (type: 'spki' | 'pkcs1') => rsa.publicKey.export({ type, format: 'pem' }).toString();
const PUBLIC = pemOf('spki').trim();
const PRIVATE = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
const EC_PUBLIC = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString().trim();
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmg\n-----END CERTIFICATE-----';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const body = (pem: string) => pem.split('\n').slice(1, -1).join('');

/** What is wrong, and a word of the sentence that says what it is. */
const DISGUISES: [what: string, value: string, word: string][] = [
  ['a public key', PUBLIC, 'public key'],
  ['a public key with escaped line breaks', PUBLIC.replaceAll('\n', '\\n'), 'public key'],
  ['a public key in one line', PUBLIC.replaceAll('\n', ' '), 'public key'],
  ['a public key in PKCS #1', pemOf('pkcs1').trim(), 'public key'],
  ['an elliptic public key', EC_PUBLIC, 'public key'],
  ['base64 of a public key', base64(PUBLIC), 'public key'],
  ['base64url of a public key', Buffer.from(PUBLIC).toString('base64url'), 'public key'],
  ['hexadecimal of a public key', Buffer.from(EC_PUBLIC).toString('hex'), 'public key'],
  ['a public key without its frame', body(PUBLIC), 'public key'],
  ['an elliptic public key without its frame', body(EC_PUBLIC), 'public key'],
  ['a public key of OpenSSH', `ssh-ed25519 ${'A'.repeat(60)}`, 'public key'],
  ['a private key', PRIVATE, 'private key'],
  ['a private key without its frame', body(PRIVATE), 'private key'],
  ['a private key with escaped line breaks', PRIVATE.replaceAll('\n', '\\n'), 'private key'],
  ['a certificate', CERTIFICATE, 'certificate'],
  ['base64 of a certificate', base64(CERTIFICATE), 'certificate'],
  ['a JWK', JSON.stringify(key.jwk), 'JWK'],
  ['a secret JWK', JSON.stringify({ kty: 'oct', k: SECRET }), 'JWK'],
  ['a key set', JSON.stringify({ keys: [key.jwk] }), 'JWK'],
  ['a JWK with escaped quotes', JSON.stringify(key.jwk).replaceAll('"', '\\"'), 'JWK'],
  ['base64 of a JWK', base64(JSON.stringify(key.jwk)), 'JWK'],
  ['other JSON', JSON.stringify({ secret: SECRET }), 'JSON'],
  ['a JWT', signToken(validClaims(), { key }), 'JWT'],
  ['a bearer token', `Bearer ${signToken(validClaims(), { key })}`, 'JWT'],
  ['a SID', ACCOUNT_SID, 'SID'],
  ['a SID of another kind', `VA${'0a'.repeat(16)}`, 'SID'],
  ['a URL', 'https://login.example.com/realms/app/secret', 'URL'],
  ['a database URL', 'postgres://user:password@db.example.com/app', 'URL'],
  ['the token of a backend', BACKEND_TOKEN, 'BACKEND_TOKENS'],
  ['the value of another variable', AUDIENCE, 'URL'],
  ['the secret of the API key', API_KEY_SECRET, 'TWILIO_API_KEY_SECRET'],
];

const STAFF = { issuer: 'https://staff.example', audience: 'chat' };
const CLIENT = { url: 'https://staff.example/introspect', clientId: 'chat' };
const NO_AUTH = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
const HASHED = { IDENTITY_FORMAT: 'hashed' };
const INTROSPECTION = {
  AUTH_INTROSPECTION_URL: CLIENT.url,
  AUTH_INTROSPECTION_CLIENT_ID: 'chat',
};

/** Wherever a secret is configured, with what is set besides. */
const PLACES: [variable: string, others: Record<string, string | undefined>, policy?: Policy][] = [
  ['TWILIO_API_KEY_SECRET', {}],
  ['AUTH_SECRET', {}],
  ['AUTH_SECRET_PREVIOUS', { AUTH_SECRET: SECRET }],
  ['GUEST_SECRET', { GUESTS: 'on' }],
  ['GUEST_SECRET_PREVIOUS', { GUESTS: 'on', GUEST_SECRET: SECRET }],
  ['IDENTITY_SECRET', HASHED],
  ['AUTH_INTROSPECTION_CLIENT_SECRET', INTROSPECTION],
  ['GUEST_CHALLENGE_SECRET', { GUEST_CHALLENGE_URL: 'https://a.example/siteverify' }],
  ['PARTNER_SECRET', NO_AUTH, { issuers: [{ ...STAFF, secretVariables: ['PARTNER_SECRET'] }] }],
  [
    'STAFF_CLIENT_SECRET',
    NO_AUTH,
    {
      issuers: [{ ...STAFF, introspection: { ...CLIENT, secretVariable: 'STAFF_CLIENT_SECRET' } }],
    },
  ],
];

describe.each(PLACES)('%s', (variable, others, policy) => {
  const problemOf = (value: string) => {
    const problems = problemsWith({ ...others, [variable]: value }, policy ?? {});
    return problems.filter((problem) => problem.variable === variable);
  };

  it('may be a secret', () => {
    expect(problemsWith({ ...others, [variable]: OTHER_SECRET }, policy ?? {})).toEqual([]);
  });

  it.each(DISGUISES)('may not be %s', (_, value, word) => {
    const [problem, ...more] = problemOf(value);
    expect(more).toEqual([]);
    if (variable === 'TWILIO_API_KEY_SECRET' && value === API_KEY_SECRET) {
      expect(problem).toBeUndefined();
      return;
    }
    expect(problem).toMatchObject({ kind: 'insecure' });
    expect(problem?.sentence).toContain(word);
    // Neither the text nor a piece of it is repeated.
    expect(problem?.sentence).not.toContain(value.slice(0, 24));
  });

  it('may not be an item of a list, nor have a known hash', () => {
    const AUTH_COOKIE = `session,${OTHER_SECRET}`;
    const origin = { ALLOWED_ORIGINS: 'https://app.example.com' };
    const inList = problemsWith(
      { ...others, ...origin, AUTH_COOKIE, [variable]: OTHER_SECRET },
      policy,
    );
    expect(inList.map(({ sentence }) => sentence).join()).toContain('is the same as AUTH_COOKIE');
    const BACKEND_TOKENS = createHash('sha256').update(OTHER_SECRET).digest('hex');
    const hashed = problemsWith({ ...others, BACKEND_TOKENS, [variable]: OTHER_SECRET }, policy);
    expect(hashed.map(({ sentence }) => sentence).join()).toContain('same as BACKEND_TOKENS');
  });
});

describe('a secret of its own', () => {
  it.each([
    ['one character', 's'.repeat(40)],
    ['two characters', 'ab'.repeat(20)],
    ['a word', 'password'.repeat(5)],
    ['a short secret, repeated until it is long enough', 'q7Zt0Vb3Lm9Xc2Kd'.repeat(2)],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['digits that count', '0123456789'.repeat(4)],
  ])('is not easy to guess: %s', (_, AUTH_SECRET) => {
    const [problem] = problemsWith({ AUTH_SECRET });
    expect(problem).toMatchObject({ variable: 'AUTH_SECRET', kind: 'insecure' });
    expect(problem?.finding).toContain('easy to guess');
  });

  const ENCODINGS = ['base64', 'base64url', 'hex'] as const;

  it.each(ENCODINGS)('can be written in %s, and is decoded before it is measured', (encoding) => {
    const long = randomBytes(32).toString(encoding);
    expect(problemsWith({ AUTH_SECRET: long, AUTH_SECRET_ENCODING: encoding })).toEqual([]);
    const short = randomBytes(31).toString(encoding);
    const [problem] = problemsWith({ AUTH_SECRET: short, AUTH_SECRET_ENCODING: encoding });
    expect(problem?.finding).toBe('must have at least 32 bytes after decoding.');
  });

  it.each(ENCODINGS)('is refused when it is not %s', (AUTH_SECRET_ENCODING) => {
    const [problem] = problemsWith({ AUTH_SECRET: `${SECRET}!`, AUTH_SECRET_ENCODING });
    expect(problem).toMatchObject({
      variable: 'AUTH_SECRET',
      finding: `is not ${AUTH_SECRET_ENCODING}.`,
    });
  });

  it('is used once, also where it is written in two encodings', () => {
    const [problem] = problemsWith({
      AUTH_SECRET: Buffer.from(OTHER_SECRET).toString('hex'),
      AUTH_SECRET_ENCODING: 'hex',
      GUESTS: 'on',
      GUEST_SECRET: OTHER_SECRET,
    });
    expect(problem?.finding).toMatch(/^is the same as/);
  });
});

describe('a random secret', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 });
  const encoding = fc.constantFrom('base64' as const, 'base64url' as const, 'hex' as const);

  it('is never suspected', () => {
    fc.assert(
      fc.property(fc.integer(), encoding, (seed, name) => {
        // Not from fast-check, which prefers bytes that are alike.
        const random = Buffer.concat([
          createHash('sha256').update(`${seed}a`).digest(),
          createHash('sha256').update(`${seed}b`).digest(),
        ]);
        const text = random.subarray(0, 32 + (Math.abs(seed) % 32)).toString(name);
        expect(disguiseOf(text)).toBeUndefined();
        expect(isLowEntropy(text)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('nor does any text make the check throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          bytes.map((each) => Buffer.from(each).toString('base64')),
        ),
        (text) => {
          disguiseOf(text);
          isLowEntropy(text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
