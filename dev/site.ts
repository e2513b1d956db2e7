/**
 * What `npm start` shows at its address: the playground and what it asks of this machine, and behind
 * them the functions.
 */
import {
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http';
import { json } from 'node:stream/consumers';
import { LOOPBACK_AGENT } from './loopback';

/** A file to serve. */
export interface SiteFile {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Answers JSON with JSON. It rejects with an error whose message is a sentence for the page. */
export type Action = (body: Record<string, unknown>) => Promise<object>;

/** What is at which path. */
export interface SiteOptions {
  readonly files: ReadonlyMap<string, SiteFile>;
  readonly actions: ReadonlyMap<string, Action>;
  /** Where the functions are served, on 127.0.0.1. */
  readonly functionsPort: number;
}

/** Makes the listener of the site. */
export function site({ files, actions, functionsPort }: SiteOptions): RequestListener {
  return (incoming, response) => {
    const path = incoming.url?.split('?')[0] ?? '';
    const file = files.get(path);
    const action = actions.get(path);
    if (file) {
      response.writeHead(200, { 'Content-Type': file.type, 'Cache-Control': 'no-store' });
      response.end(file.body);
    } else if (action) {
      void answer(incoming, response, action);
    } else if (path === '/favicon.ico') {
      // Twilio's local server would send the browser to twilio.com.
      response.writeHead(204).end();
    } else {
      forward(incoming, response, functionsPort);
    }
  };
}

/**
 * Answers the playground, and no other page: a name that was rebound to this machine is not one of
 * its own, and pages of other origins cannot send JSON without asking first.
 */
async function answer(incoming: IncomingMessage, response: ServerResponse, action: Action) {
  const send = (status: number, body: object) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify(body));
  const { host = '', origin = `http://${host}` } = incoming.headers;
  const own = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) && origin === `http://${host}`;
  const isJson = /^application\/json\b/.test(incoming.headers['content-type'] ?? '');
  if (!own || !isJson || incoming.method !== 'POST') {
    incoming.resume();
    send(403, { error: 'Only the playground may ask here.' });
    return;
  }
  try {
    send(200, await action(Object(await json(incoming))));
  } catch (error) {
    send(400, { error: (error as Error).message });
  }
}

/** Hands a request on as it is, and the answer back. */
function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const onward = request(
    {
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      // As they came: the service looks for headers that were sent twice.
      headers: incoming.rawHeaders as never,
      agent: LOOPBACK_AGENT,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  onward.on('error', () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  response.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
