import { randomBytes } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { bearer, jwt } from 'better-auth/plugins';
import { Browser, serve, versionOf } from '../http';
import { emailOf, PASSWORD, type Running, type System, type UserName } from '../system';

const COOKIE = 'better-auth.session_token';

async function start(way: 'cookie' | 'bearer' | 'jwt'): Promise<Running> {
  const database = { user: [], session: [], account: [], verification: [], jwks: [] };
  let handler: ReturnType<typeof toNodeHandler>;
  const site = await serve((request, response) => void handler(request, response));
  handler = toNodeHandler(
    betterAuth({
      baseURL: site.url,
      secret: randomBytes(32).toString('base64'),
      database: memoryAdapter(database),
      emailAndPassword: { enabled: true },
      plugins: [bearer(), jwt()],
      telemetry: { enabled: false },
    }),
  );
  const api = `${site.url}/api/auth`;
  const signIn = async (user: UserName) => {
    const browser = new Browser();
    const account = { email: emailOf(user), password: PASSWORD, name: user };
    const origin = { origin: site.url };
    const { user: signedUp } = await browser.postJson<{ user: { id: string } }>(
      `${api}/sign-up/email`,
      account,
      origin,
    );
    browser.cookies.clear();
    const { token } = await browser.postJson<{ token: string }>(
      `${api}/sign-in/email`,
      account,
      origin,
    );
    const credential =
      way === 'cookie'
        ? ({ kind: 'cookie', name: COOKIE, value: browser.cookie(COOKIE) } as const)
        : ({
            kind: 'bearer',
            token:
              way === 'bearer'
                ? token
                : ((await (await browser.fetch(`${api}/token`)).json()) as { token: string }).token,
          } as const);
    const signOut = async () => void (await browser.postJson(`${api}/sign-out`, {}, origin));
    return { credential, userId: signedUp.id, signOut };
  };
  return {
    version: versionOf('better-auth'),
    answers: { 'user-url': `${api}/get-session`, cookie: COOKIE },
    signIn,
    close: site.close,
  };
}

export const systems: System[] = [
  { title: 'better-auth: session cookie', page: 'better-auth', start: () => start('cookie') },
  {
    title: 'better-auth: bearer plugin',
    page: 'better-auth',
    alternative: /bearer/i,
    start: () => start('bearer'),
  },
  {
    title: 'better-auth: JWT plugin',
    page: 'better-auth',
    alternative: /jwt/i,
    start: () => start('jwt'),
  },
];
