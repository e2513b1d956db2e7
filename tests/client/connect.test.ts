import { type ConnectOptions, connect } from '../../client/connect';
import { createTokenSourceIn } from '../../client/token-source';
import { FakeClient } from './support/client';
import { FakeService } from './support/service';
import { Device, pass } from './support/surroundings';

const MINUTE = 60_000;

let service: FakeService;
let device: Device;
let changes: unknown[][];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  jest.spyOn(Math, 'random').mockReturnValue(0);
  service = new FakeService();
  device = new Device();
  changes = [];
  FakeClient.reset();
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

type Options = Partial<ConnectOptions<FakeClient, { region?: string; logLevel?: string }>>;

function prepare(options: Options = {}) {
  const source = createTokenSourceIn(device.tab(), {
    url: 'https://service.example/token',
    bearer: () => 'alice',
    fetch: service.fetch,
  });
  const connection = connect(source, {
    Client: FakeClient,
    onChange: (...change) => changes.push(change),
    ...options,
  });
  return { source, connection };
}

async function opened(options?: Options) {
  const all = prepare(options);
  const opening = all.connection.open();
  await pass(10);
  return { ...all, client: await opening };
}

const states = () => changes.map(([state]) => state);

describe('opening', () => {
  it('fetches nothing and makes no Client before it is asked to', async () => {
    const { connection } = prepare();
    await pass(24 * 60 * MINUTE);
    expect(service.asked).toEqual([]);
    expect(FakeClient.made).toEqual([]);
    expect(connection.state).toBe('closed');
  });

  it('makes one Client, with the region of the token, and waits until it is ready', async () => {
    const { connection } = prepare({ clientOptions: { logLevel: 'error' } });
    const [first, second] = [connection.open(), connection.open()];
    await pass(1);
    expect(await first).toBe(await second);
    expect(await connection.open()).toBe(await first);
    expect(FakeClient.made).toEqual([
      expect.objectContaining({
        token: 'token-1',
        options: { logLevel: 'error', region: 'ie1' },
      }),
    ]);
    expect(states()).toEqual(['connecting', 'connected']);
  });

  it('makes a new Client with another token if Twilio refuses the first', async () => {
    FakeClient.behave = (client) =>
      client.token === 'token-1' ? client.refuse(20104) : client.succeed();
    const { client, connection } = await opened();
    expect(client.token).toBe('token-2');
    expect(FakeClient.made).toHaveLength(2);
    expect(connection.state).toBe('connected');
  });

  it('gives up if Twilio refuses the second too, and says why', async () => {
    FakeClient.behave = (client) => client.refuse(20103);
    const { connection } = prepare();
    const failed = expect(connection.open()).rejects.toMatchObject({
      code: 'twilio_refused',
      twilioCode: 20103,
    });
    await pass(10);
    await failed;
    expect(FakeClient.made).toHaveLength(2);
    expect(changes.at(-1)).toEqual(['failed', expect.objectContaining({ twilioCode: 20103 })]);
  });

  it('fails if the Client does, and can be opened again', async () => {
    FakeClient.behave = (client) => {
      client.change('connected');
      client.emit('initFailed', { error: { terminal: true, message: 'out of order' } });
    };
    const { connection } = prepare();
    const failed = expect(connection.open()).rejects.toMatchObject({
      code: 'twilio_failed',
      message: 'out of order',
    });
    await pass(10);
    await failed;
    expect(FakeClient.made[0]?.shutdowns).toBeGreaterThan(0);
    FakeClient.behave = (client) => client.succeed();
    const again = connection.open();
    await pass(1);
    expect(await again).toBe(FakeClient.made[1]);
    expect(connection.state).toBe('connected');
  });

  it('waits while the SDK itself tries again', async () => {
    FakeClient.behave = (client) => {
      client.emit('connectionError', { terminal: false });
      client.emit('initFailed', { error: { terminal: true, message: 'disconnected' } });
      client.emit('initFailed', { error: { terminal: false } });
      client.emit('initFailed', {});
      setTimeout(() => client.succeed(), 5000);
    };
    const { connection } = prepare();
    const opening = connection.open();
    await pass(4000);
    expect(connection.state).toBe('connecting');
    await pass(2000);
    expect(await opening).toBe(FakeClient.made[0]);
  });

  it('makes no Client without a token', async () => {
    service.answer = () => ({ status: 403, code: 'insufficient_scope' });
    const { connection } = prepare();
    const failed = expect(connection.open()).rejects.toMatchObject({ code: 'forbidden' });
    await pass(10);
    await failed;
    expect(FakeClient.made).toEqual([]);
    expect(states()).toEqual(['connecting', 'failed']);
  });
});

