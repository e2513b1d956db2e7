/**
 * A login system on loopback: discovery, key set, and the address that says who a credential belongs to,
 * over real HTTP at the vendor's own paths. The credential is the one that the page shows, and the
 * service is configured by the variables that the page shows. Nothing is changed about them but hosts,
 * times and placeholders.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AskedSample,
  findProvider,
  SAMPLE_SECONDS,
  type Sample,
  type TokenSample,
} from '../../../cli/providers';
import type { Policy } from '../../../src/settings';
import { createTestService, type TestAnswer } from '../../support/service';
import {
  type Environment,
  rawToken,
  SECRET,
  seconds,
  signToken,
  type TestAlgorithm,
  type TestKey,
  validEnvironment,
} from '../../support/tokens';
import { readPage, waysOn } from './page';
import { keyOf, publishedBy } from './vendors';

/** What a test changes about the page; undefined takes something away. */
export interface Changes {
  variables?: Record<string, string | undefined>;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** Signs with HS256 and this secret, or these bytes. */
  secret?: string | Buffer;
  /** What the system answers about the credential. */
  answer?: unknown;
  /** Sent in place of the page's credential. */
  credential?: string;
  policy?: Policy;
}

export interface StandIn {
  /** The scheme and host of the stand-in. */
  base: string;
  /** The page's variables, with the stand-in's host in those that are fetched. */
  variables: Environment;
  sample: Sample;
  /** The paths that the service has asked for. */
  requests: string[];
  /** The token of the page, or the text of its other credential. */
  credential(changes?: Changes): string;
  /** Asks the service with the credential: the identity, or the code of the refusal. */
  ask(changes?: Changes): Promise<string | undefined>;
  /** Asks one service with each credential in turn. */
  askInTurn(...credentials: string[]): Promise<(string | undefined)[]>;
  close(): Promise<void>;
}

/** Takes the login out of a valid environment. */
export const NO_LOGIN = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };

/** Claims that are times, in seconds. */
const TIMES = ['iat', 'exp', 'nbf', 'auth_time'];

/** The variables that hold an address which the service asks. */
const FETCHED = ['AUTH_JWKS_URI', 'AUTH_USERINFO_URL', 'AUTH_INTROSPECTION_URL'];

/** The page's origin, from which a browser sends cookies. */
const ORIGIN = 'https://app.example.com';

/** The variables of a way on a page with a value for each placeholder; a secret of 64 bytes suits HS512 too. */
export function fillPlaceholders(shown: Environment, publicKey?: TestKey): Environment {
  const { AUTH_SECRET_ENCODING: encoding } = shown;
  const filled = Object.entries(shown).map(([name, value]) => {
    if (!value.startsWith('<')) return [name, value];
    if (name === 'AUTH_PUBLIC_KEY') return [name, base64Of(publicKey ?? keyOf('RS256'))];
    return [name, encoding === undefined ? SECRET : Buffer.from(SECRET).toString('base64')];
  });
  return Object.fromEntries(filled);
}

const base64Of = ({ publicKey }: TestKey) =>
  publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

/**
 * Starts the stand-in of a system.
 *
 * @param way the title of another way on its page; left out for the first
 */
export async function startStandIn(id: string, way?: string): Promise<StandIn> {
  const provider = findProvider(id);
  if (!provider) throw new Error(`there is no login ${id}`);
  const { sample } =
    way === undefined
      ? provider
      : (provider.about.alternatives?.find(({ title }) => title === way) ?? provider);
  const shown = waysOn(readPage(provider.page)).get(way);
  if (!shown) throw new Error(`the page of ${id} has no ${way}`);
  return sample.kind === 'token' ? startIssuer(id, shown, sample) : startAsked(shown, sample);
}

async function startIssuer(id: string, shown: Environment, sample: TokenSample): Promise<StandIn> {
  const { alg, kid } = sample.header;
  const isSecret = alg.startsWith('HS');
  const key = isSecret ? undefined : keyOf(alg as TestAlgorithm, kid as string | undefined);
  const documents = new Map<string, string | object>();
  const server = await listen((request, response) => {
    const document = documents.get(request.url ?? '');
    if (typeof document === 'string') {
      response.writeHead(200, { 'Content-Type': 'application/x-pem-file' }).end(document);
    } else {
      respond(response, { status: document ? 200 : 404, body: document ?? {} });
    }
  });
  // Where keys are discovered the issuer is an address, and then it is in the token too.
  const host = sample.jwksUri === undefined ? undefined : new URL(shown.AUTH_ISSUER ?? '').origin;
  const local = <T>(value: T): T =>
    host === undefined ? value : JSON.parse(JSON.stringify(value).replaceAll(host, server.base));
  const localSample = local(sample);
  const variables = localise(local(fillPlaceholders(shown, key)), server.base);
  if (key) {
    const address = sample.jwksUri ?? variables.AUTH_JWKS_URI;
    const keys = publishedBy(id, key, sample.published);
    if (address !== undefined) documents.set(new URL(address).pathname, keys);
    if (sample.jwksUri !== undefined) {
      const { pathname } = new URL(variables.AUTH_ISSUER ?? '');
      documents.set(`${pathname.replace(/\/$/, '')}/.well-known/openid-configuration`, {
        issuer: variables.AUTH_ISSUER,
        jwks_uri: `${server.base}${new URL(sample.jwksUri).pathname}`,
      });
    }
  }

  const credential = ({ header, claims, secret, credential: other }: Changes = {}) => {
    if (other !== undefined) return other;
    const payload = { ...moveTimes(localSample.payload), ...claims };
    // A header without typ has none: signToken would add one.
    const { typ, ...rest } = localSample.header;
    const shownHeader = { typ, ...rest };
    if (key && secret === undefined) {
      return signToken(payload, { key, kid: null, header: { ...shownHeader, ...header } });
    }
    const named = { ...shownHeader, ...(!isSecret && { alg: 'HS256' }), ...header };
    const hash = `sha${String(named.alg).slice(2)}`;
    return rawToken(JSON.stringify(named), JSON.stringify(payload), (input) =>
      createHmac(hash, secret ?? SECRET)
        .update(input)
        .digest('base64url'),
    );
  };
  const send = (text: string) => {
    const cookie = /^Cookie: (.+)$/.exec(sample.sentIn ?? '')?.[1];
    if (cookie !== undefined) return cookieRequest(cookie, text);
    return sample.sentIn === undefined
      ? { headers: { authorization: `Bearer ${text}` } }
      : { headers: { [sample.sentIn.toLowerCase()]: text } };
  };
  return {
    ...server,
    variables,
    sample: localSample,
    credential,
    ...asking(variables, credential, send),
  };
}

