/** A challenge provider on loopback, as strict as the real ones: each response counts once. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Siteverify {
  url: string;
  secret: string;
  /** The requests that arrived. */
  requests: number;
  /** A response that a visitor's widget would give; good for one verification. */
  solve(): string;
  /** Answers in another way than by the protocol; undefined goes back to it. */
  misbehave: ((response: ServerResponse) => void) | undefined;
  close(): Promise<void>;
}

/** Starts a provider that knows one site. */
export async function startSiteverify(): Promise<Siteverify> {
  const secret = 'site-secret-of-the-stand-in';
  const open = new Set<string>();
  let solved = 0;

  const verdict = (form: URLSearchParams) => {
    const errors = (code: string) => ({ success: false, 'error-codes': [code] });
    if (form.get('secret') !== secret) return errors('invalid-input-secret');
    const response = form.get('response');
    if (!response) return errors('missing-input-response');
    if (!response.startsWith('solved-')) return errors('invalid-input-response');
    if (!open.delete(response)) return errors('timeout-or-duplicate');
    return { success: true, hostname: 'app.example.com', 'error-codes': [] };
  };

  const server = createServer(async (request, response) => {
    provider.requests += 1;
    if (provider.misbehave) return provider.misbehave(response);
    const wellFormed =
      request.method === 'POST' &&
      request.headers['content-type'] === 'application/x-www-form-urlencoded';
    if (!wellFormed) return response.writeHead(400).end();
    const body = JSON.stringify(verdict(new URLSearchParams(await text(request))));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const provider: Siteverify = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`,
    secret,
    requests: 0,
    solve: () => {
      solved += 1;
      open.add(`solved-${solved}`);
      return `solved-${solved}`;
    },
    misbehave: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return provider;
}
