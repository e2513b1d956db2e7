/** Everyone who takes part in a flood, each a server on loopback: logins, the service, and its callers. */
import { randomBytes } from 'node:crypto';
import { Agent, createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Policy } from '../../src/settings';
import { createRestClient } from '../../src/twilio/client';
import { createTestService, type TestService } from '../support/service';
import { startSiteverify } from '../support/siteverify';
import {
  AUDIENCE,
  makeKey,
  SECRET,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';
import { addRole, startTwilio } from '../support/twilio';

/** How a login answers what it does not know. */
export type ToGarbage = (response: ServerResponse) => void;

/** A request from outside: where to, and with what. */
export interface Sent {
  path: '/token' | '/guest';
  headers?: Record<string, string>;
  form?: Record<string, string>;
}

/** One way to get in. */
export type Mechanism = 'keys' | 'introspection' | 'userinfo' | 'guests' | 'roles';

export interface FloodStage {
  service: TestService;
  /** Sends a request over real HTTP; returns the status of the answer. */
  send(sent: Sent): Promise<number>;
  /** Requests of one honest user, each of a session of its own, to whom a token must be given. */
  honest(): Sent[];
  /** What no login has issued, of one kind after the other. */
  garbage(): Sent;
  /** Requests that the service has sent: to logins, and to the provider of challenges. */
  outgoing(): number;
  close(): Promise<void>;
}

const key = makeKey('EdDSA', 'current');
const strangersKey = makeKey('EdDSA', 'current');

/** Starts it all. */
export async function startFlood(
  mechanism: Mechanism,
  toGarbage: ToGarbage,
  now: () => number = Date.now,
): Promise<FloodStage> {
  const issued = new Map<string, object>();
  const logins = await Promise.all([startLogin(issued, toGarbage), startLogin(issued, toGarbage)]);
  const [login, neighbour] = logins;
  const [siteverify, twilio] = await Promise.all([startSiteverify(), startTwilio()]);
  const role = { friendlyName: 'member', type: 'service', permissions: [] } as const;
  const { sid: roleSid } = addRole(twilio.service, role);
  const introspects = mechanism === 'introspection' || mechanism === 'roles';
  const policy: Policy = {
    issuers: [
      {
        issuer: login.url,
        audience: AUDIENCE,
        namespace: 'own',
        ...(introspects && {
          introspection: { url: `${login.url}/ask`, clientId: 'chat', secretVariable: 'CLIENT' },
        }),
        ...(mechanism === 'userinfo' && { userinfo: { url: `${login.url}/ask` } }),
      },
      { issuer: neighbour.url, audience: AUDIENCE, namespace: 'other' },
    ],
    ...(mechanism === 'roles' && {
      roles: { member: roleSid },
      rules: [
        {
          name: 'members',
          when: { caller: 'person', claims: { sub: { prefix: 'u' } } },
          allow: { role: 'member' },
        },
      ],
    }),
  };
  const service = createTestService({
    environment: validEnvironment({
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      AUTH_COOKIE: 'session',
      ALLOWED_ORIGINS: 'https://app.example.com',
      ...(introspects && { CLIENT: 'the-secret-of-the-client-at-the-login' }),
      ...(mechanism === 'guests' && {
        GUESTS: 'on',
        GUEST_SECRET: SECRET,
        GUEST_CHALLENGE_URL: siteverify.url,
        GUEST_CHALLENGE_SECRET: siteverify.secret,
      }),
    }),
    policy,
    now,
    connect: (credentials) => createRestClient(credentials, twilio.httpClient()),
  });
  const front = await startFront(service);
  const agent = new Agent({ keepAlive: true });
  let users = 0;
  let rubbish = 0;

  const jwt = (issuer: string, kid = key.kid, pair = key) => {
    const nowSeconds = Math.floor(now() / 1000);
    return signToken(validClaims({ iss: issuer, sub: `u${users}` }, nowSeconds), {
      key: pair,
      kid,
    });
  };
  const opaque = () => {
    const token = `known:${randomBytes(12).toString('hex')}`;
    const exp = Math.floor(now() / 1000) + 3600;
    issued.set(token, { active: true, sub: `u${users}`, aud: AUDIENCE, exp });
    return token;
  };

  return {
    service,
    send: (sent) => sendTo(front, agent, sent),
    honest() {
      users += 1;
      const all = [bearer(jwt(login.url)), bearer(jwt(neighbour.url))];
      if (mechanism === 'guests') {
        return [...all, { path: '/guest', form: { challenge: siteverify.solve() } }];
      }
      if (mechanism === 'keys') return all;
      return [...all, bearer(opaque()), inCookie(opaque())];
    },
    garbage() {
      rubbish += 1;
      const random = randomBytes(12).toString('hex');
      const kinds = [
        () => bearer(jwt(login.url, key.kid, strangersKey)),
        () => bearer(jwt(login.url, random)),
        () => bearer(jwt(`https://${random}.example`)),
        () => bearer(random),
        () => bearer(`s:${random}|x`),
        () => inCookie(random),
        () => bearer('x'.repeat(8200)),
        () => bearer(`eyJhbGciOiJkaXIifQ..${random}.${random}.${random}`),
        (): Sent => ({ path: '/guest', form: { challenge: random } }),
        (): Sent => ({
          path: '/token',
          headers: { authorization: `Bearer ${random}` },
          form: { access_token: random },
        }),
      ];
      return (kinds[rubbish % kinds.length] as () => Sent)();
    },
    outgoing: () => login.requests() + neighbour.requests() + siteverify.requests,
    close: async () => {
      agent.destroy();
      await Promise.all([
        stop(front),
        ...logins.map((each) => each.close()),
        siteverify.close(),
        twilio.close(),
      ]);
    },
  };
}

const bearer = (token: string): Sent => ({
  path: '/token',
  headers: { authorization: `Bearer ${token}` },
});

const inCookie = (token: string): Sent => ({
  path: '/token',
  headers: { cookie: `session=${encodeURIComponent(token)}` },
});

/** A login with discovery, a key set, and an address that is asked about credentials. */
async function startLogin(issued: ReadonlyMap<string, object>, toGarbage: ToGarbage) {
  let requests = 0;
  const server = createServer(async (incoming, response) => {
    const { url, headers } = incoming;
    requests += 1;
    const json = (document: object) => response.end(JSON.stringify(document));
    if (url === '/.well-known/openid-configuration') {
      return json({ issuer: base, jwks_uri: `${base}/keys` });
    }
    if (url === '/keys') return json({ keys: [key.jwk] });
    const form = new URLSearchParams(await text(incoming));
    const token = form.get('token') ?? headers.authorization?.replace('Bearer ', '') ?? '';
    const answer = issued.get(token);
    return answer ? json(answer) : toGarbage(response);
  });
  const base = await listen(server);
  return { url: base, requests: () => requests, close: () => stop(server) };
}

/** The service behind real HTTP, as the platform would have it. */
async function startFront(service: TestService): Promise<Server> {
  const server = createServer(async (incoming, response) => {
    const { url, headers } = incoming;
    const fields = Object.fromEntries(new URLSearchParams(await text(incoming)));
    const [, session] = /session=(.*)/.exec(headers.cookie ?? '') ?? [];
    const cookies = session === undefined ? {} : { session: decodeURIComponent(session) };
    const answer = await service[url === '/guest' ? 'guest' : 'token']({
      headers,
      cookies,
      fields,
    });
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  });
  await listen(server);
  return server;
}

function sendTo(front: Server, agent: Agent, { path, headers, form }: Sent): Promise<number> {
  const { port } = front.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const type = form && { 'content-type': 'application/x-www-form-urlencoded' };
    request(
      { port, host: '127.0.0.1', path, method: 'POST', agent, headers: { ...headers, ...type } },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    )
      .on('error', reject)
      .end(form && new URLSearchParams(form).toString());
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}
