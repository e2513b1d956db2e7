/** Which conversations a User is in. */
import type { ServiceContext } from 'twilio/lib/rest/conversations/v1/service';
import type { Attempt } from './attempts';
import { TwilioFailure } from './attempts';
import { pathSegment } from './path';
import { orUndefined } from './user';

/** A conversation to be in. */
export interface Membership {
  /** The unique name or the SID of the conversation. */
  name: string;
  /** Whether the conversation is created if there is none. */
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

/** Reads the conversations of a User, one page of them. */
export async function readJoined(
  service: ServiceContext,
  identity: string,
  attempt: Attempt,
): Promise<Joined> {
  const user = service.users(pathSegment(identity));
  const page = await orUndefined(
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
 * Puts a User into a conversation.
 *
 * @throws TwilioFailure
 */
export async function join(
  service: ServiceContext,
  identity: string,
  { name, create }: Membership,
  attempt: Attempt,
): Promise<void> {
  const { participants } = service.conversations(pathSegment(name));
  const add = () => attempt('join a conversation', () => participants.create({ identity }));
  try {
    await add();
  } catch (error) {
    if (!(error instanceof TwilioFailure)) throw error;
    if (error.exists) return;
    if (!create || !error.missing) throw error;
    await unlessThere(
      attempt('create a conversation', () => service.conversations.create({ uniqueName: name })),
    );
    await unlessThere(add());
  }
}

/** Whether a User is in a conversation. */
export async function isMember(
  service: ServiceContext,
  identity: string,
  { name }: Membership,
  attempt: Attempt,
): Promise<boolean> {
  const conversation = service.conversations(pathSegment(name));
  const context = conversation.participants(pathSegment(identity));
  const participant = await orUndefined(attempt('read a participant', () => context.fetch()));
  return participant !== undefined;
}

async function unlessThere(made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    if (!(error instanceof TwilioFailure && error.exists)) throw error;
  }
}
