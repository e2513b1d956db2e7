import type { UserGrant } from '../../src/authorize';
import { Refusal } from '../../src/errors';
import type { Identity } from '../../src/identify';
import { createEnsureUser, FRESH_MS, TIME_LIMIT_MS } from '../../src/twilio';
import { createRestClient, type RestCredentials } from '../../src/twilio/client';
import { settingsWith } from '../support/settings';
import {
  addConversation,
  addParticipant,
  addRole,
  addUser,
  roleNamed,
  startTwilio,
  type TwilioStandIn,
} from '../support/twilio';

const ALICE = 'alice' as Identity;

let standIn: TwilioStandIn;
let agent: string;
let guest: string;

beforeEach(async () => {
  standIn = await startTwilio();
  const role = (friendlyName: string, permissions: string[]) =>
    addRole(standIn.service, { friendlyName, type: 'service', permissions }).sid;
  agent = role('agent', ['joinConversation', 'addParticipant']);
  guest = role('guest', ['editOwnMessageAttributes']);
});

afterEach(() => standIn.close());

/** An instance that has just started. */
function startInstance(now: () => number = Date.now, settings = settingsWith()) {
  const reported: string[] = [];
  const report = (cause: string) => void reported.push(cause);
  const connect = (credentials: RestCredentials) =>
    createRestClient(credentials, standIn.httpClient());
  const ensureUser = createEnsureUser({ now, report }, connect);
  return {
    ensure: (wanted: UserGrant, identity = ALICE, deadlineMs = now() + 60_000) =>
      ensureUser(settings.twilio, identity, wanted, deadlineMs),
    reported,
  };
}

const causeOf = async (ensured: Promise<void>) => {
  const refused: unknown = await ensured.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({ code: 'twilio_unavailable', details: { retryAfterSeconds: 5 } });
  return (refused as Refusal).message;
};

/** What was asked for, without the part that is the same for all. */
const asked = () =>
  standIn.requests.map(({ method, path }) => `${method} ${path.replace(/^.*?\/IS\w+\//, '')}`);

