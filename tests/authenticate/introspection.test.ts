/** Tokens that only their issuer can read (RFC 7662), over real HTTP. */

import type { LogEntry } from '../../src/log';
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { MINUTE, SECOND, stoppedClock } from '../support/clock';
import { inTime, outcomeOf } from '../support/key-set-service';
import {
  type Behaviour,
  breakOff,
  hang,
  html,
  huge,
  json,
  ok,
  redirect,
  slow,
  status,
  text,
} from '../support/misbehaving-issuer';
import { createTestService } from '../support/service';
import { AUDIENCE, ISSUER, validEnvironment } from '../support/tokens';

const TOKEN = 'opaque-token-1234567890';

let endpoint: AskedEndpoint;
beforeEach(async () => {
  endpoint = await startAskedEndpoint();
});
afterEach(() => endpoint.close());

function setUp(overrides: Record<string, string | undefined> = {}) {
  const clock = stoppedClock(1_800_000_000_000);
  const service = createTestService({
    environment: validEnvironment({
      AUTH_INTROSPECTION_URL: endpoint.url,
      AUTH_INTROSPECTION_CLIENT_ID: 'chat service',
      AUTH_INTROSPECTION_CLIENT_SECRET: 'p:w+/ ü',
      ...overrides,
    }),
    now: clock.now,
  });
  const ask = async (token = TOKEN) => outcomeOf(await inTime(service.ask(token)));
  return { ...service, clock, outcome: ask };
}

const NOW = 1_800_000_000;
const active = (overrides: object = {}) => ({
  active: true,
  iss: ISSUER,
  sub: 'alice',
  aud: AUDIENCE,
  exp: NOW + 3600,
  ...overrides,
});

