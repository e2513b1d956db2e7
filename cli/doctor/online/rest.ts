/** Asks Twilio's REST API with the configured key. */
import type { Twilio } from 'twilio';
import type { Region } from '../../../src/twilio/issue';
import { type ConfiguredWorld, type Finding, unreachable, wrong } from '../check';

/** What a request to Twilio came to: a status, 0 if there was no answer. */
export type Outcome<T> = { status: 200; found: T } | { status: number; found: undefined };

/**
 * Makes a request.
 *
 * @param region default: the configured one
 */
export async function ask<T>(
  { rest, settings: { twilio } }: ConfiguredWorld,
  request: (client: Twilio, serviceSid: string) => Promise<T>,
  region: Region = twilio.region,
): Promise<Outcome<T>> {
  const { accountSid, apiKeySid, apiKeySecret, serviceSid } = twilio;
  const credentials = { accountSid, username: apiKeySid, password: apiKeySecret, region };
  const client = await rest(credentials);
  try {
    return { status: 200, found: await request(client, serviceSid) };
  } catch (error) {
    const { status, code } = error as { status?: unknown; code?: unknown };
    if (typeof status === 'number') return { status, found: undefined };
    // What went wrong on the way has the code of a system error.
    if (typeof code === 'string') return { status: 0, found: undefined };
    throw error;
  }
}

/** The Conversations Service that the settings name. */
export const fetchService = (client: Twilio, serviceSid: string) =>
  client.conversations.v1.services(serviceSid).fetch();

/** A finding for an answer that tells nothing. */
export function unclear(status: number): Finding {
  if (status === 0) return unreachable('https://api.twilio.com', 'Twilio did not answer.');
  return wrong(
    `Twilio answered with status ${status}.`,
    'Run the doctor again. If it stays, see https://status.twilio.com',
  );
}
