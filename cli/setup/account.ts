/** What setup does at Twilio, and sentences for what goes wrong there. */
import type { Twilio } from 'twilio';
import type { RestCredentials } from '../../src/twilio/client';
import { SetupMistake } from './failures';

/** Makes a client of Twilio's REST API. */
export type Connect = (credentials: RestCredentials) => Promise<Twilio>;

/** A Conversations Service. */
export interface Service {
  /** IS and 32 hexadecimal digits. */
  sid: string;
  name: string;
}

/** The most that are listed. */
const MOST_SERVICES = 200;

/** Whether Twilio refused who asked: the wrong credentials, or not allowed to do this. */
export function isRefused(error: unknown): boolean {
  const { status } = error as { status?: number };
  return status === 401 || status === 403;
}

/** Whether there was no answer at all: no connection, no name, or none in time. */
export function isSilence(error: unknown): boolean {
  const { status, code } = error as { status?: number; code?: unknown };
  return status === undefined && typeof code === 'string';
}

/** Whether it cannot be known if a request was carried out: the answer was lost, or is of a broken server. */
export function isUncertain(error: unknown): boolean {
  const { status } = error as { status?: number };
  return status === undefined || status >= 500;
}

/** The account's Conversations Services, in the region of the client. */
export async function listServices(rest: Twilio): Promise<Service[]> {
  const found = await rest.conversations.v1.services.list({ limit: MOST_SERVICES });
  return found.map(({ sid, friendlyName }) => ({ sid, name: friendlyName || 'without a name' }));
}

/**
 * Looks whether a client may make and delete API keys. Standard keys may not, and those of the Twilio
 * CLI are Standard ones: https://www.twilio.com/docs/usage/api/keys
 *
 * @throws what the library throws; `isRefused` if it may not
 */
export async function requireKeyMaker(rest: Twilio): Promise<Twilio> {
  await rest.keys.list({ limit: 1 });
  return rest;
}

/** Makes a Standard key. Its secret is told this one time. */
export async function makeKey(
  rest: Twilio,
  name: string,
): Promise<{ sid: string; secret: string }> {
  const { sid, secret } = await rest.newKeys.create({ friendlyName: name });
  return { sid, secret };
}

/** Deletes a key. All access tokens that it signed end with it. */
export async function deleteKey(rest: Twilio, sid: string): Promise<void> {
  await rest.keys(sid).remove();
}

/** Makes a Conversations Service with Twilio's default roles, and returns its SID. */
export async function makeService(rest: Twilio, name: string): Promise<string> {
  return (await rest.conversations.v1.services.create({ friendlyName: name })).sid;
}

/** The hosts of Twilio's REST API that setup and the doctor ask. */
export function hostsOf(region: string): string[] {
  const place = region === 'ie1' ? '.dublin.ie1' : '';
  return ['api', 'conversations'].map((product) => `${product}${place}.twilio.com`);
}

/** A sentence for what the library throws. Anything else comes back as it is. */
export function explain(error: unknown, region: string): unknown {
  const { status, code } = error as { status?: number; code?: string | number };
  if (isRefused(error)) {
    return new SetupMistake(
      `Twilio refuses these credentials (${code ?? status}). They may be wrong, deleted, or of another region than ${region}: each region has an auth token and keys of its own.`,
    );
  }
  if (status === 429) {
    return new SetupMistake('Twilio has too many requests of this account (429). Try again soon.');
  }
  if (status !== undefined && status >= 500) {
    return new SetupMistake(`Twilio is out of order (status ${status}). Try again later.`);
  }
  if (status !== undefined) {
    return new SetupMistake(`Twilio does not do this (status ${status}, code ${code ?? 'none'}).`);
  }
  if (typeof code !== 'string') return error;
  return new SetupMistake(
    `Twilio cannot be reached (${code}): ${hostsOf(region).join(' and ')}. Check the connection of this machine; a firewall must let both through, or HTTPS_PROXY name a proxy.`,
  );
}
