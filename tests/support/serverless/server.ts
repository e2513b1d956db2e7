/** A stand-in for the API that Functions and Assets are deployed through, as far as its tool asks it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What the tool sent. */
export interface ServerlessRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** From the `Authorization` header. */
  readonly username: string;
  readonly password: string;
  /** The command line of the process that asked; empty where it cannot be read. */
  readonly command: string;
}

/** A running stand-in. */
export interface ServerlessStandIn {
  readonly requests: ServerlessRequest[];
  /** For the environment of the tool. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The kinds of resources, by the last part of the path of their list, and how their SIDs begin. */
const PREFIXES: Record<string, string> = {
  Services: 'ZS',
  Environments: 'ZE',
  Functions: 'ZH',
  Assets: 'ZA',
  Versions: 'ZN',
  Variables: 'ZV',
  Builds: 'ZB',
  Deployments: 'ZD',
};

/** Starts a stand-in in which nothing has been deployed yet. */
export async function startServerless(): Promise<ServerlessStandIn> {
  const requests: ServerlessRequest[] = [];
  let created = 0;

  /** Creates what is posted, lists nothing, and calls every build complete. */
  function answer({ method, path, body }: ServerlessRequest): object {
    const [kind = ''] = path.replace(/\?.*/, '').split('/').slice(-1);
    const prefix = PREFIXES[kind];
    if (method === 'GET' && prefix) return { [kind.toLowerCase()]: [], meta: { key: kind } };
    const fields = Object.fromEntries(new URLSearchParams(body));
    const digits = String(++created).padStart(32, '0');
    return {
      sid: `${prefix ?? 'ZB'}${digits}`,
      unique_name: fields.UniqueName,
      friendly_name: fields.FriendlyName,
      domain_name: 'chat-1234-dev.twil.io',
      status: 'completed',
    };
  }

  const server = createServer(async (request, response) => {
    const received = await receive(request);
    requests.push(received);
    const status = received.method === 'POST' ? 201 : 200;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer(received)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    variables: {
      NODE_OPTIONS: `--require "${join(__dirname, 'preload.cjs')}"`,
      SERVERLESS_STAND_IN_URL: `http://127.0.0.1:${port}`,
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

async function receive(request: IncomingMessage): Promise<ServerlessRequest> {
  const { authorization = '', 'x-stand-in-command': command = '' } = request.headers;
  const [username = '', password = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    body: await text(request),
    username,
    password,
    command: decodeURIComponent(String(command)),
  };
}
