/** Whom the stand-in lets in, and to what. */
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SERVICE_SID } from '../support/tokens';
import { AUTH_TOKEN, AUTH_TOKEN_IE1, addKey } from '../support/twilio';
import { ask, refusal, stage } from './stage';

const DUBLIN = { region: 'ie1', edge: 'dublin' };

describe('signing in', () => {
  it('takes a key and its secret, and the account and its token', async () => {
    const { service, signIn } = await stage();
    expect((await service.fetch()).accountSid).toBe(ACCOUNT_SID);
    const account = signIn(ACCOUNT_SID, AUTH_TOKEN).conversations.v1.services(SERVICE_SID);
    expect((await account.fetch()).sid).toBe(SERVICE_SID);
  });

  it.each([
    ['another secret', API_KEY_SID, 'wrong'],
    ['an unknown key', `SK${'0'.repeat(32)}`, API_KEY_SECRET],
    ['a key with the auth token', API_KEY_SID, AUTH_TOKEN],
    ['another auth token', ACCOUNT_SID, 'wrong'],
    ['another account', `AC${'0'.repeat(32)}`, AUTH_TOKEN],
  ])('refuses %s', async (_name, username, password) => {
    const { signIn } = await stage();
    const { v1 } = signIn(username, password).conversations;
    expect(await refusal(v1.services(SERVICE_SID).fetch())).toBe('401/20003');
  });

  it('refuses a key that was deleted, and all of an account that is suspended', async () => {
    const { standIn, service } = await stage();
    standIn.account.status = 'suspended';
    expect(await refusal(service.fetch())).toBe('401/20003');
    standIn.account.status = 'active';
    standIn.keys.delete(API_KEY_SID);
    expect(await refusal(service.fetch())).toBe('401/20003');
  });

  it('answers as Twilio does, word for word', async () => {
    const { standIn } = await stage();
    const { status, body } = await ask(standIn, 'GET', '/v1/Services', {
      authorization: 'Basic eA==',
    });
    expect({ status, body }).toEqual({
      status: 401,
      body: {
        code: 20003,
        detail: 'Your AccountSid or AuthToken was incorrect.',
        message: 'Authenticate',
        more_info: 'https://www.twilio.com/docs/errors/20003',
        status: 401,
      },
    });
  });
});

describe('regions', () => {
  it('binds keys, auth tokens and services to theirs', async () => {
    const { signIn, service } = await stage({ region: 'ie1' });
    expect(await refusal(service.fetch())).toBe('401/20003');
    const ireland = (username: string, password: string) =>
      signIn(username, password, DUBLIN).conversations.v1.services(SERVICE_SID).fetch();
    expect((await ireland(API_KEY_SID, API_KEY_SECRET)).sid).toBe(SERVICE_SID);
    expect((await ireland(ACCOUNT_SID, AUTH_TOKEN_IE1)).sid).toBe(SERVICE_SID);
    expect(await refusal(ireland(ACCOUNT_SID, AUTH_TOKEN))).toBe('401/20003');
    const america = signIn(ACCOUNT_SID, AUTH_TOKEN).conversations.v1.services(SERVICE_SID);
    expect(await refusal(america.fetch())).toBe('404/20404');
  });

  it('tells the host that was meant', async () => {
    const { standIn, signIn } = await stage({ region: 'ie1' });
    await signIn(API_KEY_SID, API_KEY_SECRET, DUBLIN).conversations.v1.services.list();
    expect(standIn.requests.map(({ host }) => host)).toEqual([
      'conversations.dublin.ie1.twilio.com',
    ]);
  });
});

describe('keys of different types', () => {
  it('shows a standard key no account and no keys', async () => {
    const { signIn } = await stage();
    const client = signIn();
    for (const asked of [
      client.api.v2010.accounts(ACCOUNT_SID).fetch(),
      client.keys.list(),
      client.newKeys.create({ friendlyName: 'one more' }),
      client.keys(API_KEY_SID).remove(),
      client.iam.v1.newApiKey.create({ accountSid: ACCOUNT_SID }),
    ]) {
      expect(await refusal(asked)).toBe('401/20003');
    }
  });

  it('lets a restricted key do what its policy allows', async () => {
    const { standIn, signIn } = await stage();
    const { sid, secret } = addKey(standIn.state, {
      type: 'restricted',
      allow: new Set(['/twilio/conversations/users/create', '/twilio/conversations/users/read']),
    });
    const service = signIn(sid, secret).conversations.v1.services(SERVICE_SID);
    await service.users.create({ identity: 'alice' });
    expect((await service.users('alice').fetch()).identity).toBe('alice');
    expect(await refusal(service.users.list())).toBe('403/70051');
    expect(await refusal(service.users('alice').update({ friendlyName: 'A' }))).toBe('403/70051');
    expect(await refusal(service.fetch())).toBe('403/70051');
    expect(await refusal(signIn(sid, secret).keys.list())).toBe('403/70051');
  });
});

it('is none but Twilio: another host is not asked', async () => {
  const { standIn, signIn } = await stage();
  const client = signIn();
  await expect(client.chat.v2.services.list()).rejects.toThrow('The stand-in is not');
  await expect(
    client.request({ method: 'get', uri: 'https://example.com/v1/Services' }),
  ).rejects.toThrow('The stand-in is not https://example.com');
  const ireland = signIn(API_KEY_SID, API_KEY_SECRET, { region: 'ie1' });
  await expect(ireland.conversations.v1.services.list()).rejects.toThrow('ie1.twilio.com');
  expect(standIn.requests).toEqual([]);
});
