/** The endpoint of an issuer on loopback that is asked about tokens: introspection or UserInfo. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Behaviour, ok } from './misbehaving-issuer';

/** A question that arrived. */
export interface Question {
  method: string | undefined;
  headers: IncomingHttpHeaders;
  form: Record<string, string>;
}

export interface AskedEndpoint {
  url: string;
  questions: Question[];
  /** What it says of each token; of others it says `{ active: false }`. */
  answers: Record<string, object>;
  /** How it answers; `ok` is by the protocol. */
  behaviour: Behaviour;
  close(): Promise<void>;
}

/** Starts an endpoint that knows no token yet. */
export async function startAskedEndpoint(): Promise<AskedEndpoint> {
  const server = createServer(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const { method, headers } = request;
    endpoint.questions.push({ method, headers, form });
    const token = form.token ?? headers.authorization?.replace(/^Bearer /, '') ?? '';
    const answer = Object.hasOwn(endpoint.answers, token) ? endpoint.answers[token] : undefined;
    endpoint.behaviour(response, answer ?? { active: false });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: AskedEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ask`,
    questions: [],
    answers: {},
    behaviour: ok,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return endpoint;
}
