import { randomBytes } from 'node:crypto';
import express, { type Express } from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { Browser, serve, versionOf } from '../http';
import { PASSWORD, type Running, type System, type UserName } from '../system';

const COOKIE = 'connect.sid';
const IDS: Record<string, string> = { alice: '4711', bob: '4712' };

async function start(prepare: (app: Express) => void, version: string): Promise<Running> {
  const app = express();
  app.use(
    session({
      secret: randomBytes(32).toString('base64'),
      resave: false,
      saveUninitialized: false,
    }),
  );
  app.use(express.json());
  prepare(app);
  const site = await serve(app);
  const signIn = async (user: UserName) => {
    const browser = new Browser();
    await browser.postJson(`${site.url}/login`, { username: user, password: PASSWORD });
    return {
      credential: { kind: 'cookie', name: COOKIE, value: browser.cookie(COOKIE) } as const,
      userId: IDS[user] ?? '',
      signOut: async () => void (await browser.postJson(`${site.url}/logout`, {})),
    };
  };
  return {
    version,
    answers: { 'user-url': `${site.url}/me`, cookie: COOKIE },
    signIn,
    close: site.close,
  };
}

declare module 'express-session' {
  interface SessionData {
    userId: string;
  }
}

/** Sessions by hand. */
function plain(app: Express): void {
  app.post('/login', (request, response) => {
    const { username, password } = request.body;
    const id = password === PASSWORD ? IDS[username] : undefined;
    if (id === undefined) return void response.sendStatus(401);
    request.session.regenerate(() => {
      request.session.userId = id;
      response.json({ id });
    });
  });
  app.post('/logout', (request, response) => {
    request.session.destroy(() => void response.sendStatus(204));
  });
  app.get('/me', (request, response) => {
    if (request.session.userId === undefined) return void response.sendStatus(401);
    response.json({ id: request.session.userId });
  });
}

/** Sessions by Passport. */
function withPassport(app: Express): void {
  const own = new passport.Passport();
  own.use(
    new Strategy((username, password, done) =>
      done(null, password === PASSWORD && IDS[username] ? { id: IDS[username] } : false),
    ),
  );
  own.serializeUser((user, done) => done(null, (user as { id: string }).id));
  own.deserializeUser((id, done) => done(null, { id }));
  app.use(own.initialize(), own.session());
  app.post('/login', own.authenticate('local'), (request, response) => {
    response.json(request.user);
  });
  app.post('/logout', (request, response, next) => {
    request.logout((error) => (error ? next(error) : response.sendStatus(204)));
  });
  app.get('/me', (request, response) => {
    if (!request.isAuthenticated()) return void response.redirect('/login');
    response.json(request.user);
  });
}

export const systems: System[] = [
  {
    title: 'express-session',
    page: 'express',
    start: () => start(plain, versionOf('express-session')),
  },
  {
    title: 'Passport, with a redirect to its page',
    page: 'express',
    start: () => start(withPassport, versionOf('passport')),
  },
];
