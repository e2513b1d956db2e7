/** What may stand before a deployed service and change its answers: a proxy on loopback. */
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer on its way back. */
export interface Passing {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

/** Changes an answer, or leaves it as it is by returning undefined. */
export type Tamper = (
  asked: { method: string; path: string; authorization: string; origin: string },
  answer: Passing,
) => Partial<Passing> | undefined;

export interface Front {
  url: string;
  /** Default: changes nothing. */
  tamper: Tamper;
  close(): Promise<void>;
}

/** Starts a proxy. */
export async function startFront(service: string): Promise<Front> {
  const server = createServer(async (asked, response) => {
    const { method = 'GET', url: path = '/', headers } = asked;
    const passed = await new Promise<IncomingMessage>((resolve, reject) => {
      const forwarded = request(`${service}${path}`, { method, headers, agent: false });
      forwarded.on('response', resolve).on('error', reject);
      asked.pipe(forwarded);
    });
    const answer = {
      status: passed.statusCode ?? 0,
      headers: passed.headers,
      body: await text(passed),
    };
    const { authorization = '', origin = '' } = headers;
    const changed = { ...answer, ...front.tamper({ method, path, authorization, origin }, answer) };
    const { 'content-length': _, 'transfer-encoding': __, ...kept } = changed.headers;
    response.writeHead(changed.status, kept).end(changed.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tamper: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return front;
}
