/** The fourth step: the access token (Twilio's format "twilio-fpa;v=1"). */
import type { Grant } from '../authorize';
import { encodePart, signHs256 } from '../hmac';
import type { Identity } from '../identify';

/** A region in which Twilio offers Conversations. */
export type Region = 'us1' | 'ie1';

/** The account, the key and the service that tokens are issued for. */
export interface TwilioSettings {
  /** AC and 32 hexadecimal digits. */
  accountSid: string;
  /** SK and 32 hexadecimal digits. */
  apiKeySid: string;
  apiKeySecret: string;
  /** IS and 32 hexadecimal digits. */
  serviceSid: string;
  region: Region;
}

/** An access token and what its holder should know of it; the body of a successful answer. */
export interface IssuedToken {
  /** The access token, for the Conversations SDK. */
  token: string;
  identity: Identity;
  /** ISO 8601, UTC. */
  expiresAt: string;
  /** Seconds from `serverTime`. */
  expiresIn: number;
  /** When to ask for the next one, ISO 8601, UTC. */
  refreshAfter: string;
  /** The clock that the other times are read from, ISO 8601, UTC. */
  serverTime: string;
  serviceSid: string;
  region: Region;
}

const HEADER = { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' };

// The default region is left out, as in Twilio's own libraries.
const HEADERS: Record<Region, string> = {
  us1: encodePart(HEADER),
  ie1: encodePart({ ...HEADER, twr: 'ie1' }),
};

/** What makes each token different. */
export interface Randomness {
  /** Unique for each token; half of its `jti`. */
  id: string;
  /** From 0 up to, but not including, 1: spreads the time of the refresh. */
  random: number;
}

/**
 * Issues an access token, claim for claim as Twilio's own `AccessToken` with a `ChatGrant` does.
 *
 */
export function issue(
  identity: Identity,
  { lifetimeSeconds, pushCredentialSid }: Grant,
  twilio: TwilioSettings,
  nowSeconds: number,
  { id, random }: Randomness,
): IssuedToken {
  const { accountSid, apiKeySid, apiKeySecret, serviceSid, region } = twilio;
  const issuedAt = Math.floor(nowSeconds);
  const expiresAt = issuedAt + lifetimeSeconds;
  const payload = {
    jti: `${apiKeySid}-${id}`,
    grants: {
      identity,
      chat: {
        service_sid: serviceSid,
        ...(pushCredentialSid !== undefined && { push_credential_sid: pushCredentialSid }),
      },
    },
    // No nbf: a client or a server of Twilio's with a clock behind this one would refuse the token.
    iat: issuedAt,
    exp: expiresAt,
    iss: apiKeySid,
    sub: accountSid,
  };
  return {
    token: signHs256(HEADERS[region], payload, apiKeySecret),
    identity,
    expiresAt: iso(expiresAt),
    expiresIn: lifetimeSeconds,
    refreshAfter: iso(expiresAt - refreshMarginSeconds(lifetimeSeconds, random)),
    serverTime: iso(issuedAt),
    serviceSid,
    region,
  };
}

/** Seconds for which a new token is used before it is refreshed. */
const SHORTEST_USE_SECONDS = 60;

/**
 * Seconds before the end at which to refresh, at random between once and twice the margin, so that
 * clients who came together do not come back together. The margin is a tenth of the lifetime, but at
 * least the three minutes of Twilio's own warning, which is then rarely needed, and at most ten.
 */
function refreshMarginSeconds(lifetimeSeconds: number, random: number): number {
  const marginSeconds = Math.min(600, Math.max(180, Math.floor(lifetimeSeconds / 10)));
  // A short token is not to be refreshed as soon as it is issued.
  const mostSeconds = Math.min(2 * marginSeconds, lifetimeSeconds - SHORTEST_USE_SECONDS);
  return marginSeconds + Math.floor(random * (mostSeconds - marginSeconds));
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** The body of a successful answer to a visitor. */
export interface IssuedTicket {
  /** The guest ticket, to be kept and sent as bearer token. */
  guestTicket: string;
  /** The identity that the visitor will have. */
  identity: Identity;
  /** When the ticket ends for good, ISO 8601, UTC. */
  expiresAt: string;
  /** Seconds from `serverTime`. */
  expiresIn: number;
  /** ISO 8601, UTC. */
  serverTime: string;
}

/**
 * Describes a guest ticket to its holder.
 *
 */
export function describeTicket(
  guestTicket: string,
  identity: Identity,
  expiresAtSeconds: number,
  nowSeconds: number,
): IssuedTicket {
  const time = Math.floor(nowSeconds);
  return {
    guestTicket,
    identity,
    expiresAt: iso(expiresAtSeconds),
    expiresIn: expiresAtSeconds - time,
    serverTime: iso(time),
  };
}
