import fc from 'fast-check';
import { createEndpoint, type ServiceRequest, systemRuntime } from '../src/endpoint';
import { token } from '../src/endpoints/token';
import { createTestService } from './support/service';
import { SECRET, sharedSecretEnvironment, signToken, validClaims } from './support/tokens';

const environment = sharedSecretEnvironment();
const bearer = () => signToken(validClaims(), { key: SECRET });
const APP = 'https://app.example.com';

describe('an answer', () => {
  it('has a requestId of its own, which the log has too', async () => {
    const { token, log } = createTestService({ environment });
    const answers = [await token(), await token()];
    const ids = answers.map(({ body }) => body.requestId);
    expect(new Set(ids).size).toBe(2);
    expect(log).toMatchObject(ids.map((requestId) => ({ event: 'token', requestId })));
  });

  it('comes with one line in the log that says how long it took', async () => {
    let time = Date.now();
    const now = () => {
      time += 5;
      return time;
    };
    const { ask, log } = createTestService({ environment, now });
    await ask(bearer());
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ outcome: 'granted', ms: expect.any(Number) });
    expect((log[0] as { ms: number }).ms).toBeGreaterThan(0);
  });
});

describe('settings that are wrong', () => {
  const wrong = sharedSecretEnvironment({ AUTH_AUDIENCE: undefined, TOKEN_LIFETIME: 'long' });

  it('refuse everybody at every endpoint, with nothing but a 500', async () => {
    const service = createTestService({ environment: wrong });
    const headers = { authorization: `Bearer ${bearer()}` };
    for (const answer of [
      await service.token({ headers }),
      await service.token(),
      await service.guest(),
      await service.health(),
    ]) {
      expect(answer).toMatchObject({
        status: 500,
        body: { error: 'server_misconfigured', code: 'server_misconfigured' },
      });
      expect(JSON.stringify(answer)).not.toMatch(/AUTH_|TOKEN_LIFETIME|long/);
      // A page must be able to read the answer.
      expect(answer.headers['Access-Control-Allow-Origin']).toBe('*');
    }
  });

  it('are in the log once, and by their names in each line', async () => {
    const { token, log } = createTestService({ environment: wrong });
    for (let i = 0; i < 3; i += 1) await token();
    const settings = log.filter(({ event }) => event === 'settings');
    expect(settings).toEqual([
      {
        event: 'settings',
        level: 'error',
        problems: [
          { variable: 'AUTH_AUDIENCE', sentence: expect.stringContaining('is missing') },
          { variable: 'TOKEN_LIFETIME', sentence: expect.stringContaining('300 to 86400') },
        ],
      },
    ]);
    expect(log.filter(({ event }) => event === 'token')).toMatchObject(
      Array.from({ length: 3 }, () => ({
        level: 'error',
        status: 500,
        cause: 'to be corrected: AUTH_AUDIENCE, TOKEN_LIFETIME',
      })),
    );
  });

  it('count as soon as they change, without a new instance', async () => {
    const { token } = createTestService({ environment });
    const headers = { authorization: `Bearer ${bearer()}` };
    expect((await token({ headers })).status).toBe(200);
    expect((await token({ headers, environment: wrong })).status).toBe(500);
    const strict = { ...environment, AUTH_REQUIRED_SCOPE: 'chat' };
    expect((await token({ headers, environment: strict })).status).toBe(403);
    expect((await token({ headers })).status).toBe(200);
  });
});

describe('the origin of a page', () => {
  const service = () =>
    createTestService({ environment: sharedSecretEnvironment({ ALLOWED_ORIGINS: APP }) });

  it('is echoed when it is allowed, in refusals too', async () => {
    const { ask, token } = service();
    const granted = await ask(bearer(), { origin: APP });
    const refused = await token({ headers: { origin: APP } });
    expect([granted.status, refused.status]).toEqual([200, 401]);
    for (const { headers } of [granted, refused]) {
      expect(headers['Access-Control-Allow-Origin']).toBe(APP);
      expect(headers.Vary).toBe('Origin');
    }
  });

  it('is refused before the token is looked at when it is not', async () => {
    const { token, ask } = service();
    for (const answer of [
      await ask(bearer(), { origin: 'https://evil.example' }),
      await ask('no token', { origin: 'https://evil.example' }),
      await token({ headers: { origin: ['a', 'b'] } }),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
      expect(answer.headers).not.toHaveProperty('Access-Control-Allow-Origin');
    }
  });

  it('is not needed by who is no browser', async () => {
    const { status, headers } = await service().ask(bearer());
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });
});

describe('a request of any shape', () => {
  const any = fc.oneof(
    fc.anything(),
    fc.constantFrom<unknown>(environment, null, undefined, [], 'text', Object.create(null)),
  );
  const request = fc.record({ environment: any, headers: any, fields: any });

  it('is answered, and never fails', async () => {
    const service = createTestService({ environment });
    await fc.assert(
      fc.asyncProperty(request, fc.constantFrom('token', 'guest', 'health'), async (each, name) => {
        const answer = await service[name as 'token'](each as ServiceRequest);
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.headers['Cache-Control']).toBe('no-store');
        expect(typeof answer.body).toBe('object');
      }),
      { numRuns: 500 },
    );
  });

  it('is answered even when it is no request at all, or bites', async () => {
    const answer = createEndpoint(token, { ...systemRuntime, log: () => undefined }, {});
    const biting = new Proxy({}, { get: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
    function fail(): never {
      throw new Error('PRIVATE');
    }
    for (const each of [
      undefined,
      null,
      7,
      biting,
      { environment: biting, headers: {}, fields: {} },
      { environment, headers: biting, fields: biting },
      {
        environment,
        headers: {
          get authorization() {
            return fail();
          },
        },
        fields: {},
      },
    ]) {
      const { status, body } = await answer(each as unknown as ServiceRequest);
      expect(status).toBe(500);
      expect(body).toMatchObject({ error: 'server_misconfigured', code: 'unexpected_error' });
      expect(JSON.stringify(body)).not.toContain('PRIVATE');
    }
  });
});

describe('the real runtime', () => {
  it('has the clock, a UUID and 128 random bits', () => {
    expect(Math.abs(systemRuntime.now() - Date.now())).toBeLessThan(1000);
    expect(systemRuntime.randomId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(systemRuntime.randomSubject()).toMatch(/^[0-9a-f]{32}$/);
    expect(systemRuntime.randomSubject()).not.toBe(systemRuntime.randomSubject());
  });
});
