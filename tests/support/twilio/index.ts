/**
 * A stand-in for Twilio's REST API on loopback, as strict as Twilio: authentication, regions, paths,
 * form encoding, parameters, limits, and Twilio's own codes. The `twilio` package is its client:
 *
 * ```ts
 * const standIn = await startTwilio();
 * const client = twilio(API_KEY_SID, API_KEY_SECRET, {
 *   accountSid: ACCOUNT_SID,
 *   httpClient: standIn.httpClient(),
 * });
 * ```
 *
 * Where Twilio is lenient and a mistake would pass unnoticed, it is stricter: an unknown parameter is
 * refused, where Twilio ignores it.
 */
import { once } from 'node:events';
import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Region } from '../../../src/twilio/issue';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SERVICE_SID } from '../tokens';
import { addKey, addService } from './add';
import { StandInClient } from './client';
import { type Behaviour, createTwilioServer, type LoggedRequest } from './server';
import { type Account, type ApiKey, dated, type KeyType, type Service, type State } from './state';

export { addConversation, addKey, addParticipant, addRole, addUser, roleNamed } from './add';
export type { LoggedRequest } from './server';
export type { Trouble } from './trouble';

/** The account's auth token in the first region. */
export const AUTH_TOKEN = 'e5'.repeat(16);
/** The account's auth token in Ireland. */
export const AUTH_TOKEN_IE1 = 'f6'.repeat(16);

/** What there is at the start. All of it can be changed afterwards. */
export interface TwilioOptions {
  /** Of the key and of the service. Default: `us1`. */
  region?: Region;
  /** Of the key `API_KEY_SID`. Default: `standard`. */
  keyType?: KeyType;
  /** Milliseconds that every request takes. Default: 0. */
  latencyMs?: number;
  /** How many requests may be under way at once. Default: any number. */
  concurrency?: number;
}

/** A running stand-in. `trouble`, `latencyMs` and `concurrency` may be changed at any time. */
export interface TwilioStandIn extends Behaviour {
  /** Where it listens. Requests must say whom they are meant for; `httpClient()` does. */
  readonly url: string;
  /** For the option `httpClient` of the `twilio` package. */
  httpClient(): StandInClient;
  /** The account, all keys by SID, all services by SID. */
  readonly state: State;
  readonly account: Account;
  readonly keys: Map<string, ApiKey>;
  /** The service `SERVICE_SID`. */
  readonly service: Service;
  /** Its users by identity. */
  readonly users: Service['users'];
  /** Its roles by SID. */
  readonly roles: Service['roles'];
  /** Its conversations by SID. */
  readonly conversations: Service['conversations'];
  /** All that was asked, in order. */
  readonly requests: LoggedRequest[];
  /** Those that changed nothing. */
  reads(): LoggedRequest[];
  /** Those that would change something. */
  writes(): LoggedRequest[];
  /** Leaves nothing open, not even requests that hang. */
  close(): Promise<void>;
}

// As many connections as the library's own client keeps to one host.
const CONNECTIONS = 20;

/** Starts a stand-in on 127.0.0.1, at any free port. */
export async function startTwilio(options: TwilioOptions = {}): Promise<TwilioStandIn> {
  const { region = 'us1', keyType = 'standard', latencyMs = 0, concurrency = Infinity } = options;
  const account: Account = {
    sid: ACCOUNT_SID,
    friendlyName: 'Test',
    status: 'active',
    authTokens: { us1: AUTH_TOKEN, ie1: AUTH_TOKEN_IE1 },
    ...dated(),
  };
  const state: State = { account, keys: new Map(), services: new Map() };
  addKey(state, { sid: API_KEY_SID, secret: API_KEY_SECRET, type: keyType, region });
  const service = addService(state, { sid: SERVICE_SID, region });
  const requests: LoggedRequest[] = [];
  const behaviour: Behaviour = { trouble: [], latencyMs, concurrency };
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const standIn = {
    ...behaviour,
    state,
    account,
    service,
    requests,
    keys: state.keys,
    users: service.users,
    roles: service.roles,
    conversations: service.conversations,
    reads: () => requests.filter(({ method }) => method === 'GET'),
    writes: () => requests.filter(({ method }) => method !== 'GET'),
  };
  const server = createTwilioServer(state, standIn, requests);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(standIn, {
    url,
    httpClient: () => new StandInClient(url, agent),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  });
}
