/** A plain HTTP client that sends what it is given: repeated headers, odd bodies, any method. */
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** What came back over the wire. */
export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body as it came. */
  text: string;
  /** The body as JSON; undefined if it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of it
  json: any;
}

/** What is sent; a POST without a body unless it says otherwise. */
export interface Sending {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Uint8Array;
}

/** Milliseconds after which a request counts as lost. */
const TIME_LIMIT = 10_000;

/** Sends a request on a connection of its own. */
export async function send(url: string, sending: Sending = {}): Promise<Received> {
  const { method = 'POST', headers = {}, body } = sending;
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const sent = request(url, {
      method,
      headers,
      agent: false,
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    sent.on('response', resolve).on('error', reject).end(body);
  });
  const received = await text(response);
  let json: unknown;
  try {
    json = JSON.parse(received);
  } catch {
    json = undefined;
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: received, json };
}

/** The headers that carry a bearer token. */
export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** A form that carries a bearer token, which no browser asks the server about beforehand. */
export const form = (fields: Record<string, string>): Sending => ({
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});
