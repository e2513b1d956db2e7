/**
 * Participants: https://www.twilio.com/docs/conversations/api/conversation-participant-resource.
 * Those with an identity only; phone numbers are no matter of this service.
 */

import { addParticipant } from './add';
import { conversationOf } from './conversations';
import { CODES, notFound, TwilioError } from './error';
import { page } from './paging';
import { checkAttributes, checkIdentity, readParameters } from './parameters';
import type { Call, Route } from './route';
import { address, iso, requireRole, serviceOf } from './services';
import type { Conversation, Participant, Service } from './state';

function show(call: Call, service: Service, conversation: Conversation, participant: Participant) {
  return {
    sid: participant.sid,
    account_sid: call.state.account.sid,
    chat_service_sid: service.sid,
    conversation_sid: conversation.sid,
    identity: participant.identity,
    attributes: participant.attributes,
    messaging_binding: null,
    role_sid: participant.roleSid,
    last_read_message_index: null,
    last_read_timestamp: null,
    date_created: iso(participant.dateCreated),
    date_updated: iso(participant.dateUpdated),
    url: address(call, service, 'Conversations', conversation.sid, 'Participants', participant.sid),
  };
}

/** By identity or by SID. */
function participantOf(call: Call, conversation: Conversation): Participant {
  const name = call.at.participant as string;
  const all = conversation.participants;
  const found = all.get(name) ?? [...all.values()].find(({ sid }) => sid === name);
  if (!found) throw notFound(call.path);
  return found;
}

function create(call: Call) {
  const service = serviceOf(call);
  const conversation = conversationOf(call, service);
  const given = readParameters(call.parameters, {
    optional: ['Identity', 'Attributes', 'RoleSid'],
  });
  const identity = checkIdentity(given.text('Identity'));
  const attributes = given.text('Attributes');
  const roleSid = given.text('RoleSid');
  checkAttributes(attributes);
  if (roleSid !== undefined) requireRole(service, roleSid, 'conversation');
  if (conversation.participants.has(identity)) {
    throw new TwilioError(409, CODES.participantExists, 'Participant already exists');
  }
  const participant = addParticipant(service, conversation, {
    identity,
    ...(attributes !== undefined && { attributes }),
    ...(roleSid !== undefined && { roleSid }),
  });
  return { status: 201, body: show(call, service, conversation, participant) };
}

/** `/v1/Services/IS…/Conversations/CH…/Participants`. */
export const PARTICIPANT_ROUTES: readonly Route[] = [
  {
    product: 'conversations',
    path: '/v1/Services/:service/Conversations/:conversation/Participants',
    resource: 'participants',
    methods: {
      GET: (call) => {
        const service = serviceOf(call);
        const conversation = conversationOf(call, service);
        const all = [...conversation.participants.values()];
        const shown = all.map((each) => show(call, service, conversation, each));
        return page(call, 'participants', shown);
      },
      POST: create,
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service/Conversations/:conversation/Participants/:participant',
    resource: 'participants',
    methods: {
      GET: (call) => {
        readParameters(call.parameters, {});
        const service = serviceOf(call);
        const conversation = conversationOf(call, service);
        const participant = participantOf(call, conversation);
        return { status: 200, body: show(call, service, conversation, participant) };
      },
    },
  },
];
