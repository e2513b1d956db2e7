/** Trouble that is written down before it happens. */
import { refusal, stage } from './stage';

it('meets the requests that fit, as often as it says, in order', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push(
    { method: 'POST', status: 429, times: 2 },
    { path: /\/Roles$/, status: 503, code: 20503 },
  );
  const create = () => refusal(service.users.create({ identity: 'alice' }));
  expect((await service.fetch()).friendlyName).toBe('Chat');
  expect(await refusal(service.roles.list())).toBe('503/20503');
  expect(await service.roles.list()).toHaveLength(4);
  expect([await create(), await create(), await create()]).toEqual([
    '429/20429',
    '429/20429',
    'none/not refused',
  ]);
  expect(standIn.trouble).toEqual([]);
  expect(standIn.writes().map(({ status }) => status)).toEqual([429, 429, 201]);
});

it('fails for ever, if it says so', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push({ status: 500, times: Infinity });
  for (let count = 0; count < 5; count += 1) {
    expect(await refusal(service.fetch())).toBe('500/20500');
  }
});

it('does the work and loses the answer', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push({ status: 503, after: true }, { reset: true, after: true });
  expect(await refusal(service.users.create({ identity: 'alice' }))).toBe('503/20503');
  await expect(service.users.create({ identity: 'bob' })).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
  expect([...standIn.users.keys()]).toEqual(['alice', 'bob']);
});

it('does no work otherwise', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push({ status: 503 }, { reset: true });
  await refusal(service.users.create({ identity: 'alice' }));
  await refusal(service.users.create({ identity: 'bob' }));
  expect(standIn.users.size).toBe(0);
});

it('says when to come again', async () => {
  const { standIn } = await stage();
  standIn.trouble.push({ status: 429, retryAfter: 7 });
  const response = await fetch(standIn.url, { headers: { connection: 'close' } });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await response.json()).toMatchObject({ code: 20429, status: 429 });
});

it('answers what is not Twilio’s', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push({ status: 502, text: '<html>Bad gateway</html>' });
  await expect(service.fetch()).rejects.toMatchObject({ status: 502 });
});

it('hangs, until it is closed', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push({ hang: true });
  const hanging = refusal(service.fetch());
  while (standIn.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
  await standIn.close();
  expect(await hanging).toBe('undefined/ECONNRESET');
  expect(standIn.requests[0]?.status).toBe(0);
});

it('delays, and does it all the same', async () => {
  const { standIn, service } = await stage();
  standIn.trouble.push({ method: 'POST', delayMs: 60 });
  const order: string[] = [];
  const slow = service.users.create({ identity: 'alice' }).then(() => order.push('slow'));
  await service.fetch().then(() => order.push('quick'));
  await slow;
  expect(order).toEqual(['quick', 'slow']);
});

it('has limits to how much it does at once', async () => {
  const { standIn, service } = await stage({ latencyMs: 30, concurrency: 4 });
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => refusal(service.fetch())));
  expect(outcomes.filter((outcome) => outcome === '429/20429').length).toBeGreaterThan(0);
  expect(outcomes.filter((outcome) => outcome === 'none/not refused').length).toBeGreaterThan(3);
  standIn.concurrency = Infinity;
  expect(await refusal(service.fetch())).toBe('none/not refused');
});
