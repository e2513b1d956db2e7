/** The playground as `npm start` serves it, with everything real but Twilio. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { axeViolations } from '../support/browser/axe';
import { launchBrowser } from '../support/browser/chromium';
import { type Playground, startPlayground } from '../support/browser/playground';
import { PROJECT } from '../support/local-runtime';
import { SECRET, signToken } from '../support/tokens';

jest.setTimeout(60_000);

let browser: Browser;
let playground: Playground;
let pages: Page[] = [];
let problems: string[] = [];

beforeAll(async () => {
  [browser, playground] = await Promise.all([launchBrowser(), startPlayground()]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  expect(await playground?.stop()).toEqual([]);
});

afterEach(async () => {
  for (const page of pages) await page.context().close();
  pages = [];
  expect(problems).toEqual([]);
  problems = [];
});

async function openPage(url = playground.url, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  pages.push(page);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The browser reports each refusal by itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  await page.goto(url);
  await page
    .getByRole('button', { name: 'Wrong audience' })
    .or(page.getByRole('button', { name: 'No token' }))
    .first()
    .waitFor();
  return page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const press = (page: Page, name: string) => button(page, name).click();
const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
/** Waits for an expression to hold. The page's own policy forbids what `waitForFunction` would do. */
async function until(page: Page, expression: string): Promise<void> {
  for (let tries = 0; !(await page.evaluate<boolean>(expression)); tries++) {
    if (tries > 200) throw new Error(`${expression} does not hold`);
    await page.waitForTimeout(50);
  }
}

const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.tagName');

async function signIn(page: Page, person: string): Promise<void> {
  await press(page, 'Sign in');
  await page.getByRole('radio', { name: person }).check();
  await press(page, 'Continue');
  await page.getByText(`You are ${person}`).waitFor();
}

const connected = (page: Page) => page.locator('#state[data-state="connected"]').waitFor();

async function paste(page: Page, token: string): Promise<void> {
  const field = page.getByLabel('Bearer token');
  if (!(await field.isVisible())) await page.getByText('Use a token of your own login').click();
  await field.fill(token);
  await press(page, 'Use this token');
}

