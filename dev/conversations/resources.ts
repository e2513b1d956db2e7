/**
 * What the SDK asks for once it is connected: its configuration, the user, and an empty list of
 * conversations. As much as it takes for the SDK to call itself initialized.
 */

const MAPS = 'https://cds.us1.twilio.com/v3/Maps';
const API = 'https://aim.us1.twilio.com/Client/v2';
const MY_USER = 'MP00000000000000000000000000000001';
const MY_CONVERSATIONS = 'MP00000000000000000000000000000002';

/** A request that the SDK sends through the socket. */
export interface ResourceRequest {
  method: string;
  path: string;
}

/** Answers a request; undefined for a resource that there is not. */
export function resource({ method, path }: ResourceRequest, identity: string): object | undefined {
  if (method === 'POST') return path === '/v4/Subscriptions' ? SUBSCRIBED : undefined;
  if (path.endsWith('/Client/v2/Configuration')) return configuration(identity);
  if (path.endsWith(`/Maps/${MY_USER}`)) return map(MY_USER, userItems(identity));
  if (path.endsWith(`/Maps/${MY_CONVERSATIONS}`)) return map(MY_CONVERSATIONS);
  if (path.endsWith('/MyConversations')) return { conversations: [], meta: { next_token: null } };
  return undefined;
}

const SUBSCRIBED = { estimated_delivery_in_ms: 100, max_batch_size: 1000, ttl_in_s: -1 };

/** The notification that a subscription is established, for each object of the request. */
export function subscriptions(payload: unknown): object[] {
  const { action, correlation_id, requests } = Object(payload);
  if (action !== 'establish' || !Array.isArray(requests)) return [];
  return requests.map(({ object_sid, object_type }) => ({
    event_type: 'subscription_established',
    correlation_id,
    event_protocol_version: 4,
    events: [{ object_sid, object_type, replay_status: 'completed', last_event_id: 0 }],
  }));
}

function configuration(identity: string): object {
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
    sync_objects: { my_user_info: MY_USER, my_conversations: MY_CONVERSATIONS },
  };
}

function map(sid: string, items?: object[]): object {
  return {
    sid,
    unique_name: sid,
    url: `${MAPS}/${sid}`,
    revision: '0',
    last_event_id: 0,
    date_updated: '2026-01-01T00:00:00.000Z',
    date_expires: null,
    links: { items: `${MAPS}/${sid}/Items` },
    ...(items && { items }),
  };
}

function userItems(identity: string): object[] {
  const item = (key: string, value: unknown) => ({
    key,
    data: { value },
    revision: '0',
    last_event_id: 0,
    date_updated: '2026-01-01T00:00:00.000Z',
    date_expires: null,
  });
  return [item('friendlyName', identity), item('attributes', {})];
}
