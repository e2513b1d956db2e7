/** Visitors without a login: one identity for as long as their ticket lives, and no longer. */
import fc from 'fast-check';
import { createTestService, decodeJwt } from '../support/service';
import { type Siteverify, startSiteverify } from '../support/siteverify';
import {
  AUDIENCE,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
} from '../support/tokens';

const GUEST_SECRET = 'a-secret-for-guest-tickets-of-32-bytes-or-more';
const DAY = 86_400_000;
const START = Date.parse('2026-11-22T12:00:00Z');

const environment = (overrides: Record<string, string | undefined> = {}) =>
  sharedSecretEnvironment({ GUESTS: 'on', GUEST_SECRET, ...overrides });

/** A service whose clock stands until it is moved. */
function stage(overrides: Record<string, string | undefined> = {}, lifetime?: number) {
  const clock = { now: START };
  const service = createTestService({
    environment: environment(overrides),
    now: () => clock.now,
    ...(lifetime !== undefined && { policy: { guests: { lifetime } } }),
  });
  const ticket = async () => String((await service.guest()).body.guestTicket);
  const present = (bearer: string) =>
    service.guest({ headers: { authorization: `Bearer ${bearer}` } });
  const person = (sub = 'alice') =>
    signToken(validClaims({ iss: undefined, sub }, START / 1000), { key: SECRET });
  const becoming = (bearer: string, guestTicket: unknown) =>
    service.token({ headers: { authorization: `Bearer ${bearer}` }, fields: { guestTicket } });
  return { clock, service, ticket, present, person, becoming };
}

describe('a visitor without a ticket', () => {
  it('gets one, with an identity of their own and an end', async () => {
    const { service } = stage();
    const { status, body } = await service.guest();
    expect(status).toBe(200);
    expect(body).toEqual({
      guestTicket: expect.any(String),
      identity: expect.stringMatching(/^guest~[0-9a-f]{32}$/),
      expiresAt: '2026-12-22T12:00:00.000Z',
      expiresIn: 30 * 86_400,
      serverTime: '2026-11-22T12:00:00.000Z',
    });
    expect(decodeJwt(body.guestTicket).header).toEqual({ alg: 'HS256', typ: 'guest-ticket+jwt' });
  });

  it('is never the same as another', async () => {
    const { service } = stage();
    const answers = await Promise.all(Array.from({ length: 200 }, () => service.guest()));
    expect(new Set(answers.map(({ body }) => body.identity)).size).toBe(200);
  });

  it('gets a ticket that lives as long as GUEST_LIFETIME_DAYS says', async () => {
    const { service } = stage({ GUEST_LIFETIME_DAYS: '1' });
    expect((await service.guest()).body.expiresIn).toBe(86_400);
  });
});

describe('a visitor with a ticket', () => {
  it('gets an access token for the same identity, short-lived', async () => {
    const { service } = stage();
    const { body: ticket } = await service.guest();
    const { status, body } = await service.ask(String(ticket.guestTicket));
    expect(status).toBe(200);
    expect(body.identity).toBe(ticket.identity);
    expect(body.expiresIn).toBe(900);
    expect(decodeJwt(body.token).payload.grants.identity).toBe(ticket.identity);
  });

  it('gets the lifetime that the policy gives to guests', async () => {
    const { service, ticket } = stage({}, 600);
    expect((await service.ask(await ticket())).body.expiresIn).toBe(600);
  });

  it('gets the same ticket again, never a later end', async () => {
    const { clock, service, present } = stage();
    const { body: first } = await service.guest();
    clock.now += 20 * DAY;
    const { body: second } = await present(String(first.guestTicket));
    expect(second.guestTicket).toBe(first.guestTicket);
    expect(second.identity).toBe(first.identity);
    expect(second.expiresAt).toBe(first.expiresAt);
    expect(second.expiresIn).toBe(10 * 86_400);
  });

  it('is refused at both addresses once the ticket has ended', async () => {
    const { clock, service, ticket, present } = stage();
    const held = await ticket();
    clock.now += 30 * DAY + 31_000;
    for (const answer of [await service.ask(held), await present(held)]) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'token_expired' } });
    }
  });

  it('outlives a change of the secret, and comes out of it with the new one', async () => {
    const held = await stage().ticket();
    const next = 'the-next-secret-for-guest-tickets-of-32-bytes';
    const during = stage({ GUEST_SECRET: next, GUEST_SECRET_PREVIOUS: GUEST_SECRET });
    expect((await during.service.ask(held)).status).toBe(200);
    const { body } = await during.present(held);
    expect(body.guestTicket).not.toBe(held);
    const after = stage({ GUEST_SECRET: next });
    expect((await after.service.ask(held)).body.code).toBe('signature_invalid');
    const { body: answer } = await after.service.ask(String(body.guestTicket));
    expect(answer.identity).toBe(body.identity);
  });
});