describe('a token', () => {
  it('is shown beside that of the login, raw and explained, with what the service decided', async () => {
    const page = await openPage();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signIn(page, 'Bob Baker');
    expect(new URL(page.url()).search).toBe('');
    const login = page.locator('#login-token');
    await login.getByText('Must contain one of AUTH_AUDIENCE').waitFor();
    await login.getByText('bob@example.com').waitFor();

    await press(page, 'Get a token');
    await page.getByText(/^Granted: bob, until /).waitFor();
    const access = page.locator('#access-token');
    await access.getByText('When Twilio closes the connection.').waitFor();
    await row(page, 'grants.identity').getByText('bob', { exact: true }).waitFor();
    await page
      .getByText(/Refreshed in [45]\d:\d\d at the latest, expires in \d\d:\d\d\./)
      .waitFor();

    const raw = await access.getByRole('textbox').inputValue();
    expect(raw).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    await access.getByRole('button', { name: /^Copy/ }).click();
    await access.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(raw);

    const steps = page.locator('.steps > li');
    expect(await steps.evaluateAll((all) => all.map((one) => one.dataset.outcome))).toEqual(
      Array(4).fill('passed'),
    );
    await steps
      .nth(0)
      .getByText(/A user, proved by the signature of the issuer http/)
      .waitFor();
    await steps.nth(1).getByText('In Conversations this is bob.').waitFor();
    await steps
      .nth(2)
      .getByText(/Allowed, for 3\d\d\d s/)
      .waitFor();
    await steps
      .nth(0)
      .getByText(/checks$/)
      .click();
    await steps
      .nth(0)
      .getByText(/Audience: found aud "urn:conversations/)
      .waitFor();

    await page.getByText('The request, for a terminal').click();
    const curl = await page.getByRole('region', { name: 'curl' }).textContent();
    expect(curl).toBe(
      `curl -sS -X POST -H 'Authorization: Bearer ${await login.getByRole('textbox').inputValue()}' ${playground.url}token`,
    );
  });

  it('can be replaced, which asks once more', async () => {
    const page = await openPage();
    await signIn(page, 'Alice Arendt');
    await press(page, 'Get a token');
    const raw = page.locator('#access-token textarea');
    const first = await raw.inputValue();
    await press(page, 'Replace it');
    await until(
      page,
      `document.querySelector('#access-token textarea')?.value !== ${JSON.stringify(first)}`,
    );
    expect(await page.getByText('POST /token: 200').count()).toBe(2);
  });

  it.each([
    ['as it is', (token: string) => token],
    ['with its scheme', (token: string) => `Bearer ${token}`],
    ['as a header', (token: string) => `Authorization: bearer ${token}\n`],
    ['in quotation marks', (token: string) => `"${token}",`],
    ['in typographic ones', (token: string) => `\u201c${token}\u201d`],
    ['as an argument of curl', (token: string) => `-H 'Authorization: Bearer ${token}'`],
    ['wrapped', (token: string) => (token.match(/.{1,60}/g) ?? []).join('\r\n  ')],
    ['with a byte order mark', (token: string) => `\ufeff ${token} \u200b`],
  ])('of one\u2019s own login may be pasted %s', async (_, dress) => {
    const page = await openPage();
    const response = await page.request.post(`${playground.url}playground/bearer`, {
      data: { person: 'carol' },
    });
    await paste(page, dress((await response.json()).bearer));
    await page.getByText('You are Carol Chen').waitFor();
    await press(page, 'Get a token');
    await page.getByText(/^Granted: carol/).waitFor();
  });

  it('that is refused is explained too, step by step', async () => {
    const page = await openPage();
    await paste(page, 'a.b.c');
    await press(page, 'Get a token');
    await page.getByText('Failed: token_malformed.').first().waitFor();
    await row(page, 'In the client').getByText('unauthorized').waitFor();
    await row(page, 'What to do').getByText('Send the whole token.').waitFor();
    const outcomes = page.locator('.steps > li');
    expect(await outcomes.evaluateAll((all) => all.map((one) => one.dataset.outcome))).toEqual([
      'refused',
      'not reached',
      'not reached',
      'not reached',
    ]);
    await press(page, 'Open the chat');
    await page.locator('#state[data-state="failed"]').waitFor();
  });
});

it.each([
  ['Wrong audience', '401 audience_mismatch', 'AUTH_AUDIENCE'],
  ['Slash of the issuer', '401 issuer_mismatch', 'slash at the end'],
  ['ID token', '401 audience_mismatch', 'AUTH_AUDIENCE'],
  ['Expired', '401 token_expired', 'Get a fresh token'],
  ['Not yet valid', '401 token_not_yet_valid', 'clock'],
  ['Another key', '401 signature_invalid', 'another environment'],
  ['Numeric sub', '403 identity_claim_invalid', 'IDENTITY_CLAIM_TYPE'],
  ['No token', '401 missing_credential', 'Authorization'],
  ['Not a JWT', '401 token_malformed', 'whole token'],
  ['Altered', '401 signature_invalid', 'altered'],
])('shows a refusal beside its button, with what to do: %s', async (label, code, remedy) => {
  const page = await openPage();
  await signIn(page, 'Alice Arendt');
  await press(page, label);
  const result = page
    .getByRole('row')
    .filter({ has: button(page, label) })
    .getByRole('status');
  await result.getByText(code).waitFor();
  expect(await result.textContent()).toContain(remedy);
  const [at, shown] = await Promise.all([button(page, label).boundingBox(), result.boundingBox()]);
  expect(Math.abs((at?.y ?? 0) - (shown?.y ?? Infinity))).toBeLessThan(60);
});

it('lets a guest in, who stays the same one, and signs in later', async () => {
  const page = await openPage();
  await press(page, 'Continue as guest');
  await press(page, 'Get a token');
  const identity = row(page, 'grants.identity').getByRole('cell').first();
  await identity.waitFor();
  const guest = await identity.textContent();
  expect(guest).toMatch(/^guest~/);
  await page.getByText("The guest's ticket", { exact: true }).waitFor();
  await page.getByText(/A guest, proved by the signature of this service/).waitFor();
  await page.reload();
  await press(page, 'Continue as guest');
  await press(page, 'Open the chat');
  await connected(page);
  expect(await identity.textContent()).toBe(guest);
  await signIn(page, 'Alice Arendt');
  await press(page, 'Get a token');
  await page.getByText(`Was ${guest} before.`).waitFor();
  // Whatever else is there is the SDK's own.
  const stored = await page.evaluate<string[]>('Object.keys(localStorage)');
  expect(stored.filter((name) => name.startsWith('conversations-'))).toEqual([]);
});

it('lets two people chat in two tabs', async () => {
  const alice = await openPage();
  await signIn(alice, 'Alice Arendt');
  await press(alice, 'Open the chat');
  await connected(alice);
  const [bob] = await Promise.all([
    alice.context().waitForEvent('page'),
    alice.getByRole('link', { name: 'Open another tab' }).click(),
  ]);
  await signIn(bob, 'Bob Baker');
  await press(bob, 'Open the chat');
  await connected(bob);
  // Another test may have invited him before.
  await bob.getByText(/^(You are in no chat yet|In this chat)/).waitFor();

  await press(alice, 'Invite');
  for (const page of [alice, bob]) await page.getByText('In this chat: alice, bob.').waitFor();
  const say = async (page: Page, text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };
  await say(alice, 'Hello <b>Bob</b>');
  await bob.getByRole('log').getByText('Hello <b>Bob</b>').waitFor();
  await say(bob, 'Hello Alice');
  await alice.getByRole('log').getByText('Hello Alice').waitFor();
  expect(await focused(alice)).toBe('chat-send');

  await press(alice, 'Close the chat');
  await alice.locator('#state[data-state="closed"]').waitFor();
  // The button to open it is shown, and takes the focus, once the page has drawn the state.
  await until(alice, 'document.activeElement.id === "open"');
  await press(alice, 'Open the chat');
  await alice.getByRole('log').getByText('Hello <b>Bob</b>').waitFor();
});

describe('the focus', () => {
  it('never falls to the body', async () => {
    const page = await openPage();
    await button(page, 'Continue as guest').focus();
    await page.keyboard.press('Enter');
    await page.getByText('You are a guest').waitFor();
    expect(await focused(page)).toBe('caller');
    await button(page, 'Sign out').focus();
    await page.keyboard.press('Enter');
    await page.getByText('You are not signed in').waitFor();
    expect(await focused(page)).toBe('caller');
    await signIn(page, 'Alice Arendt');
    expect(await focused(page)).toBe('caller');
    for (const name of ['Get a token', 'Replace it', 'Expired', 'Open the chat']) {
      await button(page, name).focus();
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
      expect(await focused(page)).not.toBe('BODY');
    }
    await connected(page);
    await button(page, 'Sign out').focus();
    await page.keyboard.press('Enter');
    await page.getByText('You are not signed in').waitFor();
    expect(await focused(page)).toBe('caller');
  });

  it('reaches everything by the keyboard', async () => {
    const page = await openPage();
    const reached = new Set<string>();
    for (let tab = 0; tab < 60; tab++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate<string>(
          'document.activeElement.textContent.trim() || document.activeElement.tagName',
        ),
      );
    }
    for (const name of ['Sign in', 'Continue as guest', 'Get a token', 'Open the chat', 'React']) {
      expect(reached).toContain(name);
    }
  });
});

