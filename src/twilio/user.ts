/** A User of a Conversations Service: their role and friendly name. */
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { Attempt } from './attempts';
import { TwilioFailure } from './attempts';
import { pathSegment } from './path';

/** What a User is to have; what is left out stays as it is. */
export interface UserState {
  /** RL and 32 hexadecimal digits. */
  roleSid?: string;
  friendlyName?: string;
}

/** Reads a User; undefined if there is none. */
export function readUser(
  service: ServiceContext,
  identity: string,
  attempt: Attempt,
): Promise<UserState | undefined> {
  const user = service.users(pathSegment(identity));
  return orUndefined(attempt('read the User', () => user.fetch()));
}

/**
 * Makes a User what they are to be, with one write at most.
 *
 * @param found as they were read
 * @throws TwilioFailure
 */
export async function writeUser(
  service: ServiceContext,
  identity: string,
  wanted: UserState,
  found: UserState | undefined,
  attempt: Attempt,
): Promise<void> {
  let user = found;
  if (!user) {
    try {
      await attempt('create the User', () => service.users.create({ identity, ...wanted }));
      return;
    } catch (error) {
      if (!(error instanceof TwilioFailure && error.exists)) throw error;
      // Somebody was faster: another instance, or the User's own first connection.
      user = await readUser(service, identity, attempt);
    }
  }
  const changes = differences(wanted, user);
  if (Object.keys(changes).length === 0) return;
  const context = service.users(pathSegment(identity));
  await attempt('update the User', () => context.update(changes));
}

function differences(wanted: UserState, user: UserState = {}): UserState {
  const { roleSid, friendlyName } = wanted;
  return {
    ...(roleSid !== undefined && roleSid !== user.roleSid && { roleSid }),
    ...(friendlyName !== undefined && friendlyName !== user.friendlyName && { friendlyName }),
  };
}

/** What was asked for, or undefined if Twilio says that there is none. */
export async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TwilioFailure && error.missing) return undefined;
    throw error;
  }
}
