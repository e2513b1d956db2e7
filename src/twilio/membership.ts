/** Which conversations a User is in. */
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import { type Attempt, CODES, TwilioFailure, unlessExists, unlessMissing } from './attempts';
import { pathSegment } from './path';
import { requireIdentity } from './user';

/** A conversation to be in. */
export interface Membership {
  /** The unique name or the SID of the conversation. */
  name: string;
  /** Whether the conversation is created if it does not exist. */
  create: boolean;
}

/** Conversations read at once, the most that a page can have. */
const PAGE_SIZE = 100;

/** The conversations that a User is known to be in. */
export interface Joined {
  /** By unique name and by SID. */
  names: ReadonlySet<string>;
  /** Whether there are more than were read. */
  more: boolean;
}

/**
 * Reads the conversations of a User, one page of them.
 *
 * @throws TwilioFailure
 */
export async function readJoined(
  service: ServiceContext,
  identity: string,
  attempt: Attempt,
): Promise<Joined> {
  const user = service.users(pathSegment(identity));
  const page = await unlessMissing(
    attempt('read the conversations of the User', () =>
      user.userConversations.page({ pageSize: PAGE_SIZE }),
    ),
  );
  const { instances = [], nextPageUrl } = page ?? {};
  return {
    names: new Set(instances.flatMap((each) => [each.uniqueName, each.conversationSid])),
    more: nextPageUrl !== undefined,
  };
}

/**
 * Adds a User to a conversation.
 *
 * @throws TwilioFailure
 */
export async function join(
  service: ServiceContext,
  identity: string,
  membership: Membership,
  attempt: Attempt,
): Promise<void> {
  try {
    await addParticipant(service, identity, membership, attempt);
  } catch (error) {
    if (!membership.create || !(error instanceof TwilioFailure) || !error.missing) throw error;
    await unlessExists(
      attempt('create a conversation', () =>
        service.conversations.create({ uniqueName: membership.name }),
      ),
      CODES.conversationExists,
    );
    await addParticipant(service, identity, membership, attempt);
  }
}

async function addParticipant(
  service: ServiceContext,
  identity: string,
  { name }: Membership,
  attempt: Attempt,
): Promise<void> {
  const doing = 'join a conversation';
  const { participants } = service.conversations(pathSegment(name));
  const participant = await unlessExists(
    attempt(doing, () => participants.create({ identity })),
    CODES.participantExists,
  );
  if (participant) requireIdentity(doing, participant, identity);
}

/**
 * Whether a User is in a conversation.
 *
 * @throws TwilioFailure
 */
export async function isMember(
  service: ServiceContext,
  identity: string,
  { name }: Membership,
  attempt: Attempt,
): Promise<boolean> {
  const doing = 'read a participant';
  const conversation = service.conversations(pathSegment(name));
  const context = conversation.participants(pathSegment(identity));
  const participant = await unlessMissing(attempt(doing, () => context.fetch()));
  if (participant) requireIdentity(doing, participant, identity);
  return participant !== undefined;
}
