/** One GET over real HTTP, from a server that misbehaves. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { version } from '../../package.json';
import {
  boundedGet,
  createGet,
  FetchFailure,
  type GetOptions,
  getJson,
  USER_AGENT,
} from '../../src/http/get';
import {
  type Behaviour,
  breakOff,
  hang,
  huge,
  type MisbehavingIssuer,
  redirect,
  slow,
  startIssuer,
  status,
  text,
} from '../support/misbehaving-issuer';

const LIMITS: GetOptions = { timeoutMs: 300, maxBytes: 1000 };

let issuer: MisbehavingIssuer;
beforeAll(async () => {
  issuer = await startIssuer([]);
});
afterAll(() => issuer.close());

const fetchFrom = (behaviour: Behaviour, limits = LIMITS) => {
  issuer.keySet.behaviour = behaviour;
  return boundedGet(issuer.jwksUri, limits);
};

describe('a document', () => {
  it('is fetched as it is', async () => {
    await expect(fetchFrom(text('{"a":"ë"}'))).resolves.toEqual(Buffer.from('{"a":"ë"}'));
  });

  it('may be empty', async () => {
    await expect(fetchFrom(text(''))).resolves.toHaveLength(0);
  });

  it('may have as many bytes as the limit, and not one more', async () => {
    await expect(fetchFrom(text('x'.repeat(1000)))).resolves.toHaveLength(1000);
    await expect(fetchFrom(text('x'.repeat(1001)))).rejects.toThrow(
      new FetchFailure('the answer is over 1000 bytes'),
    );
  });

  it('may arrive in pieces', async () => {
    const pieces: Behaviour = (response) => {
      response.write('a');
      setTimeout(() => response.write('b'), 20);
      setTimeout(() => response.end('c'), 40);
    };
    await expect(fetchFrom(pieces)).resolves.toEqual(Buffer.from('abc'));
  });

  it('is asked for without a body, a cookie or a credential', async () => {
    let headers = {};
    await fetchFrom((response, document) => {
      headers = response.req.headers;
      text(JSON.stringify(document))(response, document);
    });
    expect(headers).toEqual({
      accept: 'application/json, application/jwk-set+json, */*;q=0.5',
      'accept-encoding': 'identity',
      connection: 'close',
      'user-agent': USER_AGENT,
      host: new URL(issuer.issuer).host,
    });
  });
});

describe('an answer that does not count', () => {
  it.each([201, 204, 206, 304, 400, 401, 404, 429, 500, 503])(
    'has another status than 200: %d',
    async (code) => {
      await expect(fetchFrom(status(code))).rejects.toThrow(
        new FetchFailure(`the answer has status ${code}`),
      );
    },
  );

  it('is a redirect, which is not followed', async () => {
    const before = issuer.discovery.requests;
    const to = `${issuer.issuer}/.well-known/openid-configuration`;
    await expect(fetchFrom(redirect(to))).rejects.toThrow('the answer has status 302');
    expect(issuer.discovery.requests).toBe(before);
  });

  it.each<[string, Behaviour]>([
    ['comes not at all', hang],
    ['comes a byte at a time', slow],
  ])('%s', async (_, behaviour) => {
    await expect(fetchFrom(behaviour, { timeoutMs: 300, maxBytes: 1e6 })).rejects.toThrow(
      new FetchFailure('no whole answer within 300 ms'),
    );
  });

  it('is too large, and the rest of it is not waited for', async () => {
    await expect(fetchFrom(huge, { timeoutMs: 10_000, maxBytes: 1e6 })).rejects.toThrow(
      new FetchFailure('the answer is over 1000000 bytes'),
    );
  });

  it.each<[string, Behaviour]>([
    ['has another status', (response) => response.writeHead(500).write('and more to come')],
    ['is too large', (response) => response.write('x'.repeat(2000))],
    ['takes too long', (response) => response.write('x')],
  ])('%s, and is cut off so that nothing more is sent', async (_, behaviour) => {
    const closed = new Promise<void>((resolve) => {
      const fetched = fetchFrom((response, document) => {
        response.on('close', resolve);
        behaviour(response, document);
      });
      fetched.catch(() => undefined);
    });
    await expect(closed).resolves.toBeUndefined();
  });

  it('breaks off', async () => {
    await expect(fetchFrom(breakOff)).rejects.toThrow(new FetchFailure('the answer broke off'));
  });
});