describe('an opaque token', () => {
  it('is good when its issuer says so', async () => {
    endpoint.answers[TOKEN] = active();
    const { body } = await setUp().ask(TOKEN);
    expect(body).toMatchObject({ identity: 'alice', expiresIn: 3600 });
  });

  it('is shown to the issuer by HTTP Basic, form-encoded', async () => {
    await setUp().ask(TOKEN);
    expect(endpoint.questions).toMatchObject([
      {
        method: 'POST',
        form: { token: TOKEN, token_type_hint: 'access_token' },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ]);
    const [, encoded = ''] = endpoint.questions[0]?.headers.authorization?.split(' ') ?? [];
    const [id, secret] = Buffer.from(encoded, 'base64').toString().split(':');
    expect([id, secret]).toEqual(['chat+service', 'p%3Aw%2B%2F+%C3%BC']);
  });

  it('is shown with the credentials in the form where that is configured', async () => {
    await setUp({ AUTH_INTROSPECTION_AUTH_METHOD: 'client_secret_post' }).ask(TOKEN);
    const [question] = endpoint.questions;
    expect(question?.form).toMatchObject({ client_id: 'chat service', client_secret: 'p:w+/ ü' });
    expect(question?.headers).not.toHaveProperty('authorization');
  });

  it.each<[string, object]>([
    ['not', { active: false }],
    ['not, but tells of it all the same', active({ active: false })],
    ['the text true', active({ active: 'true' })],
    ['1', active({ active: 1 })],
    ['nothing', active({ active: undefined })],
  ])('is refused when it is active: %s', async (_, answer) => {
    endpoint.answers[TOKEN] = answer;
    expect(await setUp().outcome()).toBe('token_inactive');
  });

  it.each<[string, object]>([
    ['token_expired', { exp: NOW - 60 }],
    ['token_expired', { exp: String(NOW - 60) }],
    ['claim_invalid', { exp: 'soon' }],
    ['claim_invalid', { sub: {} }],
    ['claim_invalid', { aud: [AUDIENCE, 7] }],
    ['token_not_yet_valid', { nbf: NOW + 60 }],
    ['audience_mismatch', { aud: 'other' }],
    ['audience_mismatch', { aud: undefined }],
    ['issuer_mismatch', { iss: 'https://evil.example' }],
    ['token_bound', { cnf: { jkt: 'x' } }],
    ['token_bound', { token_type: 'DPoP' }],
    ['token_bound', { token_type: 'dpop' }],
    ['identity_claim_missing', { sub: undefined }],
  ])('is judged by its claims as a JWT is: %s for %j', async (code, overrides) => {
    endpoint.answers[TOKEN] = active(overrides);
    expect(await setUp().outcome()).toBe(code);
  });

  it('may end at a time that is written as a string', async () => {
    endpoint.answers[TOKEN] = active({ exp: String(NOW + 1000), token_type: 'Bearer' });
    expect((await setUp().ask(TOKEN)).body).toMatchObject({ expiresIn: 1000 });
  });

  it('gives an access token of 900 s where nothing tells its end', async () => {
    endpoint.answers[TOKEN] = active({ exp: undefined });
    expect((await setUp().ask(TOKEN)).body).toMatchObject({ expiresIn: 900 });
    const free = setUp({ TOKEN_LIFETIME_FOLLOWS_CALLER: 'off' });
    expect((await free.ask(TOKEN)).body).toMatchObject({ expiresIn: 3600 });
  });

  it('needs no issuer in the answer, which comes from the issuer itself', async () => {
    endpoint.answers[TOKEN] = active({ iss: undefined });
    expect(await setUp().outcome()).toBe(200);
  });

  it('with odd claims is no reason to stop asking about others', async () => {
    const { outcome, log } = setUp();
    endpoint.answers = {
      [TOKEN]: active(),
      odd: active({ exp: 'soon' }),
      revoked: { active: false, exp: null, aud: 7 },
    };
    expect(await outcome('odd')).toBe('claim_invalid');
    expect(await outcome('revoked')).toBe('token_inactive');
    expect(await outcome()).toBe(200);
    expect(log.filter(({ event }) => event === 'lookup')).toEqual([]);
  });

  it.each(['tökén', 'a\nb', 'a\0'])('is shown to nobody when it is none: %j', async (token) => {
    expect(await setUp().outcome(token)).toBe('token_inactive');
    expect(endpoint.questions).toHaveLength(0);
  });

  it('is shown to nobody when it is too large', async () => {
    expect(await setUp().outcome('x'.repeat(8193))).toBe('token_too_large');
    expect(endpoint.questions).toHaveLength(0);
  });

  it('is shown to nobody when it is a JWT, however bad', async () => {
    for (const token of ['eyJhbGciOiJub25lIn0.e30.', 'eyJ.x', 'eyJhbGciOiJkaXIifQ.a.b.c.d']) {
      expect(await setUp().outcome(token)).toMatch(/^(token|algorithm|issuer)_/);
    }
    expect(endpoint.questions).toHaveLength(0);
  });
});

describe('an answer', () => {
  it('is remembered for a minute, and never past the end of the token', async () => {
    const { clock, outcome } = setUp();
    endpoint.answers[TOKEN] = active();
    expect(await outcome()).toBe(200);
    endpoint.answers = {};
    clock.advance(MINUTE - 1);
    expect(await outcome()).toBe(200);
    expect(endpoint.questions).toHaveLength(1);
    clock.advance(1);
    expect(await outcome()).toBe('token_inactive');
    expect(endpoint.questions).toHaveLength(2);
  });

  it('is not remembered past the end of the token', async () => {
    const { clock, outcome } = setUp();
    endpoint.answers[TOKEN] = active({ exp: NOW + 10 });
    expect(await outcome()).toBe(200);
    clock.advance(10 * SECOND);
    await outcome();
    expect(endpoint.questions).toHaveLength(2);
  });

  it('is not remembered at all where that is configured', async () => {
    const { outcome } = setUp({ AUTH_INTROSPECTION_CACHE: '0' });
    endpoint.answers[TOKEN] = active();
    expect(await outcome()).toBe(200);
    endpoint.answers = {};
    expect(await outcome()).toBe('token_inactive');
  });

  it('is never remembered when it is no', async () => {
    const { outcome } = setUp();
    expect(await outcome()).toBe('token_inactive');
    endpoint.answers[TOKEN] = active();
    expect(await outcome()).toBe(200);
  });

  it('is for its own token only', async () => {
    const { ask } = setUp();
    endpoint.answers = { [TOKEN]: active(), [`${TOKEN}2`]: active({ sub: 'bob' }) };
    const answers = await Promise.all([ask(TOKEN), ask(`${TOKEN}2`), ask(`${TOKEN}3`)]);
    expect(answers.map(({ body }) => body.identity ?? body.code)).toEqual([
      'alice',
      'bob',
      'token_inactive',
    ]);
  });

  it('is shared by all who ask for the same token at once', async () => {
    const { outcome } = setUp();
    endpoint.answers[TOKEN] = active();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcome()));
    expect(new Set(outcomes)).toEqual(new Set([200]));
    expect(endpoint.questions).toHaveLength(1);
  });
});

