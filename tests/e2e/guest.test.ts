/** A visitor without a login, from the first page to the day they log in. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type LocalRuntime, startLocalRuntime } from '../support/local-runtime';
import {
  API_KEY_SECRET,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
} from '../support/tokens';
import { bearer, form, type Received, type Sending, send } from './request';

/** A challenge provider: whoever sends `human` for the site is one. */
async function serveChallenges() {
  const server = createServer(async (request, response) => {
    const { secret, response: answer } = Object.fromEntries(
      new URLSearchParams(await text(request)),
    );
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(
      JSON.stringify({ success: secret === 'secret-of-the-site' && answer === 'human' }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}/siteverify`, close };
}

let challenges: Awaited<ReturnType<typeof serveChallenges>>;
let runtime: LocalRuntime;

/** A runtime that welcomes guests who solve a challenge. */
const startWithGuests = (challengeUrl: string) =>
  startLocalRuntime(
    sharedSecretEnvironment({
      GUESTS: 'on',
      GUEST_SECRET: 'guest-tickets-are-signed-under-this-secret',
      GUEST_CHALLENGE_URL: challengeUrl,
      GUEST_CHALLENGE_SECRET: 'secret-of-the-site',
    }),
  );

beforeAll(async () => {
  challenges = await serveChallenges();
  runtime = await startWithGuests(challenges.url);
});

afterAll(() => Promise.all([challenges.close(), runtime.close()]));

const ask = (path: string, sending: Sending): Promise<Received> =>
  send(`${runtime.url}${path}`, sending);

const becomeGuest = () => ask('/guest', form({ challenge: 'human' }));

const identityIn = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).grants.identity;

it('gives every visitor who passes the challenge a ticket and an identity of their own', async () => {
  const { status, headers, json } = await becomeGuest();
  expect(json).toEqual({
    guestTicket: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    identity: expect.stringMatching(/^guest~[0-9a-f]{32}$/),
    expiresAt: expect.any(String),
    expiresIn: 30 * 86_400,
    serverTime: expect.any(String),
  });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  });
  const other = await becomeGuest();
  expect(other.json.identity).not.toBe(json.identity);
});

it('gives who has a ticket the same identity and the same end, without another challenge', async () => {
  const { json: first } = await becomeGuest();
  const { status, json: again } = await ask('/guest', { headers: bearer(first.guestTicket) });
  expect(status).toBe(200);
  expect(again).toMatchObject({ identity: first.identity, expiresAt: first.expiresAt });
});

it('takes the ticket for a bearer token', async () => {
  const { json: visitor } = await becomeGuest();
  const { status, json } = await ask('/token', { headers: bearer(visitor.guestTicket) });
  expect(json).toMatchObject({ identity: visitor.identity, expiresIn: 900 });
  expect(status).toBe(200);
  expect(identityIn(json.token)).toBe(visitor.identity);
});

describe('to who logs in', () => {
  const login = () => bearer(signToken(validClaims(), { key: SECRET }));
  const asForm = (fields: Record<string, string>): Sending => {
    const { headers, body = '' } = form(fields);
    return { headers: { ...headers, ...login() }, body };
  };

  it('tells who they were, for as long as the ticket proves it', async () => {
    const { json: visitor } = await becomeGuest();
    const { json } = await ask('/token', asForm({ guestTicket: visitor.guestTicket }));
    expect(json).toMatchObject({ identity: 'alice', previousIdentity: visitor.identity });
  });

  it('refuses a ticket that proves nothing', async () => {
    const answer = await ask('/token', asForm({ guestTicket: 'root' }));
    expect(answer).toMatchObject({ status: 400, json: { code: 'guest_ticket_invalid' } });
  });

  it('gives no ticket', async () => {
    const answer = await ask('/guest', { headers: login() });
    expect(answer).toMatchObject({ status: 401, json: { code: 'token_type_unsupported' } });
    expect(answer.headers['www-authenticate']).toMatch(/error="invalid_token"/);
  });
});

it.each<[string, number, string, Sending]>([
  ['sends no answer to the challenge', 400, 'challenge_missing', {}],
  ['sends a wrong one', 403, 'challenge_failed', form({ challenge: 'robot' })],
  ['sends two', 400, 'challenge_missing', { ...form({}), body: 'challenge=human&challenge=human' }],
])('refuses a visitor who %s', async (_what, status, code, sending) => {
  const answer = await ask('/guest', sending);
  expect(answer).toMatchObject({
    status,
    headers: { 'access-control-allow-origin': '*' },
    json: { code },
  });
});

it('writes neither a ticket nor an identity nor a secret into the log', async () => {
  const { json: visitor } = await becomeGuest();
  await ask('/token', { headers: bearer(visitor.guestTicket) });
  await ask('/guest', form({ challenge: 'robot' }));
  await runtime.log(3);
  expect(runtime.output()).not.toMatch(/eyJ|guest~|human|robot|secret-of|under-this-secret/);
  expect(runtime.output()).not.toContain(API_KEY_SECRET);
});

it('says when to try again if the challenge cannot be checked', async () => {
  const closed = await serveChallenges();
  await closed.close();
  const without = await startWithGuests(closed.url);
  const { status, headers, json } = await send(
    `${without.url}/guest`,
    form({ challenge: 'human' }),
  ).finally(without.close);
  expect(json).toMatchObject({ error: 'issuer_unavailable', code: 'challenge_unavailable' });
  expect(status).toBe(503);
  expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
});

it('has no guests unless they are turned on', async () => {
  const without = await startLocalRuntime(sharedSecretEnvironment());
  try {
    const answer = await send(`${without.url}/guest`, { method: 'POST' });
    expect(answer).toMatchObject({
      status: 404,
      headers: { 'access-control-allow-origin': '*', 'cache-control': 'no-store' },
      json: { error: 'not_found', code: 'guests_off' },
    });
  } finally {
    await without.close();
  }
});
