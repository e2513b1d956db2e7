/**
 * Twilio's side: the User of an identity as the rules want them, before a token is issued. What is
 * so already costs nothing but, once in a while, a look.
 */
import type { Twilio } from 'twilio';
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { UserGrant } from '../authorize';
import { Refusal } from '../errors';
import { putBounded } from '../http/bounded-cache';
import type { Identity } from '../identify';
import { type Attempt, attemptsWithin } from './attempts';
import { createRestClient, type RestCredentials } from './client';
import type { TwilioSettings } from './issue';
import { isMember, type Joined, join, type Membership, readJoined } from './membership';
import { readUser, type UserState, writeUser } from './user';

/** Milliseconds for all requests about one User together. */
export const TIME_LIMIT = 3000;
/** Milliseconds for which an instance believes what it has seen: changes made elsewhere count then. */
export const BELIEVED = 5 * 60_000;
/** Users remembered at most. */
export const MAX_REMEMBERED = 10_000;
/** Seconds after which another try makes sense. */
const RETRY_AFTER_SECONDS = 5;

/** Makes a client of the REST API. */
export type Connect = (credentials: RestCredentials) => Promise<Twilio>;

/** What this needs from outside. */
export interface TwilioRuntime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Told what could not be put right where the rule lets that pass. */
  report: (cause: string) => void;
}

/**
 * Makes sure that a User is what a rule wants.
 *
 * @throws Refusal `twilio_unavailable`
 */
export type EnsureUser = (
  twilio: TwilioSettings,
  identity: Identity,
  wanted: UserGrant,
) => Promise<void>;

interface Flight {
  state: string;
  startedAt: number;
  done: Promise<void>;
}

/** Makes a function that ensures Users, and remembers those that are so already. */
export function rememberUsers(
  { now, report }: TwilioRuntime,
  connect: Connect = createRestClient,
): EnsureUser {
  const known = new Map<string, { state: string; until: number }>();
  const flights = new Map<string, Flight>();
  const serviceOf = rememberService(connect);

  async function put(key: string, state: string, work: () => Promise<void>): Promise<void> {
    known.delete(key);
    await work();
    putBounded(known, key, { state, until: now() + BELIEVED }, MAX_REMEMBERED);
  }

  async function ensure(
    twilio: TwilioSettings,
    identity: string,
    wanted: UserGrant,
  ): Promise<void> {
    const key = `${twilio.serviceSid} ${identity}`;
    const { roleSid, friendlyName, conversations } = wanted;
    const state = JSON.stringify([roleSid, friendlyName, conversations]);
    for (;;) {
      const seen = known.get(key);
      if (seen?.state === state && now() < seen.until) return;
      const flight = flights.get(key);
      // One that should have ended long ago was frozen with the process.
      if (!flight || now() - flight.startedAt > 2 * TIME_LIMIT) break;
      if (flight.state === state) return flight.done;
      // Two states of one User are written one after the other, so that the last one stays.
      await flight.done.catch(() => undefined);
    }
    const work = async () => {
      const service = await serviceOf(twilio);
      await putRight(service, identity, wanted, attemptsWithin(TIME_LIMIT, now));
    };
    const mine: Flight = { state, startedAt: now(), done: put(key, state, work) };
    flights.set(key, mine);
    try {
      await mine.done;
    } finally {
      if (flights.get(key) === mine) flights.delete(key);
    }
  }

  return async (twilio, identity, wanted) => {
    try {
      await ensure(twilio, identity, wanted);
    } catch (error) {
      // The message of a foreign error may quote what it choked on.
      const { name, message } = error as Error;
      const cause = name === 'TwilioFailure' ? message : `failed with ${name}`;
      if (!wanted.optional) {
        throw new Refusal('twilio_unavailable', cause, { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      report(cause);
    }
  };
}

/** The Conversations Service by the last settings; another client only when they change. */
function rememberService(connect: Connect): (twilio: TwilioSettings) => Promise<ServiceContext> {
  let last: { settings: string; client: Twilio } | undefined;
  return async (twilio) => {
    const { accountSid, apiKeySid, apiKeySecret, region, serviceSid } = twilio;
    const settings = JSON.stringify([accountSid, apiKeySid, apiKeySecret, region]);
    if (last?.settings !== settings) {
      const credentials = { accountSid, username: apiKeySid, password: apiKeySecret, region };
      last = { settings, client: await connect(credentials) };
    }
    return last.client.conversations.v1.services(serviceSid);
  };
}

/** Reads what is so, and writes what is not. */
async function putRight(
  service: ServiceContext,
  identity: string,
  { roleSid, friendlyName, conversations = [] }: UserGrant,
  attempt: Attempt,
): Promise<void> {
  const wanted: UserState = {
    ...(roleSid !== undefined && { roleSid }),
    ...(friendlyName !== undefined && { friendlyName }),
  };
  const asksForUser = Object.keys(wanted).length > 0;
  const [user, joined] = await Promise.all([
    asksForUser ? readUser(service, identity, attempt) : undefined,
    conversations.length > 0 ? readJoined(service, identity, attempt) : undefined,
  ]);
  // The role first: joining would make a User with the default one.
  if (asksForUser) await writeUser(service, identity, wanted, user, attempt);
  for (const membership of conversations) {
    if (joined && (await isJoined(service, identity, membership, joined, attempt))) continue;
    await join(service, identity, membership, attempt);
  }
}

async function isJoined(
  service: ServiceContext,
  identity: string,
  membership: Membership,
  { names, more }: Joined,
  attempt: Attempt,
): Promise<boolean> {
  return names.has(membership.name) || (more && isMember(service, identity, membership, attempt));
}
