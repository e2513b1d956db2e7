import { discoveryUrl, LOAD_LIMIT_MS, loadKeysOf } from '../../../src/authenticate/key-set/load';
import { FetchFailure, type HttpGet } from '../../../src/http/get';
import { HOUR, stoppedClock } from '../../support/clock';
import { makeKey } from '../../support/tokens';

const issuer = 'https://login.example.com';
const DISCOVERY = `${issuer}/.well-known/openid-configuration`;
const KEYS = `${issuer}/keys`;
const key = makeKey('ES256');

type Document = object | string | Buffer | Error;

/** A network that has these documents, and a load over it. */
function setUp(
  documents: Record<string, Document>,
  { discoveryTakes = 0, ...location }: { jwksUri?: string; discoveryTakes?: number } = {},
) {
  const clock = stoppedClock();
  const asked: { url: string; timeoutMs: number; maxBytes: number }[] = [];
  const get: HttpGet = async (url, limits) => {
    asked.push({ url, ...limits });
    if (url === DISCOVERY) clock.advance(discoveryTakes);
    const found = documents[url] ?? new FetchFailure('the answer has status 404');
    if (found instanceof Error) throw found;
    if (Buffer.isBuffer(found)) return found;
    return Buffer.from(typeof found === 'string' ? found : JSON.stringify(found));
  };
  return {
    clock,
    asked,
    documents,
    load: loadKeysOf({ issuer, ...location }, get, clock.now),
    urls: () => asked.map(({ url }) => url),
  };
}

const good = { [DISCOVERY]: { issuer, jwks_uri: KEYS }, [KEYS]: { keys: [key.jwk] } };

describe('the keys of an issuer', () => {
  it('are found by discovery', async () => {
    const { load, urls } = setUp(good);
    const [found] = await load();
    expect(found?.jwk.kid).toBe(key.kid);
    expect(urls()).toEqual([DISCOVERY, KEYS]);
  });

  it('are found at a fixed address, and nothing else is asked for', async () => {
    const { load, urls } = setUp({ [KEYS]: good[KEYS] as object }, { jwksUri: KEYS });
    await expect(load()).resolves.toHaveLength(1);
    expect(urls()).toEqual([KEYS]);
  });

  it.each([
    ['https://a.example', 'https://a.example/.well-known/openid-configuration'],
    ['https://a.example/', 'https://a.example/.well-known/openid-configuration'],
    ['https://a.example/realms/x', 'https://a.example/realms/x/.well-known/openid-configuration'],
    ['https://a.example/v2.0/', 'https://a.example/v2.0/.well-known/openid-configuration'],
  ])('are looked for beneath the issuer %s', (base, url) => {
    expect(discoveryUrl(base)).toBe(url);
  });

  it('are fetched anew each time, their address once a day', async () => {
    const { clock, load, urls } = setUp(good);
    await load();
    clock.advance(24 * HOUR);
    await load();
    expect(urls()).toEqual([DISCOVERY, KEYS, KEYS]);
    clock.advance(1);
    await load();
    expect(urls()).toEqual([DISCOVERY, KEYS, KEYS, DISCOVERY, KEYS]);
  });

  it('are looked for by discovery again when they are not where they were', async () => {
    const { documents, load, urls } = setUp({ ...good });
    await load();
    const moved = `${issuer}/new-keys`;
    documents[DISCOVERY] = { issuer, jwks_uri: moved };
    documents[moved] = good[KEYS] as object;
    documents[KEYS] = new FetchFailure('the answer has status 404');
    await expect(load()).rejects.toThrow('key set: the answer has status 404');
    await expect(load()).resolves.toHaveLength(1);
    expect(urls().slice(2)).toEqual([KEYS, DISCOVERY, moved]);
  });
});

describe('the limits of a fetch', () => {
  it('are 256 kB, and three seconds for all together', async () => {
    const { asked, load } = setUp(good, { discoveryTakes: 2000 });
    await load();
    expect(asked).toMatchObject([
      { timeoutMs: 3000, maxBytes: 262_144 },
      { timeoutMs: 1000, maxBytes: 262_144 },
    ]);
    expect(LOAD_LIMIT_MS).toBe(3000);
  });

  it('leave a moment even when the clock has jumped', async () => {
    const { asked, load } = setUp(good, { discoveryTakes: HOUR });
    await load();
    expect(asked[1]?.timeoutMs).toBe(1);
  });
});

