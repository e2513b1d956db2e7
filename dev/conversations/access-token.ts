/** Judges access tokens as Twilio does, and refuses them with Twilio's error codes. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What tokens are signed with, and for. */
export interface Credentials {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  readonly serviceSid: string;
  readonly region: string;
}

/** What a good token says. */
export interface AcceptedToken {
  readonly identity: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Why Twilio would not take a token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  /** https://www.twilio.com/docs/api/errors */
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** Seconds. */
const LONGEST_LIFETIME = 86_400;

/**
 * Judges a token.
 *
 * @param now milliseconds since the epoch
 * @throws TokenRefused
 */
export function judgeToken(token: unknown, credentials: Credentials, now: number): AcceptedToken {
  const { header, payload, input, signature } = parse(token);
  const { apiKeySid, accountSid, apiKeySecret, serviceSid, region } = credentials;
  const require = (condition: boolean, code: number, reason: string) => {
    if (!condition) throw new TokenRefused(code, reason);
  };

  require(header.alg === 'HS256', 20101, 'alg is not HS256');
  require(header.typ === 'JWT', 20101, 'typ is not JWT');
  require(header.cty === 'twilio-fpa;v=1', 20101, 'cty is not twilio-fpa;v=1');
  require((header.twr ?? 'us1') === region, 20101, `twr is not ${region}`);
  require(payload.iss === apiKeySid, 20103, 'iss is not the API key');
  require(payload.sub === accountSid, 20103, 'sub is not the account');
  const wanted = createHmac('sha256', apiKeySecret).update(input).digest();
  const equal = signature.length === wanted.length && timingSafeEqual(signature, wanted);
  require(equal, 20107, 'the signature does not verify');

  const seconds = now / 1000;
  const { exp, nbf, iat } = payload;
  require(typeof exp === 'number' && Number.isInteger(exp), 20101, 'exp is no whole number');
  require(Number(exp) > seconds, 20104, 'the token has expired');
  require(nbf === undefined || Number(nbf) <= seconds, 20105, 'the token is not valid yet');
  const begin = Number(nbf ?? iat ?? seconds);
  require(Number(exp) - begin <= LONGEST_LIFETIME, 20157, 'the lifetime is over 24 hours');

  const grants = Object(payload.grants);
  const { identity } = grants;
  require(typeof identity === 'string' && identity !== '', 20106, 'the grants name no identity');
  require(identity.length <= 256, 20106, 'the identity is over 256 characters');
  require(Object(grants.chat).service_sid ===
    serviceSid, 20106, 'the grant is for no such service');
  return { identity, expiresAt: Number(exp) * 1000 };
}

function parse(token: unknown) {
  try {
    if (typeof token !== 'string') throw new Error();
    const [head = '', body = '', mac = '', ...more] = token.split('.');
    if (!mac || more.length > 0) throw new Error();
    const part = (text: string): Record<string, unknown> => {
      const value = JSON.parse(Buffer.from(text, 'base64url').toString());
      if (typeof value !== 'object' || value === null) throw new Error();
      return value;
    };
    return {
      header: part(head),
      payload: part(body),
      input: `${head}.${body}`,
      signature: Buffer.from(mac, 'base64url'),
    };
  } catch {
    throw new TokenRefused(20101, 'it is no JWT');
  }
}
