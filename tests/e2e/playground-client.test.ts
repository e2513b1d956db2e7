/** The built client and the unmodified SDK in a real browser, against a strict stand-in of Twilio. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Conversations, startConversations } from '../../dev/conversations/server';
import { launchBrowser } from '../support/browser/chromium';
import { type Site, startSite, TWILIO } from '../support/browser/site';
import { type LocalRuntime, startLocalRuntime } from '../support/local-runtime';
import {
  AUDIENCE,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
} from '../support/tokens';

jest.setTimeout(60_000);

let browser: Browser;
let context: BrowserContext;
let site: Site;
let twilio: Conversations;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

beforeEach(async () => {
  site.behave = () => ({ lifetime: 3600, refreshAfter: 3000 });
  (site.asked as unknown[]).length = 0;
  context = await browser.newContext();
  twilio = await startConversations({ credentials: TWILIO, warning: 3 });
});

afterEach(async () => {
  await context.close();
  await twilio.close();
});

/** A page that has a source and a connection, and has used neither. */
async function openPage(url = site.url, tokenUrl = '/token', bearer = 'alice'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction('window.ready');
  await page.evaluate(
    ([socket, tokenUrl, bearer]) => {
      const page = globalThis as never as Record<string, unknown> & {
        createTokenSource(options: object): object;
        connect(source: object, options: object): object;
        Twilio: { Conversations: { Client: unknown } };
      };
      page.bearers = [];
      page.states = [];
      page.source = page.createTokenSource({
        url: tokenUrl,
        bearer: ({ fresh }: { fresh: boolean }) => {
          (page.bearers as boolean[]).push(fresh);
          return fresh ? `${bearer} again` : bearer;
        },
      });
      page.connection = page.connect(page.source as object, {
        Client: page.Twilio.Conversations.Client,
        clientOptions: { Twilsock: { uri: socket } },
        onChange: (state: string, error?: { code: string; twilioCode?: number }) =>
          (page.states as string[]).push(error ? `${state} ${error.code}` : state),
      });
    },
    [twilio.url, tokenUrl, bearer] as const,
  );
  return page;
}

const run = <T>(page: Page, program: string): Promise<T> => page.evaluate(program) as Promise<T>;
const open = (page: Page) => run(page, 'connection.open().then((client) => client.user.identity)');
const states = (page: Page) => run<string[]>(page, 'states');
/** What became of `get()`: the token, or the error. */
const get = (page: Page, call = 'source.get()') =>
  run<{ token?: string; code?: string; status?: number; refusal?: { code: string } }>(
    page,
    `${call}.then(({ token }) => ({ token }), ({ code, status, refusal }) => ({ code, status, refusal }))`,
  );
const seen = () => twilio.events.map(({ event }) => event);

async function until(condition: () => boolean | Promise<boolean>, limit = 15_000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await condition())) {
    if (Date.now() > end)
      throw new Error(`not within ${limit} ms; ${JSON.stringify(twilio.events)}`);
    await sleep(50);
  }
}

/** Stops every page as a sleeping device does: nothing runs, and sockets die unnoticed. */
async function putToSleep(): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  for (const { id } of pages) process.kill(id, 'SIGSTOP');
  return () => {
    for (const { id } of pages) process.kill(id, 'SIGCONT');
  };
}

describe('a page', () => {
  it('makes no request and no connection while the chat is not opened', async () => {
    const page = await openPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('websocket', (socket) => requests.push(socket.url()));
    await sleep(1500);
    expect(requests).toEqual([]);
    expect(site.asked).toEqual([]);
    expect(twilio.events).toEqual([]);
    expect(await run(page, 'bearers')).toEqual([]);
  });

  it('makes one request of a hundred questions', async () => {
    const page = await openPage();
    const tokens = await run<string[]>(
      page,
      'Promise.all(Array.from({ length: 100 }, () => source.get().then(({ token }) => token)))',
    );
    expect(tokens).toHaveLength(100);
    expect(new Set(tokens).size).toBe(1);
    expect(site.asked).toEqual([{ access_token: 'alice' }]);
  });

  it('stores nothing', async () => {
    const page = await openPage();
    await get(page);
    expect(await run(page, 'localStorage.length + sessionStorage.length')).toBe(0);
  });
});

