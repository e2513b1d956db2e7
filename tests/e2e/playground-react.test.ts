/** The hook of the installed package with React in a real browser, and the unmodified SDK. */
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { type Conversations, startConversations } from '../../dev/conversations/server';
import { type App, CLIENT, installClient } from '../client/support/package';
import { launchBrowser } from '../support/browser/chromium';
import { type Site, startSite, TWILIO } from '../support/browser/site';

jest.setTimeout(120_000);

let app: App;
let browser: Browser;
let site: Site;
let twilio: Conversations;
let page: Page;
let script: string;

/** Two components with one connection, of which only the first may want it. */
const PROGRAM = `
import { createElement, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { connect, createTokenSource } from '${CLIENT}';
import { useConversations } from '${CLIENT}/react';

const source = createTokenSource({ url: '/token', bearer: () => 'alice' });
export const connection = connect(source, {
  Client: window.Twilio.Conversations.Client,
  clientOptions: { Twilsock: { uri: window.socket } },
});
function View({ id, wanted }) {
  const { client, error, state } = useConversations(connection, wanted);
  return createElement('p', { id }, [state, client?.user.identity, error?.code].filter(Boolean).join(' '));
}
const tree = (wanted) => createElement(StrictMode, null,
  createElement(View, { key: 1, id: 'one', wanted }), createElement(View, { key: 2, id: 'two', wanted: false }));
export const complaints = [];
document.body.innerHTML = '<div id="root"><p id="one">closed</p><p id="two">closed</p></div>';
const root = hydrateRoot(document.getElementById('root'), tree(true), {
  onRecoverableError: (error) => complaints.push(error.message),
});
export const render = (wanted) => root.render(tree(wanted));
export const unmount = () => root.unmount();
`;

beforeAll(async () => {
  [app, browser, site] = await Promise.all([installClient(), launchBrowser(), startSite()]);
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: app.folder },
    ...{ bundle: true, write: false, format: 'iife', globalName: 'app', logLevel: 'warning' },
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  script = outputFiles[0]?.text ?? '';
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
  app?.remove();
});

beforeEach(async () => {
  twilio = await startConversations({ credentials: TWILIO });
  page = await (await browser.newContext()).newPage();
  await page.goto(site.url);
  await page.evaluate(`window.socket = ${JSON.stringify(twilio.url)}`);
});

afterEach(async () => {
  await page.context().close();
  await twilio.close();
});

/** Waits until both components show something. */
const shows = (text: string) =>
  page.waitForFunction(
    (expected) =>
      // biome-ignore lint/suspicious/noExplicitAny: this runs in the page
      [...(globalThis as any).document.querySelectorAll('p')].every(
        ({ textContent }) => textContent === expected,
      ),
    text,
    { timeout: 20_000 },
  );

it('opens, closes, fails and opens again, in StrictMode and in each component', async () => {
  const before = site.asked.length;
  await page.addScriptTag({ content: script });
  await shows('connected alice');
  expect(await page.evaluate('app.complaints')).toEqual([]);
  expect(site.asked.length - before).toBe(1);

  await page.evaluate('app.connection.close()');
  await shows('closed');

  const well = site.behave;
  site.behave = () => ({ refuse: 403, code: 'access_denied' });
  await page.evaluate('app.render(false); app.render(true); app.connection.open().catch(() => {})');
  await shows('failed forbidden');

  site.behave = well;
  await page.evaluate('app.connection.close()');
  await page.evaluate('app.render(false)');
  await shows('closed');
  await page.evaluate('app.render(true)');
  await shows('connected alice');

  await page.evaluate('app.unmount()');
  expect(await page.evaluate('app.connection.state')).toBe('connected');
});
