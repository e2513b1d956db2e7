/** A User of a Conversations Service: their role and friendly name. */
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import { type Attempt, CODES, TwilioFailure, unlessExists, unlessMissing } from './attempts';
import { pathSegment } from './path';

/** What a User should have; what is left out stays as it is. */
export interface UserState {
  /** RL and 32 hexadecimal digits. */
  roleSid?: string;
  friendlyName?: string;
}

/**
 * Reads a User; undefined if there is none.
 *
 * @throws TwilioFailure
 */
export async function readUser(
  service: ServiceContext,
  identity: string,
  attempt: Attempt,
): Promise<UserState | undefined> {
  const doing = 'read the User';
  const context = service.users(pathSegment(identity));
  const user = await unlessMissing(attempt(doing, () => context.fetch()));
  if (user) requireIdentity(doing, user, identity);
  return user;
}

/**
 * Brings a User into a state, with one write at most.
 *
 * @param found the User as it was read
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
    const doing = 'create the User';
    const created = await unlessExists(
      attempt(doing, () => service.users.create({ identity, ...wanted })),
      CODES.userExists,
    );
    if (created) return requireWritten(doing, created, identity, wanted);
    // Another instance was faster, or the User's own first connection.
    user = await readUser(service, identity, attempt);
  }
  const changes = differences(wanted, user);
  if (Object.keys(changes).length === 0) return;
  const doing = 'update the User';
  const context = service.users(pathSegment(identity));
  requireWritten(doing, await attempt(doing, () => context.update(changes)), identity, wanted);
}

function differences(wanted: UserState, user: UserState = {}): UserState {
  const { roleSid, friendlyName } = wanted;
  return {
    ...(roleSid !== undefined && roleSid !== user.roleSid && { roleSid }),
    ...(friendlyName !== undefined && friendlyName !== user.friendlyName && { friendlyName }),
  };
}

interface ShownUser extends UserState {
  identity: string;
}

/** An answer to a write is checked too: a token is about to depend on it. */
function requireWritten(
  doing: string,
  user: ShownUser,
  identity: string,
  { roleSid }: UserState,
): void {
  requireIdentity(doing, user, identity);
  if (roleSid !== undefined && user.roleSid !== roleSid) {
    throw new TwilioFailure(doing, { what: 'the User has another role afterwards' });
  }
}

/**
 * Requires that an answer is about the User who was meant. Twilio takes a SID wherever it takes an
 * identity, so an identity in the form of a SID selects another User or participant.
 *
 * @throws TwilioFailure
 */
export function requireIdentity(
  doing: string,
  shown: { identity: string },
  identity: string,
): void {
  if (shown.identity !== identity) {
    throw new TwilioFailure(doing, { status: 409, what: 'the answer is about another User' });
  }
}
