/** Servers and requests that stay on this machine. */
import { once } from 'node:events';
import { Agent, createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** One that no proxy of the shell's environment concerns. */
export const LOOPBACK_AGENT = new Agent();

/** A server that only this machine reaches. */
export interface LoopbackServer {
  readonly port: number;
  /** Says who answers. Until then every request is refused with 503. */
  serve(listener: RequestListener): void;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and on ::1, since `localhost` may mean either.
 *
 * @param port 0 for any free one
 * @throws the error of `listen`, `EADDRINUSE` if another program has the port on either address
 */
export async function listenOnLoopback(port: number): Promise<LoopbackServer> {
  let current: RequestListener = (_request, response) => response.writeHead(503).end();
  const listener: RequestListener = (request, response) => current(request, response);
  const first = await listen(port, '127.0.0.1', listener);
  const chosen = (first.address() as AddressInfo).port;
  const servers = [first];
  try {
    servers.push(await listen(chosen, '::1', listener));
  } catch (error) {
    // Any other code means that this machine has no such address.
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      await close(first);
      if (port === 0) return listenOnLoopback(port);
      throw error;
    }
  }
  return {
    port: chosen,
    serve: (listener) => {
      current = listener;
    },
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

async function listen(port: number, host: string, listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/**
 * Posts JSON to a server on this machine.
 *
 * @returns the status and the body of the answer, undefined if it is not JSON
 * @throws the error of the connection, or of a server that does not answer in time
 */
export async function postJson(
  url: string,
  body: object,
  limitMs: number,
): Promise<{ status: number; body: unknown }> {
  const sent = request(url, {
    method: 'POST',
    agent: LOOPBACK_AGENT,
    headers: { 'Content-Type': 'application/json' },
    signal: AbortSignal.timeout(limitMs),
  });
  sent.end(JSON.stringify(body));
  const [answer] = await once(sent, 'response');
  return { status: answer.statusCode, body: await json(answer).catch(() => undefined) };
}
