/** What an operator meets: a mistake in the settings, a login that is down, a look at the health. */
import { type LocalRuntime, startLocalRuntime } from '../support/local-runtime';
import { makeKeys, serveKeySet, signToken, validClaims, validEnvironment } from '../support/tokens';
import { bearer, type Received, send } from './request';

const started: LocalRuntime[] = [];

async function serve(environment: Record<string, string>): Promise<LocalRuntime> {
  const runtime = await startLocalRuntime(environment);
  started.push(runtime);
  return runtime;
}

afterAll(() => Promise.all(started.map((runtime) => runtime.close())));

describe('with valid settings', () => {
  it('is healthy, and shows nothing of the settings', async () => {
    const runtime = await serve(validEnvironment());
    const answer = await send(`${runtime.url}/health`, { method: 'GET' });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store', 'access-control-allow-origin': '*' },
      json: { status: 'ok' },
    });
    expect(answer.text).toBe('{"status":"ok"}');
    expect(await runtime.log(1)).toEqual([
      expect.objectContaining({ event: 'health', outcome: 'granted', status: 200 }),
    ]);
  });
});

describe('with mistakes in the settings', () => {
  const environment = validEnvironment({
    CONVERSATIONS_SERVICE_SID: `MG${'c3'.repeat(16)}`,
    TWILIO_API_KEY_SECRET: undefined,
    AUTH_AUDIENC: 'https://chat.example.com',
  });
  let runtime: LocalRuntime;
  let answers: Received[];

  beforeAll(async () => {
    runtime = await serve(environment);
    answers = [
      await send(`${runtime.url}/token`, { headers: bearer('a.b.c') }),
      await send(`${runtime.url}/token`),
      await send(`${runtime.url}/health`, { method: 'GET' }),
    ];
  });

  it('refuses everybody, and asks nobody for a credential', () => {
    for (const { status, headers, json } of answers) {
      expect(status).toBe(500);
      expect(json).toEqual({
        error: 'server_misconfigured',
        code: 'server_misconfigured',
        error_description: expect.any(String),
        requestId: expect.any(String),
      });
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers).not.toHaveProperty('www-authenticate');
      expect(headers).not.toHaveProperty('retry-after');
    }
  });

  it('names no variable and no value to the caller', () => {
    for (const { text, headers } of answers) {
      const told = text + JSON.stringify(headers);
      for (const each of Object.entries(environment).flat()) expect(told).not.toContain(each);
      expect(told).not.toContain('TWILIO_API_KEY_SECRET');
    }
  });

  it('names every variable to the operator, once, and no value', async () => {
    const settings = (await runtime.log(5)).filter(({ event }) => event === 'settings');
    // Each function is a file of its own, so an instance of each has parsed them.
    expect(settings).toHaveLength(2);
    for (const { problems } of settings) {
      expect(problems.map((problem: { variable: string }) => problem.variable).sort()).toEqual([
        'AUTH_AUDIENC',
        'CONVERSATIONS_SERVICE_SID',
        'TWILIO_API_KEY_SECRET',
      ]);
    }
    for (const value of Object.values(environment)) expect(runtime.output()).not.toContain(value);
  });
});

describe('with a login that is down', () => {
  it('says when to try again, and blames no token for it', async () => {
    const { rsa } = makeKeys();
    const login = await serveKeySet([rsa]);
    await login.close();
    const { issuer } = login;
    const runtime = await serve(validEnvironment({ AUTH_ISSUER: issuer }));
    const token = signToken(validClaims({ iss: issuer }), { key: rsa });

    for (let i = 0; i < 2; i += 1) {
      const { status, headers, json } = await send(`${runtime.url}/token`, {
        headers: bearer(token),
      });
      expect(status).toBe(503);
      expect(json).toEqual({
        error: 'issuer_unavailable',
        code: 'issuer_unavailable',
        error_description: expect.any(String),
        requestId: expect.any(String),
      });
      expect(headers['retry-after']).toMatch(/^[1-5]$/);
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers).not.toHaveProperty('www-authenticate');
    }
    // The second request did not ask the login again.
    const entries = await runtime.log(3);
    expect(entries.map(({ event }) => event)).toEqual(['key_set', 'token', 'token']);
    expect(entries[0]).toMatchObject({ issuer, cause: expect.stringMatching(/ECONNREFUSED/) });
  });
});
