/**
 * An OpenID provider on loopback, so that the service can be tried without an account anywhere.
 * The protocol is the work of `oidc-provider`; what is added here is a login without passwords.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, text } from 'node:stream/consumers';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { AUDIENCE } from './client';
import { configuration, createKeys, type Keys, type Library, LOGIN_PATH } from './configuration';
import { BEARER_PATH } from './fetch-bearer';
import { IssueError, issueBearer } from './issue';
import { errorPage, loginPage, PAGE_HEADERS, PERSON_FIELD, startPage } from './pages';
import { findPerson, PEOPLE } from './people';

/** A running provider. */
export interface IdentityProvider {
  /** The exact `iss` of its tokens. */
  readonly issuer: string;
  /** The `aud` of its access tokens. */
  readonly audience: string;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/**
 * Starts a provider on 127.0.0.1 with keys of its own.
 *
 * @param port 0 takes any free one.
 * @throws the error of `listen`, `EADDRINUSE` among others.
 */
export async function startIdentityProvider(port: number): Promise<IdentityProvider> {
  const library = await quietly(() => import('oidc-provider'));
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // An address rather than `localhost`: that name may mean ::1, where nothing listens.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await quietly(() => createProvider(library, issuer));
  server.on('request', provider.callback());
  return {
    issuer,
    audience: AUDIENCE,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Runs something of the library's that warns: of Node 20, and of state that lives in memory only.
 * Both warnings are meant for those who serve the public.
 */
async function quietly<T>(run: () => T | Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await run();
  } finally {
    console.warn = warn;
  }
}

type Context = Parameters<Parameters<Provider['use']>[0]>[0];

function createProvider(library: Library, issuer: string): Provider {
  const keys = createKeys();
  const provider = new library.Provider(issuer, configuration(library, keys));
  provider.use(async (ctx, next) => {
    if (ctx.path === BEARER_PATH && ctx.method === 'POST') return answerBearer(provider, keys, ctx);
    const isStart = ctx.path === '/';
    if (!isStart && !ctx.path.startsWith(LOGIN_PATH)) return next();
    ctx.set(PAGE_HEADERS);
    if (isStart) {
      ctx.body = startPage(issuer, PEOPLE);
      return;
    }
    try {
      await logIn(provider, ctx);
    } catch (error) {
      if (!(error instanceof library.errors.SessionNotFound)) throw error;
      ctx.status = 400;
      ctx.body = errorPage('This sign-in has expired. Go back to the app and start again.');
    }
  });
  provider.on('server_error', (_ctx: KoaContextWithOIDC, error: Error) => {
    console.error(`The identity provider failed: ${error.message}`);
  });
  return provider;
}

/** Issues a token to a program on this machine. Pages of other origins cannot send JSON here. */
async function answerBearer(provider: Provider, keys: Keys, ctx: Context): Promise<void> {
  if (!ctx.is('application/json')) return ctx.throw(415);
  try {
    const wanted = Object((await json(ctx.req)) as unknown);
    ctx.body = { bearer: await issueBearer(provider, keys, wanted) };
  } catch (error) {
    if (!(error instanceof IssueError || error instanceof SyntaxError)) throw error;
    ctx.status = 400;
    ctx.body = { error: error.message };
  }
}

/** Shows the login page, or takes the answer to it and goes on with the authorization request. */
async function logIn(provider: Provider, ctx: Context): Promise<void> {
  const { req, res } = ctx;
  await provider.interactionDetails(req, res);
  if (ctx.method !== 'POST') {
    ctx.body = loginPage(ctx.path, PEOPLE);
    return;
  }
  const person = findPerson(new URLSearchParams(await text(req)).get(PERSON_FIELD) ?? '');
  if (!person) {
    ctx.status = 400;
    ctx.body = errorPage('No one was chosen. Go back and choose one of the people.');
    return;
  }
  const next = await provider.interactionResult(req, res, { login: { accountId: person.sub } });
  ctx.redirect(next);
  ctx.status = 303;
}
