/** The variables for visitors without a login. */

import type { ChallengeSettings } from '../authenticate/challenge';
import type { TicketRules } from '../authenticate/guest-ticket';
import { isLifetime, MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from '../authorize';
import { POLICY_FILE, type Policy } from './policy';
import type { VariableReader } from './reader';

/** How visitors without a login are treated. */
export interface GuestSettings {
  tickets: TicketRules;
  /** What a visitor must pass to get a ticket; undefined if anybody gets one. */
  challenge: ChallengeSettings | undefined;
}

/**
 * Seconds. Short, since a guest has proven nothing; not shorter, since each refresh is a request and
 * Twilio asks for one three minutes before the end.
 */
const DEFAULT_TOKEN_LIFETIME_SECONDS = 900;
const DAY = 86_400;

/** Reads the settings for guests; undefined if there are to be none. */
export function readGuests(read: VariableReader, audience: string): GuestSettings | undefined {
  const open = read.oneOf('GUESTS', ['on', 'off'], 'off') === 'on';
  const secrets = [
    read.secret('GUEST_SECRET'),
    read.secret('GUEST_SECRET_PREVIOUS', 'GUEST_SECRET'),
  ];
  if (open) read.require('GUEST_SECRET', 'GUESTS=on needs it, to sign guest tickets.');
  const days = read.integer('GUEST_LIFETIME_DAYS', {
    min: 1,
    max: 365,
    fallback: 30,
    unit: 'days',
  });
  const challenge = readChallenge(read);
  if (!open) return undefined;
  return {
    tickets: {
      secrets: secrets.filter((secret) => secret !== undefined),
      lifetimeSeconds: days * DAY,
      audience,
    },
    challenge,
  };
}

/** Seconds for which a guest's access token is valid. */
export function readGuestLifetime(read: VariableReader, policy: Policy['guests']): number {
  const lifetimeSeconds = policy?.lifetime ?? DEFAULT_TOKEN_LIFETIME_SECONDS;
  if (!isLifetime(lifetimeSeconds)) {
    read.refuse(
      POLICY_FILE,
      `guests.lifetime must be a number of seconds from ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS}.`,
    );
  }
  return lifetimeSeconds;
}

function readChallenge(read: VariableReader): ChallengeSettings | undefined {
  const url = read.url('GUEST_CHALLENGE_URL');
  const secret = read.text('GUEST_CHALLENGE_SECRET');
  if (read.isSet('GUEST_CHALLENGE_URL')) {
    read.require('GUEST_CHALLENGE_SECRET', 'It is the secret of your site at the provider.');
  } else if (read.isSet('GUEST_CHALLENGE_SECRET')) {
    read.require('GUEST_CHALLENGE_URL', "It is the provider's siteverify address.");
  }
  return url !== undefined && secret !== undefined ? { url, secret } : undefined;
}