describe('an open connection', () => {
  it('is given a new token in time, by its own timer', async () => {
    const { client } = await opened();
    await pass(55 * MINUTE);
    expect(client.updates).toEqual(['token-2']);
    expect(FakeClient.made).toHaveLength(1);
  });

  it('is given a new token when Twilio says that the old one is about to expire', async () => {
    const { client } = await opened();
    client.emit('tokenAboutToExpire');
    await pass(1);
    expect(client.updates).toEqual(['token-2']);
  });

  it('is left alone in tokenExpired, and given a new token once it is down', async () => {
    const { client, connection } = await opened();
    client.expire();
    await pass(2999);
    expect(client.updates).toEqual([]);
    expect(connection.state).toBe('connecting');
    await pass(1);
    expect(client.updates).toEqual(['token-2']);
    expect(states()).toEqual(['connecting', 'connected', 'connecting', 'connected']);
  });

  it('is given a new token when it comes back from sleep and is refused', async () => {
    const { client, connection } = await opened();
    client.change('connecting');
    device.sleep(120 * MINUTE);
    device.wake();
    await pass(1);
    // The new token is there, but the SDK would lose it now.
    expect(service.count()).toBe(2);
    expect(client.updates).toEqual([]);
    client.refuse(20104);
    await pass(1);
    expect(client.updates).toHaveLength(1);
    expect(connection.state).toBe('connected');
  });

  it('is given a token that came while it was connecting, once it is connected', async () => {
    const { client } = await opened();
    client.change('connecting');
    await pass(55 * MINUTE);
    client.change('connected');
    await pass(1);
    expect(client.updates).toEqual(['token-2']);
  });

  it('is given it again if the first time failed', async () => {
    const { client } = await opened();
    client.onUpdate = () => Promise.reject(new Error('disconnected'));
    client.emit('tokenAboutToExpire');
    await pass(1);
    client.onUpdate = undefined;
    client.change('connecting');
    client.change('connected');
    await pass(1);
    expect(client.updates).toEqual(['token-2', 'token-2']);
    client.change('connecting');
    client.change('connected');
    await pass(1);
    expect(client.updates).toHaveLength(2);
  });

  it('is given one token at a time', async () => {
    const { client } = await opened();
    let done = () => {};
    client.onUpdate = () =>
      new Promise((resolve) => {
        done = resolve;
      });
    client.emit('tokenAboutToExpire');
    await pass(1);
    client.emit('tokenAboutToExpire');
    await pass(1);
    expect(client.updates).toEqual(['token-2']);
    done();
    await pass(1);
    expect(client.updates).toEqual(['token-2', 'token-3']);
  });

  it('recovers though an update hangs', async () => {
    const { client, connection } = await opened();
    client.onUpdate = () => new Promise(() => {});
    client.emit('tokenAboutToExpire');
    await pass(1);
    client.onUpdate = undefined;
    client.expire();
    await pass(3001);
    expect(client.updates).toEqual(['token-2', 'token-3']);
    expect(connection.state).toBe('connected');
  });

  it('fails if Twilio refuses fresh tokens', async () => {
    const { client, connection } = await opened();
    client.onUpdate = async () => client.refuse(20103);
    client.refuse(20104);
    await pass(10);
    expect(connection.state).toBe('failed');
    expect(changes.at(-1)?.[1]).toMatchObject({ code: 'twilio_refused', twilioCode: 20103 });
    const again = connection.open();
    await pass(1);
    expect(await again).not.toBe(client);
    expect(client.shutdowns).toBe(1);
  });

  it('fails if the user is logged out, and can be opened after the next log-in', async () => {
    const { client, connection } = await opened();
    service.answer = () => ({ status: 401, code: 'token_expired' });
    await pass(55 * MINUTE);
    expect(changes.at(-1)).toEqual(['failed', expect.objectContaining({ code: 'unauthorized' })]);
    client.change('disconnected');
    await pass(60 * MINUTE);
    expect(states().filter((state) => state === 'failed')).toHaveLength(1);
    service.answer = () => undefined;
    connection.close();
    await pass(10);
    const again = connection.open();
    await pass(10);
    expect(await again).not.toBe(client);
    expect(connection.state).toBe('connected');
  });

  it('survives an outage of the service', async () => {
    const { client, connection } = await opened();
    service.answer = () => 'no network';
    await pass(59 * MINUTE);
    client.expire();
    await pass(10 * MINUTE);
    expect(connection.state).toBe('connecting');
    service.answer = () => undefined;
    device.wake();
    await pass(MINUTE);
    expect(connection.state).toBe('connected');
    expect(client.updates).toHaveLength(1);
  });
});

describe('closing', () => {
  it('shuts the Client down, forgets the token and refreshes no more', async () => {
    const { client, connection, source } = await opened();
    await connection.close();
    expect(client.shutdowns).toBe(1);
    client.change('disconnected');
    client.emit('tokenAboutToExpire');
    await pass(120 * MINUTE);
    expect(service.count()).toBe(1);
    expect(connection.state).toBe('closed');
    expect(client.eventNames()).not.toContain('tokenAboutToExpire');
    expect((await source.get()).token).toBe('token-2');
  });

  it('can be followed by opening', async () => {
    const { client, connection } = await opened();
    await connection.close();
    const again = connection.open();
    await pass(1);
    expect(await again).not.toBe(client);
    expect(states()).toEqual(['connecting', 'connected', 'closed', 'connecting', 'connected']);
  });

  it('tells the state truly, also followed by opening in the same turn', async () => {
    const { connection } = await opened();
    void connection.close();
    expect(connection.state).toBe('closed');
    void connection.open();
    expect(connection.state).toBe('connecting');
    await pass(10);
    expect(connection.snapshot).toMatchObject({ state: 'connected', client: FakeClient.made[1] });
  });

  it('makes no Client if it comes while the token is fetched', async () => {
    const { connection } = prepare();
    const failed = expect(connection.open()).rejects.toMatchObject({ code: 'closed' });
    await connection.close();
    await failed;
    await pass(10);
    expect(FakeClient.made).toEqual([]);
    expect(connection.state).toBe('closed');
  });

  it('ends the waiting for a Client that never gets ready', async () => {
    FakeClient.behave = (client) => {
      client.shutdown = () => new Promise(() => {});
    };
    const { connection } = prepare();
    const failed = expect(connection.open()).rejects.toMatchObject({ code: 'closed' });
    await pass(100);
    const closing = connection.close();
    await pass(2000);
    await Promise.all([closing, failed]);
    expect(connection.state).toBe('closed');
  });

  it('is harmless when nothing is open', async () => {
    await prepare().connection.close();
    expect(changes).toEqual([]);
  });
});