describe.each([
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
  [320, 'light'],
  [320, 'dark'],
] as const)('at %s px, %s', (width, colorScheme) => {
  it('has no accessibility violation in any state, and fits', async () => {
    const page = await openPage(playground.url, {
      viewport: { width, height: 800 },
      colorScheme,
    });
    const check = async () => {
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    };
    await check();
    await signIn(page, 'Alice Arendt');
    await press(page, 'Get a token');
    await page.getByText('What the service decided').waitFor();
    await press(page, 'Open the chat');
    await connected(page);
    await press(page, 'Invite');
    await page.getByText('In this chat: alice, bob.').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('A message');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('A message').last().waitFor();
    await press(page, 'Expired');
    await page.getByText('401 token_expired').first().waitFor();
    for (const each of await page.locator('summary').all()) await each.click();
    await check();
    await press(page, 'Sign out');
    await paste(page, 'garbage');
    await press(page, 'Get a token');
    await row(page, 'Code').waitFor();
    await check();
  });
});

it('announces each result in a place that was there before', async () => {
  const page = await openPage();
  const places = await page.getByRole('status').count();
  await signIn(page, 'Alice Arendt');
  await press(page, 'Get a token');
  await page
    .getByRole('status')
    .getByText(/^Granted: alice/)
    .waitFor();
  await press(page, 'Expired');
  await page.getByRole('status').getByText('401 token_expired').waitFor();
  expect(places).toBeGreaterThan(10);
});

