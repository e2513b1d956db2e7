/** HTTP: reads a request strictly, has it judged and answered, keeps the log. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { authenticate, authorize, readBasic } from './auth';
import { MEANT_FOR } from './client';
import { CONVERSATION_ROUTES } from './conversations';
import { CODES, errorBody, notFound, TwilioError } from './error';
import { parseHost } from './hosts';
import { KEY_ROUTES } from './keys';
import { PARTICIPANT_ROUTES } from './participants';
import { ROLE_ROUTES } from './roles';
import { type Answer, findRoute, type Route } from './route';
import { SERVICE_ROUTES } from './services';
import type { State } from './state';
import { type Trouble, takeTrouble, troubledAnswer } from './trouble';
import { USER_ROUTES } from './users';

const ROUTES: readonly Route[] = [
  ...SERVICE_ROUTES,
  ...ROLE_ROUTES,
  ...USER_ROUTES,
  ...CONVERSATION_ROUTES,
  ...PARTICIPANT_ROUTES,
  ...KEY_ROUTES,
];

/** A request as it came. */
export interface LoggedRequest {
  method: string;
  /** The host it was meant for. */
  host: string;
  /** Without the query. */
  path: string;
  query: Record<string, string | string[]>;
  /** Of a form, by name; an array if a name was repeated. */
  body: Record<string, string | string[]>;
  /** The status of the answer; 0 as long as there is none, and for ever if there never is. */
  status: number;
  /** The user name it signed in with: SK…, AC… or nothing. */
  key: string;
}

/** How the stand-in behaves, to be changed at any time. */
export interface Behaviour {
  /** Met in the order of the list. */
  trouble: Trouble[];
  /** Milliseconds that every request takes. */
  latencyMs: number;
  /** How many requests may be under way at once; one more gets 429. */
  concurrency: number;
}

function toRecord(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const all = parameters.getAll(name);
      return [name, all.length > 1 ? all : (all[0] as string)];
    }),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const FORM = /^application\/x-www-form-urlencoded(;\s*charset=utf-8)?$/i;

/** @throws TwilioError for a body that is no form, or a header that is not what Twilio takes */
function checkHeaders(request: IncomingMessage): void {
  const { 'content-type': type, 'x-twilio-webhook-enabled': webhooks } = request.headers;
  if (request.method === 'POST' && !FORM.test(type ?? '')) {
    throw new TwilioError(415, CODES.unsupportedMediaType, 'Unsupported Media Type');
  }
  if (webhooks !== undefined && webhooks !== 'true' && webhooks !== 'false') {
    throw new TwilioError(400, CODES.invalidParameter, 'Invalid X-Twilio-Webhook-Enabled');
  }
}

function work(state: State, request: IncomingMessage, url: URL, body: string): Answer {
  const host = String(request.headers[MEANT_FOR]);
  const meant = parseHost(host);
  const path = url.pathname;
  if (!meant) throw notFound(path);
  const method = request.method as string;
  const key = authenticate(state, meant.region, request.headers.authorization);
  const { route, handler, at } = findRoute(ROUTES, meant.product, method, path);
  authorize(key, route, method, route.path.split('/').at(-1)?.startsWith(':') ?? false);
  checkHeaders(request);
  const isPost = method === 'POST';
  if (isPost && url.search) {
    throw new TwilioError(400, CODES.invalidParameter, 'Parameters belong into the body');
  }
  const parameters = isPost ? new URLSearchParams(body) : url.searchParams;
  return handler({ state, region: meant.region, origin: `https://${host}`, path, at, parameters });
}

function judge(state: State, request: IncomingMessage, url: URL, body: string): Answer {
  try {
    return work(state, request, url, body);
  } catch (error) {
    if (error instanceof TwilioError) return { status: error.status, body: error.body };
    throw error;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** A server that is not listening yet. */
export function createTwilioServer(
  state: State,
  behaviour: Behaviour,
  log: LoggedRequest[],
): Server {
  let underWay = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url as string, 'http://stand-in');
    const method = request.method as string;
    const body = await readBody(request);
    const entry: LoggedRequest = {
      method,
      host: String(request.headers[MEANT_FOR] ?? ''),
      path: url.pathname,
      query: toRecord(url.searchParams),
      body: toRecord(new URLSearchParams(body)),
      status: 0,
      key: readBasic(request.headers.authorization).username,
    };
    log.push(entry);
    const answer = (given: Answer) => {
      entry.status = given.status;
      send(response, given);
    };
    if (underWay > behaviour.concurrency) {
      const status = 429;
      return answer({
        status,
        body: errorBody(status, CODES.tooManyRequests, 'Too Many Requests'),
      });
    }
    const trouble = takeTrouble(behaviour.trouble, method, url.pathname);
    const delay = behaviour.latencyMs + (trouble?.delayMs ?? 0);
    if (delay > 0) await pause(delay, undefined, { ref: false });
    const { status, hang = false, reset = false, after = false } = trouble ?? {};
    const fails = hang || reset || status !== undefined;
    if (!trouble || !fails) return answer(judge(state, request, url, body));
    if (after) judge(state, request, url, body);
    if (hang) return;
    if (reset) {
      (request.socket as Socket).resetAndDestroy();
      return;
    }
    const troubled = troubledAnswer(trouble);
    entry.status = troubled.status;
    response.writeHead(troubled.status, troubled.headers).end(troubled.text);
  }

  return createServer((request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
    serve(request, response).catch((error: unknown) => {
      // A client that went away is no mistake of the stand-in's; anything else is one.
      if (response.destroyed) return;
      send(response, { status: 500, body: errorBody(500, 20500, String(error)) });
    });
  });
}