describe('a discovery document', () => {
  it.each<[string, Document]>([
    ['names another issuer', { issuer: 'https://evil.example', jwks_uri: KEYS }],
    ['names the issuer with a slash', { issuer: `${issuer}/`, jwks_uri: KEYS }],
    ['names no issuer', { jwks_uri: KEYS }],
    ['names a list of issuers', { issuer: [issuer], jwks_uri: KEYS }],
    ['is a list', [{ issuer, jwks_uri: KEYS }]],
    ['is null', 'null'],
  ])('is not believed when it %s', async (_, document) => {
    const { load, urls } = setUp({ ...good, [DISCOVERY]: document });
    await expect(load()).rejects.toThrow('discovery: the document names another issuer');
    expect(urls()).toEqual([DISCOVERY]);
  });

  it.each<[string, unknown]>([
    ['is missing', undefined],
    ['is no text', [KEYS]],
    ['is relative', '/keys'],
    ['is plain http', 'http://login.example.com/keys'],
    ['is on a private network', 'http://10.0.0.1/keys'],
    ['is a link-local address', 'http://169.254.169.254/latest/meta-data'],
    ['is a file', 'file:///etc/passwd'],
    ['has a user name', 'https://user@login.example.com/keys'],
    ['has a fragment', `${KEYS}#`],
  ])('is not followed when its jwks_uri %s', async (_, jwks_uri) => {
    const { load, urls } = setUp({ ...good, [DISCOVERY]: { issuer, jwks_uri } });
    await expect(load()).rejects.toThrow('discovery: the document has no https jwks_uri');
    expect(urls()).toEqual([DISCOVERY]);
  });
});

describe('a document that is odd', () => {
  it('may begin with a byte-order mark', async () => {
    const marked = (document: unknown) => `\ufeff${JSON.stringify(document)}`;
    const documents = { [DISCOVERY]: marked(good[DISCOVERY]), [KEYS]: marked(good[KEYS]) };
    await expect(setUp(documents).load()).resolves.toHaveLength(1);
  });

  it.each<[string, Record<string, Document>, string]>([
    ['is not UTF-8', { ...good, [KEYS]: Buffer.from([0x22, 0xfc, 0x22]) }, 'is not UTF-8'],
    [
      'has a property twice',
      {
        [DISCOVERY]: `{"jwks_uri":"${KEYS}","jwks_uri":"https://evil.example","issuer":"${issuer}"}`,
      },
      'is not JSON',
    ],
  ])('is refused when it %s', async (_, documents, what) => {
    await expect(setUp(documents).load()).rejects.toThrow(what);
  });

  it('tells when its server wants to be asked again', async () => {
    const busy = new FetchFailure('the answer has status 503', {
      status: 503,
      retryAfterSeconds: 9,
    });
    await expect(setUp({ ...good, [KEYS]: busy }).load()).rejects.toMatchObject({
      retryAfterSeconds: 9,
    });
  });
});

describe('a failure', () => {
  const secret = 'PRIVATE';

  it.each<[string, Record<string, Document>, string]>([
    ['of discovery', { [DISCOVERY]: new FetchFailure('x') }, 'discovery: x'],
    ['of discovery that is not JSON', { [DISCOVERY]: secret }, 'discovery: the answer is not JSON'],
    ['of the key set', { ...good, [KEYS]: new FetchFailure('x') }, 'key set: x'],
    [
      'of a key set that is not JSON',
      { ...good, [KEYS]: secret },
      'key set: the answer is not JSON',
    ],
    ['of a key set that is empty', { ...good, [KEYS]: '' }, 'key set: the answer is not JSON'],
    ['of a key set without keys', { ...good, [KEYS]: {} }, 'the key set has no member keys'],
    ['of no usable key', { ...good, [KEYS]: { keys: [] } }, 'the key set has no usable key'],
  ])('%s says where it was', async (_, documents, message) => {
    await expect(setUp(documents).load()).rejects.toThrow(new FetchFailure(message));
  });

  it('that is no error still has a message', async () => {
    const get: HttpGet = () => Promise.reject('a text');
    const load = loadKeysOf({ issuer }, get, Date.now);
    await expect(load()).rejects.toThrow(new FetchFailure('discovery: failed'));
  });
});
