/** The requests that the SDK sends through its socket, and who answers each. */
import type { Chat } from './chat';
import type { ItemQuery, Subscriber } from './sync';

const API = 'https://aim.us1.twilio.com/Client/v2';

/** A request of the SDK. */
export interface ResourceRequest {
  readonly method: string;
  readonly path: string;
  readonly params?: ItemQuery;
  readonly body?: unknown;
}

/** An answer, and the notifications that follow it. */
export interface ResourceAnswer {
  readonly status: number;
  readonly body: object;
  readonly notifications?: readonly object[];
}

/** Answers a request. What the stand-in does not know, or keeps from this user, has status 404. */
export function answerRequest(
  { method, path, params = {}, body }: ResourceRequest,
  identity: string,
  chat: Chat,
  subscriber: Subscriber,
): ResourceAnswer {
  const fields = Object(body) as Record<string, unknown>;
  const answer = (found: object | undefined, status = 200): ResourceAnswer =>
    found ? { status, body: found } : { status: 404, body: { status: 404, code: 54_000 } };

  if (method === 'POST' && path === '/v4/Subscriptions') {
    return {
      status: 200,
      body: SUBSCRIPTIONS,
      notifications: chat.sync.changeSubscriptions(body, identity, subscriber),
    };
  }
  if (method === 'GET' && path.startsWith('/v3/')) {
    return answer(chat.sync.read(path, decode(params), identity));
  }
  const [, resource, name = '', part, item = ''] = path
    .replace(/^\/Client\/v2/, '')
    .split('/')
    .map(decodeURIComponent);
  switch (`${method} ${resource}${name && ' one'}${part ? ` ${part}` : ''}${item && ' one'}`) {
    case 'GET Configuration':
      return answer(configuration(identity, chat));
    case 'GET MyConversations':
      return answer({ conversations: chat.ofUser(identity), meta: { next_token: null } });
    case 'GET MyConversations one':
    case 'GET Conversations one':
      return answer(chat.find(name, identity));
    case 'GET Users one':
      return answer({ identity: name, sync_objects: { user_info_map: chat.user(name).info.sid } });
    case 'POST Conversations': {
      const made = chat.create(fields, identity);
      return made ? answer(made, 201) : { status: 409, body: { status: 409, code: 50_353 } };
    }
    case 'POST Conversations one Participants':
      return answer(chat.add(name, fields, identity), 201);
    case 'DELETE Conversations one Participants one':
      return answer(chat.remove(name, item, identity));
    case 'POST Conversations one Messages':
      return answer(chat.send(name, fields, identity), 201);
    default:
      return answer(undefined);
  }
}

const SUBSCRIPTIONS = { estimated_delivery_in_ms: 100, max_batch_size: 1000, ttl_in_s: -1 };

/** The SDK encodes the values of a query, and nothing decodes them on the way. */
const decode = (params: ItemQuery): ItemQuery =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, value && decodeURIComponent(value)]),
  );

function configuration(identity: string, chat: Chat): object {
  const { info, conversations } = chat.user(identity);
  return {
    identity,
    links: {
      my_conversations: `${API}/MyConversations`,
      conversations: `${API}/Conversations`,
      users: `${API}/Users`,
      current_user: `${API}/Users/Me`,
      typing: `${API}/Typing`,
      media_service: 'https://mcs.us1.twilio.com/v1/Services/Media',
      media_set_service: 'https://mcs.us1.twilio.com/v1/Services/MediaSet',
      messages_receipts: `${API}/Receipts`,
    },
    options: {
      reachability_enabled: false,
      user_infos_to_subscribe: 100,
      http_cache_interval: 'PT5S',
      consumption_report_interval: 'PT5S',
      media_attachments_count_limit: 10,
      media_attachment_size_limit_in_mb: 150,
      media_attachments_total_size_limit_in_mb: 150,
      email_histories_allowed_mime_types: ['text/plain', 'text/html'],
      email_bodies_allowed_mime_types: ['text/plain', 'text/html'],
    },
    sync_objects: { my_user_info: info.sid, my_conversations: conversations.sid },
  };
}
