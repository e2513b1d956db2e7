/** The account and its keys, as a main key or the account itself sees them. */
import { ACCOUNT_SID, API_KEY_SID, SERVICE_SID } from '../support/tokens';
import { AUTH_TOKEN, AUTH_TOKEN_IE1 } from '../support/twilio';
import { refusal, stage } from './stage';

const OTHER_ACCOUNT = `AC${'0'.repeat(32)}`;

it('shows the account', async () => {
  const { signIn } = await stage({ keyType: 'main' });
  const account = await signIn().api.v2010.accounts(ACCOUNT_SID).fetch();
  expect(account).toMatchObject({ sid: ACCOUNT_SID, status: 'active' });
});

it('makes a key that works, lists it, and deletes it', async () => {
  const { signIn } = await stage();
  const client = signIn(ACCOUNT_SID, AUTH_TOKEN);
  const { sid, secret } = await client.newKeys.create({ friendlyName: 'token service' });
  const service = signIn(sid, secret).conversations.v1.services(SERVICE_SID);
  expect((await service.fetch()).sid).toBe(SERVICE_SID);
  expect((await client.keys.list()).map((key) => key.sid)).toEqual([API_KEY_SID, sid]);
  expect((await client.keys(sid).fetch()).friendlyName).toBe('token service');
  expect(await client.keys(sid).remove()).toBe(true);
  expect(await refusal(service.fetch())).toBe('401/20003');
  expect(await refusal(client.keys(sid).fetch())).toBe('404/20404');
});

it('makes a standard key, which makes no further one', async () => {
  const { signIn } = await stage();
  const { sid, secret } = await signIn(ACCOUNT_SID, AUTH_TOKEN).newKeys.create();
  expect(await refusal(signIn(sid, secret).newKeys.create())).toBe('401/20003');
});

it('makes keys at iam.twilio.com, restricted ones among them', async () => {
  const { standIn, signIn } = await stage({ keyType: 'main' });
  const { iam } = signIn();
  const accountSid = ACCOUNT_SID;
  const policy = { allow: ['/twilio/messaging/messages/read'] };
  const made = await iam.v1.newApiKey.create({ accountSid, keyType: 'restricted', policy });
  expect(standIn.keys.get(made.sid)).toMatchObject({ type: 'restricted', secret: made.secret });
  expect((await iam.v1.getApiKeys.list({ accountSid })).map(({ sid }) => sid)).toContain(made.sid);
  await iam.v1.apiKey(made.sid).remove();
  expect(await refusal(iam.v1.apiKey(made.sid).fetch())).toBe('404/20404');
  const wrong = (more: object) => refusal(iam.v1.newApiKey.create({ accountSid, ...more }));
  expect(await wrong({ keyType: 'restricted' })).toBe('400/20001');
  expect(await wrong({ keyType: 'mighty' })).toBe('400/20001');
});

it('keeps the keys of regions apart', async () => {
  const { signIn } = await stage();
  const ireland = signIn(ACCOUNT_SID, AUTH_TOKEN_IE1, { region: 'ie1', edge: 'dublin' });
  expect(await ireland.keys.list()).toEqual([]);
  expect(await refusal(ireland.keys(API_KEY_SID).remove())).toBe('404/20404');
  const { sid, secret } = await ireland.newKeys.create();
  const america = signIn(sid, secret).conversations.v1.services(SERVICE_SID);
  expect(await refusal(america.fetch())).toBe('401/20003');
  const restricted = { accountSid: ACCOUNT_SID, keyType: 'restricted', policy: { allow: [] } };
  expect(await refusal(ireland.iam.v1.newApiKey.create(restricted))).toBe('400/20001');
});

it('refuses a long name, and the keys of another account', async () => {
  const { signIn } = await stage({ keyType: 'main' });
  const client = signIn();
  const friendlyName = 'x'.repeat(65);
  expect(await refusal(client.newKeys.create({ friendlyName }))).toBe('400/50003');
  const other = client.api.v2010.accounts(OTHER_ACCOUNT);
  for (const asked of [
    other.fetch(),
    other.keys.list(),
    other.newKeys.create(),
    other.keys(API_KEY_SID).fetch(),
    other.keys(API_KEY_SID).remove(),
    client.iam.v1.getApiKeys.list({ accountSid: OTHER_ACCOUNT }),
    client.iam.v1.newApiKey.create({ accountSid: OTHER_ACCOUNT }),
  ]) {
    expect(await refusal(asked)).toBe('401/20003');
  }
});
