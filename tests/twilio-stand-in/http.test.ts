/** HTTP as Twilio speaks it: forms, paths, methods, pages; and the log of it. */
import { connect } from 'node:net';
import { API_KEY_SID, SERVICE_SID } from '../support/tokens';
import { addConversation, addParticipant, addUser } from '../support/twilio';
import { ask, refusal, stage } from './stage';

const USERS = `/v1/Services/${SERVICE_SID}/Users`;
const FORM = 'application/x-www-form-urlencoded';

describe('requests by hand', () => {
  it.each<[string, string, string, Record<string, string>, number, number]>([
    ['JSON', 'POST', USERS, { 'content-type': 'application/json', body: '{}' }, 415, 20415],
    ['an unknown parameter', 'POST', USERS, { body: 'Identity=a&Role=b' }, 400, 20001],
    ['a parameter twice', 'POST', USERS, { body: 'Identity=a&Identity=b' }, 400, 20001],
    ['a parameter in another case', 'POST', USERS, { body: 'identity=a' }, 400, 20001],
    ['a query behind a form', 'POST', `${USERS}?Identity=a`, { body: '' }, 400, 20001],
    ['an unknown query', 'GET', `${USERS}?Identity=a`, {}, 400, 20001],
    ['a query where there is none', 'GET', `/v1/Services/${SERVICE_SID}?a=b`, {}, 400, 20001],
    ['another method', 'PUT', USERS, {}, 405, 20004],
    ['a method the resource lacks', 'DELETE', USERS, {}, 405, 20004],
    ['another path', 'GET', '/v1/Users', {}, 404, 20404],
    ['a slash at the end', 'GET', `${USERS}/`, {}, 404, 20404],
    ['a broken escape', 'GET', `${USERS}/%E0`, {}, 404, 20404],
    ['another API of another host', 'GET', '/2010-04-01/Accounts.json', {}, 404, 20404],
    ['a host that is not told', 'GET', USERS, { 'x-stand-in-host': '' }, 404, 20404],
    ['a host of somebody else', 'GET', USERS, { 'x-stand-in-host': 'a.example' }, 404, 20404],
    ['a webhook header', 'GET', USERS, { 'x-twilio-webhook-enabled': 'yes' }, 400, 20001],
    ['half a page', 'GET', `${USERS}?PageSize=0`, {}, 400, 20001],
    ['a page out of nowhere', 'GET', `${USERS}?Page=1`, {}, 400, 20001],
  ])('refuses %s', async (_name, method, path, given, status, code) => {
    const { standIn } = await stage();
    const type = method === 'POST' ? { 'content-type': FORM } : undefined;
    const found = await ask(standIn, method, path, { ...type, ...given });
    expect(found).toMatchObject({ status, type: 'application/json', body: { status, code } });
    expect(standIn.users.size).toBe(0);
  });

  it('takes the same without a mistake', async () => {
    const { standIn } = await stage();
    const headers = { 'content-type': FORM, 'x-twilio-webhook-enabled': 'true' };
    const { status } = await ask(standIn, 'POST', USERS, { ...headers, body: 'Identity=a%40b' });
    expect(status).toBe(201);
    expect([...standIn.users.keys()]).toEqual(['a@b']);
  });
});

describe('pages', () => {
  it('come 50 at a time, 100 at most, with the address of the next', async () => {
    const { standIn, service } = await stage();
    for (let index = 0; index < 230; index += 1) {
      addUser(standIn.service, { identity: `user-${index}` });
    }
    const firstPage = await service.users.page();
    expect(firstPage.instances).toHaveLength(50);
    expect(firstPage.previousPageUrl).toBeUndefined();
    expect(firstPage.nextPageUrl).toMatch(/^https:\/\/conversations\.twilio\.com\/v1\//);
    const second = await firstPage.nextPage();
    expect(second?.instances[0]?.identity).toBe('user-50');
    expect((await service.users.page({ pageSize: 1000 })).instances).toHaveLength(100);

    standIn.requests.length = 0;
    const all = await service.users.list({ pageSize: 100 });
    expect(new Set(all.map(({ identity }) => identity)).size).toBe(230);
    expect(standIn.reads()).toHaveLength(3);
  });

  it('hold the conversations of a User', async () => {
    const { standIn, service } = await stage();
    for (let index = 0; index < 60; index += 1) {
      const conversation = addConversation(standIn.service);
      if (index % 2 === 0) addParticipant(standIn.service, conversation, { identity: 'alice' });
    }
    expect(await service.users('alice').userConversations.list({ pageSize: 7 })).toHaveLength(30);
    expect(standIn.reads()).toHaveLength(5);
    expect(await refusal(service.users('bob').userConversations.list())).toBe('404/20404');
  });
});

describe('the log', () => {
  it('tells reads from writes, with what was asked and answered', async () => {
    const { standIn, service } = await stage();
    await refusal(service.users('alice').fetch());
    await service.users.create({ identity: 'alice', xTwilioWebhookEnabled: 'true' });
    const common = { host: 'conversations.twilio.com', query: {}, key: API_KEY_SID };
    expect(standIn.reads()).toEqual([
      { ...common, method: 'GET', path: `${USERS}/alice`, body: {}, status: 404 },
    ]);
    expect(standIn.writes()).toEqual([
      { ...common, method: 'POST', path: USERS, body: { Identity: 'alice' }, status: 201 },
    ]);
  });

  it('keeps no secret', async () => {
    const { standIn, service } = await stage();
    await service.fetch();
    expect(JSON.stringify(standIn.requests)).not.toContain('ThisSecret');
  });
});

it('listens no more once it is closed', async () => {
  const { standIn, service } = await stage();
  await service.fetch();
  await standIn.close();
  const port = Number(new URL(standIn.url).port);
  const code = await new Promise((done) => {
    connect(port, '127.0.0.1').once('error', (error: NodeJS.ErrnoException) => done(error.code));
  });
  expect(code).toBe('ECONNREFUSED');
});
