/** A web server on loopback, and a browser's memory for cookies. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A server with its address. */
export interface Site {
  url: string;
  server: Server;
  close(): Promise<void>;
}

/** Serves on a free port of loopback. */
export async function serve(listener?: RequestListener): Promise<Site> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server, close: () => closeServer(server) };
}

/** Closes a server and what is connected to it. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** The version of an installed package. */
export function versionOf(name: string): string {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, 'node_modules', name, 'package.json'), 'utf8'),
  ).version;
}

/** Fetches as one browser does: cookies are kept, redirects are not followed. */
export class Browser {
  readonly cookies = new Map<string, string>();

  async fetch(url: string, options: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(options.headers as Record<string, string>), ...(cookie && { cookie }) };
    const response = await fetch(url, {
      ...options,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0|expires=thu, 01.jan.1970/i.test(line)) {
        this.cookies.delete(name);
      } else this.cookies.set(name, value);
    }
    return response;
  }

  /** Posts JSON, and requires a good answer. */
  async postJson<T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
    const response = await this.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${new URL(url).pathname}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  /** The value of a cookie. */
  cookie(name: string): string {
    const value = this.cookies.get(name);
    if (value === undefined) throw new Error(`there is no cookie ${name}`);
    return value;
  }
}
