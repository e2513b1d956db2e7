/**
 * Twilio's side: the User of an identity in the state that the rules want, before a token is issued.
 * Results are cached for five minutes, and nothing is written if it is already correct.
 */
import type { Twilio } from 'twilio';
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { UserGrant } from '../authorize';
import { Refusal } from '../errors';
import { BoundedCache } from '../http/bounded-cache';
import { CoolDown } from '../http/cool-down';
import { SingleFlight } from '../http/single-flight';
import type { Identity } from '../identify';
import { type Attempt, attemptsUntil, TwilioFailure } from './attempts';
import { createRestClient, type RestCredentials } from './client';
import type { TwilioSettings } from './issue';
import { isMember, type Joined, join, type Membership, readJoined } from './membership';
import { readUser, type UserState, writeUser } from './user';

/** Milliseconds for all requests about one User together. */
export const TIME_LIMIT_MS = 3000;
/** Milliseconds for which an instance relies on what it has seen. Changes made elsewhere count then. */
export const FRESH_MS = 5 * 60_000;
/** Users remembered at most. */
export const MAX_USERS = 10_000;

/** Makes a client of the REST API. */
export type Connect = (credentials: RestCredentials) => Promise<Twilio>;

/** What this needs from outside. */
export interface TwilioRuntime {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Called with the cause when a User could not be updated and the rule allows that. */
  report: (cause: string) => void;
}

/**
 * Brings a User into the state that a rule wants.
 *
 * @param deadlineMs milliseconds since the epoch by which it must be done; never later than
 * `TIME_LIMIT_MS` from now
 * @throws Refusal `twilio_unavailable`
 */
export type EnsureUser = (
  twilio: TwilioSettings,
  identity: Identity,
  wanted: UserGrant,
  deadlineMs: number,
) => Promise<void>;

/** The state that a User was to be brought into, and what went wrong, if anything did. */
interface Written {
  state: string;
  failure?: unknown;
}

/** How many different Users must fail in a row before Twilio is left alone for a while. */
const TOLERANCE = 3;

/** Makes a function that ensures the state of Users, with a cache of those that have it. */
export function createEnsureUser(
  { now, report }: TwilioRuntime,
  connect: Connect = createRestClient,
): EnsureUser {
  const known = new BoundedCache<string>({ now, limit: MAX_USERS });
  const flights = new SingleFlight<Written>({ now, limitMs: TIME_LIMIT_MS });
  const coolDown = new CoolDown({
    now,
    tolerance: TOLERANCE,
    isOutage: (error) => error instanceof TwilioFailure && error.isOutage,
    code: 'twilio_unavailable',
  });
  const serviceOf = createServiceCache(connect);

  async function write(
    twilio: TwilioSettings,
    identity: string,
    wanted: UserGrant,
    deadlineMs: number,
  ): Promise<void> {
    const attempt = attemptsUntil(Math.min(deadlineMs, now() + TIME_LIMIT_MS), now);
    await bringUserInto(await serviceOf(twilio), identity, wanted, attempt);
  }

  async function ensure(
    twilio: TwilioSettings,
    identity: string,
    wanted: UserGrant,
    deadlineMs: number,
  ): Promise<void> {
    const about = `${twilio.serviceSid} ${identity}`;
    const { roleSid, friendlyName, conversations } = wanted;
    const state = JSON.stringify([roleSid, friendlyName, conversations]);
    const bring = async (): Promise<Written> => {
      const question = { about, known: known.has(about) };
      known.delete(about);
      try {
        await coolDown.run(() => write(twilio, identity, wanted, deadlineMs), question);
      } catch (failure) {
        return { state, failure };
      }
      known.set(about, state, now() + FRESH_MS);
      return { state };
    };
    while (known.get(about) !== state) {
      const written = await flights.run(about, bring);
      // Two states of one User are written one after the other, so that the last one stays.
      if (written.state !== state) continue;
      if (written.failure !== undefined) throw written.failure;
      return;
    }
  }

  return async (twilio, identity, wanted, deadlineMs) => {
    try {
      await ensure(twilio, identity, wanted, deadlineMs);
    } catch (refused) {
      if (!wanted.optional) throw refused;
      report(Refusal.of(refused).message);
    }
  };
}

/** The Conversations Service by the last settings; another client only when they change. */
function createServiceCache(connect: Connect): (twilio: TwilioSettings) => Promise<ServiceContext> {
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

/** Reads the present state, and writes the differences. */
async function bringUserInto(
  service: ServiceContext,
  identity: string,
  { roleSid, friendlyName, conversations = [] }: UserGrant,
  attempt: Attempt,
): Promise<void> {
  const wanted: UserState = {
    ...(roleSid !== undefined && { roleSid }),
    ...(friendlyName !== undefined && { friendlyName }),
  };
  const userWanted = Object.keys(wanted).length > 0;
  const [user, joined] = await Promise.all([
    userWanted ? readUser(service, identity, attempt) : undefined,
    conversations.length > 0 ? readJoined(service, identity, attempt) : undefined,
  ]);
  // The role first: joining would make a User with the default one.
  if (userWanted) await writeUser(service, identity, wanted, user, attempt);
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
