/**
 * A stand-in for Twilio's Conversations socket on loopback: strict about access tokens, and with as
 * much of a chat behind it as two people need, so that the real SDK can be tried without an account and without a network. It follows the
 * private protocol of `@twilio/conversations` 3.0.1, hence that version is pinned.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { type Credentials, judgeToken } from './access-token';
import { Chat } from './chat';
import { type SessionEvent, type SessionOptions, serveSession } from './session';

/** A running stand-in. */
export interface Conversations {
  /** For the SDK's option `Twilsock: { uri }`. */
  readonly url: string;
  /** All that has happened to tokens. */
  readonly events: readonly SessionEvent[];
  /** How many Clients there are. */
  readonly connections: number;
  /** Drops every connection as a network does that is lost; new ones are let in. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** How it behaves. */
export interface ConversationsOptions {
  readonly credentials: Credentials;
  /** 0 for any free port. Default: 0. */
  readonly port?: number;
  /** Seconds before the end of a token at which its holder is warned. Default: 180, as Twilio does. */
  readonly warning?: number;
}

const TWILIOS_WARNING = 180;

/**
 * Starts a stand-in on 127.0.0.1.
 *
 * @throws the error of `listen`, `EADDRINUSE` among others
 */
export async function startConversations(options: ConversationsOptions): Promise<Conversations> {
  const { credentials, port = 0, warning = TWILIOS_WARNING } = options;
  const server = new WebSocketServer({ host: '127.0.0.1', port, maxPayload: 64 * 1024 });
  await once(server, 'listening');
  const events: SessionEvent[] = [];
  const session: SessionOptions = {
    warning: warning * 1000,
    judge: (token) => judgeToken(token, credentials, Date.now()),
    report: (event) => events.push(event),
    chat: new Chat(),
  };
  server.on('connection', (socket) => serveSession(socket, session));
  const dropConnections = () => {
    for (const socket of server.clients) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    get connections() {
      return server.clients.size;
    },
    dropConnections,
    async close() {
      dropConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