/** Entries of the log about the login. */
const reported = ({ log }: { log: readonly LogEntry[] }) =>
  log.flatMap((entry) => (entry.event === 'lookup' ? [entry] : []));

describe('an endpoint that is down', () => {
  it.each<[string, Behaviour, string]>([
    ['never answers', hang, 'no whole answer within 3000 ms'],
    ['answers a byte at a time', slow, 'no whole answer within 3000 ms'],
    ['answers 500', status(500), 'the answer has status 500'],
    ['answers 429', status(429), 'the answer has status 429'],
    ['breaks its answer off', breakOff, 'the answer broke off'],
  ])('refuses those it was asked about: it %s', async (_, behaviour, cause) => {
    const service = setUp();
    endpoint.behaviour = behaviour;
    endpoint.answers[TOKEN] = active();
    const refused = await inTime(service.ask(TOKEN));
    expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
    expect(reported(service)).toEqual([
      {
        event: 'lookup',
        level: 'warning',
        issuer: ISSUER,
        cause: `introspection: ${cause}`,
        retryAfter: 5,
      },
    ]);
    expect(JSON.stringify(service.log)).not.toContain(TOKEN);
    endpoint.behaviour = ok;
    expect(await service.outcome()).toBe(200);
  });

  it('is left alone for as long as it wants, once it said so to three', async () => {
    const { ask, outcome, clock } = setUp();
    endpoint.behaviour = (response) => {
      response.writeHead(429, { 'Retry-After': '12' }).end();
    };
    for (const token of ['a', 'b', 'c', 'd', 'e']) {
      expect(await ask(token)).toMatchObject({ status: 503, headers: { 'Retry-After': '12' } });
    }
    expect(endpoint.questions).toHaveLength(3);
    endpoint.behaviour = ok;
    endpoint.answers[TOKEN] = active();
    clock.advance(12 * SECOND);
    expect(await outcome()).toBe(200);
  });
});

describe('an answer that is no yes', () => {
  it.each<[string, Behaviour]>([
    ['a redirect', redirect('/ask2')],
    ['HTML', html],
    ['nothing', text('')],
    ['null', json(null)],
    ['a property twice', text('{"active":true,"active":true}')],
    ['an array', json([active()])],
    ['10 MB', huge],
    ['400', status(400)],
    ['403', status(403)],
    ['404', status(404)],
    ['204', status(204)],
    ['Latin-1', (response) => response.end(Buffer.from('{"active":true,"sub":"\xe4"}', 'latin1'))],
  ])('is a no about its own token alone: %s', async (_, behaviour) => {
    const service = setUp();
    endpoint.answers[TOKEN] = active();
    endpoint.behaviour = behaviour;
    for (let i = 0; i < 5; i += 1) expect(await service.outcome(`x${i}`)).toBe('token_inactive');
    endpoint.behaviour = ok;
    expect(await service.outcome()).toBe(200);
    expect(endpoint.questions).toHaveLength(6);
    expect(reported(service)).toEqual([]);
  });
});

describe('a client that the endpoint does not accept', () => {
  const refusing =
    (code: number, error: string): Behaviour =>
    (response) => {
      response.writeHead(code, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ error }));
    };

  it.each<[string, Behaviour, number]>([
    ['by 401', status(401), 401],
    ['by 401 and a page', (response) => response.writeHead(401).end('<html>'), 401],
    ['by 400 invalid_client', refusing(400, 'invalid_client'), 400],
    ['by 403 unauthorized_client', refusing(403, 'unauthorized_client'), 403],
  ])("is the operator's fault, and signs no one out: %s", async (_, behaviour, code) => {
    const service = setUp();
    endpoint.behaviour = behaviour;
    for (let i = 0; i < 5; i += 1) {
      expect(await service.outcome(`x${i}`)).toBe('issuer_unavailable');
    }
    const cause = `introspection: status ${code}: the client is refused, check its ID, its secret and how it authenticates`;
    expect(reported(service)).toMatchObject([{ cause }]);
    // Nothing stands in the way once it is put right.
    endpoint.behaviour = ok;
    endpoint.answers[TOKEN] = active();
    expect(await service.outcome()).toBe(200);
  });

  it.each(['invalid_request', 'unsupported_token_type', 'invalid_token'])(
    'is another thing than a token that it does not accept: %s',
    async (error) => {
      endpoint.behaviour = refusing(400, error);
      expect(await setUp().outcome()).toBe('token_inactive');
    },
  );
});