describe('the unmodified SDK', () => {
  it('connects, and is refreshed before the token expires', async () => {
    site.behave = (_, count) =>
      count === 1 ? { lifetime: 5, refreshAfter: 2 } : { lifetime: 3600, refreshAfter: 3000 };
    const page = await openPage();
    expect(await open(page)).toBe('alice');
    await until(() => seen().includes('updated'));
    await sleep(4500);
    expect(seen()).not.toContain('expired');
    expect(seen().filter((event) => event === 'connected')).toHaveLength(1);
    expect(await states(page)).toEqual(['connecting', 'connected']);
    expect(site.asked).toHaveLength(2);
  });

  it('is refreshed when Twilio warns, though the service would have waited longer', async () => {
    site.behave = (_, count) =>
      count === 1 ? { lifetime: 5, refreshAfter: 4.9 } : { lifetime: 3600, refreshAfter: 3000 };
    const page = await openPage();
    await open(page);
    await until(() => seen().includes('updated'));
    expect(seen().slice(0, 3)).toEqual(['connected', 'warned', 'updated']);
  });

  it('recovers by itself when the token expired while the device was asleep', async () => {
    site.behave = (_, count) =>
      count === 1 ? { lifetime: 9, refreshAfter: 8 } : { lifetime: 3600, refreshAfter: 3000 };
    const page = await openPage();
    await open(page);
    const wakeUp = await putToSleep();
    try {
      await until(() => seen().includes('expired'));
      expect(seen()).toEqual(['connected', 'warned', 'expired']);
      twilio.dropConnections();
      expect(site.asked).toHaveLength(1);
    } finally {
      wakeUp();
    }
    await until(() => seen().lastIndexOf('connected') > 0);
    await until(async () => (await states(page)).at(-1) === 'connected');
    expect(site.asked).toHaveLength(2);
    expect(await run(page, 'connection.open().then((client) => client.connectionState)')).toBe(
      'connected',
    );
  });

  it('recovers when the token expired on an open socket', async () => {
    site.behave = (_, count) => {
      if (count === 1) return { lifetime: 4, refreshAfter: 3 };
      // The service is down for as long as the token is good.
      if (seen().includes('expired')) return { lifetime: 3600, refreshAfter: 3000 };
      return { refuse: 503, code: 'issuer_unavailable', retryAfter: 1 };
    };
    const page = await openPage();
    await open(page);
    await until(() => seen().includes('expired'));
    await until(() => seen().includes('updated') || seen().lastIndexOf('connected') > 0);
    await until(async () => (await states(page)).at(-1) === 'connected');
    expect((await states(page)).filter((state) => state.startsWith('failed'))).toEqual([]);
  });

  it('is made anew with another token if Twilio refuses the first', async () => {
    site.behave = (_, count) => ({ lifetime: 3600, refreshAfter: 3000, forged: count === 1 });
    const page = await openPage();
    expect(await open(page)).toBe('alice');
    expect(twilio.events).toEqual([
      { event: 'refused', code: 20107, reason: expect.any(String) },
      { event: 'connected', identity: 'alice' },
    ]);
  });

  it('is given up with a typed error if Twilio refuses every token', async () => {
    site.behave = () => ({ lifetime: 3600, refreshAfter: 3000, forged: true });
    const page = await openPage();
    const error = await run(
      page,
      'connection.open().catch(({ code, twilioCode }) => ({ code, twilioCode }))',
    );
    expect(error).toEqual({ code: 'twilio_refused', twilioCode: 20107 });
    expect(await states(page)).toEqual(['connecting', 'failed twilio_refused']);
    expect(site.asked).toHaveLength(2);
  });

  it('comes back after the network was lost', async () => {
    const page = await openPage();
    await open(page);
    await context.setOffline(true);
    twilio.dropConnections();
    await until(async () => (await states(page)).at(-1) === 'connecting');
    await context.setOffline(false);
    await until(async () => (await states(page)).at(-1) === 'connected');
    expect(site.asked).toHaveLength(1);
  });

  it('is shut down at log-out, and connects again after the next log-in', async () => {
    const page = await openPage();
    await open(page);
    await run(page, 'connection.close()');
    expect(await states(page)).toEqual(['connecting', 'connected', 'closed']);
    await until(() => twilio.connections === 0);
    expect(await open(page)).toBe('alice');
    expect(site.asked).toHaveLength(2);
  });
});