async function startAsked(shown: Environment, sample: AskedSample): Promise<StandIn> {
  const { sent, request, unknown } = sample;
  const own = 'bearer' in sent ? sent.bearer : sent.value;
  let answer: unknown;
  const server = await listen(async (incoming, response) => {
    const form = new URLSearchParams(await bodyOf(incoming));
    const path = new URL(address).pathname;
    const isOfPage =
      incoming.url === path &&
      incoming.method === request.method &&
      Object.entries(request.headers).every(
        ([name, value]) =>
          meaningOf(name, incoming.headers[name.toLowerCase()]) ===
          meaningOf(name, value.replace(/^Basic …$/, basic)),
      ) &&
      Object.entries(request.form ?? {}).every(([name, value]) => form.get(name) === value);
    respond(response, isOfPage ? { status: 200, body: answer } : unknown);
  });
  const variables = localise(fillPlaceholders(shown), server.base);
  const address = variables.AUTH_USERINFO_URL ?? variables.AUTH_INTROSPECTION_URL ?? '';
  const { AUTH_INTROSPECTION_CLIENT_ID: client, AUTH_INTROSPECTION_CLIENT_SECRET: secret } =
    variables;
  const basic = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`;
  const credential = (changes: Changes = {}) => {
    answer = Object.hasOwn(changes, 'answer') ? changes.answer : moveTimes(sample.answer);
    return changes.credential ?? own;
  };
  const send = (text: string) =>
    'bearer' in sent
      ? { headers: { authorization: `Bearer ${text}` } }
      : cookieRequest(sent.cookie, text);
  return { ...server, variables, sample, credential, ...asking(variables, credential, send) };
}

/** A header as its reader understands it: systems decode what is escaped in a cookie. */
function meaningOf(name: string, value: string | string[] | undefined) {
  return name === 'Cookie' && typeof value === 'string' ? decodeURIComponent(value) : value;
}

/** The request of a browser with a cookie: the platform hands on the header, and the cookies decoded. */
function cookieRequest(name: string, value: string) {
  return {
    headers: {
      cookie: `theme=dark; ${name}=${value}`,
      origin: ORIGIN,
      'sec-fetch-site': 'same-origin',
    },
    cookies: { theme: 'dark', [name]: decodeURIComponent(value) },
  };
}

type Send = (text: string) => { headers: Record<string, string>; cookies?: Record<string, string> };

function asking(variables: Environment, credential: (changes?: Changes) => string, send: Send) {
  const service = (changes: Changes) =>
    createTestService({
      environment: validEnvironment({ ...NO_LOGIN, ...variables, ...changes.variables }),
      ...(changes.policy && { policy: changes.policy }),
    });
  const outcome = ({ body }: TestAnswer) => body.code ?? body.identity;
  return {
    ask: async (changes: Changes = {}) =>
      outcome(await service(changes).token(send(credential(changes)))),
    askInTurn: async (...credentials: string[]) => {
      const one = service({});
      credential();
      const outcomes = [];
      for (const each of credentials) outcomes.push(outcome(await one.token(send(each))));
      return outcomes;
    },
  };
}

/** A copy whose times are as far from now as those of the page are from the time of its samples. */
function moveTimes(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ahead = seconds() - SAMPLE_SECONDS;
  const moved = Object.entries(claims).map(([name, value]) => [
    name,
    TIMES.includes(name) ? Number(value) + ahead : value,
  ]);
  return Object.fromEntries(moved);
}

function localise(variables: Environment, base: string): Environment {
  const moved = Object.entries(variables).map(([name, value]) => [
    name,
    FETCHED.includes(name) ? value.replace(new URL(value).origin, base) : value,
  ]);
  return Object.fromEntries(moved);
}

async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    void handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function respond(
  response: ServerResponse,
  { status, body, headers }: { status: number; body?: unknown; headers?: Record<string, string> },
) {
  response.writeHead(status, {
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...headers,
  });
  response.end(body === undefined ? '' : JSON.stringify(body));
}
