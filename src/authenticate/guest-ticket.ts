/**
 * Guest tickets: proofs that this service gives to visitors without a login, so that each of them
 * stays one identity for as long as they keep coming back.
 */
import { failed, Refusal } from '../errors';
import { encodePart, signHs256 } from '../hmac';
import { requireAlgorithm } from './algorithms';
import type { GuestCaller } from './caller';
import { checkClaims } from './claims';
import { hasTokenType, type UnverifiedJwt } from './jwt';
import { verifyWithSecret } from './signature';

/** What tickets are made and verified with. */
export interface TicketRules {
  /** The current secret first, then the previous one; at least 32 bytes each. */
  secrets: readonly string[];
  /** Seconds for which a ticket is valid. It is never extended. */
  lifetimeSeconds: number;
  /** What the tickets are for, so that none of another deployment is accepted. */
  audience: string;
}

/** A ticket, and the visitor it belongs to. */
export interface GuestTicket {
  /** The ticket, a JWT of the type `guest-ticket+jwt`. */
  ticket: string;
  caller: GuestCaller;
}

const HEADER = encodePart({ alg: 'HS256', typ: 'guest-ticket+jwt' });

/** Seconds. Tickets are signed and read by the same service, whose instances differ by little. */
export const TICKET_CLOCK_TOLERANCE_SECONDS = 30;

/** The header `typ` of a guest ticket. */
export const GUEST_TICKET_TYPE = 'guest-ticket+jwt';

/**
 * A ticket for a visitor who has none.
 *
 * @param subject 128 random bits, 32 hexadecimal digits
 */
export function newGuestTicket(
  rules: TicketRules,
  nowSeconds: number,
  subject: string,
): GuestTicket {
  const issuedAt = Math.floor(nowSeconds);
  const expiresAtSeconds = issuedAt + rules.lifetimeSeconds;
  const claims = { sub: subject, aud: rules.audience, iat: issuedAt, exp: expiresAtSeconds };
  return sign({ kind: 'guest', claims, expiresAtSeconds }, rules);
}

/**
 * The ticket of a visitor who has one: the same identity and the same end. It is signed with the
 * current secret, so that a visitor who comes back outlives a change of secrets.
 *
 * @throws Refusal with a code of `invalid_token`
 */
export function renewGuestTicket(
  jwt: UnverifiedJwt,
  rules: TicketRules,
  nowSeconds: number,
): GuestTicket {
  return sign(verifyGuestTicket(jwt, rules, nowSeconds), rules);
}

function sign(caller: GuestCaller, { secrets: [secret = ''] }: TicketRules): GuestTicket {
  return { ticket: signHs256(HEADER, caller.claims, secret), caller };
}

/**
 * Verifies a guest ticket.
 *
 * @throws Refusal with a code of `invalid_token`
 */
export function verifyGuestTicket(
  jwt: UnverifiedJwt,
  rules: TicketRules,
  nowSeconds: number,
): GuestCaller {
  if (!hasTokenType(jwt.header, [GUEST_TICKET_TYPE])) {
    throw new Refusal(
      'token_type_unsupported',
      'the token is not a guest ticket',
      failed('header.typ', jwt.header.typ, 'guest-ticket+jwt'),
    );
  }
  const alg = requireAlgorithm(jwt.header.alg, ['HS256']);
  verifyWithSecret(jwt, alg, rules.secrets);
  const expiresAtSeconds = checkClaims(
    jwt.claims,
    {
      audience: [rules.audience],
      audienceClaim: 'aud',
      requiredClaims: [],
      clockToleranceSeconds: TICKET_CLOCK_TOLERANCE_SECONDS,
      maxAgeSeconds: undefined,
    },
    nowSeconds,
  );
  return { kind: 'guest', claims: jwt.claims, expiresAtSeconds };
}