describe('tabs', () => {
  it('fetch one token, five opened at once', async () => {
    const pages = await Promise.all(Array.from({ length: 5 }, () => openPage()));
    await Promise.all(pages.map((page) => open(page)));
    expect(site.asked).toHaveLength(1);
    expect(seen()).toEqual(Array(5).fill('connected'));
  });

  it('fetch one token, five opened one after the other', async () => {
    const tokens = new Set<string | undefined>();
    for (let tab = 0; tab < 5; tab++) tokens.add((await get(await openPage())).token);
    expect(tokens.size).toBe(1);
    expect(site.asked).toHaveLength(1);
  });

  it('fetch again once all others are closed', async () => {
    const first = await openPage();
    await get(first);
    await first.close();
    await get(await openPage());
    expect(site.asked).toHaveLength(2);
  });

  it('of two people share nothing', async () => {
    await get(await openPage());
    await get(await openPage(site.url, '/token', 'bob'));
    expect(site.asked.map(({ access_token }) => access_token)).toEqual(['alice', 'bob']);
  });
});

describe('refusals', () => {
  it('401: asks once with a fresh bearer token', async () => {
    site.behave = ({ access_token }) =>
      access_token === 'alice'
        ? { refuse: 401, code: 'token_expired' }
        : { lifetime: 3600, refreshAfter: 3000 };
    const page = await openPage();
    expect(await get(page)).toEqual({ token: expect.any(String) });
    expect(await run(page, 'bearers')).toEqual([false, true]);
  });

  it('401: stops with a typed error if that is refused too', async () => {
    site.behave = () => ({ refuse: 401, code: 'token_expired' });
    const page = await openPage();
    const error = { code: 'unauthorized', status: 401, refusal: { code: 'token_expired' } };
    expect(await get(page)).toMatchObject(error);
    expect(site.asked).toHaveLength(2);
  });

  it('403: stops at once, and makes no Client', async () => {
    site.behave = () => ({ refuse: 403, code: 'insufficient_scope' });
    const page = await openPage();
    expect(await get(page, 'connection.open()')).toMatchObject({ code: 'forbidden', status: 403 });
    expect(site.asked).toHaveLength(1);
    expect(twilio.events).toEqual([]);
  });

  it('503: tries again when Retry-After has passed', async () => {
    site.behave = (_, count) =>
      count === 1
        ? { refuse: 503, code: 'issuer_unavailable', retryAfter: 2 }
        : { lifetime: 3600, refreshAfter: 3000 };
    const page = await openPage();
    const began = Date.now();
    expect(await get(page)).toEqual({ token: expect.any(String) });
    expect(Date.now() - began).toBeGreaterThanOrEqual(2000);
    expect(site.asked).toHaveLength(2);
  });

  it('offline: waits, and goes on as soon as the network is back', async () => {
    const page = await openPage();
    await context.setOffline(true);
    const answer = get(page);
    await sleep(1500);
    expect(site.asked).toEqual([]);
    await context.setOffline(false);
    expect(await answer).toEqual({ token: expect.any(String) });
    expect(site.asked).toHaveLength(1);
  });

  it('offline for long: says so with a typed error', async () => {
    const page = await openPage();
    await context.setOffline(true);
    expect(await get(page)).toMatchObject({ code: 'unavailable', status: undefined });
  });
});

describe('from another origin, the real service', () => {
  let service: LocalRuntime;
  let other: Site;
  const bearer = signToken(validClaims({ iss: undefined, aud: AUDIENCE }), {
    key: SECRET,
    header: { alg: 'HS256' },
  } as never);

  beforeAll(async () => {
    other = await startSite();
    const environment = sharedSecretEnvironment({ ALLOWED_ORIGINS: other.url });
    service = await startLocalRuntime(environment);
  });

  afterAll(async () => {
    await service?.close();
    await other?.close();
  });

  it('is asked without a preflight, and its token is good, if the origin is allowed', async () => {
    const page = await openPage(other.url, `${service.url}/token`, bearer);
    const methods: string[] = [];
    page.on('request', (request) => methods.push(request.method()));
    expect(await open(page)).toEqual(expect.any(String));
    expect(methods).toEqual(['POST']);
    expect(seen()).toEqual(['connected']);
  });

  it('gives nothing if the origin is not allowed', async () => {
    const page = await openPage(site.url, `${service.url}/token`, bearer);
    expect(await get(page)).toMatchObject({ code: 'unavailable' });
  });
});
