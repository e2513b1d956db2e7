/** Conversations: https://www.twilio.com/docs/conversations/api/conversation-resource. */

import { addConversation } from './add';
import { CODES, notFound, TwilioError } from './error';
import { page } from './paging';
import { checkAttributes, checkFriendlyName, checkUniqueName, readParameters } from './parameters';
import type { Call, Route } from './route';
import { address, iso, serviceOf } from './services';
import type { Conversation, Service } from './state';

function show(call: Call, service: Service, conversation: Conversation) {
  const url = address(call, service, 'Conversations', conversation.sid);
  return {
    sid: conversation.sid,
    account_sid: call.state.account.sid,
    chat_service_sid: service.sid,
    messaging_service_sid: null,
    friendly_name: conversation.friendlyName,
    unique_name: conversation.uniqueName,
    attributes: conversation.attributes,
    state: 'active',
    timers: {},
    bindings: {},
    date_created: iso(conversation.dateCreated),
    date_updated: iso(conversation.dateUpdated),
    url,
    links: {
      participants: `${url}/Participants`,
      messages: `${url}/Messages`,
      webhooks: `${url}/Webhooks`,
    },
  };
}

const byUniqueName = (service: Service, name: string) =>
  [...service.conversations.values()].find(({ uniqueName }) => uniqueName === name);

/**
 * The conversation of a path, by SID or unique name.
 *
 * @throws TwilioError 404
 */
export function conversationOf(call: Call, service: Service): Conversation {
  const name = call.at.conversation as string;
  const conversation = service.conversations.get(name) ?? byUniqueName(service, name);
  if (!conversation) throw notFound(call.path);
  return conversation;
}

function create(call: Call) {
  const service = serviceOf(call);
  const given = readParameters(call.parameters, {
    optional: ['FriendlyName', 'UniqueName', 'Attributes'],
  });
  const friendlyName = given.text('FriendlyName');
  // An empty one is none.
  const uniqueName = given.text('UniqueName') || undefined;
  const attributes = given.text('Attributes');
  checkFriendlyName(friendlyName);
  checkUniqueName(uniqueName);
  checkAttributes(attributes);
  if (uniqueName !== undefined && byUniqueName(service, uniqueName)) {
    const message = 'Conversation with provided unique name already exists';
    throw new TwilioError(409, CODES.uniqueNameExists, message);
  }
  const conversation = addConversation(service, {
    ...(friendlyName !== undefined && { friendlyName }),
    ...(uniqueName !== undefined && { uniqueName }),
    ...(attributes !== undefined && { attributes }),
  });
  return { status: 201, body: show(call, service, conversation) };
}

/** `/v1/Services/IS…/Conversations`. */
export const CONVERSATION_ROUTES: readonly Route[] = [
  {
    product: 'conversations',
    path: '/v1/Services/:service/Conversations',
    resource: 'conversations',
    methods: {
      GET: (call) => {
        const service = serviceOf(call);
        const all = [...service.conversations.values()].map((each) => show(call, service, each));
        return page(call, 'conversations', all);
      },
      POST: create,
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service/Conversations/:conversation',
    resource: 'conversations',
    methods: {
      GET: (call) => {
        readParameters(call.parameters, {});
        const service = serviceOf(call);
        return { status: 200, body: show(call, service, conversationOf(call, service)) };
      },
    },
  },
];
