/** Issuers of logins, all of them at one address on loopback, by the URLs that they have on the net. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { discoveryUrl } from '../../../../src/authenticate/key-set/load';
import { makeKey } from '../../../support/tokens';

/** The running issuers. `GET <url>/<address on the net, encoded>` answers as that address would. */
export interface Issuers {
  readonly url: string;
  /** The issuers that there are. At any other address there is nothing. */
  readonly known: Set<string>;
  close(): Promise<void>;
}

/** Starts them. */
export async function startIssuers(...known: string[]): Promise<Issuers> {
  const { jwk } = makeKey('ES256');
  const issuers = new Set(known);
  const find = (address: string): object | undefined => {
    for (const issuer of issuers) {
      const base = issuer.replace(/\/$/, '');
      const keys = [`${base}/keys`, `${base}/.well-known/jwks.json`];
      if (address === discoveryUrl(issuer)) return { issuer, jwks_uri: keys[0] };
      if (keys.includes(address)) return { keys: [jwk] };
    }
    return undefined;
  };
  const server = createServer((request, response) => {
    const document = find(decodeURIComponent(request.url?.slice(1) ?? ''));
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    known: issuers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
