/** One Client of the SDK on its socket: let in, warned before its token expires, then shut out. */
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { type AcceptedToken, TokenRefused } from './access-token';
import type { Chat } from './chat';
import { decodeFrame, encodeFrame, type Header } from './frame';
import { answerRequest } from './resources';

/** What a session needs of the server. */
export interface SessionOptions {
  /** Milliseconds before the end of a token at which its holder is warned. */
  readonly warning: number;
  /** @throws TokenRefused */
  readonly judge: (token: unknown) => AcceptedToken;
  readonly report: (event: SessionEvent) => void;
  /** What all sessions share. */
  readonly chat: Chat;
}

/** What happens to the tokens on a socket. */
export type SessionEvent =
  | { readonly event: 'connected' | 'updated' | 'warned' | 'expired'; readonly identity: string }
  | { readonly event: 'refused'; readonly code: number; readonly reason: string }
  | { readonly event: 'unknown'; readonly request: string };

const OK = { code: 200, status: 'OK' };

/** Serves a socket until it closes. */
export function serveSession(socket: WebSocket, options: SessionOptions): void {
  const { warning, judge, report, chat } = options;
  let token: AcceptedToken | undefined;
  let timers: NodeJS.Timeout[] = [];

  const send = (header: Omit<Header, 'id'> & { method: string; id?: string }, payload?: object) =>
    socket.send(encodeFrame({ id: randomUUID(), ...header }, payload));
  const reply = ({ id }: Header, more: object = {}, payload?: object) =>
    send({ method: 'reply', id, status: OK, ...more }, payload);

  /** Judges a token, and watches its time. */
  const take = (header: Header, event: 'connected' | 'updated', more?: object) => {
    try {
      token = judge(header.token);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      const { code: errorCode, message: description } = error;
      const status = { code: 401, status: 'UNAUTHORIZED', errorCode, description };
      reply(header, { status });
      report({ event: 'refused', code: errorCode, reason: description });
      return;
    }
    const { identity, expiresAt } = token;
    reply(header, more);
    report({ event, identity });
    stopTimers();
    const left = expiresAt - Date.now();
    const warn = () => {
      send({ method: 'client_update', client_update_type: 'token_about_to_expire' });
      report({ event: 'warned', identity });
    };
    const shutOut = () => {
      token = undefined;
      send({ method: 'close', status: { code: 410, status: 'TOKEN_EXPIRED' } });
      report({ event: 'expired', identity });
    };
    timers = [setTimeout(warn, Math.max(0, left - warning)), setTimeout(shutOut, left)];
  };
  const stopTimers = () => timers.forEach(clearTimeout);

  const notify = (event: object) =>
    send({ method: 'notification', message_type: 'twilio.sync.event' }, event);

  const relay = (header: Header, body: unknown, { identity }: AcceptedToken) => {
    const { method, path, params } = Object(header.http_request);
    const answer = answerRequest({ method, path, params, body }, identity, chat, notify);
    const { status: code } = answer;
    if (code === 404) report({ event: 'unknown', request: `${method} ${path}` });
    const status = { code, status: code < 400 ? 'OK' : 'NOT_FOUND' };
    reply(header, { http_status: status, http_headers: {} }, answer.body);
    answer.notifications?.forEach(notify);
  };

  socket.on('message', (data: Buffer) => {
    try {
      const { header, payload } = decodeFrame(data);
      if (header.method === 'init') take(header, 'connected', welcome());
      else if (header.method === 'update') take(header, 'updated');
      else if (header.method === 'message' && token) relay(header, payload, token);
      else if (header.method === 'message') socket.close();
      else if (header.method === 'close') socket.close();
      // Replies are the client's acknowledgements, the rest is telemetry.
      else if (header.method !== 'reply') reply(header);
    } catch {
      socket.close();
    }
  });
  const end = () => {
    stopTimers();
    chat.sync.forget(notify);
  };
  socket.on('close', end);
  socket.on('error', end);
}

/** What a Client learns besides that it is let in. */
function welcome(): object {
  return {
    continuation_token: randomUUID(),
    continuation_token_status: { reissued: true, reissue_message: '' },
    capabilities: ['client_update'],
    offline_storage: { ip_messaging: { storage_id: randomUUID() } },
    init_registrations: [],
  };
}
