/** Only the issuer's own signature over exactly this text counts. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { SECRET } from '../support/tokens';
import { type Family, type Row, SHARED_SECRET } from './runner';
import type { LoginKeys, Stage } from './stage';

const INVALID = '401 invalid_token signature_invalid';

/** A good token with its signature changed. */
const resigned =
  (change: (signature: Buffer, input: string) => Uint8Array, key: keyof LoginKeys = 'rsa') =>
  ({ login }: Stage) =>
    changeSignature(login.token({}, { key: login.keys[key] }), change);

function changeSignature(
  token: string,
  change: (signature: Buffer, input: string) => Uint8Array,
): string {
  const [header, payload, signature = ''] = token.split('.');
  const input = `${header}.${payload}`;
  const changed = change(Buffer.from(signature, 'base64url'), input);
  return `${input}.${Buffer.from(changed).toString('base64url')}`;
}

/** A good token with one bit of a part flipped, where `at` stands in its text. */
function flipped(token: string, part: 0 | 1, at: string): string {
  const parts = token.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  const index = bytes.indexOf(at);
  bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

/** The order of P-256, which no half of a signature reaches (FIPS 186-5 §6.4). */
const P256_ORDER = Buffer.from(
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  'hex',
);
/** The order of Ed25519, little-endian: S and S + L would be two signatures of one text (RFC 8032 §5.1.7). */
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function addOrder(signature: Buffer): Buffer {
  const half = Buffer.from(signature.subarray(32)).reverse();
  const sum = BigInt(`0x${half.toString('hex')}`) + ED25519_ORDER;
  const bytes = Buffer.from(sum.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
}

const shared = (change: (signature: Buffer) => Uint8Array): Pick<Row, 'token' | 'settings'> => ({
  token: ({ login }) => changeSignature(login.token({}, { key: SECRET }), change),
  settings: SHARED_SECRET,
});

const zeros = (length: number) => Buffer.alloc(length);

export const signatures: Family = {
  name: 'signatures',
  rows: [
    {
      name: 'a signature taken apart and put together',
      token: resigned((signature) => signature),
      outcome: '200 alice',
    },
    { name: 'a MAC taken apart and put together', ...shared((mac) => mac), outcome: '200 alice' },

    { name: 'an empty signature', token: resigned(() => zeros(0)), outcome: INVALID },
    {
      name: 'half a signature',
      token: resigned((signature) => signature.subarray(0, 128)),
      outcome: INVALID,
    },
    {
      name: 'a signature without its last byte',
      token: resigned((signature) => signature.subarray(0, -1)),
      outcome: INVALID,
    },
    {
      name: 'a signature with a byte more',
      token: resigned((signature) => Buffer.concat([signature, zeros(1)])),
      outcome: INVALID,
    },
    {
      name: 'a signature with a zero byte before it',
      token: resigned((signature) => Buffer.concat([zeros(1), signature])),
      outcome: INVALID,
    },
    {
      name: 'a signature of zeros',
      token: resigned(({ length }) => zeros(length)),
      outcome: INVALID,
    },
    {
      name: 'a signature of ones',
      token: resigned(({ length }) => Buffer.alloc(length, 255)),
      outcome: INVALID,
    },
    {
      name: 'the signature of another token of the same login',
      token: ({ login }) => {
        const other = login.token({ sub: 'bob' }).split('.')[2] ?? '';
        return changeSignature(login.token(), () => Buffer.from(other, 'base64url'));
      },
      outcome: INVALID,
    },
    {
      name: 'the signature of a stranger under the kid of the login',
      token: ({ login, stranger }) => login.token({}, { key: stranger.rsa }),
      outcome: INVALID,
    },
    {
      name: 'the digest in place of the signature',
      token: resigned((_signature, input) => createHash('sha256').update(input).digest()),
      outcome: INVALID,
    },
    {
      name: 'a bit flipped in the header',
      token: ({ login }) => flipped(login.token({}, { header: { x: 'm' } }), 0, 'm'),
      outcome: INVALID,
    },
    {
      name: 'a bit flipped in the payload',
      token: ({ login }) => flipped(login.token(), 1, 'alice'),
      outcome: INVALID,
    },
    {
      name: 'a bit flipped in the signature',
      token: resigned((signature) => {
        signature.writeUInt8(signature.readUInt8(100) ^ 1, 100);
        return signature;
      }),
      outcome: INVALID,
    },

    {
      name: 'an ECDSA signature in DER',
      token: ({ login }) => {
        const { privateKey } = login.keys.ec;
        return changeSignature(login.token({}, { key: login.keys.ec }), (_signature, input) =>
          sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'der' }),
        );
      },
      outcome: INVALID,
    },
    { name: 'ECDSA with r = s = 0', token: resigned(() => zeros(64), 'ec'), outcome: INVALID },
    {
      name: 'ECDSA with r = 0',
      token: resigned((signature) => Buffer.concat([zeros(32), signature.subarray(32)]), 'ec'),
      outcome: INVALID,
    },
    {
      name: 'ECDSA with s = 0',
      token: resigned((signature) => Buffer.concat([signature.subarray(0, 32), zeros(32)]), 'ec'),
      outcome: INVALID,
    },
    {
      name: 'ECDSA with r = s = the order of the curve',
      token: resigned(() => Buffer.concat([P256_ORDER, P256_ORDER]), 'ec'),
      outcome: INVALID,
    },
    {
      name: 'an empty ECDSA signature',
      token: resigned(() => zeros(0), 'ec'),
      outcome: INVALID,
    },
    {
      name: 'an ECDSA signature of 63 bytes',
      token: resigned((signature) => signature.subarray(0, 63), 'ec'),
      outcome: INVALID,
    },
    {
      name: 'an ECDSA signature with a zero byte before each half',
      token: resigned(
        (signature) =>
          Buffer.concat([zeros(1), signature.subarray(0, 32), zeros(1), signature.subarray(32)]),
        'ec',
      ),
      outcome: INVALID,
    },
    {
      name: 'an ECDSA signature made with SHA-384',
      token: ({ login }) =>
        changeSignature(login.token({}, { key: login.keys.ec }), (_signature, input) =>
          sign('sha384', Buffer.from(input), {
            key: createPrivateKey(
              login.keys.ec.privateKey.export({ type: 'pkcs8', format: 'pem' }),
            ),
            dsaEncoding: 'ieee-p1363',
          }),
        ),
      outcome: INVALID,
    },
    { name: 'EdDSA with R = S = 0', token: resigned(() => zeros(64), 'ed25519'), outcome: INVALID },
    {
      name: 'EdDSA with S + L in place of S',
      token: resigned(addOrder, 'ed25519'),
      outcome: INVALID,
    },
    {
      name: 'half an EdDSA signature',
      token: resigned((signature) => signature.subarray(0, 32), 'ed25519'),
      outcome: INVALID,
    },

    { name: 'an empty MAC', ...shared(() => zeros(0)), outcome: INVALID },
    { name: 'half a MAC', ...shared((mac) => mac.subarray(0, 16)), outcome: INVALID },
    {
      name: 'a MAC with a byte more',
      ...shared((mac) => Buffer.concat([mac, zeros(1)])),
      outcome: INVALID,
    },
    {
      name: 'a MAC of another secret',
      token: ({ login }) => login.token({}, { key: `${SECRET}!` }),
      settings: SHARED_SECRET,
      outcome: INVALID,
    },
  ],
};
