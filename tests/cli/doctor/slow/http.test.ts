/** The doctor's own requests: whole answers of any status, bounded, and without redirects. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask, Unreachable } from '../../../../cli/doctor/http';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('sends what it is told, and gives back status, headers and body', async () => {
  const url = await serve(({ method, headers }, response) => {
    response.writeHead(418, { 'X-Seen': `${method} ${headers['x-sent']}` }).end('tea');
  });
  const answer = await ask(url, { method: 'POST', headers: { 'X-Sent': 'a' } });
  expect(answer).toMatchObject({ status: 418, headers: { 'x-seen': 'POST a' }, body: 'tea' });
});

it('follows no redirect', async () => {
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    response.writeHead(302, { Location: '/' }).end();
  });
  expect(await ask(url)).toMatchObject({ status: 302 });
  expect(requests).toBe(1);
});

it('reads no more of a body than it can use', async () => {
  const url = await serve((_request, response) => response.end('x'.repeat(1_000_000)));
  expect((await ask(url)).body).toHaveLength(64 * 1024);
});

it.each<[string, RequestListener, RegExp]>([
  [
    'an answer that breaks off',
    (_, response) => response.write('x', () => response.destroy()),
    /./,
  ],
  ['a connection that breaks off', (request) => request.destroy(), /^ECONNRESET$/],
])('says so of %s', async (_name, listener, sentence) => {
  const failure = await ask(await serve(listener)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Unreachable);
  expect((failure as Error).message).toMatch(sentence);
});

it('waits 4 s for a whole answer, and no longer', async () => {
  const listeners: RequestListener[] = [() => undefined, (_, response) => response.write('x')];
  const failures = await Promise.all(
    listeners.map(async (listener) => ask(await serve(listener)).catch((error: unknown) => error)),
  );
  const late = new Unreachable('no whole answer within 4 s');
  expect(failures).toEqual([late, late]);
});
