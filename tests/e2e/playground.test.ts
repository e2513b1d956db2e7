/** The playground as `npm start` serves it, with everything real but Twilio's socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser/chromium';
import { PROJECT } from '../support/local-runtime';

jest.setTimeout(60_000);

let folder: string;
let child: ChildProcess;
let browser: Browser;
let url: string;
let page: Page;
let problems: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'playground-test-'));
  const environment = join(folder, 'environment');
  writeFileSync(environment, '');
  const args = ['--no-build', '--port', '0', '--issuer-port', '0', '--env', environment];
  child = spawn(process.execPath, ['--import', 'tsx', 'dev/start.ts', ...args], {
    cwd: PROJECT,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  browser = await launchBrowser();
  for (let wait = 0; wait < 200 && !output.includes('Ctrl-C'); wait++) await sleep(100);
  url = /^Playground +(\S+)$/m.exec(output)?.[1] as string;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  child.kill('SIGTERM');
  if (child.exitCode === null) await once(child, 'exit');
  const left = readdirSync(folder).filter(
    (name) => name !== 'environment' && name !== 'node-compile-cache' && !name.startsWith('tsx-'),
  );
  rmSync(folder, { recursive: true });
  expect(left).toEqual([]);
});

beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The browser tells of each refusal by itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  await page.goto(url);
});

afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const cell = (row: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: row, exact: true }) });

async function logIn(person: string): Promise<void> {
  await press('Log in');
  await page.getByRole('radio', { name: person }).check();
  await press('Continue');
  await page.getByText(`You are ${person}`).waitFor();
}

const connected = () => page.locator('#state[data-state="connected"]').waitFor();

it('leads from the log-in to a live connection of the real SDK', async () => {
  await logIn('Bob Baker');
  expect(new URL(page.url()).search).toBe('');
  await press('Get a token');
  await cell('grants.identity').getByText('bob').waitFor();
  await cell('exp').getByText('When Twilio closes the connection.').waitFor();
  await page.getByText(/Refreshed in 5\d:\d\d at the latest, expires in \d\d:\d\d\./).waitFor();
  await press('Open the chat');
  await connected();
  // The token was there already.
  expect(await page.getByText('POST /token – 200').count()).toBe(1);
  await press('Close');
  await page.locator('#state[data-state="closed"]').waitFor();
});

it('lets a guest in, who stays the same one, and becomes somebody', async () => {
  await press('Continue as guest');
  await press('Get a token');
  const identity = cell('grants.identity').getByRole('cell').first();
  await identity.waitFor();
  const guest = await identity.textContent();
  expect(guest).toMatch(/^guest~/);
  await page.reload();
  await press('Continue as guest');
  await press('Open the chat');
  await connected();
  expect(await identity.textContent()).toBe(guest);
  await logIn('Alice Arendt');
  await press('Get a token');
  await page.getByText(`Was ${guest} before.`).waitFor();
  // Whatever else is there is the SDK's own.
  const stored = await page.evaluate<string[]>('Object.keys(localStorage)');
  expect(stored.filter((name) => name.startsWith('conversations-'))).toEqual([]);
});

it('shows refusals as the table of refusals has them', async () => {
  await page.getByText('Provoke a refusal').click();
  await press('No token');
  await cell('Code').getByText('missing_credential').waitFor();
  await press('Not a token');
  await cell('Code').getByText('token_malformed').waitFor();
  await cell('Status').getByText('401').waitFor();
  await cell('What to do').getByText('Send it whole').waitFor();
});

it('shows what the library does with a bearer token that is refused', async () => {
  await page.getByText('Use a bearer token of your own').click();
  await page.getByLabel('Bearer token').fill('a.b.c');
  await press('Use it');
  await press('Open the chat');
  await cell('In the client').getByText('unauthorized').waitFor();
  await page.locator('#state[data-state="failed"]').waitFor();
});

it('is used with the keyboard alone', async () => {
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('You are a guest').waitFor();
  for (let tab = 0; tab < 10; tab++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate('document.activeElement.id');
    if (focused === 'get') break;
  }
  await page.keyboard.press('Enter');
  await cell('grants.identity').waitFor();
});

it('fits on a phone', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await press('Continue as guest');
  await press('Get a token');
  await cell('grants.identity').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
});

it('is not among what is deployed', () => {
  const deployed = readdirSync(join(PROJECT, 'dist/assets'));
  expect(deployed).toContain('conversations-token.js');
  expect(deployed.filter((name) => /playground|index\.html|twilio-/.test(name))).toEqual([]);
  expect(existsSync(join(PROJECT, 'dist/assets/assets'))).toBe(false);
});