describe('a server that is not there', () => {
  it('refuses the connection', async () => {
    const gone = await startIssuer([]);
    await gone.close();
    await expect(boundedGet(gone.jwksUri, LIMITS)).rejects.toThrow(
      new FetchFailure('the request failed: ECONNREFUSED'),
    );
  });

  it.each([
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'HPE_INVALID_CONSTANT'],
    ['hangs up', '', 'ECONNRESET'],
  ])('%s', async (_, greeting, code) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(greeting));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    for (const scheme of ['http', 'https']) {
      await expect(boundedGet(`${scheme}://127.0.0.1:${port}/`, LIMITS)).rejects.toThrow(
        /^the request failed: \w+$/,
      );
    }
    await expect(boundedGet(`http://127.0.0.1:${port}/`, LIMITS)).rejects.toThrow(code);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is named by no address at all', async () => {
    await expect(boundedGet('no address', LIMITS)).rejects.toThrow('Invalid URL');
  });
});

describe('the service', () => {
  it('says its name and version', () => {
    expect(USER_AGENT).toBe(`twilio-conversations-token-service/${version}`);
  });
});

/** Answers 200 with a coded body. */
const coded =
  (coding: string, body: Buffer): Behaviour =>
  (response) => {
    response.writeHead(200, { 'Content-Encoding': coding }).end(body);
  };

describe('a document that is compressed unasked', () => {
  const plain = Buffer.from(JSON.stringify({ keys: 'ë'.repeat(100) }));

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['identity', plain],
  ])('is decoded: %s', async (coding, body) => {
    await expect(fetchFrom(coded(coding, body))).resolves.toEqual(plain);
  });

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    ['deflate', deflateSync(Buffer.alloc(50_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
  ])('is cut off when it is over the limit: %s', async (coding, body) => {
    const limits = { timeoutMs: 5000, maxBytes: 60_000 };
    await expect(fetchFrom(coded(coding, body), limits)).rejects.toThrow(
      new FetchFailure('the answer is over 60000 bytes'),
    );
  });

  it.each<[string, Buffer, string]>([
    ['gzip', plain, 'the answer does not have the content coding that it names'],
    ['br', gzipSync(plain).subarray(0, 20), 'the answer does not have the content coding'],
    ['gzip', gzipSync(plain).subarray(0, 20), 'the answer does not have the content coding'],
    ['compress', plain, 'the answer has an unknown content coding'],
    ['__proto__', plain, 'the answer has an unknown content coding'],
    ['constructor', plain, 'the answer has an unknown content coding'],
  ])('is refused when it cannot be decoded: %s', async (coding, body, message) => {
    await expect(fetchFrom(coded(coding, body))).rejects.toThrow(message);
  });
});

