/**
 * Which permissions Twilio knows for each type of role, and the roles of a new service.
 * https://www.twilio.com/docs/conversations/api/role-resource#permission-values
 */

/** Where a role counts. */
export type RoleType = 'conversation' | 'service';

const EITHER = [
  'addNonChatParticipant',
  'addParticipant',
  'deleteAnyMessage',
  'deleteConversation',
  'editAnyMessage',
  'editAnyMessageAttributes',
  'editAnyParticipantAttributes',
  'editConversationAttributes',
  'editConversationName',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'editOwnParticipantAttributes',
  'removeParticipant',
];

/** All that a role of a type may be given. */
export const PERMISSIONS: Record<RoleType, ReadonlySet<string>> = {
  service: new Set([
    ...EITHER,
    'createConversation',
    'editAnyUserInfo',
    'editOwnUserInfo',
    'joinConversation',
  ]),
  conversation: new Set([
    ...EITHER,
    'deleteOwnMessage',
    'editNotificationLevel',
    'leaveConversation',
    'sendMediaMessage',
    'sendMessage',
  ]),
};

/** The roles of a new service, far from locked down. */
export const DEFAULT_ROLES: readonly {
  friendlyName: string;
  type: RoleType;
  permissions: readonly string[];
}[] = [
  { friendlyName: 'service admin', type: 'service', permissions: [...PERMISSIONS.service] },
  {
    friendlyName: 'service user',
    type: 'service',
    permissions: ['createConversation', 'joinConversation', 'editOwnUserInfo'],
  },
  {
    friendlyName: 'channel admin',
    type: 'conversation',
    permissions: [...PERMISSIONS.conversation],
  },
  {
    friendlyName: 'channel user',
    type: 'conversation',
    permissions: [
      'sendMessage',
      'sendMediaMessage',
      'leaveConversation',
      'editOwnMessage',
      'editOwnMessageAttributes',
      'deleteOwnMessage',
      'editNotificationLevel',
    ],
  },
];
