/** Which reading of a shared secret a token was signed with. */
import { HMAC_HASHES, type HmacAlgorithm } from '../../src/authenticate/algorithms';
import { hmacMatches } from '../../src/hmac';
import { decodeLeniently } from './credential';

/** How a secret can be written down. */
export const SECRET_ENCODINGS = ['utf8', 'base64', 'base64url', 'hex'] as const;

/** One of them. */
export type SecretEncoding = (typeof SECRET_ENCODINGS)[number];

/** The bytes that a secret means; undefined if it is not written so. */
export function decodeSecret(text: string, encoding: SecretEncoding): Buffer | undefined {
  const forms: Record<SecretEncoding, RegExp> = {
    utf8: /./s,
    base64: /^[A-Za-z0-9+/]+={0,2}$/,
    base64url: /^[\w-]+={0,2}$/,
    hex: /^([0-9a-f]{2})+$/i,
  };
  return forms[encoding].test(text) ? Buffer.from(text, encoding) : undefined;
}

/**
 * The encoding of a secret under which a signature verifies.
 *
 * @param secrets as text, or as the bytes that they were decoded to
 * @returns undefined if none does, or if the token is not signed with a secret
 */
export function encodingThatVerifies(
  token: string,
  secrets: readonly (string | Uint8Array)[],
): SecretEncoding | undefined {
  const { alg } = decodeLeniently(token)?.header ?? {};
  if (typeof alg !== 'string' || !Object.hasOwn(HMAC_HASHES, alg)) return undefined;
  const end = token.lastIndexOf('.');
  const [input, signature] = [token.slice(0, end), token.slice(end + 1)];
  const verifies = (secret: Uint8Array | undefined) =>
    secret !== undefined &&
    hmacMatches(HMAC_HASHES[alg as HmacAlgorithm], secret, input, signature);
  const texts = secrets.flatMap((secret) =>
    typeof secret === 'string'
      ? [secret]
      : (['base64', 'base64url', 'hex'] as const).map((each) => Buffer.from(secret).toString(each)),
  );
  return SECRET_ENCODINGS.find((encoding) =>
    texts.some((text) => verifies(decodeSecret(text, encoding))),
  );
}