it('says where to copy a token, and lines for one\u2019s own app', async () => {
  const page = await openPage();
  await page.getByText('JavaScript', { exact: true }).click();
  const code = await page.getByRole('region', { name: 'JavaScript: code' }).textContent();
  expect(code).toContain(`url: '${playground.url}token'`);
  expect(code).toMatch(/Twilsock: \{ uri: 'ws:\/\/127\.0\.0\.1:\d+' \}/);
});

describe('with other logins', () => {
  let other: Playground;

  afterEach(async () => {
    expect(await other.stop()).toEqual([]);
  });

  it('signs as one\u2019s own backend would, and offers no guests where there are none', async () => {
    other = await startPlayground(
      `AUTH_SECRET=${SECRET}\nAUTH_ISSUER=https://backend.example.com\nAUTH_AUDIENCE=chat\nALLOWED_ORIGINS=https://app.example.com`,
    );
    const page = await openPage(other.url);
    expect(await button(page, 'Continue as guest').isVisible()).toBe(false);
    expect(await button(page, 'ID token').count()).toBe(0);
    await press(page, 'Be Bob Baker');
    await page.getByText('You are Bob Baker').waitFor();
    expect(await focused(page)).toBe('caller');
    await press(page, 'Get a token');
    await page.getByText(/^Granted: bob/).waitFor();
    for (const [name, code] of [
      ['Wrong audience', 'audience_mismatch'],
      ['Slash of the issuer', 'issuer_mismatch'],
      ['Another key', 'signature_invalid'],
    ] as const) {
      await press(page, name);
      await page.getByText(`401 ${code}`).first().waitFor();
    }
    await press(page, 'Open the chat');
    await connected(page);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('asks for a token where only a remote login can issue them', async () => {
    other = await startPlayground(
      'AUTH_ISSUER=https://login.example.com/\nAUTH_AUDIENCE=chat\nALLOWED_ORIGINS=https://app.example.com',
    );
    const page = await openPage(other.url);
    await page.getByText('The service trusts https://login.example.com/.').waitFor();
    expect(await button(page, 'Sign in').isVisible()).toBe(false);
    expect(await button(page, 'Continue as guest').isVisible()).toBe(false);
    expect(await button(page, 'Wrong audience').count()).toBe(0);
    const claims = {
      iss: 'https://elsewhere.example.com/',
      sub: 'a',
      aud: 'chat',
      exp: 9_999_999_999,
    };
    const token = signToken(claims, { key: SECRET });
    await paste(page, `Bearer ${token}`);
    await press(page, 'Get a token');
    await row(page, 'Code').getByText('issuer_mismatch').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});

it('is not among what is deployed', () => {
  const deployed = readdirSync(join(PROJECT, 'dist/assets'));
  expect(deployed).toContain('conversations-token.js');
  expect(deployed.filter((name) => /playground|index\.html|twilio-/.test(name))).toEqual([]);
  expect(existsSync(join(PROJECT, 'dist/assets/assets'))).toBe(false);
});
