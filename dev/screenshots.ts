/**
 * Takes the pictures of the playground that the documents show: `npm run docs:screenshots`.
 * Needs a Chromium: Debian's, or the one that the variable `CHROMIUM` names.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const ROOT = resolve(__dirname, '..');
const READY = /Ctrl-C stops everything/;

/** What is to be seen on a picture. */
interface Picture {
  readonly file: string;
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
  /** Brings the page to what is shown. */
  readonly act: (page: Page) => Promise<void>;
}

const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click();

async function signIn(page: Page, person: string): Promise<void> {
  await press(page, 'Sign in');
  await page.getByRole('radio', { name: person }).check();
  await press(page, 'Continue');
  await page.getByText(`You are ${person}`).waitFor();
}

async function getToken(page: Page): Promise<void> {
  await signIn(page, 'Alice Arendt');
  await press(page, 'Get a token');
  await page.getByText('What the service decided').waitFor();
}

async function chat(page: Page): Promise<void> {
  const other = await page.context().browser()?.newPage();
  if (!other) throw new Error('There is no browser.');
  await other.goto(page.url());
  await signIn(other, 'Bob Baker');
  await press(other, 'Open the chat');
  await signIn(page, 'Alice Arendt');
  await press(page, 'Open the chat');
  await press(page, 'Invite');
  const say = async (who: Page, text: string) => {
    await who.getByLabel('Message', { exact: true }).fill(text);
    await press(who, 'Send');
    await page.getByRole('log').getByText(text).waitFor();
  };
  await page.getByText('In this chat: alice, bob').waitFor();
  await other.getByText('In this chat: alice, bob').waitFor();
  await say(page, 'Hello Bob!');
  await say(other, 'Hello Alice.');
  await page.locator('#connect').scrollIntoViewIfNeeded();
  await other.close();
}

async function refuse(page: Page): Promise<void> {
  await getToken(page);
  for (const name of ['Wrong audience', 'Slash of the issuer', 'Expired']) {
    await press(page, name);
  }
  await page.getByText('401 token_expired').waitFor();
  await page.locator('#refusals').evaluate((heading) => heading.scrollIntoView());
}

const DESKTOP = { width: 1280, height: 900 };

const PICTURES: readonly Picture[] = [
  {
    file: 'playground-light.png',
    colorScheme: 'light',
    viewport: { width: 1280, height: 1600 },
    act: getToken,
  },
  { file: 'playground-dark.png', colorScheme: 'dark', viewport: DESKTOP, act: refuse },
  {
    file: 'playground-phone.png',
    colorScheme: 'light',
    viewport: { width: 390, height: 844 },
    act: chat,
  },
];

async function take(browser: Browser, url: string, picture: Picture): Promise<void> {
  const { file, colorScheme, viewport, act } = picture;
  const page = await browser.newPage({ colorScheme, viewport });
  await page.goto(url);
  await act(page);
  await page.screenshot({ path: join(ROOT, 'docs', file) });
  await page.close();
  console.log(`docs/${file}`);
}

/** Starts everything on free ports, and returns the address of the playground. */
async function start(child: ChildProcess): Promise<string> {
  let output = '';
  const ready = new Promise<void>((done) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (READY.test(output)) done();
    });
  });
  await Promise.race([ready, once(child, 'exit')]);
  const url = /^Playground +(\S+)$/m.exec(output)?.[1];
  if (!url) throw new Error(`npm start did not begin:\n${output}`);
  return url;
}

async function main(): Promise<void> {
  const ports = ['--port', '0', '--issuer-port', '0', '--conversations-port', '0'];
  // Not the settings of whoever takes the pictures.
  const child = spawn(
    process.execPath,
    ['cli/run.cjs', 'dev/start.ts', ...ports, '--env', '/dev/null'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1' } },
  );
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const url = await start(child);
    for (const picture of PICTURES) await take(browser, url, picture);
  } finally {
    await browser.close();
    child.kill();
    await once(child, 'exit');
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
