/** The built client and the real service, in the surroundings that Chromium itself can make. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { launchBrowser, launchWithPreferences, type Profile } from '../../support/browser/chromium';
import { type LocalRuntime, PROJECT, startLocalRuntime } from '../../support/local-runtime';
import {
  AUDIENCE,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
} from '../../support/tokens';

/** What a test finds in a page. */
interface InPage {
  createTokenSource(options: object): {
    get(request?: object): Promise<{ token: string; identity: string }>;
    clear(): void;
  };
}

const PAGE = `<!doctype html><title>A page</title>
<script type="module">
  import * as client from '/conversations-token.js';
  Object.assign(window, client, { ready: true });
</script>`;

/** What users may choose in Chromium's settings, as the profile has it. */
const BLOCK_ALL = { default_content_setting_values: { cookies: 2 } };
const BLOCK_THIRD_PARTIES = { cookie_controls_mode: 1, block_third_party_cookies: true };

const BEARER = signToken(validClaims({ iss: undefined, aud: AUDIENCE }), { key: SECRET });

let browser: Browser;
let blocking: Profile;
let blockingThirdParties: Profile;
let service: LocalRuntime;
let server: Server;
let port: number;
/** An Incognito window: Playwright's contexts are off the record, and storage of third parties throws. */
let context: BrowserContext;
/** What the browser has complained about. */
let complaints: string[];

beforeAll(async () => {
  const library = readFileSync(join(PROJECT, 'dist/assets/conversations-token.js'));
  server = createServer((request, response) => {
    // A sandboxed frame is another origin, also for its own scripts.
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (request.url === '/conversations-token.js') {
      response.setHeader('Content-Type', 'text/javascript').end(library);
    } else {
      response.setHeader('Content-Type', 'text/html').end(PAGE);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  [service, browser, blocking, blockingThirdParties] = await Promise.all([
    startLocalRuntime(
      sharedSecretEnvironment({
        GUESTS: 'on',
        GUEST_SECRET: 'guest-tickets-are-signed-under-this-secret',
      }),
    ),
    launchBrowser(),
    launchWithPreferences({ profile: BLOCK_ALL }),
    launchWithPreferences({ profile: BLOCK_THIRD_PARTIES }),
  ]);
}, 60_000);

afterAll(async () => {
  await Promise.all([
    browser?.close(),
    blocking?.close(),
    blockingThirdParties?.close(),
    service?.close(),
  ]);
  server?.closeAllConnections();
  server?.close();
});

beforeEach(async () => {
  complaints = [];
  context = await browser.newContext();
});

afterEach(async () => {
  await context.close();
  // The first page stays: without one the browser would end.
  const others = [blocking.context, blockingThirdParties.context];
  await Promise.all(others.flatMap((other) => other.pages().slice(1)).map((page) => page.close()));
});

/** A page, most often the one around a frame. */
async function openPage(within = context, host = '127.0.0.1'): Promise<Page> {
  const page = await within.newPage();
  // Rejections that no one handles are among them, also those of frames.
  page.on('pageerror', (error) => complaints.push(`${error}`));
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text());
  });
  await page.goto(`http://${host}:${port}/`);
  await page.waitForFunction('window.ready');
  return page;
}

