/**
 * The objects of Twilio Sync that the Conversations SDK keeps copies of: documents, lists and maps,
 * whose changes are sent to whoever subscribed to them.
 */
import { randomBytes } from 'node:crypto';

/** The kinds of objects. */
export type Kind = 'document' | 'list' | 'map';

/** Receives the notifications of one socket. */
export type Subscriber = (notification: object) => void;

/** Which items of a list or map are wanted; values as they are in a query string. */
export type ItemQuery = Readonly<Record<string, string | undefined>>;

const SID_PREFIXES: Readonly<Record<Kind, string>> = { document: 'ET', list: 'ES', map: 'MP' };
const COLLECTIONS: Readonly<Record<Kind, string>> = {
  document: 'Documents',
  list: 'Lists',
  map: 'Maps',
};
const DEFAULT_PAGE = 50;

/** A SID that Twilio could have given. */
export const makeSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');

/** An object. Each change gets the next event id, so that a client can ask for those it missed. */
export class SyncObject {
  readonly sid: string;
  readonly kind: Kind;
  /** Whether a user may read it. */
  readonly isReader: (identity: string) => boolean;
  readonly #items = new Map<string | number, Record<string, unknown>>();
  readonly #notifications: { id: number; notification: object }[] = [];
  readonly #subscribers = new Set<Subscriber>();
  #data: object = {};
  #updatedAt = new Date();

  constructor(kind: Kind, isReader: (identity: string) => boolean) {
    this.kind = kind;
    this.sid = makeSid(SID_PREFIXES[kind]);
    this.isReader = isReader;
  }

  get url(): string {
    return `https://cds.us1.twilio.com/v3/${COLLECTIONS[this.kind]}/${this.sid}`;
  }

  get length(): number {
    return this.#items.size;
  }

  /** Replaces the data of a document. */
  setData(data: object): void {
    this.#data = data;
    this.#changed('document_updated', { document_data: data });
  }

  /** Adds or replaces an item of a map, or of a list by its index. */
  setItem(key: string | number, data: object): void {
    const what = this.#items.has(key) ? 'updated' : 'added';
    const name = this.kind === 'list' ? 'item_index' : 'item_key';
    const url = `${this.url}/Items/${key}`;
    const id = this.#changed(`${this.kind}_item_${what}`, {
      [name]: key,
      item_url: url,
      item_data: data,
    });
    this.#items.set(key, {
      [this.kind === 'list' ? 'index' : 'key']: key,
      url,
      data,
      last_event_id: id,
      revision: String(id),
      date_updated: this.#updatedAt.toISOString(),
      date_expires: null,
    });
  }

  /** Removes an item of a map. */
  removeItem(key: string): void {
    const item_data = this.#items.get(key)?.data;
    if (this.#items.delete(key)) this.#changed('map_item_removed', { item_key: key, item_data });
  }

  /** What a client gets that opens the object. */
  describe(includeItems: boolean): object {
    return {
      sid: this.sid,
      unique_name: this.sid,
      url: this.url,
      revision: String(this.#notifications.length),
      last_event_id: this.#notifications.length,
      date_updated: this.#updatedAt.toISOString(),
      date_expires: null,
      links: { items: `${this.url}/Items` },
      ...(this.kind === 'document' && { data: this.#data }),
      ...(includeItems && { items: [...this.#items.values()] }),
    };
  }

  /** A page of items. */
  query({ Index, Key, From, Order, PageSize }: ItemQuery): object {
    const all = [...this.#items];
    if (Order === 'desc') all.reverse();
    const single = Index ?? Key;
    const start = From === undefined ? 0 : all.findIndex(([key]) => String(key) === From);
    const end = start + Number(PageSize ?? DEFAULT_PAGE);
    const page =
      single === undefined
        ? all.slice(Math.max(0, start), end)
        : all.filter(([key]) => String(key) === single);
    const more = single === undefined && end < all.length;
    return {
      items: page.map(([, item]) => item),
      meta: { previous_token: start > 0 ? 'more' : null, next_token: more ? 'more' : null },
    };
  }

  /** Sends what happened after an event, and from now on whatever happens. */
  subscribe(subscriber: Subscriber, lastEventId: number): void {
    for (const { id, notification } of this.#notifications) {
      if (id > lastEventId) subscriber(notification);
    }
    this.#subscribers.add(subscriber);
  }

  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  #changed(event_type: string, details: object): number {
    const id = this.#notifications.length + 1;
    this.#updatedAt = new Date();
    const event = {
      id,
      [`${this.kind}_sid`]: this.sid,
      [`${this.kind}_revision`]: String(id),
      item_revision: String(id),
      date_created: this.#updatedAt.toISOString(),
      date_expires: null,
      ...details,
    };
    const notification = { event_type, event_protocol_version: 4, events: [event] };
    this.#notifications.push({ id, notification });
    for (const subscriber of this.#subscribers) subscriber(notification);
    return id;
  }
}

/** All objects of a service. */
export class SyncStore {
  readonly #objects = new Map<string, SyncObject>();

  create(kind: Kind, isReader: (identity: string) => boolean): SyncObject {
    const made = new SyncObject(kind, isReader);
    this.#objects.set(made.sid, made);
    return made;
  }

  /** An object that a user may read. */
  find(sid: unknown, identity: string): SyncObject | undefined {
    const found = this.#objects.get(String(sid));
    return found?.isReader(identity) ? found : undefined;
  }

  /** Ends all subscriptions of a socket. */
  forget(subscriber: Subscriber): void {
    for (const each of this.#objects.values()) each.unsubscribe(subscriber);
  }

  /** Answers `GET /v3/<collection>/<sid>` and `…/Items`. */
  read(path: string, query: ItemQuery, identity: string): object | undefined {
    const [, sid, items] = /^\/v3\/(?:Documents|Lists|Maps)\/([^/]+)(\/Items)?$/.exec(path) ?? [];
    const found = this.find(sid, identity);
    return items ? found?.query(query) : found?.describe(query.Include === 'items');
  }

  /**
   * Answers `POST /v4/Subscriptions`.
   *
   * @returns the notifications that complete it
   */
  changeSubscriptions(body: unknown, identity: string, subscriber: Subscriber): object[] {
    const { action, correlation_id, requests } = Object(body);
    if (!Array.isArray(requests)) return [];
    const status = action === 'establish' ? 'subscription_established' : 'subscription_canceled';
    return requests.map(({ object_sid, object_type, last_event_id }) => {
      const found = this.find(object_sid, identity);
      if (action === 'establish') found?.subscribe(subscriber, last_event_id ?? 0);
      else found?.unsubscribe(subscriber);
      return {
        event_type: found || action !== 'establish' ? status : 'subscription_failed',
        correlation_id,
        event_protocol_version: 4,
        events: [
          found || action !== 'establish'
            ? { object_sid, object_type, replay_status: 'completed', last_event_id }
            : {
                object_sid,
                object_type,
                error: { status: 404, code: 54_000, message: 'Not found' },
              },
        ],
      };
    });
  }
}
