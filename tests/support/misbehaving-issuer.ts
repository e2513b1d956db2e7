/**
 * An issuer on loopback that misbehaves on command: each of its two endpoints answers as it is told
 * to, and counts how often it was asked.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How an endpoint answers. `document` is what it would answer if it behaved. */
export type Behaviour = (response: ServerResponse, document: object) => void;

const respond = (response: ServerResponse, status: number, body: string | Buffer, type: string) => {
  response.writeHead(status, { 'Content-Type': type });
  response.end(body);
};

export const ok: Behaviour = (response, document) =>
  respond(response, 200, JSON.stringify(document), 'application/json');

/** Takes the request and never answers. */
export const hang: Behaviour = () => undefined;

/** Sends the head of an answer at once, and then one byte every 50 ms, without end in sight. */
export const slow: Behaviour = (response, document) => {
  const bytes = Buffer.from(JSON.stringify(document).padStart(10_000));
  let sent = 0;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const timer = setInterval(() => response.write(bytes.subarray(sent, ++sent)), 50);
  response.on('close', () => clearInterval(timer));
};

/** Breaks the connection off in the middle of the answer. */
export const breakOff: Behaviour = (response, document) => {
  const text = JSON.stringify(document);
  response.writeHead(200, { 'Content-Length': text.length });
  response.write(text.slice(0, -1), () => response.destroy());
};

/** Answers with a status, and with a good document in the body. */
export const status =
  (code: number): Behaviour =>
  (response, document) =>
    respond(response, code, JSON.stringify(document), 'application/json');

/** Sends elsewhere. */
export const redirect =
  (location: string): Behaviour =>
  (response) => {
    response.writeHead(302, { Location: location });
    response.end();
  };

/** Answers 200 with a text. */
export const text =
  (body: string, type = 'application/json'): Behaviour =>
  (response) =>
    respond(response, 200, body, type);

export const html = text('<!doctype html><title>Maintenance</title>', 'text/html');

/** Answers 200 with a JSON document of the test's own. */
export const json = (document: unknown): Behaviour => text(JSON.stringify(document));

let tenMegabytes: Buffer | undefined;

/** Answers with 10 MB of valid JSON. */
export const huge: Behaviour = (response) => {
  tenMegabytes ??= Buffer.from(`{"padding":"${'x'.repeat(10_000_000)}","keys":[]}`);
  respond(response, 200, tenMegabytes, 'application/json');
};

/** Behaves well, but not before a gate opens. */
export const heldBy =
  (gate: Promise<unknown>): Behaviour =>
  (response, document) => {
    gate.then(() => ok(response, document));
  };

/** One of the two addresses of an issuer. */
export interface Endpoint {
  behaviour: Behaviour;
  /** How often it was asked. */
  requests: number;
}

export interface MisbehavingIssuer {
  /** Its `iss` and the base of its discovery. */
  readonly issuer: string;
  readonly jwksUri: string;
  readonly discovery: Endpoint;
  readonly keySet: Endpoint;
  /** What the key set lists: the public halves of key pairs, or anything else as it is. */
  keys: readonly unknown[];
  /** Members that replace or join those of the discovery document. */
  metadata: Record<string, unknown>;
  /** Stops listening and cuts all connections. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** The public half of a key pair, and anything else as it is. */
function published(key: unknown): unknown {
  return typeof key === 'object' && key !== null && 'jwk' in key ? key.jwk : key;
}

/** Starts an issuer that behaves, until it is told otherwise. */
export async function startIssuer(keys: readonly unknown[]): Promise<MisbehavingIssuer> {
  const server = createServer((request, response) => {
    const { discovery, keySet } = issuer;
    if (request.url === '/.well-known/openid-configuration') {
      discovery.requests += 1;
      const { metadata, jwksUri } = issuer;
      discovery.behaviour(response, {
        issuer: issuer.issuer,
        jwks_uri: jwksUri,
        ...metadata,
      });
    } else if (request.url === '/keys') {
      keySet.requests += 1;
      keySet.behaviour(response, { keys: issuer.keys.map(published) });
    } else {
      status(404)(response, {});
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const issuer: MisbehavingIssuer = {
    issuer: base,
    jwksUri: `${base}/keys`,
    discovery: { behaviour: ok, requests: 0 },
    keySet: { behaviour: ok, requests: 0 },
    keys,
    metadata: {},
    down,
    up: () => listen(port),
    close: down,
  };
  return issuer;
}
