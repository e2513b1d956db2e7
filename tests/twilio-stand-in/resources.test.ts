/** Services, roles, users, conversations and participants, and what each of them refuses. */
import { SERVICE_SID } from '../support/tokens';
import { roleNamed } from '../support/twilio';
import { refusal, stage } from './stage';

const LONG = 'x'.repeat(257);
const NOBODY = `US${'0'.repeat(32)}`;

describe('services', () => {
  it('lists, makes and shows them', async () => {
    const { signIn } = await stage();
    const { services } = signIn().conversations.v1;
    const made = await services.create({ friendlyName: 'Second' });
    expect((await services(made.sid).fetch()).friendlyName).toBe('Second');
    expect((await services.list()).map(({ sid }) => sid)).toEqual([SERVICE_SID, made.sid]);
    const roles = await services(made.sid).roles.list();
    expect(roles.map(({ friendlyName }) => friendlyName)).toContain('service user');
  });

  it('refuses a bad name, and a service that is not there', async () => {
    const { signIn } = await stage();
    const { services } = signIn().conversations.v1;
    expect(await refusal(services.create({ friendlyName: LONG }))).toBe('400/50003');
    expect(await refusal(services.create({ friendlyName: ' ' }))).toBe('400/20001');
    expect(await refusal(services.create({ friendlyName: '' }))).toBe('400/20001');
    expect(await refusal(services(`IS${'0'.repeat(32)}`).fetch())).toBe('404/20404');
    expect(await refusal(services(`IS${'0'.repeat(32)}`).users.list())).toBe('404/20404');
  });
});

describe('the configuration of a service', () => {
  it('names the default roles, and takes others of the right type', async () => {
    const { standIn, service } = await stage();
    const user = roleNamed(standIn.service, 'service user').sid;
    const admin = roleNamed(standIn.service, 'service admin').sid;
    expect((await service.configuration().fetch()).defaultChatServiceRoleSid).toBe(user);
    await service.configuration().update({ defaultChatServiceRoleSid: admin });
    expect((await service.configuration().fetch()).defaultChatServiceRoleSid).toBe(admin);
    await service.users.create({ identity: 'alice' });
    expect(standIn.users.get('alice')?.roleSid).toBe(admin);
  });

  it('refuses a role of the other type, and changes nothing then', async () => {
    const { standIn, service } = await stage();
    const before = { ...standIn.service.configuration };
    const update = service.configuration().update({
      defaultConversationRoleSid: roleNamed(standIn.service, 'channel admin').sid,
      defaultChatServiceRoleSid: roleNamed(standIn.service, 'channel user').sid,
    });
    expect(await refusal(update)).toBe('404/50100');
    expect(standIn.service.configuration).toEqual(before);
  });
});

describe('roles', () => {
  it('makes, shows and changes them; two may have one name', async () => {
    const { service } = await stage();
    const role = { friendlyName: 'guest', type: 'service', permission: ['joinConversation'] };
    const first = await service.roles.create(role as never);
    const second = await service.roles.create(role as never);
    expect(second.sid).not.toBe(first.sid);
    await service.roles(first.sid).update({ permission: ['editOwnUserInfo', 'joinConversation'] });
    const found = await service.roles(first.sid).fetch();
    expect(found).toMatchObject({ friendlyName: 'guest', type: 'service' });
    expect(found.permissions).toEqual(['editOwnUserInfo', 'joinConversation']);
  });

  it.each<[string, object, string]>([
    ['a permission that does not exist', { permission: ['rule'] }, '400/50104'],
    ['a permission of the other type', { permission: ['sendMessage'] }, '400/50104'],
    ['no permission', { permission: [] }, '400/20001'],
    ['a type that does not exist', { type: 'channel' }, '400/50105'],
    ['a long name', { friendlyName: 'x'.repeat(65) }, '400/50003'],
  ])('refuses %s', async (_name, wrong, expected) => {
    const { standIn, service } = await stage();
    const before = standIn.roles.size;
    const role = { friendlyName: 'a', type: 'service', permission: ['joinConversation'], ...wrong };
    expect(await refusal(service.roles.create(role as never))).toBe(expected);
    expect(standIn.roles.size).toBe(before);
  });

  it('finds none that is not there', async () => {
    const { service } = await stage();
    expect(await refusal(service.roles(`RL${'0'.repeat(32)}`).fetch())).toBe('404/20404');
  });
});