describe('where there are no guests', () => {
  it('answers 404 at /guest', async () => {
    const { service } = stage({ GUESTS: undefined, GUEST_SECRET: undefined });
    expect(await service.guest()).toMatchObject({
      status: 404,
      body: { error: 'not_found', code: 'guests_off' },
    });
  });

  it('refuses tickets from before, and those of another deployment', async () => {
    const held = await stage().ticket();
    const off = stage({ GUESTS: 'off' });
    expect((await off.service.ask(held)).body.code).toBe('token_type_unsupported');
    const other = stage({ CONVERSATIONS_SERVICE_SID: `IS${'0b'.repeat(16)}` });
    expect((await other.service.ask(held)).body.code).toBe('audience_mismatch');
  });
});

describe('becoming someone', () => {
  it('tells the previous identity to a person who has the ticket', async () => {
    const { service, person, becoming } = stage();
    const { body: ticket } = await service.guest();
    const { status, body } = await becoming(person(), ticket.guestTicket);
    expect(status).toBe(200);
    expect(body).toMatchObject({ identity: 'alice', previousIdentity: ticket.identity });
  });

  it('tells nothing without a ticket', async () => {
    const { service, person } = stage();
    expect((await service.ask(person())).body).not.toHaveProperty('previousIdentity');
  });

  it('lets a person in whose ticket has ended, as nobody’s successor', async () => {
    const { clock, ticket, becoming } = stage();
    const held = await ticket();
    clock.now += 40 * DAY;
    const bearer = signToken(validClaims({ iss: undefined }, clock.now / 1000), { key: SECRET });
    const { status, body } = await becoming(bearer, held);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('previousIdentity');
  });

  it.each<[string, (s: ReturnType<typeof stage>) => unknown]>([
    ['an identity instead of a ticket', () => `guest~${'0'.repeat(32)}`],
    ['a number', () => 7],
    ['a list', () => ['a', 'b']],
    ['the token of another login', (s) => s.person('bob')],
    ['a ticket of another secret', () => stage({ GUEST_SECRET: 'x'.repeat(40) }).ticket()],
    ['a truncated ticket', async (s) => (await s.ticket()).slice(0, -3)],
  ])('refuses %s', async (_name, make) => {
    const scene = stage();
    const { status, body } = await scene.becoming(scene.person(), await make(scene));
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'guest_ticket_invalid' });
  });

  it('refuses a guest who would become another guest, and any ticket where there are none', async () => {
    const { ticket, becoming } = stage();
    expect((await becoming(await ticket(), await ticket())).body.code).toBe('guest_ticket_invalid');
    const off = stage({ GUESTS: 'off' });
    expect((await off.becoming(off.person(), await ticket())).body.code).toBe(
      'guest_ticket_invalid',
    );
  });
});

describe('tickets and tokens of a login', () => {
  it('never pass for each other, even under the same secret', async () => {
    const { present, person, service } = stage();
    expect((await present(person())).body.code).toBe('token_type_unsupported');
    const claims = validClaims({ iss: undefined, sub: 'alice' }, START / 1000);
    const disguised = signToken(claims, { key: SECRET, header: { typ: 'guest-ticket+jwt' } });
    expect((await service.ask(disguised)).body.code).toBe('signature_invalid');
    const plain = signToken({ ...claims, aud: AUDIENCE }, { key: GUEST_SECRET });
    expect((await service.ask(plain)).body.code).toBe('signature_invalid');
  });

  it('are refused with a signature of another kind', async () => {
    const { present, ticket } = stage();
    const [, payload = '', signature = ''] = (await ticket()).split('.');
    const header = Buffer.from('{"alg":"none","typ":"guest-ticket+jwt"}').toString('base64url');
    expect((await present(`${header}.${payload}.${signature}`)).body.code).toBe(
      'algorithm_not_allowed',
    );
  });
});

