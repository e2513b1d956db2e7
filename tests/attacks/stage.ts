/** Who takes part in an attack: the trusted login, another login, and somebody with keys of his own. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  AUDIENCE,
  type LoopbackIssuer,
  makeKey,
  makeKeys,
  type SignOptions,
  serveKeySet,
  signToken,
  type TestKey,
  validClaims,
} from '../support/tokens';

/** Claims that satisfy every setting used in the table. */
const HONEST_CLAIMS = {
  sub: 'alice',
  scope: 'chat write',
  email: 'alice@example.com',
  email_verified: true,
};

/** The keys of a login. Those of two logins have the same `kid`s. */
export interface LoginKeys {
  rsa: TestKey;
  ec: TestKey;
  ed25519: TestKey;
}

/** A login that publishes its keys on loopback. */
export interface Login {
  issuer: string;
  keys: LoginKeys;
  /** A token that is good, but for what the arguments change. */
  token(claims?: Record<string, unknown>, options?: Partial<SignOptions>): string;
}

/** Everybody who takes part. */
export interface Stage {
  /** The trusted one. Beside its three keys it publishes the odd ones. */
  login: Login;
  odd: { p384: TestKey; weak: TestKey; rs512: TestKey; encryption: TestKey; leaked: TestKey };
  /** Another one with keys under the same `kid`s, trusted only where a policy says so. */
  partner: Login & { own: TestKey };
  /** The attacker's keys, under the same `kid`s once more. */
  stranger: LoginKeys;
  /** The attacker's server. It offers his keys, and nobody must ever ask for them. */
  decoy: { url: string; hits: readonly string[] };
  /** A server that answers every request as told, at an address of its own. */
  serve(answer: Answerer): string;
  /** A login that answers as the arguments say, at a path of its own; returns its issuer. */
  serveOddly(answers: (issuer: string) => { discovery?: OddAnswer; keys?: OddAnswer }): string;
  close(): Promise<void>;
}

/** What a server answers to a form and headers. */
export type Answerer = (form: URLSearchParams, headers: IncomingHttpHeaders) => OddAnswer;

/** An answer of a login that misbehaves: a document, or a status and headers besides. */
export type OddAnswer = object | { status: number; location?: string; text?: string | Buffer };

/** Sets the stage. All servers listen on loopback, each on a port of its own. */
export async function setStage(): Promise<Stage> {
  const keys = makeKeys();
  // The same numbers under other names are keys of another use to whoever reads the set.
  const alike = (kid: string, change: object): TestKey => ({
    ...keys.rsa,
    kid,
    jwk: { ...keys.rsa.jwk, kid, ...change },
  });
  const leaked = makeKey('ES256', 'leaked');
  const p384 = makeKey('ES384', 'p384');
  const { alg: _, ...ofNoAlgorithm } = p384.jwk;
  const odd = {
    p384: { ...p384, jwk: ofNoAlgorithm },
    weak: makeKey('RS256', 'weak', 1024),
    rs512: alike('rs512', { alg: 'RS512' }),
    encryption: alike('encryption', { use: 'enc' }),
    leaked: { ...leaked, jwk: leaked.privateJwk },
  };
  const partnerKeys = makeKeys();
  const own = makeKey('ES256', 'partner-only');
  const servers = await Promise.all([
    serveKeySet([...Object.values(keys), ...Object.values(odd)]),
    serveKeySet([...Object.values(partnerKeys), own], '/partner'),
  ]);
  const stranger = makeKeys();
  const decoy = await serveAnything(() => ({
    keys: Object.values(stranger).map(({ jwk }) => jwk),
  }));
  const answers = new Map<string, Answerer>();
  const server = await serveAnything(
    (path, ...request) => answers.get(path)?.(...request) ?? { status: 404 },
  );
  let paths = 0;

  return {
    login: login(servers[0], keys),
    odd,
    partner: { ...login(servers[1], partnerKeys), own },
    stranger,
    decoy,
    serve: (answer) => {
      paths += 1;
      answers.set(`/${paths}`, answer);
      return `${server.url}/${paths}`;
    },
    serveOddly: (answersOf) => {
      paths += 1;
      const path = `/${paths}`;
      const issuer = `${server.url}${path}`;
      const { discovery = { issuer, jwks_uri: `${issuer}/keys` }, keys } = answersOf(issuer);
      answers.set(`${path}/.well-known/openid-configuration`, () => discovery);
      if (keys) answers.set(`${path}/keys`, () => keys);
      return issuer;
    },
    close: async () => {
      await Promise.all([...servers, decoy, server].map((each) => each.close()));
    },
  };
}

function login({ issuer }: LoopbackIssuer, keys: LoginKeys): Login {
  return { issuer, keys, token: tokenMaker(issuer, keys.rsa) };
}

/** Makes the good tokens of an issuer, but for what is changed. */
export function tokenMaker(issuer: string, key: SignOptions['key']): Login['token'] {
  return (claims = {}, options = {}) =>
    signToken(validClaims({ ...HONEST_CLAIMS, iss: issuer, aud: AUDIENCE, ...claims }), {
      key,
      ...options,
    });
}

async function serveAnything(
  answer: (path: string, ...request: Parameters<Answerer>) => OddAnswer,
) {
  const hits: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    hits.push(path);
    const wanted = answer(path, new URLSearchParams(await text(request)), request.headers);
    if ('status' in wanted) {
      response.writeHead(wanted.status, 'location' in wanted ? { Location: wanted.location } : {});
      response.end('text' in wanted ? wanted.text : '');
    } else {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(wanted));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hits,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
