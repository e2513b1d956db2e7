import { randomBytes } from 'node:crypto';
import { ExpressAuth, type ExpressAuthConfig } from '@auth/express';
import Credentials from '@auth/express/providers/credentials';
import express from 'express';
import { Browser, serve, versionOf } from '../http';
import { emailOf, PASSWORD, type Running, type System, type UserName } from '../system';

const COOKIE = 'authjs.session-token';

async function start(): Promise<Running> {
  const app = express();
  app.set('trust proxy', true);
  const site = await serve(app);
  const config: ExpressAuthConfig = {
    trustHost: true,
    // It logs each session that it cannot read, and this sends such on purpose.
    logger: { error: () => {}, warn: () => {} },
    secret: randomBytes(32).toString('base64'),
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: ({ email, password }) =>
          password === PASSWORD ? { id: `user-${email}`, email: String(email) } : null,
      }),
    ],
    callbacks: {
      // The page of the docs: the session must name the user by an id.
      session: ({ session, token }) => ({
        ...session,
        user: { ...session.user, id: token.sub ?? '' },
      }),
    },
  };
  app.use('/auth', ExpressAuth(config));
  const signIn = async (user: UserName) => {
    const browser = new Browser();
    const { csrfToken } = (await (await browser.fetch(`${site.url}/auth/csrf`)).json()) as {
      csrfToken: string;
    };
    const form = (fields: Record<string, string>) => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken, ...fields }).toString(),
    });
    await browser.fetch(
      `${site.url}/auth/callback/credentials`,
      form({ email: emailOf(user), password: PASSWORD }),
    );
    return {
      credential: { kind: 'cookie', name: COOKIE, value: browser.cookie(COOKIE) } as const,
      userId: `user-${emailOf(user)}`,
      // The session is in the cookie alone: signing out deletes it in the browser.
      signOut: async () => void (await browser.fetch(`${site.url}/auth/signout`, form({}))),
    };
  };
  return {
    version: versionOf('@auth/express'),
    answers: { 'user-url': `${site.url}/auth/session`, cookie: COOKIE },
    signIn,
    close: site.close,
  };
}

export const systems: System[] = [
  { title: 'Auth.js: encrypted session cookie', page: 'authjs', start },
];
