/** The unmodified SDK in a real browser: two people chat over the stand-in for Twilio's socket. */
import type { Browser, Page } from 'playwright-core';
import { type Conversations, startConversations } from '../../dev/conversations/server';
import { issue } from '../../src/twilio/issue';
import { launchBrowser } from '../support/browser/chromium';
import { type Site, startSite, TWILIO } from '../support/browser/site';

jest.setTimeout(60_000);

let browser: Browser;
let site: Site;
let twilio: Conversations;
let pages: Page[] = [];

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startSite()]);
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

beforeEach(async () => {
  twilio = await startConversations({ credentials: TWILIO });
});

afterEach(async () => {
  for (const page of pages) await page.context().close();
  pages = [];
  await twilio.close();
});

const tokenOf = (identity: string) =>
  issue(identity as never, { lifetimeSeconds: 3600 }, TWILIO, Date.now() / 1000, {
    id: identity,
    random: 0,
  }).token;

/** A page with a Client that is initialized, and that writes down what it is told. */
async function connect(identity: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  pages.push(page);
  await page.goto(site.url);
  await page.waitForFunction('window.ready');
  await page.evaluate(
    `new Promise((resolve, reject) => {
      window.heard = [];
      window.client = new Twilio.Conversations.Client(${JSON.stringify(tokenOf(identity))}, {
        Twilsock: { uri: ${JSON.stringify(twilio.url)} },
      });
      for (const event of ['conversationAdded', 'conversationJoined', 'conversationLeft']) {
        client.on(event, ({ friendlyName }) => heard.push([event, friendlyName]));
      }
      client.on('messageAdded', ({ author, body, index }) => heard.push([author, body, index]));
      client.on('participantJoined', (one) => heard.push(['joined', one.identity]));
      client.on('participantLeft', (one) => heard.push(['left', one.identity]));
      client.on('initialized', resolve);
      client.on('initFailed', ({ error }) => reject(new Error(error.message)));
    })`,
  );
  return page;
}

const run = <T>(page: Page, program: string): Promise<T> =>
  page.evaluate(`(async () => { ${program} })()`) as Promise<T>;

const hears = (page: Page, expected: unknown) =>
  page.waitForFunction(
    (text) =>
      (globalThis as unknown as { heard: unknown[] }).heard.some(
        (entry) => JSON.stringify(entry) === text,
      ),
    JSON.stringify(expected),
    { timeout: 10_000 },
  );

const start = (page: Page) =>
  run<string>(
    page,
    `window.chat = await client.createConversation({ friendlyName: 'Tea', uniqueName: 'tea', attributes: { hot: true } });
     await chat.join();
     return chat.sid;`,
  );

const pick = (page: Page) =>
  run(page, `window.chat = (await client.getSubscribedConversations()).items[0];`);

const unknown = () => twilio.events.filter(({ event }) => event === 'unknown');

it('lets two people chat', async () => {
  const [alice, bob] = [await connect('alice'), await connect('bob')];
  expect(await start(alice)).toMatch(/^CH[0-9a-f]{32}$/);
  await hears(alice, ['conversationJoined', 'Tea']);
  await run(alice, `await chat.add('bob');`);
  await hears(bob, ['conversationAdded', 'Tea']);
  await hears(bob, ['conversationJoined', 'Tea']);
  await hears(alice, ['joined', 'bob']);

  expect(await run(alice, `return chat.sendMessage('Milk? 🥛', { urgent: true });`)).toBe(0);
  await hears(bob, ['alice', 'Milk? 🥛', 0]);
  await pick(bob);
  expect(
    await run(bob, `return [chat.attributes, (await chat.getMessages()).items[0].attributes]`),
  ).toEqual([{ hot: true }, { urgent: true }]);
  expect(await run(bob, `return chat.sendMessage('No, thanks.');`)).toBe(1);
  await hears(alice, ['bob', 'No, thanks.', 1]);
  expect(
    await run(
      alice,
      `return (await chat.getParticipants()).map(({ identity }) => identity).sort()`,
    ),
  ).toEqual(['alice', 'bob']);
  expect(
    await run(alice, `return (await (await chat.getParticipants())[1].getUser()).friendlyName`),
  ).toMatch(/^(alice|bob)$/);
  expect(
    await run(alice, `return (await client.getConversationByUniqueName('tea')).friendlyName`),
  ).toBe('Tea');
  expect(unknown()).toEqual([]);

  await run(bob, 'await chat.leave();');
  await hears(bob, ['conversationLeft', 'Tea']);
  await hears(alice, ['left', 'bob']);
});

it('keeps the chat for those who come back, and pages through it', async () => {
  const alice = await connect('alice');
  await start(alice);
  await run(alice, `for (let n = 0; n < 35; n++) await chat.sendMessage('message ' + n);`);
  const again = await connect('alice');
  await pick(again);
  expect(
    await run(
      again,
      `let page = await chat.getMessages(20);
       const texts = page.items.map(({ body }) => body);
       while (page.hasPrevPage) {
         page = await page.prevPage();
         texts.unshift(...page.items.map(({ body }) => body));
       }
       return texts;`,
    ),
  ).toEqual(Array.from({ length: 35 }, (_, n) => `message ${n}`));
  expect(await run(again, 'return chat.lastMessage.index')).toBe(34);
});

it('sends what was missed while a connection was lost', async () => {
  const [alice, bob] = [await connect('alice'), await connect('bob')];
  await start(alice);
  await run(alice, `await chat.add('bob');`);
  await hears(bob, ['conversationJoined', 'Tea']);
  await bob.context().setOffline(true);
  twilio.dropConnections();
  // Her own connection was lost as well, and comes back by itself.
  await run(
    alice,
    `for (;;) {
       try { return await chat.sendMessage('Are you there?'); }
       catch { await new Promise((resolve) => setTimeout(resolve, 100)); }
     }`,
  );
  await bob.context().setOffline(false);
  await hears(bob, ['alice', 'Are you there?', 0]);
});

it('keeps others out', async () => {
  const [alice, mallory] = [await connect('alice'), await connect('mallory')];
  const sid = await start(alice);
  await run(alice, `await chat.sendMessage('A secret');`);
  const refused = (program: string) =>
    run(mallory, `return ${program}.then(() => 'allowed', () => 'refused')`);
  expect(await refused(`client.getConversationBySid('${sid}')`)).toBe('refused');
  expect(await refused(`client.getConversationByUniqueName('tea')`)).toBe('refused');
  expect(await refused(`client.peekConversationBySid('${sid}')`)).toBe('refused');
  expect(await refused(`client.createConversation({ uniqueName: 'tea' })`)).toBe('refused');
  expect(
    await run(mallory, 'return (await client.getSubscribedConversations()).items.length'),
  ).toBe(0);
  expect(await run(mallory, 'return heard')).toEqual([]);
});
