/**
 * Conversations with participants and messages, in memory: what two people need to chat. Whatever
 * else the SDK can do is not there, and is answered with 404.
 */
import { makeSid, type SyncObject, SyncStore } from './sync';

/** A conversation. */
interface Conversation {
  readonly sid: string;
  readonly uniqueName: string | null;
  readonly document: SyncObject;
  readonly messages: SyncObject;
  readonly roster: SyncObject;
  /** The SIDs of the participants, by identity. */
  readonly participants: Map<string, string>;
  readonly descriptor: Readonly<Record<string, unknown>>;
}

/** A user, from the first time that they are heard of. */
export interface User {
  readonly info: SyncObject;
  readonly conversations: SyncObject;
}

/** The fields of a request, as far as they are used. */
type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** The chat of one Conversations service. */
export class Chat {
  readonly sync = new SyncStore();
  readonly #users = new Map<string, User>();
  readonly #conversations = new Map<string, Conversation>();

  user(identity: string): User {
    const known = this.#users.get(identity);
    if (known) return known;
    const user = {
      info: this.sync.create('map', () => true),
      conversations: this.sync.create('map', (reader) => reader === identity),
    };
    user.info.setItem('friendlyName', { value: identity });
    user.info.setItem('attributes', { value: '{}' });
    this.#users.set(identity, user);
    return user;
  }

  /** The conversations that a user is in, as REST describes them. */
  ofUser(identity: string): object[] {
    const all = [...this.#conversations.values()];
    return all.filter(({ participants }) => participants.has(identity)).map(describe);
  }

  /** A conversation that a user is in, by its SID or unique name. */
  find(name: string, identity: string): object | undefined {
    const found = this.#find(name);
    return found?.participants.has(identity) ? describe(found) : undefined;
  }

  /** @returns undefined if its unique name is taken */
  create(fields: Fields, creator: string): object | undefined {
    const uniqueName = text(fields.unique_name);
    if (uniqueName !== null && this.#find(uniqueName)) return undefined;
    const participants = new Map<string, string>();
    const isReader = (identity: string) => participants.has(identity) || identity === creator;
    const messages = this.sync.create('list', isReader);
    const roster = this.sync.create('map', isReader);
    const document = this.sync.create('document', isReader);
    const now = new Date().toISOString();
    const descriptor = {
      messages: messages.sid,
      roster: roster.sid,
      uniqueName,
      friendlyName: text(fields.friendly_name),
      attributes: text(fields.attributes) ?? '{}',
      createdBy: creator,
      dateCreated: now,
      dateUpdated: now,
    };
    document.setData(descriptor);
    const sid = makeSid('CH');
    const made = { sid, uniqueName, document, messages, roster, participants, descriptor };
    this.#conversations.set(sid, made);
    return describe(made);
  }

  /** Adds a participant: whoever asks may add themselves, and participants may add others. */
  add(sid: string, fields: Fields, by: string): object | undefined {
    const conversation = this.#conversations.get(sid);
    const identity = text(fields.identity);
    if (!conversation || !identity) return undefined;
    const { participants, roster, document, messages } = conversation;
    if (identity !== by && !participants.has(by)) return undefined;
    const known = participants.get(identity);
    const participant = known ?? makeSid('MB');
    const now = new Date().toISOString();
    if (!known) {
      participants.set(identity, participant);
      roster.setItem(participant, {
        identity,
        type: 'chat',
        attributes: text(fields.attributes) ?? '{}',
        userInfo: this.user(identity).info.sid,
        dateCreated: now,
        dateUpdated: now,
        lastConsumedMessageIndex: null,
      });
      this.user(identity).conversations.setItem(sid, {
        channel: document.sid,
        messages: messages.sid,
        roster: roster.sid,
        status: 'joined',
        notificationLevel: 'default',
        lastConsumedMessageIndex: null,
      });
    }
    return { sid: participant, identity, attributes: '{}', date_created: now, date_updated: now };
  }

  /** Removes a participant, who may be who asks. */
  remove(sid: string, identity: string, by: string): object | undefined {
    const conversation = this.#conversations.get(sid);
    const participant = conversation?.participants.get(identity);
    if (!conversation?.participants.has(by) || !participant) return undefined;
    conversation.roster.removeItem(participant);
    conversation.participants.delete(identity);
    this.user(identity).conversations.removeItem(sid);
    return {};
  }

  send(sid: string, fields: Fields, author: string): object | undefined {
    const conversation = this.#conversations.get(sid);
    const memberSid = conversation?.participants.get(author);
    if (!conversation || !memberSid) return undefined;
    const { messages, document, descriptor } = conversation;
    const index = messages.length;
    const timestamp = new Date().toISOString();
    const message = makeSid('IM');
    messages.setItem(index, {
      sid: message,
      author,
      memberSid,
      text: text(fields.body) ?? '',
      type: 'text',
      attributes: text(fields.attributes) ?? '{}',
      timestamp,
    });
    document.setData({ ...descriptor, lastMessage: { index, timestamp } });
    return { sid: message, index };
  }

  #find(name: string): Conversation | undefined {
    const all = [...this.#conversations.values()];
    return all.find(({ sid, uniqueName }) => sid === name || uniqueName === name);
  }
}

/** A conversation as REST describes it. */
function describe({ sid, document, messages, roster, descriptor }: Conversation): object {
  const url = `https://aim.us1.twilio.com/Client/v2/Conversations/${sid}`;
  return {
    sid,
    conversation_sid: sid,
    status: 'joined',
    friendly_name: descriptor.friendlyName,
    unique_name: descriptor.uniqueName,
    attributes: descriptor.attributes,
    created_by: descriptor.createdBy,
    date_created: descriptor.dateCreated,
    date_updated: descriptor.dateUpdated,
    last_read_message_index: null,
    notification_level: 'default',
    url,
    links: { messages: `${url}/Messages`, participants: `${url}/Participants` },
    sync_objects: {
      conversation: document.sid,
      messages: messages.sid,
      participants: roster.sid,
    },
  };
}