/** A frame of 127.0.0.1 in a page. */
async function addFrame(page: Page, attributes = ''): Promise<Frame> {
  const url = `http://127.0.0.1:${port}/frame`;
  const html = JSON.stringify(`<iframe ${attributes} src="${url}"></iframe>`);
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${html})`);
  const handle = await page.waitForSelector('iframe');
  const frame = (await handle.contentFrame()) as Frame;
  await frame.waitForFunction('window.ready');
  return frame;
}

/** The name of the error that reading `localStorage` throws; undefined where there is a storage. */
const blockedBy = (frame: Frame | Page) =>
  frame.evaluate<string | undefined>(`(() => {
    try {
      localStorage.getItem('anything');
    } catch (error) {
      return error.name;
    }
  })()`);

/** The identities of one source: at first, for the next token, and after `clear()`. */
const identities = (frame: Frame | Page, options: { bearer?: string; guest?: boolean }) =>
  frame.evaluate(
    async ([url, { bearer, ...others }]) => {
      const { createTokenSource } = globalThis as never as InPage;
      const source = createTokenSource({
        url,
        ...others,
        ...(bearer !== undefined && { bearer: () => bearer }),
      });
      const first = await source.get();
      const next = await source.get({ replacing: first.token });
      source.clear();
      const last = await source.get();
      if (first.token === next.token) throw new Error('The same token came again.');
      return [first, next, last].map(({ identity }) => identity);
    },
    [`${service.url}/token`, options] as const,
  );

const guest = async (frame: Frame | Page): Promise<string> => {
  const [identity, ...others] = await identities(frame, { guest: true });
  expect(identity).toMatch(/^guest~[0-9a-f]{32}$/);
  expect(others).toEqual([identity, identity]);
  return identity as string;
};

/** How each is opened, and the name of the error that reading `localStorage` throws there. */
const SURROUNDINGS: Record<string, [() => Promise<Frame | Page>, string | undefined]> = {
  'a sandboxed frame': [
    async () => addFrame(await openPage(), 'sandbox="allow-scripts"'),
    'SecurityError',
  ],
  'a page whose cookies and storage are blocked': [
    () => openPage(blocking.context),
    'SecurityError',
  ],
  // Chromium then gives the frame a storage of its own for each site around it.
  'a third-party frame, where third parties are blocked': [
    async () => addFrame(await openPage(blockingThirdParties.context, 'localhost')),
    undefined,
  ],
  'an Incognito window': [() => openPage(), undefined],
  'a third-party frame in an Incognito window': [
    async () => addFrame(await openPage(context, 'localhost')),
    'SecurityError',
  ],
};

describe.each(Object.entries(SURROUNDINGS))('in %s', (_, [open, error]) => {
  it('users and guests get tokens, and stay who they are', async () => {
    const frame = await open();
    expect(await blockedBy(frame)).toBe(error);
    expect(await identities(frame, { bearer: BEARER })).toEqual(['alice', 'alice', 'alice']);
    await guest(frame);
    expect(complaints).toEqual([]);
  });

  it('an app learns the code of what is wrong', async () => {
    const frame = await open();
    const code = await frame.evaluate(async (url) => {
      const { createTokenSource } = globalThis as never as InPage;
      const source = createTokenSource({ url, bearer: () => 'not.a.token' });
      return source.get().catch(({ name, code }) => `${name} ${code}`);
    }, `${service.url}/token`);
    expect(code).toBe('TokenError unauthorized');
    // The browser itself reports each 401.
    expect(complaints.filter((complaint) => !complaint.includes('status of 401'))).toEqual([]);
  });
});

it('would be noticed if a frame left a rejection unhandled', async () => {
  const page = await openPage();
  const frame = await addFrame(page, 'sandbox="allow-scripts"');
  const noticed = page.waitForEvent('pageerror');
  await frame.evaluate(() => void Promise.reject(new Error('left behind')));
  await noticed;
  expect(complaints).toEqual([expect.stringContaining('left behind')]);
});

it('is one guest in two tabs of an Incognito window, and another one in the next window', async () => {
  const first = await guest(await openPage());
  expect(await guest(await openPage())).toBe(first);
  const next = await browser.newContext();
  expect(await guest(await openPage(next))).not.toBe(first);
  await next.close();
  expect(complaints).toEqual([]);
});

it('is one guest in two tabs that ask at the same moment', async () => {
  const tabs = await Promise.all([openPage(), openPage()]);
  const [first, second] = await Promise.all(tabs.map(guest));
  expect(second).toBe(first);
  expect(complaints).toEqual([]);
});

it('is another guest in a third-party frame than on the same site by itself', async () => {
  const own = await guest(await openPage(blockingThirdParties.context));
  const frame = await addFrame(await openPage(blockingThirdParties.context, 'localhost'));
  expect(await guest(frame)).not.toBe(own);
  expect(
    await guest(await addFrame(await openPage(blockingThirdParties.context, 'localhost'))),
  ).toBe(await guest(frame));
  expect(complaints).toEqual([]);
});