describe('a JSON document', () => {
  const fetchJson = (body: string | Buffer) => {
    issuer.keySet.behaviour = (response) => {
      response.writeHead(200).end(body);
    };
    return getJson(boundedGet, issuer.jwksUri, LIMITS);
  };

  it('may begin with a byte-order mark', async () => {
    await expect(fetchJson('\ufeff{"a":1}')).resolves.toEqual({ a: 1 });
  });

  it.each<[string, string | Buffer, string]>([
    ['in Latin-1', Buffer.from('{"name":"J\xfcrgen"}', 'latin1'), 'not UTF-8'],
    ['in UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'not UTF-8'],
    ['with an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'not UTF-8'],
    ['with an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not UTF-8'],
    ['with a property twice', '{"a":1,"a":2}', 'not JSON'],
    ['that is a page', '<html>', 'not JSON'],
    ['that is empty', '', 'not JSON'],
    ['with two byte-order marks', '\ufeff\ufeff{}', 'not JSON'],
  ])('is refused: one %s', async (_, body, what) => {
    await expect(fetchJson(body)).rejects.toThrow(new FetchFailure(`the answer is ${what}`));
  });

  it('is refused when it is nested by thousands', async () => {
    const deep = Buffer.from('['.repeat(500) + ']'.repeat(500));
    await expect(fetchJson(deep)).resolves.toBeInstanceOf(Array);
    const get = async () => Buffer.from(`${'['.repeat(30_000)}1${']'.repeat(30_000)} `);
    await expect(getJson(get, 'x', LIMITS)).rejects.toThrow(FetchFailure);
  });
});

describe('when a peer wants to be asked again', () => {
  const retryAfter = async (value: string, more: Record<string, string> = {}) => {
    const failure = await fetchFrom((response) => {
      response.writeHead(503, { 'Retry-After': value, ...more }).end();
    }).catch((error: FetchFailure) => error);
    return (failure as FetchFailure).retryAfterSeconds;
  };
  const DATE = 'Wed, 25 Nov 2026 12:00:00 GMT';

  it.each<[string, number | undefined]>([
    ['7', 7],
    ['0', 0],
    ['86400', 60],
    ['99999999999999999999999', 60],
    ['Wed, 25 Nov 2026 12:00:09 GMT', 9],
    ['Wed, 25 Nov 2026 13:00:00 GMT', 60],
    ['Wed, 25 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1e3', undefined],
  ])('is read from the header: %s', async (value, seconds) => {
    expect(await retryAfter(value, { Date: DATE })).toBe(seconds);
  });

  it('is by the clock of this machine when the peer tells no time', async () => {
    const soon = new Date(Date.now() + 30_000).toUTCString();
    expect(await retryAfter(soon, { Date: 'never' })).toBeGreaterThan(20);
  });
});

describe('what says that a peer is down', () => {
  it.each([
    [301, false],
    [400, false],
    [404, false],
    [429, true],
    [500, true],
    [503, true],
  ])('is silence, 429 and 5xx: %d', async (code, down) => {
    await expect(fetchFrom(status(code))).rejects.toMatchObject({ isOutage: down });
  });

  it('is no whole answer, but not one that cannot be used', async () => {
    await expect(fetchFrom(hang)).rejects.toMatchObject({ isOutage: true });
    await expect(fetchFrom(breakOff)).rejects.toMatchObject({ isOutage: true });
    await expect(fetchFrom(text('x'.repeat(1001)))).rejects.toMatchObject({ isOutage: false });
    await expect(fetchFrom(coded('br', Buffer.from('x')))).rejects.toMatchObject({
      isOutage: false,
    });
  });
});

describe('the body of an error', () => {
  const ask = (behaviour: Behaviour) => fetchFrom(behaviour, { ...LIMITS, errorBody: true });

  it('is read where it is asked for', async () => {
    const body = Buffer.from('{"error":"invalid_client"}');
    const failure = { status: 400, body };
    await expect(ask((response) => response.writeHead(400).end(body))).rejects.toMatchObject(
      failure,
    );
    await expect(
      ask((response) => {
        response.writeHead(400, { 'Content-Encoding': 'gzip' }).end(gzipSync(body));
      }),
    ).rejects.toMatchObject(failure);
    await expect(fetchFrom(status(400))).rejects.toMatchObject({ body: undefined });
  });

  it.each<[string, Behaviour]>([
    ['never ends', (response) => response.writeHead(400).write('x')],
    ['is too large', (response) => response.writeHead(400).end('x'.repeat(2000))],
    ['breaks off', (response) => response.writeHead(400).write('x', () => response.destroy())],
    [
      'cannot be decoded',
      (response) => response.writeHead(400, { 'Content-Encoding': 'br' }).end('x'),
    ],
  ])('does not change what the status says when it %s', async (_, behaviour) => {
    await expect(ask(behaviour)).rejects.toMatchObject({
      message: 'the answer has status 400',
      status: 400,
      body: undefined,
    });
  });
});

describe('a server that speaks HTTP in an odd way', () => {
  /** Answers with these bytes to any request. */
  const served = async (bytes: string, { end = true, timeoutMs = 300 } = {}) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(bytes);
        if (end) socket.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      return await boundedGet(`http://127.0.0.1:${port}/`, { timeoutMs, maxBytes: 1000 });
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  it.each<[string, string]>([
    ['HTTP/1.0, to the end of the connection', 'HTTP/1.0 200 OK\r\n\r\n{}'],
    ['100 before', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
    [
      '103 before',
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
    ],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
  ])('is understood: %s', async (_, bytes) => {
    await expect(served(bytes)).resolves.toEqual(Buffer.from('{}'));
  });

  it.each<[string, string]>([
    ['headers without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`],
    [
      'an upgrade that no one asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    ],
    ['a body shorter than it says', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}'],
    ['chunks that break off', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('is refused: %s', async (_, bytes) => {
    await expect(served(bytes)).rejects.toThrow(FetchFailure);
  });

  it.each<[string, string]>([
    ['no end of 100s', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000)],
    ['half of a header', 'HTTP/1.1 200 OK\r\nX: '],
    ['half of a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}'],
  ])('is given up when the time is over: %s', async (_, bytes) => {
    await expect(served(bytes, { end: false })).rejects.toThrow(
      new FetchFailure('no whole answer within 300 ms'),
    );
  });
});

describe('a tool', () => {
  it('may bring agents of its own, for a proxy', async () => {
    const hosts: unknown[] = [];
    class Recorder extends HttpAgent {
      override createConnection(...args: Parameters<HttpAgent['createConnection']>) {
        hosts.push(args[0].host);
        return super.createConnection(...args);
      }
    }
    issuer.keySet.behaviour = text('{}');
    const get = createGet({ http: new Recorder(), https: new HttpsAgent() });
    await expect(get(issuer.jwksUri, LIMITS)).resolves.toEqual(Buffer.from('{}'));
    expect(hosts).toEqual(['127.0.0.1']);
  });
});
