/** One GET over real HTTP, from a server that misbehaves. */
import { createServer } from 'node:net';
import { boundedGet, FetchFailure } from '../../src/http/get';
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

const LIMITS = { timeout: 300, maxBytes: 1000 };

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
      accept: 'application/json',
      connection: 'close',
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
    await expect(fetchFrom(behaviour, { timeout: 300, maxBytes: 1e6 })).rejects.toThrow(
      new FetchFailure('no whole answer within 300 ms'),
    );
  });

  it('is too large, and the rest of it is not waited for', async () => {
    await expect(fetchFrom(huge, { timeout: 10_000, maxBytes: 1e6 })).rejects.toThrow(
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
