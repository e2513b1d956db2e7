import { attemptsUntil, TwilioFailure, unlessExists } from '../../src/twilio/attempts';

const rejection = (status: number, code?: number) =>
  Object.assign(new Error('about alice@example.com'), { status, code });

/** Rejects so many times, then succeeds. */
function flaky(times: number, error: () => unknown) {
  let count = 0;
  const ask = async () => {
    count += 1;
    if (count <= times) throw error();
    return 'done';
  };
  return { ask, count: () => count };
}

describe('an attempt', () => {
  it.each([429, 500, 502, 503])('is made again after %i', async (status) => {
    const { ask, count } = flaky(2, () => rejection(status));
    await expect(attemptsUntil(Date.now() + 3000, Date.now)('try', ask)).resolves.toBe('done');
    expect(count()).toBe(3);
  });

  it('is made again after no answer', async () => {
    const { ask, count } = flaky(1, () => new Error('socket hang up'));
    await expect(attemptsUntil(Date.now() + 3000, Date.now)('try', ask)).resolves.toBe('done');
    expect(count()).toBe(2);
  });

  it.each([400, 401, 403, 404, 409])('is made once after %i', async (status) => {
    const { ask, count } = flaky(1, () => rejection(status));
    await expect(attemptsUntil(Date.now() + 3000, Date.now)('try', ask)).rejects.toThrow(
      `HTTP ${status}`,
    );
    expect(count()).toBe(1);
  });

  it('ends with the time, also when there is no answer at all', async () => {
    const attempt = attemptsUntil(Date.now() + 150, Date.now);
    await expect(attempt('try', () => new Promise(() => undefined))).rejects.toMatchObject({
      message: 'try: no answer',
      status: undefined,
    });
  });

  it('shares the time with those before it', async () => {
    let now = 0;
    const attempt = attemptsUntil(3000, () => now);
    const { ask, count } = flaky(9, () => {
      now = 2990;
      return rejection(503);
    });
    await expect(attempt('try', ask)).rejects.toThrow('HTTP 503');
    expect(count()).toBe(1);
  });

  it('tells numbers only', async () => {
    const { ask } = flaky(1, () => rejection(400, 50_203));
    const failure: unknown = await attemptsUntil(Date.now() + 10, Date.now)(
      'create the User',
      ask,
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TwilioFailure);
    expect((failure as Error).message).toBe('create the User: HTTP 400, code 50203');
    expect(JSON.stringify(failure)).not.toContain('alice');
  });
});

describe('a failure', () => {
  it.each([
    [404, 20_404, true],
    [404, undefined, true],
    // A role of this SID, rather than a User of this name.
    [404, 50_100, false],
    [410, 20_404, false],
  ])('HTTP %i with code %s: missing is %s', (status, code, missing) => {
    expect(new TwilioFailure('x', { status, code }).missing).toBe(missing);
  });
});

describe('a pause that Twilio asks for', () => {
  const tooMany = (retryAfterSeconds: number) =>
    Object.assign(new Error('x'), { status: 429, code: 20_429, retryAfterSeconds });

  it('is kept', async () => {
    const { ask, count } = flaky(1, () => tooMany(1));
    const startedAtMs = Date.now();
    await expect(attemptsUntil(Date.now() + 5000, Date.now)('try', ask)).resolves.toBe('done');
    expect(count()).toBe(2);
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(990);
  });

  it('ends the attempt at once where there is no time for it, and is passed on', async () => {
    const { ask, count } = flaky(9, () => tooMany(30));
    const attempt = attemptsUntil(Date.now() + 3000, Date.now)('try', ask);
    await expect(attempt).rejects.toMatchObject({ status: 429, retryAfterSeconds: 30 });
    expect(count()).toBe(1);
  });
});

describe('creating what may exist', () => {
  const failing = (status: number, code?: number) =>
    unlessExists(Promise.reject(new TwilioFailure('x', { status, code })), 50_433);

  it('is fine where the code says so, whatever the status', async () => {
    await expect(failing(409, 50_433)).resolves.toBeUndefined();
    await expect(failing(400, 50_433)).resolves.toBeUndefined();
  });

  it.each([
    [409, undefined],
    [409, 50_201],
    [409, 50_416],
    [400, 20_001],
  ])('is a failure after HTTP %i with code %s', async (status, code) => {
    await expect(failing(status, code)).rejects.toThrow(`HTTP ${status}`);
  });
});