describe('a challenge', () => {
  let provider: Siteverify;
  beforeEach(async () => {
    provider = await startSiteverify();
  });
  afterEach(() => provider.close());

  const challenged = (overrides: Record<string, string | undefined> = {}) =>
    stage({
      GUEST_CHALLENGE_URL: provider.url,
      GUEST_CHALLENGE_SECRET: provider.secret,
      ...overrides,
    });

  it('is wanted from a new visitor and counts once', async () => {
    const { service } = challenged();
    const challenge = provider.solve();
    expect((await service.guest()).body.code).toBe('challenge_missing');
    expect((await service.guest({ fields: { challenge } })).status).toBe(200);
    expect(await service.guest({ fields: { challenge } })).toMatchObject({
      status: 403,
      body: { error: 'access_denied', code: 'challenge_failed' },
    });
  });

  it('is not wanted from a visitor who has a ticket', async () => {
    const { service, present } = challenged();
    const { body } = await service.guest({ fields: { challenge: provider.solve() } });
    expect((await present(String(body.guestTicket))).status).toBe(200);
    expect(provider.requests).toBe(1);
  });

  it.each<[string, unknown, string]>([
    ['made-up text', 'made-up', 'challenge_failed'],
    ['over-long text', 'x'.repeat(9000), 'challenge_failed'],
    ['an empty text', '', 'challenge_missing'],
    ['a list', ['a'], 'challenge_missing'],
    ['an object', { a: 1 }, 'challenge_missing'],
  ])('is not passed by %s', async (_name, challenge, code) => {
    const { service } = challenged();
    expect((await service.guest({ fields: { challenge } })).body.code).toBe(code);
  });

  it.each<[string, Siteverify['misbehave']]>([
    ['hangs', () => {}],
    ['fails', (response) => response.writeHead(500).end()],
    ['redirects', (response) => response.writeHead(302, { Location: '/' }).end()],
    ['sends HTML', (response) => response.writeHead(200).end('<html>')],
    ['sends no object', (response) => response.writeHead(200).end('true')],
    ['sends too much', (response) => response.writeHead(200).end('x'.repeat(70_000))],
    [
      'has an internal error',
      (response) =>
        response.writeHead(200).end('{"success":false,"error-codes":["internal-error"]}'),
    ],
  ])('that cannot be checked is 503 when the provider %s', async (_name, misbehave) => {
    const { service } = challenged();
    provider.misbehave = misbehave;
    const startedAt = performance.now();
    const { status, body, headers } = await service.guest({ fields: { challenge: 'solved-1' } });
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'challenge_unavailable' });
    expect(headers['Retry-After']).toBe('5');
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  it.each(['"true"', '1', '{}', 'null'])('is not passed by a verdict of %s', async (verdict) => {
    const { service } = challenged();
    provider.misbehave = (response) => response.writeHead(200).end(`{"success":${verdict}}`);
    expect((await service.guest({ fields: { challenge: 'a' } })).body.code).toBe(
      'challenge_failed',
    );
  });

  it('with a wrong secret is the operator’s mistake', async () => {
    const { service } = challenged({ GUEST_CHALLENGE_SECRET: 'another-secret' });
    const answer = await service.guest({ fields: { challenge: provider.solve() } });
    expect(answer).toMatchObject({ status: 500, body: { code: 'server_misconfigured' } });
    expect(service.log.at(-1)).toMatchObject({
      cause: expect.stringContaining('GUEST_CHALLENGE_SECRET'),
    });
  });
});

describe('the log', () => {
  it('warns once that there is no challenge', async () => {
    const { service } = stage();
    await service.guest();
    await service.guest();
    expect(service.log.filter(({ event }) => event === 'settings')).toEqual([
      {
        event: 'settings',
        level: 'warning',
        problems: [{ variable: 'GUEST_CHALLENGE_URL', sentence: expect.any(String) }],
      },
    ]);
  });

  it('has neither ticket nor identity', async () => {
    const { service } = stage();
    const { body } = await service.guest();
    await service.ask(String(body.guestTicket));
    const lines = JSON.stringify(service.log);
    expect(lines).toContain('"caller":"guest"');
    expect(lines).not.toContain(String(body.guestTicket));
    expect(lines).not.toContain(String(body.identity).slice('guest~'.length));
  });
});

describe('whatever arrives', () => {
  const CODES = [
    'missing_credential',
    'credential_repeated',
    'request_malformed',
    'token_malformed',
    'token_too_large',
    'token_encrypted',
    'token_type_unsupported',
    'token_header_unsupported',
    'signature_invalid',
    'claim_invalid',
    'algorithm_not_allowed',
  ];
  const token = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.json(), fc.json(), fc.string())
      .map((parts) => parts.map((part) => Buffer.from(part).toString('base64url')).join('.')),
  );
  const request = fc.record({
    headers: fc.oneof(
      fc.anything(),
      token.map((text) => ({ authorization: `Bearer ${text}` })),
      fc.record({ authorization: fc.anything(), 'content-type': fc.anything() }),
    ),
    fields: fc.oneof(
      fc.anything(),
      fc.record({ challenge: fc.anything(), access_token: fc.anything() }),
      fc.dictionary(fc.string(), fc.anything()),
    ),
  });

  it('gets a ticket or a clear refusal, 20,000 times', async () => {
    const { service } = stage();
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        service.log.length = 0;
        const { status, body } = await service.guest(each);
        if (status !== 200) expect(CODES).toContain(body.code);
        else expect(body.identity).toMatch(/^guest~/);
      }),
      { numRuns: 20_000 },
    );
  }, 60_000);
});