describe('users', () => {
  it('makes, shows and changes them, by identity and by SID', async () => {
    const { standIn, service } = await stage();
    const roleSid = roleNamed(standIn.service, 'service admin').sid;
    const { sid } = await service.users.create({ identity: 'guest~a_20b', friendlyName: 'A' });
    await service.users(sid).update({ roleSid, attributes: '{"a":1}' });
    const found = await service.users('guest~a_20b').fetch();
    expect(found).toMatchObject({ sid, roleSid, friendlyName: 'A', attributes: '{"a":1}' });
    expect(standIn.users.get('guest~a_20b')?.roleSid).toBe(roleSid);
  });

  it.each<[string, object, string]>([
    ['no identity', { identity: '' }, '400/50204'],
    ['a long one', { identity: LONG }, '400/50207'],
    ['a reserved one', { identity: 'system' }, '400/50203'],
    ['one like a SID', { identity: NOBODY }, '400/50206'],
    ['a long name', { identity: 'a', friendlyName: LONG }, '400/50003'],
    ['attributes that are no object', { identity: 'a', attributes: '[]' }, '400/20001'],
    ['attributes that are no JSON', { identity: 'a', attributes: '{' }, '400/20001'],
    ['an unknown role', { identity: 'a', roleSid: `RL${'0'.repeat(32)}` }, '404/50100'],
  ])('refuses %s', async (_name, user, expected) => {
    const { standIn, service } = await stage();
    expect(await refusal(service.users.create(user as never))).toBe(expected);
    expect(standIn.users.size).toBe(0);
  });

  it('refuses a role of conversations', async () => {
    const { standIn, service } = await stage();
    await service.users.create({ identity: 'alice' });
    const roleSid = roleNamed(standIn.service, 'channel admin').sid;
    expect(await refusal(service.users('alice').update({ roleSid }))).toBe('404/50100');
  });

  it('makes nobody twice, even at once', async () => {
    const { standIn, service } = await stage({ latencyMs: 5 });
    const all = Array.from({ length: 30 }, () => service.users.create({ identity: 'alice' }));
    const outcomes = await Promise.all(all.map(refusal));
    expect(outcomes.filter((outcome) => outcome === 'none/not refused')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === '409/50201')).toHaveLength(29);
    expect(standIn.users.size).toBe(1);
  });

  it('tells upper case from lower case', async () => {
    const { service } = await stage();
    await service.users.create({ identity: 'alice' });
    expect(await refusal(service.users('Alice').fetch())).toBe('404/20404');
    expect(await refusal(service.users(NOBODY).update({ friendlyName: 'a' }))).toBe('404/20404');
  });
});

describe('conversations', () => {
  it('makes them and finds them by SID and by unique name', async () => {
    const { service } = await stage();
    const { sid } = await service.conversations.create({ uniqueName: 'org-1', friendlyName: 'A' });
    expect((await service.conversations('org-1').fetch()).sid).toBe(sid);
    expect((await service.conversations(sid).fetch()).uniqueName).toBe('org-1');
    expect((await service.conversations.list()).map((each) => each.sid)).toEqual([sid]);
  });

  it('refuses a name twice, a long one, and one like a SID', async () => {
    const { service } = await stage();
    await service.conversations.create({ uniqueName: 'org-1' });
    const create = (uniqueName: string) => refusal(service.conversations.create({ uniqueName }));
    expect(await create('org-1')).toBe('409/50353');
    expect(await create(LONG)).toBe('400/50004');
    expect(await create(`CH${'0'.repeat(32)}`)).toBe('400/50390');
    expect(await refusal(service.conversations('org-2').fetch())).toBe('404/20404');
  });

  it('lets any number go without a name', async () => {
    const { standIn, service } = await stage();
    await service.conversations.create();
    await service.conversations.create({ uniqueName: '' });
    expect(standIn.conversations.size).toBe(2);
  });
});

describe('participants', () => {
  it('adds one, with the User that is missing and the default roles', async () => {
    const { standIn, service } = await stage();
    await service.conversations.create({ uniqueName: 'org-1' });
    const { participants } = service.conversations('org-1');
    const made = await participants.create({ identity: 'alice' });
    const { configuration } = standIn.service;
    expect(made.roleSid).toBe(configuration.defaultConversationRoleSid);
    expect(standIn.users.get('alice')?.roleSid).toBe(configuration.defaultChatServiceRoleSid);
    expect((await participants('alice').fetch()).sid).toBe(made.sid);
    expect((await participants(made.sid).fetch()).identity).toBe('alice');
    expect((await participants.list()).map(({ identity }) => identity)).toEqual(['alice']);
    const theirs = await service.users('alice').userConversations.list();
    expect(theirs.map(({ uniqueName }) => uniqueName)).toEqual(['org-1']);
  });

  it('leaves a User who is there as they are', async () => {
    const { standIn, service } = await stage();
    const roleSid = roleNamed(standIn.service, 'service admin').sid;
    await service.users.create({ identity: 'alice', roleSid });
    const { sid } = await service.conversations.create();
    await service.conversations(sid).participants.create({ identity: 'alice' });
    expect(standIn.users.get('alice')?.roleSid).toBe(roleSid);
  });

  it('refuses the same one twice, a role of the service, and a bad identity', async () => {
    const { standIn, service } = await stage();
    const { sid } = await service.conversations.create();
    const { participants } = service.conversations(sid);
    await participants.create({ identity: 'alice' });
    expect(await refusal(participants.create({ identity: 'alice' }))).toBe('409/50433');
    expect(await refusal(participants.create({ identity: 'unique' }))).toBe('400/50203');
    expect(await refusal(participants.create({}))).toBe('400/50204');
    const roleSid = roleNamed(standIn.service, 'service admin').sid;
    expect(await refusal(participants.create({ identity: 'bob', roleSid }))).toBe('404/50109');
    expect(await refusal(participants('bob').fetch())).toBe('404/20404');
    const nowhere = service.conversations('nowhere').participants;
    expect(await refusal(nowhere.create({ identity: 'alice' }))).toBe('404/20404');
    const phone = { 'messagingBinding.address': '+15005550006' };
    expect(await refusal(participants.create({ identity: 'bob', ...phone }))).toBe('400/20001');
    expect(standIn.users.has('bob')).toBe(false);
  });
});
