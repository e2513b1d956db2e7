/** Texts that are set as secrets although others know or can guess them. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { BACKEND_TOKEN_PREFIX } from '../authenticate/backend';
import { isJsonObject } from '../http/json';
import { Wrong } from './values';

/**
 * What a text is instead of a secret, with where it belongs; undefined if nothing speaks against it. A
 * public key is the worst of these: whoever has it could sign for any user.
 */
export function disguiseOf(value: string): Wrong | undefined {
  return (
    structureOf(value) ??
    // Base64 and hexadecimal of such a text are as public as the text itself.
    decodingsOf(value)
      .map((bytes) => structureOf(bytes.toString('latin1').trim()) ?? derOf(bytes))
      .find((found) => found !== undefined)
  );
}

function structureOf(value: string): Wrong | undefined {
  if (/-{4,5} ?BEGIN\b/i.test(value)) {
    if (/BEGIN [A-Z0-9 ]*PRIVATE KEY/i.test(value)) return PRIVATE_KEY;
    return /CERTIFICATE/i.test(value) ? CERTIFICATE : PUBLIC_KEY;
  }
  if (/^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\S+) /.test(value)) return PUBLIC_KEY;
  if (/["']\\?k(ty|eys)\\?["']\s*:|\\"k(ty|eys)\\"/.test(value)) return JWK;
  if (isJson(value)) return insecure('is JSON.', 'Set the secret alone.');
  const [header = '', ...parts] = value.replace(/^bearer +/i, '').split('.');
  if ((parts.length === 2 || parts.length === 4) && isJson(base64url(header))) {
    return insecure('is a JWT.', 'Set the secret that signs such tokens, not a token.');
  }
  if (/^[A-Z]{2}[0-9a-f]{32}$/.test(value)) {
    return insecure('is a SID.', 'A SID only names something. Set the secret that belongs to it.');
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    return insecure('is a URL.', 'An address is not a secret. Set the secret itself.');
  }
  if (value.startsWith(BACKEND_TOKEN_PREFIX)) {
    return insecure(
      'is the token of a backend.',
      'Its SHA-256 digest belongs in BACKEND_TOKENS. Make another secret here.',
    );
  }
  return undefined;
}

const insecure = (finding: string, remedy: string) => new Wrong(finding, remedy, 'insecure');

const PUBLIC_KEY = insecure(
  'is a public key, which anyone may know.',
  'Set it as AUTH_PUBLIC_KEY instead, or as keySet in src/policy.ts.',
);
const CERTIFICATE = insecure(
  'is a certificate, which anyone may know.',
  'Set it as AUTH_PUBLIC_KEY instead, or as keySet in src/policy.ts.',
);
const PRIVATE_KEY = insecure(
  'is a private key, which stays with whoever signs.',
  'Set its public key as AUTH_PUBLIC_KEY instead.',
);
const JWK = insecure(
  'is a JWK or a key set.',
  'Set a public key as AUTH_PUBLIC_KEY. Of a secret key set the value of k, with AUTH_SECRET_ENCODING=base64url.',
);

function isJson(value: string): boolean {
  if (!/^[{[]/.test(value)) return false;
  try {
    const parsed: unknown = JSON.parse(value);
    return isJsonObject(parsed) || Array.isArray(parsed);
  } catch {
    return false;
  }
}

const base64url = (value: string) => Buffer.from(value, 'base64url').toString('utf8');

function decodingsOf(value: string): Buffer[] {
  const compact = value.replace(/\s|\\n/g, '');
  return [
    ...(/^[A-Za-z0-9+/_-]{24,}={0,2}$/.test(compact) ? [Buffer.from(compact, 'base64')] : []),
    ...(/^([0-9A-Fa-f]{2}){16,}$/.test(compact) ? [Buffer.from(compact, 'hex')] : []),
  ];
}

/** A key in DER: what is between the first and the last line of a PEM. */
function derOf(bytes: Buffer): Wrong | undefined {
  // A SEQUENCE that ends where the bytes end (X.690 §8.1): no random text gets beyond this.
  const [tag = 0, first = 0] = bytes;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (tag !== 0x30 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return undefined;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  if (bytes.length !== 2 + lengthBytes + length) return undefined;
  const pem = (label: string) =>
    `-----BEGIN ${label}-----\n${bytes.toString('base64')}\n-----END ${label}-----\n`;
  const readable = (labels: string[], read: (pem: string) => unknown) =>
    labels.some((label) => {
      try {
        read(pem(label));
        return true;
      } catch {
        return false;
      }
    });
  if (readable(['PUBLIC KEY', 'RSA PUBLIC KEY'], createPublicKey)) return PUBLIC_KEY;
  if (readable(['CERTIFICATE'], createPublicKey)) return CERTIFICATE;
  const privateLabels = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];
  return readable(privateLabels, createPrivateKey) ? PRIVATE_KEY : undefined;
}

/** Fewer different characters than random decimal digits have in 32 places, but for one in 10 million. */
const MIN_DIFFERENT_CHARACTERS = 6;

/**
 * Whether a text of some length was not made at random: few characters, a repetition, or characters
 * that count up or down.
 */
export function isLowEntropy(value: string): boolean {
  if (new Set(value).size < MIN_DIFFERENT_CHARACTERS) return true;
  // A text that repeats at least once looks the same when it is shifted by what it repeats.
  for (let length = 1; length <= value.length / 2; length += 1) {
    if (value.startsWith(value.slice(length))) return true;
  }
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).filter((code, i) => Math.abs(code - (codes[i] ?? 0)) <= 1);
  return steps.length > 0.75 * codes.length;
}
