/**
 * An OpenID provider on loopback, so that the service can be tried without an account anywhere.
 * The protocol is the work of `oidc-provider`; what is added here is a login without passwords.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { AUDIENCE } from './client';
import { configuration, type Library, LOGIN_PATH } from './configuration';
import { errorPage, loginPage, PAGE_HEADERS, PERSON_FIELD } from './pages';
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

function createProvider(library: Library, issuer: string): Provider {
  const provider = new library.Provider(issuer, configuration(library));
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith(LOGIN_PATH)) return next();
    ctx.set(PAGE_HEADERS);
    try {
      await logIn(provider, ctx);
    } catch (error) {
      if (!(error instanceof library.errors.SessionNotFound)) throw error;
      ctx.status = 400;
      ctx.body = errorPage('This login has expired. Go back to the app and start again.');
    }
  });
  provider.on('server_error', (_ctx: KoaContextWithOIDC, error: Error) => {
    console.error(`The identity provider failed: ${error.message}`);
  });
  return provider;
}

/** Shows the login page, or takes the answer to it and goes on with the authorization request. */
async function logIn(provider: Provider, ctx: Parameters<Parameters<Provider['use']>[0]>[0]) {
  const { req, res } = ctx;
  await provider.interactionDetails(req, res);
  if (ctx.method !== 'POST') {
    ctx.body = loginPage(ctx.path, PEOPLE);
    return;
  }
  const person = findPerson(new URLSearchParams(await text(req)).get(PERSON_FIELD) ?? '');
  if (!person) {
    ctx.status = 400;
    ctx.body = errorPage('Nobody was chosen. Go back and choose one of the people.');
    return;
  }
  const next = await provider.interactionResult(req, res, { login: { accountId: person.sub } });
  ctx.redirect(next);
  ctx.status = 303;
}
