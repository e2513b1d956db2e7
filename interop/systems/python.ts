import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Browser } from '../http';
import { PASSWORD, type Running, type SignedIn, type System, type UserName } from '../system';

// Debian's own interpreter sees Debian's packages; another one on the path does not.
const PYTHON = '/usr/bin/python3';
const PACKAGES = [
  'python3-django',
  'python3-djangorestframework',
  'python3-djangorestframework-simplejwt',
  'python3-fastapi',
  'python3-uvicorn',
  'python3-jose',
];

/** Installs what is missing. Needs root, as Debian's package manager does. */
function install(): void {
  const missing = PACKAGES.filter(
    (name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length === 0) return;
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', ...missing]]) {
    const { status } = spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`apt-get ${words[0]} failed`);
  }
}

interface Site {
  url: string;
  secret: string;
  versions: Record<string, string>;
  close(): Promise<void>;
}

/** Starts one of the sites in `python/` on a free port. */
async function startSite(file: string): Promise<Site> {
  install();
  const secret = randomBytes(36).toString('base64');
  const child = spawn(
    PYTHON,
    [join(import.meta.dirname, '../python', file), '0', secret, PASSWORD],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const ready = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (!ready) throw new Error(`${file} did not start`);
  const { port, ...versions } = JSON.parse(String(ready[0]));
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url: `http://127.0.0.1:${port}`, secret, versions, close };
}

const IDS: Record<UserName, string> = { alice: '1', bob: '2' };
const form = (user: UserName) => ({ username: user, password: PASSWORD });

async function startDjango(
  package_: string,
  answers: (url: string) => Record<string, string>,
  signInAt: (url: string, user: UserName) => Promise<SignedIn>,
  copied?: (secret: string) => Record<string, string>,
): Promise<Running> {
  const { url, secret, versions, close } = await startSite('django_site.py');
  return {
    version: versions[package_] ?? '?',
    answers: answers(url),
    ...(copied && { copied: copied(secret) }),
    signIn: (user) => signInAt(url, user),
    close,
  };
}

async function withSession(url: string, user: UserName): Promise<SignedIn> {
  const browser = new Browser();
  await browser.postJson(`${url}/login/`, form(user));
  return {
    credential: { kind: 'cookie', name: 'sessionid', value: browser.cookie('sessionid') },
    userId: IDS[user],
    signOut: async () => void (await browser.postJson(`${url}/logout/`, {})),
  };
}

async function withToken(url: string, user: UserName): Promise<SignedIn> {
  const browser = new Browser();
  const { token } = await browser.postJson<{ token: string }>(`${url}/token-auth/`, form(user));
  const headers = { authorization: `Token ${token}` };
  return {
    credential: { kind: 'bearer', token },
    userId: IDS[user],
    signOut: async () => void (await browser.postJson(`${url}/token-delete/`, {}, headers)),
  };
}

async function withJwt(url: string, user: UserName): Promise<SignedIn> {
  const { access } = await new Browser().postJson<{ access: string }>(`${url}/jwt/`, form(user));
  return { credential: { kind: 'bearer', token: access }, userId: IDS[user], signOut: undefined };
}

async function startFastApi(): Promise<Running> {
  const { url, secret, versions, close } = await startSite('fastapi_site.py');
  // The port is bound before the server listens.
  for (let tries = 0; tries < 50; tries++) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    version: versions.fastapi ?? '?',
    copied: { AUTH_SECRET: secret },
    signIn: async (user) => {
      const { access_token: token } = await new Browser().postJson<{ access_token: string }>(
        `${url}/login`,
        form(user),
      );
      return { credential: { kind: 'bearer', token }, userId: user, signOut: undefined };
    },
    close,
  };
}

const me = (path: string, cookie?: string) => (url: string) => ({
  'user-url': `${url}${path}`,
  ...(cookie !== undefined && { cookie }),
});

export const systems: System[] = [
  {
    title: 'Django: session cookie',
    page: 'django',
    start: () => startDjango('django', me('/api/me/', 'sessionid'), withSession),
  },
  {
    title: 'Django REST framework: token',
    page: 'django-rest-framework',
    start: () => startDjango('rest_framework', me('/me/'), withToken),
  },
  {
    title: 'djangorestframework-simplejwt',
    page: 'simplejwt',
    start: () =>
      startDjango(
        'simplejwt',
        () => ({}),
        withJwt,
        (secret) => ({
          AUTH_SECRET: secret,
          // The page: before version 5.5, user_id was a number.
          IDENTITY_CLAIM_TYPE: 'number',
        }),
      ),
  },
  { title: 'FastAPI: the JWT of its tutorial', page: 'fastapi', start: startFastApi },
];
