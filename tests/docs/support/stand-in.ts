/**
 * A provider on loopback: discovery and key set over real HTTP at the vendor's own paths, and tokens
 * of the shape that the provider's page shows. The page's host is replaced by that of the stand-in
 * everywhere, and the times by the current ones; nothing else is touched.
 */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findProvider } from '../../../cli/providers';
import type { Policy } from '../../../src/settings';
import { createTestService } from '../../support/service';
import {
  type Environment,
  makeKey,
  rawToken,
  SECRET,
  seconds,
  signToken,
  validEnvironment,
} from '../../support/tokens';
import { readPage, type SampleToken, sampleOn, variablesOn } from './page';
import { VENDORS } from './vendors';

/** What a test changes about the page; undefined takes something away. */
export interface Changes {
  variables?: Record<string, string | undefined>;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** Signs with HS256 and this secret, or these bytes. */
  secret?: string | Buffer;
  policy?: Policy;
}

export interface StandIn {
  /** Stands for the issuer's scheme and host. */
  base: string;
  /** The page's variables and token, with the stand-in's host in them. */
  variables: Environment;
  sample: SampleToken;
  /** The paths that the service has asked for. */
  requests: string[];
  /** A token of the page's shape. */
  token(changes?: Changes): string;
  /** Asks the service with it, or with any other text: the identity, or the code of the refusal. */
  ask(changes?: Changes, bearer?: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Takes the login out of a valid environment. */
export const NO_LOGIN = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };

/** Claims that are times, in seconds. */
const TIMES = ['iat', 'exp', 'nbf', 'auth_time'];

/** Starts the stand-in of a provider. */
export async function startStandIn(id: string): Promise<StandIn> {
  const vendor = VENDORS[id];
  const page = readPage(findProvider(id)?.page ?? '');
  const shown = variablesOn(page);
  if (!vendor) throw new Error(`there is no stand-in of ${id}`);
  const { origin, pathname } = new URL(shown.AUTH_ISSUER ?? 'https://none.example/');
  const discoveryPath = `${pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const keySetPath = vendor.keySetPath ?? `${pathname}${vendor.keySetBelow}`;
  const documents = new Map<string, object>();
  const requests: string[] = [];

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const document = documents.get(path);
    response.writeHead(document ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const localise = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(origin, base));
  const sample = localise(sampleOn(page));
  const key = vendor.alg && makeKey(vendor.alg, sample.header.kid);
  const variables: Environment = {
    ...localise(shown),
    ...(shown.AUTH_SECRET !== undefined && { AUTH_SECRET: SECRET }),
  };
  if (key) documents.set(keySetPath, { keys: vendor.publish(key) });
  if (vendor.discovery) {
    const metadata = { issuer: variables.AUTH_ISSUER, jwks_uri: `${base}${keySetPath}` };
    documents.set(discoveryPath, metadata);
  }

  const token = ({ header, claims, secret }: Changes = {}) => {
    const ahead = seconds() - Math.floor(sample.payload.iat);
    const times = Object.entries(sample.payload).filter(([name]) => TIMES.includes(name));
    const moved = times.map(([name, time]) => [name, Number(time) + ahead]);
    const payload = { ...sample.payload, ...Object.fromEntries(moved), ...claims };
    // A header without typ has none: signToken would add one.
    const { typ, ...rest } = sample.header;
    const shownHeader = { typ, ...rest };
    if (key && secret === undefined) {
      return signToken(payload, { key, header: { ...shownHeader, ...header } });
    }
    const named = { ...shownHeader, alg: 'HS256', ...header };
    return rawToken(JSON.stringify(named), JSON.stringify(payload), (input) =>
      createHmac('sha256', secret ?? SECRET)
        .update(input)
        .digest('base64url'),
    );
  };

  return {
    base,
    variables,
    sample,
    requests,
    token,
    ask: async (changes = {}, bearer = token(changes)) => {
      const service = createTestService({
        environment: validEnvironment({ ...NO_LOGIN, ...variables, ...changes.variables }),
        ...(changes.policy && { policy: changes.policy }),
      });
      const { body } = await service.ask(bearer);
      return body.code ?? body.identity;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
