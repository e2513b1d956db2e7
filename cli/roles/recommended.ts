/**
 * The recommended roles: nobody may do anything that an app can do for them.
 *
 * A User has one role in the service, which counts in all of its conversations, and one more in each
 * conversation; what either allows is allowed.
 * https://www.twilio.com/docs/conversations/api/role-resource#permission-values
 *
 * What none of them has:
 *
 * - `editAnyUserInfo` lets its holder rename anybody, and write into anybody's attributes.
 * - `editOwnUserInfo` lets people call themselves `Support`. Names come from the login, by a rule's
 *   `friendlyName`.
 * - `editAnyMessage` and `editAnyMessageAttributes` put words into others' mouths.
 * - `deleteAnyMessage` and `deleteConversation` destroy what others may need. A backend can do it
 *   where it must be done, and keep a record.
 * - `editAnyParticipantAttributes` and `editOwnParticipantAttributes`: apps tend to trust attributes.
 * - `addNonChatParticipant` invites phone numbers, and each text message costs money.
 */

/** What a role is for. */
export type RoleName = 'guest' | 'member' | 'agent';

/** In the service, or in one conversation. */
export type RoleType = 'service' | 'conversation';

export interface RecommendedRole {
  name: RoleName;
  type: RoleType;
  /** Its name at Twilio, by which it is found again. */
  friendlyName: string;
  permissions: readonly string[];
  /** What it is good for. */
  purpose: string;
}

/**
 * For visitors without a login. Twilio makes no role without a permission, and this one is the least:
 * who sends a message writes its attributes anyway. Without `joinConversation`, `createConversation`
 * and `addParticipant` they are only where the service puts them.
 */
const GUEST_IN_SERVICE = ['editOwnMessageAttributes'];

/**
 * For people with a login: they may correct what they wrote themselves. They join no conversation on
 * their own, because whoever knows the name of one could join it, that of another customer too; and
 * create none, because its creator gets a role with more power in it.
 */
const MEMBER_IN_SERVICE = ['editOwnMessage', 'editOwnMessageAttributes'];

/**
 * For those who work with others' conversations: they go where they are needed, fetch colleagues, and
 * keep the list tidy. In all conversations of the service, so not where it holds several customers.
 */
const AGENT_IN_SERVICE = [
  ...MEMBER_IN_SERVICE,
  'addParticipant',
  'createConversation',
  'editConversationAttributes',
  'editConversationName',
  'joinConversation',
  'removeParticipant',
];

/**
 * Guests write, and no more: no files, which others would open, and no way out, because they could
 * not come back.
 */
const GUEST_IN_CONVERSATION = ['sendMessage'];

/** Members write, send files, take back what they wrote, and choose what rings. */
const MEMBER_IN_CONVERSATION = [
  ...GUEST_IN_CONVERSATION,
  'deleteOwnMessage',
  'editNotificationLevel',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'leaveConversation',
  'sendMediaMessage',
];

/** Agents run the conversations that they created. */
const AGENT_IN_CONVERSATION = [
  ...MEMBER_IN_CONVERSATION,
  'addParticipant',
  'editConversationAttributes',
  'editConversationName',
  'removeParticipant',
];

function recommend(
  name: RoleName,
  type: RoleType,
  permissions: readonly string[],
  purpose: string,
): RecommendedRole {
  const friendlyName = `locked-down ${name}`;
  return { name, type, friendlyName, permissions: [...permissions].sort(), purpose };
}

/** All of them, the weakest of each type first. */
export const RECOMMENDED: readonly RecommendedRole[] = [
  recommend('guest', 'service', GUEST_IN_SERVICE, 'visitors without a login'),
  recommend('member', 'service', MEMBER_IN_SERVICE, 'people with a login'),
  recommend('agent', 'service', AGENT_IN_SERVICE, 'those who serve others'),
  recommend('guest', 'conversation', GUEST_IN_CONVERSATION, 'conversations with guests in them'),
  recommend('member', 'conversation', MEMBER_IN_CONVERSATION, 'conversations of members'),
  recommend('agent', 'conversation', AGENT_IN_CONVERSATION, 'creators of a conversation'),
];
