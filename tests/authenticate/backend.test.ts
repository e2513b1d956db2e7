import { createHash } from 'node:crypto';
import { authenticateBackend } from '../../src/authenticate/backend';
import type { BackendPolicy } from '../../src/settings/policy';
import { createTestService } from '../support/service';
import { SECRET, sharedSecretEnvironment } from '../support/tokens';

const TOKEN = `backend_${'a1'.repeat(24)}`;
const OTHER = `backend_${'b2'.repeat(24)}`;
const digest = (token: string) => createHash('sha256').update(token).digest('hex');

function setUp(
  overrides: Record<string, string | undefined> = {},
  backends: BackendPolicy | undefined = undefined,
) {
  const environment = sharedSecretEnvironment({
    BACKEND_TOKENS: `${digest(OTHER)},${digest(TOKEN)}`,
    ...overrides,
  });
  const { token, log } = createTestService({
    environment,
    policy: { ...(backends && { backends }) },
  });
  const ask = (fields: unknown, headers: object = {}, bearer = TOKEN) =>
    token({ headers: { authorization: `Bearer ${bearer}`, ...headers }, fields });
  return { ask, log };
}
const alice = { identity: 'alice@example.com' };

describe('a trusted backend', () => {
  it('names the identity, in a namespace of its own', async () => {
    const { ask, log } = setUp();
    const { status, body } = await ask(alice);
    expect(status).toBe(200);
    expect(body).toMatchObject({ identity: 'backend~alice_40example.com', expiresIn: 3600 });
    expect(log).toMatchObject([{ caller: 'backend', issuer: 'backend' }]);
    expect((await ask(alice, {}, OTHER)).status).toBe(200);
  });

  it('names it in a format of its own, whatever the format of the issuers', async () => {
    const verbatim = await setUp({ IDENTITY_FORMAT: 'verbatim' }).ask(alice);
    expect(verbatim.body.identity).toBe('backend~alice_40example.com');
    const hashed = { IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET: `${SECRET}-for-identities` };
    expect((await setUp(hashed).ask(alice)).body.identity).toBe('backend~alice_40example.com');
  });

  it('may have another namespace', async () => {
    const { ask } = setUp({}, { namespace: 'crm' });
    expect((await ask({ identity: 'alice' })).body.identity).toBe('crm~alice');
  });

  it.each<[string, unknown, string]>([
    ['no identity', {}, 'backend_identity_missing'],
    ['an empty identity', { identity: '' }, 'backend_identity_missing'],
    ['a list', { identity: ['alice'] }, 'backend_identity_missing'],
    ['a number', { identity: 7 }, 'backend_identity_missing'],
    ['an inherited identity', Object.create(alice), 'backend_identity_missing'],
    ['a blank identity', { identity: ' ' }, 'identity_claim_invalid'],
    ['control characters', { identity: 'a\nb' }, 'identity_claim_invalid'],
    ['an identity that is too long', { identity: 'a'.repeat(257) }, 'identity_too_long'],
    ['a guest ticket', { ...alice, guestTicket: 'x' }, 'guest_ticket_invalid'],
  ])('is refused with %s', async (_, fields, code) => {
    expect((await setUp().ask(fields)).body.code).toBe(code);
  });
});

describe('the lifetime that a backend asks for', () => {
  it('is refused unless it may', async () => {
    const { body } = await setUp().ask({ ...alice, lifetime: 600 });
    expect(body.code).toBe('lifetime_not_allowed');
  });

  it.each([600, '600', 300, 86_400, '086400'])('is given when it may: %j', async (lifetime) => {
    const { body } = await setUp({}, { mayChooseLifetime: true }).ask({ ...alice, lifetime });
    expect(body.expiresIn).toBe(Number(lifetime));
  });

  it.each([299, 86_401, '', '10m', '1e3', '-600', 600.5, '600.5', [600], {}, null, true])(
    'is refused outside of its limits: %j',
    async (lifetime) => {
      const { body } = await setUp({}, { mayChooseLifetime: true }).ask({ ...alice, lifetime });
      expect(body.code).toBe('request_malformed');
    },
  );
});

describe('the token of a backend', () => {
  it.each([
    ['another', `backend_${'c3'.repeat(24)}`],
    ['one cut short', TOKEN.slice(0, -1)],
    ['one in another case', TOKEN.replace('a1', 'A1')],
    ['its own digest', `backend_${digest(TOKEN)}`],
  ])('is refused when it is %s', async (_, bearer) => {
    expect((await setUp().ask(alice, {}, bearer)).body.code).toBe('token_inactive');
  });

  it('is no token at all without its prefix and digest', async () => {
    expect((await setUp().ask(alice, {}, digest(TOKEN))).body.code).toBe('token_malformed');
  });

  it('may be any text of 32 characters, but not a shorter one', async () => {
    const made = 'made-by-another-tool-0123456789ab';
    const short = 'too-short';
    const { ask } = setUp({ BACKEND_TOKENS: `${digest(made)},${digest(short)}` });
    expect((await ask(alice, {}, made)).status).toBe(200);
    expect((await ask(alice, {}, short)).body.code).toBe('token_malformed');
  });

  it('counts for nothing where there are no backends', async () => {
    const { ask } = setUp({ BACKEND_TOKENS: undefined });
    expect((await ask(alice)).body.code).toBe('token_malformed');
  });

  it.each([
    ['an origin', { origin: 'https://app.example.com' }],
    ['a site', { 'sec-fetch-site': 'same-origin' }],
    ['a destination', { 'sec-fetch-dest': 'empty' }],
    [
      'all of it',
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
    ],
  ])('is refused from a browser, which shows %s', async (_, headers) => {
    expect((await setUp().ask(alice, headers)).body.code).toBe('backend_in_browser');
  });

  it('is accepted from the fetch of Node.js, which sends a mode but no more', async () => {
    const headers = { 'sec-fetch-mode': 'cors', 'user-agent': 'node', 'accept-language': '*' };
    expect((await setUp().ask(alice, headers)).status).toBe(200);
  });

  it('needs no headers at all', () => {
    expect(authenticateBackend(undefined, alice, { digests: [] })).toMatchObject({
      kind: 'backend',
    });
  });

  it('does not count in a cookie', async () => {
    const environment = sharedSecretEnvironment({
      BACKEND_TOKENS: digest(TOKEN),
      AUTH_COOKIE: 'session',
      ALLOWED_ORIGINS: 'https://app.example.com',
    });
    const { token } = createTestService({ environment });
    const { body } = await token({ cookies: { session: TOKEN }, fields: alice });
    expect(body.code).toBe('token_malformed');
  });

  it('is in no line of the log, nor is the identity', async () => {
    const { ask, log } = setUp();
    await ask(alice);
    await ask(alice, {}, `backend_${'c3'.repeat(24)}`);
    const lines = JSON.stringify(log);
    for (const each of ['a1a1', 'c3c3', 'alice', digest(TOKEN)]) expect(lines).not.toContain(each);
  });
});