describe('a User who is new', () => {
  it('is read and created with role and name', async () => {
    await startInstance().ensure({ roleSid: agent, friendlyName: 'Alice' });
    expect(standIn.users.get('alice')).toMatchObject({ roleSid: agent, friendlyName: 'Alice' });
    expect(asked()).toEqual(['GET Users/alice', 'POST Users']);
  });

  it('is created once for 500 who ask at once', async () => {
    standIn.latencyMs = 20;
    const { ensure } = startInstance();
    await Promise.all(Array.from({ length: 500 }, () => ensure({ roleSid: agent })));
    expect(asked()).toEqual(['GET Users/alice', 'POST Users']);
  });

  it('gets the role also when two instances create it at once', async () => {
    standIn.latencyMs = 20;
    const instances = [startInstance(), startInstance()];
    await Promise.all(instances.map(({ ensure }) => ensure({ roleSid: agent })));
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
    expect(standIn.writes().map(({ status }) => status)).toEqual([201, 409]);
  });

  it('is looked at again when the answer to the creation got lost', async () => {
    standIn.trouble.push({ method: 'POST', path: /Users$/, status: 503, after: true });
    await startInstance().ensure({ roleSid: agent });
    // The first try has worked, though its answer said otherwise.
    expect(asked()).toEqual(['GET Users/alice', 'POST Users', 'POST Users', 'GET Users/alice']);
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
  });

  it('has the role before it is in a conversation', async () => {
    addConversation(standIn.service, { uniqueName: 'lobby' });
    const conversations = [{ name: 'lobby', create: false }];
    await startInstance().ensure({ roleSid: guest, conversations });
    const writes = standIn.writes().map(({ path }) => path.replace(/^.*?\/IS\w+\//, ''));
    expect(writes).toEqual(['Users', 'Conversations/lobby/Participants']);
    expect(standIn.users.get('alice')?.roleSid).toBe(guest);
  });
});

describe('a User who is as they should be', () => {
  const wanted = () => ({ roleSid: agent, friendlyName: 'Alice' });

  beforeEach(() => {
    addUser(standIn.service, { identity: 'alice', roleSid: agent, friendlyName: 'Alice' });
  });

  it('costs one read in an instance that has just started, and nothing after it', async () => {
    const { ensure } = startInstance();
    await ensure(wanted());
    expect(asked()).toEqual(['GET Users/alice']);
    await ensure(wanted());
    await ensure(wanted());
    expect(standIn.requests).toHaveLength(1);
  });

  it('is looked at again after a while, for changes made elsewhere', async () => {
    let now = Date.now();
    const { ensure } = startInstance(() => now);
    await ensure(wanted());
    Object.assign(standIn.users.get('alice') ?? {}, { roleSid: guest });
    now += FRESH_MS - 1;
    await ensure(wanted());
    expect(standIn.requests).toHaveLength(1);
    now += 1;
    await ensure(wanted());
    expect(asked().slice(1)).toEqual(['GET Users/alice', 'POST Users/alice']);
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
  });

  it('is another one in another service', async () => {
    const { ensure } = startInstance();
    await ensure(wanted());
    const other = settingsWith({ CONVERSATIONS_SERVICE_SID: `IS${'d'.repeat(32)}` });
    const reported = startInstance(Date.now, other);
    await causeOf(reported.ensure(wanted()));
  });
});

describe('a User whose role has changed', () => {
  it.each(['up', 'down'])('costs exactly one write: %s', async (direction) => {
    const [before, after] = direction === 'up' ? [guest, agent] : [agent, guest];
    addUser(standIn.service, { identity: 'alice', roleSid: before });
    const { ensure } = startInstance();
    await ensure({ roleSid: before });
    await ensure({ roleSid: after });
    expect(standIn.writes()).toMatchObject([{ method: 'POST', body: { RoleSid: after } }]);
    expect(standIn.users.get('alice')?.roleSid).toBe(after);
    await ensure({ roleSid: after });
    expect(standIn.writes()).toHaveLength(1);
  });

  it('gets role and name in the same write, and nothing else is sent', async () => {
    addUser(standIn.service, { identity: 'alice', roleSid: guest, friendlyName: 'A' });
    await startInstance().ensure({ roleSid: agent, friendlyName: 'Alice' });
    expect(standIn.writes()).toMatchObject([{ body: { RoleSid: agent, FriendlyName: 'Alice' } }]);
    await startInstance().ensure({ roleSid: guest, friendlyName: 'Alice' });
    expect(standIn.writes()[1]?.body).toEqual({ RoleSid: guest });
  });

  it('ends with the last of two roles that are asked for at once', async () => {
    standIn.latencyMs = 20;
    const { ensure } = startInstance();
    await Promise.all([ensure({ roleSid: agent }), ensure({ roleSid: guest })]);
    expect(standIn.users.get('alice')?.roleSid).toBe(guest);
    expect(standIn.writes()).toHaveLength(2);
    await ensure({ roleSid: guest });
    expect(standIn.writes()).toHaveLength(2);
  });

  it('is not believed to have the role after a write that failed', async () => {
    addUser(standIn.service, { identity: 'alice', roleSid: agent });
    const { ensure } = startInstance();
    await ensure({ roleSid: agent });
    standIn.trouble.push({ method: 'POST', status: 400, code: 20_001 });
    await causeOf(ensure({ roleSid: guest }));
    await ensure({ roleSid: guest });
    expect(standIn.users.get('alice')?.roleSid).toBe(guest);
  });
});

describe('conversations', () => {
  const lobby = { name: 'lobby', create: false };

  it('are joined once, and read at most once', async () => {
    addConversation(standIn.service, { uniqueName: 'lobby' });
    const { ensure } = startInstance();
    await ensure({ conversations: [lobby] });
    expect(asked()).toEqual([
      'GET Users/alice/Conversations',
      'POST Conversations/lobby/Participants',
    ]);
    await ensure({ conversations: [lobby] });
    expect(standIn.requests).toHaveLength(2);
    await startInstance().ensure({ conversations: [lobby] });
    expect(asked().slice(2)).toEqual(['GET Users/alice/Conversations']);
  });

  it('are found by their SID too', async () => {
    const { sid } = addConversation(standIn.service, { uniqueName: 'lobby' });
    await startInstance().ensure({ conversations: [{ name: sid, create: false }] });
    await startInstance().ensure({ conversations: [{ name: sid, create: false }] });
    expect(standIn.writes()).toHaveLength(1);
  });

  it('are not created unless the rule says so', async () => {
    const { ensure } = startInstance();
    expect(await causeOf(ensure({ conversations: [lobby] }))).toBe(
      'join a conversation: HTTP 404, code 20404',
    );
    expect(standIn.conversations.size).toBe(0);
    await ensure({ conversations: [{ name: 'lobby', create: true }] });
    const [created] = [...standIn.conversations.values()];
    expect(created).toMatchObject({ uniqueName: 'lobby' });
    expect(created?.participants.has('alice')).toBe(true);
  });

  it('are created once for two who want the same', async () => {
    standIn.latencyMs = 20;
    const wanted = { conversations: [{ name: 'org-acme', create: true }] };
    const instances = [startInstance(), startInstance()];
    const identities = ['alice', 'bob'] as Identity[];
    await Promise.all(instances.map(({ ensure }, i) => ensure(wanted, identities[i])));
    expect(standIn.conversations.size).toBe(1);
    const [created] = [...standIn.conversations.values()];
    expect([...(created?.participants.keys() ?? [])].sort()).toEqual(['alice', 'bob']);
  });

  it('count as joined when somebody was faster', async () => {
    const conversation = addConversation(standIn.service, { uniqueName: 'lobby' });
    standIn.trouble.push({ method: 'POST', path: /Participants/, status: 503, after: true });
    await startInstance().ensure({ conversations: [lobby] });
    expect(standIn.writes().map(({ status }) => status)).toEqual([503, 409]);
    expect(conversation.participants.has('alice')).toBe(true);
  });

  it('are looked for beyond the first page by name', async () => {
    addUser(standIn.service, { identity: 'alice' });
    const lobbyOfMany = addConversation(standIn.service, { uniqueName: 'lobby' });
    addParticipant(standIn.service, lobbyOfMany, { identity: 'alice' });
    for (let i = 0; i < 120; i++) {
      const other = addConversation(standIn.service, { uniqueName: `other-${i}` });
      addParticipant(standIn.service, other, { identity: 'alice' });
    }
    const names = ['lobby', 'other-0', 'other-60', 'other-119'];
    await startInstance().ensure({
      conversations: names.map((name) => ({ name, create: false })),
    });
    expect(standIn.writes()).toHaveLength(0);
    expect(standIn.reads().length).toBeGreaterThan(1);
  });

  it('change with the claims, and none is left', async () => {
    const a = addConversation(standIn.service, { uniqueName: 'org-a' });
    const b = addConversation(standIn.service, { uniqueName: 'org-b' });
    const { ensure } = startInstance();
    await ensure({ conversations: [{ name: 'org-a', create: false }] });
    await ensure({ conversations: [{ name: 'org-b', create: false }] });
    expect(a.participants.has('alice')).toBe(true);
    expect(b.participants.has('alice')).toBe(true);
  });
});

describe('an identity in the form of a SID', () => {
  it('never selects the User of that SID', async () => {
    const victim = addUser(standIn.service, { identity: 'victim', roleSid: guest });
    const instance = startInstance();
    expect(await causeOf(instance.ensure({ roleSid: agent }, victim.sid as Identity))).toBe(
      'read the User: the answer is about another User',
    );
    expect(standIn.users.get('victim')?.roleSid).toBe(guest);
    expect(standIn.writes()).toHaveLength(0);
  });

  it('never counts as a participant of that SID', async () => {
    const lobby = addConversation(standIn.service, { uniqueName: 'lobby' });
    addUser(standIn.service, { identity: 'victim' });
    const participant = addParticipant(standIn.service, lobby, { identity: 'victim' });
    const identity = participant.sid as Identity;
    // So many that the conversation is looked for by name.
    for (let i = 0; i < 101; i++) {
      const other = addConversation(standIn.service, { uniqueName: `other-${i}` });
      addParticipant(standIn.service, other, { identity });
    }
    const wanted = { conversations: [{ name: 'lobby', create: false }] };
    expect(await causeOf(startInstance().ensure(wanted, identity))).toMatch(/^[a-z ]+: /);
    expect([...lobby.participants.keys()]).toEqual(['victim']);
  });
});

describe('an answer to a write', () => {
  const spoil = (change: Record<string, unknown>) => {
    const inner = standIn.httpClient();
    const request = inner.request.bind(inner);
    inner.request = async (options) => {
      const response = await request(options);
      if (options.method !== 'post') return response as never;
      return { ...response, body: { ...(response.body as object), ...change } } as never;
    };
    const connect = (credentials: RestCredentials) => createRestClient(credentials, inner);
    const ensureUser = createEnsureUser({ now: Date.now, report: () => undefined }, connect);
    return (wanted: UserGrant) =>
      ensureUser(settingsWith().twilio, ALICE, wanted, Date.now() + 60_000);
  };

  it('that shows another role is a failure, whether created or updated', async () => {
    const ensure = spoil({ role_sid: guest });
    const created = 'create the User: the User has another role afterwards';
    expect(await causeOf(ensure({ roleSid: agent }))).toBe(created);
    addUser(standIn.service, { identity: 'alice', roleSid: guest });
    Object.assign(standIn.users.get('alice') ?? {}, { roleSid: guest });
    const updated = 'update the User: the User has another role afterwards';
    expect(await causeOf(ensure({ roleSid: agent }))).toBe(updated);
  });

  it('that is about another User or participant is a failure', async () => {
    const ensure = spoil({ identity: 'bob' });
    expect(await causeOf(ensure({ roleSid: agent }))).toBe(
      'create the User: the answer is about another User',
    );
    addConversation(standIn.service, { uniqueName: 'lobby' });
    expect(await causeOf(ensure({ conversations: [{ name: 'lobby', create: false }] }))).toBe(
      'join a conversation: the answer is about another User',
    );
  });
});

describe('names that are paths', () => {
  it.each(['.', '..'])('never reach another resource: %s', async (identity) => {
    expect(await causeOf(startInstance().ensure({ roleSid: agent }, identity as Identity))).toBe(
      'failed with Error',
    );
    expect(standIn.writes()).toHaveLength(0);
  });

  it('stay in their place', async () => {
    const identity = 'a/../b?c=1#d%2F' as Identity;
    await startInstance().ensure({ roleSid: agent }, identity);
    await startInstance().ensure({ roleSid: guest }, identity);
    expect(standIn.users.get(identity)?.roleSid).toBe(guest);
    expect(standIn.users.size).toBe(1);
  });
});

describe('trouble at Twilio', () => {
  it('on joining is only what says so by its code', async () => {
    addConversation(standIn.service, { uniqueName: 'lobby' });
    standIn.trouble.push({ method: 'POST', path: /Participants/, status: 409, code: 50_416 });
    const wanted = { conversations: [{ name: 'lobby', create: false }] };
    expect(await causeOf(startInstance().ensure(wanted))).toBe(
      'join a conversation: HTTP 409, code 50416',
    );
  });

  it('with a pause that is longer than the time left is passed on at once', async () => {
    standIn.trouble.push({ status: 429, code: 20_429, retryAfter: 17 });
    const refused = await startInstance()
      .ensure({ roleSid: agent })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'twilio_unavailable',
      details: { retryAfterSeconds: 17 },
    });
    expect(standIn.requests).toHaveLength(1);
  });

  it('ends by the deadline of the request', async () => {
    standIn.trouble.push({ hang: true, times: Number.POSITIVE_INFINITY });
    const startedAtMs = Date.now();
    const ensured = startInstance().ensure({ roleSid: agent }, ALICE, Date.now() + 200);
    expect(await causeOf(ensured)).toBe('read the User: no answer');
    // A bound on waiting, not a measure.
    expect(Date.now() - startedAtMs).toBeLessThan(TIME_LIMIT_MS);
  });

  it('that passes is waited for: a burst of 429', async () => {
    standIn.trouble.push({ status: 429, code: 20_429, times: 3 });
    await startInstance().ensure({ roleSid: agent });
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
    expect(standIn.requests).toHaveLength(5);
  });

  it.each([
    ['errors', { status: 503 }],
    ['too many requests', { status: 429, code: 20_429 }],
    ['silence', { hang: true }],
    ['broken connections', { reset: true }],
  ])('that stays gives up in time: %s', async (_, trouble) => {
    standIn.trouble.push({ ...trouble, times: Number.POSITIVE_INFINITY });
    const startedAt = Date.now();
    await causeOf(startInstance().ensure({ roleSid: agent }));
    // A bound on waiting, not a measure: three seconds, and the machine's own delay.
    expect(Date.now() - startedAt).toBeLessThan(TIME_LIMIT_MS + 4000);
    expect(standIn.users.size).toBe(0);
  });

  it.each([
    ['a wrong key', () => void standIn.keys.clear(), 'read the User: HTTP 401, code 20003'],
    [
      'a role of another service',
      () => void standIn.roles.delete(agent),
      'create the User: HTTP 404, code 50100',
    ],
    [
      'a role for conversations',
      () => {
        agent = roleNamed(standIn.service, 'channel user').sid;
      },
      'create the User: HTTP 404, code 50100',
    ],
  ])('that does not pass is told at once: %s', async (_, happen, cause) => {
    happen();
    expect(await causeOf(startInstance().ensure({ roleSid: agent }))).toBe(cause);
  });

  it('with three Users in a row has Twilio asked about one at a time, until it answers', async () => {
    standIn.trouble.push({ hang: true, times: Number.POSITIVE_INFINITY });
    const { ensure } = startInstance();
    const user = (name: string) => ensure({ roleSid: agent }, name as Identity, Date.now() + 200);
    for (const name of ['a', 'b', 'c']) await causeOf(user(name));
    standIn.requests.length = 0;
    await Promise.all(['d', 'e', 'f', 'g', 'h'].map((name) => causeOf(user(name))));
    expect(standIn.requests.length).toBeLessThan(5);
    standIn.trouble.length = 0;
    const served = ['d', 'e', 'f'].map((name) => ensure({ roleSid: agent }, name as Identity));
    await Promise.all(served);
    expect(standIn.users.size).toBe(3);
  });

  it('that is about one User, or about the rule, refuses no other', async () => {
    const { ensure } = startInstance();
    const missing = `RL${'0'.repeat(32)}`;
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(await causeOf(ensure({ roleSid: missing }, name as Identity))).toContain('HTTP 404');
    }
    await ensure({ roleSid: agent });
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
  });

  it('is let pass where the rule says so, and logged', async () => {
    standIn.trouble.push({ status: 403, code: 70_051 });
    const { ensure, reported } = startInstance();
    await ensure({ roleSid: agent, optional: true });
    expect(reported).toEqual(['read the User: HTTP 403, code 70051']);
    await ensure({ roleSid: agent, optional: true });
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
  });

  it('is told to all who wait for the same', async () => {
    standIn.trouble.push({ status: 403, code: 70_051, delayMs: 50 });
    const { ensure } = startInstance();
    const results = await Promise.allSettled([
      ensure({ roleSid: agent }),
      ensure({ roleSid: agent }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(standIn.requests).toHaveLength(1);
  });
});

describe('a process that was frozen', () => {
  it('does not wait for a request from before', async () => {
    let now = Date.now();
    standIn.trouble.push({ hang: true });
    const { ensure } = startInstance(() => now);
    const frozen = ensure({ roleSid: agent }).catch(() => undefined);
    now += 3600_000;
    await ensure({ roleSid: agent });
    expect(standIn.users.get('alice')?.roleSid).toBe(agent);
    await frozen;
  });
});

describe('the region', () => {
  it('is asked where the key is from', async () => {
    await standIn.close();
    standIn = await startTwilio({ region: 'ie1' });
    agent = addRole(standIn.service, {
      friendlyName: 'agent',
      type: 'service',
      permissions: ['joinConversation'],
    }).sid;
    const settings = settingsWith({ TWILIO_REGION: 'ie1' });
    await startInstance(Date.now, settings).ensure({ roleSid: agent });
    expect(standIn.requests[0]?.host).toBe('conversations.dublin.ie1.twilio.com');
    expect(await causeOf(startInstance().ensure({ roleSid: agent }))).toMatch('HTTP 401');
  });
});
