/** Users: https://www.twilio.com/docs/conversations/api/user-resource. */

import { addUser } from './add';
import { CODES, notFound, TwilioError } from './error';
import { page } from './paging';
import { checkAttributes, checkFriendlyName, checkIdentity, readParameters } from './parameters';
import type { Call, Route } from './route';
import { address, iso, requireRole, serviceOf } from './services';
import type { Conversation, Service, User } from './state';

function show(call: Call, service: Service, user: User) {
  const url = address(call, service, 'Users', user.sid);
  return {
    sid: user.sid,
    account_sid: call.state.account.sid,
    chat_service_sid: service.sid,
    role_sid: user.roleSid,
    identity: user.identity,
    friendly_name: user.friendlyName,
    attributes: user.attributes,
    is_online: null,
    is_notifiable: null,
    date_created: iso(user.dateCreated),
    date_updated: iso(user.dateUpdated),
    url,
    links: { user_conversations: `${url}/Conversations` },
  };
}

/** By identity or by SID. */
function userOf(call: Call, service: Service): User {
  const name = call.at.user as string;
  const users = service.users;
  const user = users.get(name) ?? [...users.values()].find(({ sid }) => sid === name);
  if (!user) throw notFound(call.path);
  return user;
}

function create(call: Call) {
  const service = serviceOf(call);
  const given = readParameters(call.parameters, {
    optional: ['Identity', 'FriendlyName', 'Attributes', 'RoleSid'],
  });
  const identity = checkIdentity(given.text('Identity'));
  const wanted = readUser(service, given);
  if (service.users.has(identity)) {
    throw new TwilioError(409, CODES.userExists, 'User already exists');
  }
  const user = addUser(service, { identity, ...wanted });
  return { status: 201, body: show(call, service, user) };
}

function update(call: Call) {
  const service = serviceOf(call);
  const user = userOf(call, service);
  const given = readParameters(call.parameters, {
    optional: ['FriendlyName', 'Attributes', 'RoleSid'],
  });
  Object.assign(user, readUser(service, given), { dateUpdated: new Date() });
  return { status: 200, body: show(call, service, user) };
}

/** What creating and updating have in common. */
function readUser(
  service: Service,
  given: ReturnType<typeof readParameters>,
): Partial<Pick<User, 'friendlyName' | 'attributes' | 'roleSid'>> {
  const friendlyName = given.text('FriendlyName');
  const attributes = given.text('Attributes');
  const roleSid = given.text('RoleSid');
  checkFriendlyName(friendlyName);
  checkAttributes(attributes);
  if (roleSid !== undefined) requireRole(service, roleSid, 'service');
  return {
    ...(friendlyName !== undefined && { friendlyName }),
    ...(attributes !== undefined && { attributes }),
    ...(roleSid !== undefined && { roleSid }),
  };
}

function showMembership(call: Call, service: Service, user: User, conversation: Conversation) {
  const url = address(call, service, 'Users', user.sid, 'Conversations', conversation.sid);
  return {
    account_sid: call.state.account.sid,
    chat_service_sid: service.sid,
    conversation_sid: conversation.sid,
    unread_messages_count: null,
    last_read_message_index: null,
    participant_sid: conversation.participants.get(user.identity)?.sid,
    user_sid: user.sid,
    friendly_name: conversation.friendlyName,
    conversation_state: 'active',
    timers: {},
    attributes: conversation.attributes,
    date_created: iso(conversation.dateCreated),
    date_updated: iso(conversation.dateUpdated),
    created_by: 'system',
    notification_level: 'default',
    unique_name: conversation.uniqueName,
    url,
    links: {
      participant: address(
        call,
        service,
        'Conversations',
        conversation.sid,
        'Participants',
        conversation.participants.get(user.identity)?.sid as string,
      ),
      conversation: address(call, service, 'Conversations', conversation.sid),
    },
  };
}

/** `/v1/Services/IS…/Users`, and the conversations of a User. */
export const USER_ROUTES: readonly Route[] = [
  {
    product: 'conversations',
    path: '/v1/Services/:service/Users',
    resource: 'users',
    methods: {
      GET: (call) => {
        const service = serviceOf(call);
        const users = [...service.users.values()].map((user) => show(call, service, user));
        return page(call, 'users', users);
      },
      POST: create,
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service/Users/:user',
    resource: 'users',
    methods: {
      GET: (call) => {
        readParameters(call.parameters, {});
        const service = serviceOf(call);
        return { status: 200, body: show(call, service, userOf(call, service)) };
      },
      POST: update,
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service/Users/:user/Conversations',
    resource: 'user-conversations',
    methods: {
      GET: (call) => {
        const service = serviceOf(call);
        const user = userOf(call, service);
        const theirs = [...service.conversations.values()].filter(({ participants }) =>
          participants.has(user.identity),
        );
        const shown = theirs.map((each) => showMembership(call, service, user, each));
        return page(call, 'conversations', shown);
      },
    },
  },
];
