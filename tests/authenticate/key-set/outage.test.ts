/** An issuer that goes down and comes back, over real HTTP. */
import { HOUR, MINUTE, SECOND } from '../../support/clock';
import {
  inTime,
  type KeySetService,
  longToken,
  outcomeOf,
  serviceBefore,
} from '../../support/key-set-service';
import { hang, type MisbehavingIssuer, startIssuer } from '../../support/misbehaving-issuer';
import { makeKey } from '../../support/tokens';

const key = makeKey('EdDSA', 'current');

let issuer: MisbehavingIssuer;
let service: KeySetService;
beforeEach(async () => {
  issuer = await startIssuer([key]);
  service = serviceBefore(issuer);
});
afterEach(() => issuer.close());

const ask = (kid?: string) => inTime(service.ask(longToken(issuer, key, kid)));
const decisions = (status: number) =>
  service.log.filter((entry) => entry.event === 'token' && entry.status === status);

describe('a cold start while the issuer is down', () => {
  it('is answered with 503 and the time after which to try again', async () => {
    await issuer.down();
    const refused = await ask();
    expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
    expect(refused.body.error).toBe('issuer_unavailable');
    expect(refused.headers).not.toHaveProperty('WWW-Authenticate');
    expect(service.reports()).toEqual(['discovery: the request failed: ECONNREFUSED']);
    expect(decisions(503)).toEqual([expect.objectContaining({ level: 'warning' })]);
  });

  it('succeeds as soon as the issuer is back and the time is over', async () => {
    await issuer.down();
    const refused = await ask();
    await issuer.up();
    service.clock.advance(Number(refused.headers['Retry-After']) * SECOND);
    expect(outcomeOf(await ask())).toBe(200);
  });

  it('never has anybody wait for more than half a minute after that', async () => {
    await issuer.down();
    for (let i = 0; i < 10; i += 1) {
      const { headers } = await ask();
      expect(Number(headers['Retry-After'])).toBeLessThanOrEqual(30);
      service.clock.advance(31 * SECOND);
    }
    const { headers } = await ask();
    await issuer.up();
    service.clock.advance(Number(headers['Retry-After']) * SECOND);
    expect(outcomeOf(await ask())).toBe(200);
  });

  it('is answered at once in the time after a failure, however slow that was', async () => {
    issuer.discovery.behaviour = hang;
    await ask();
    const before = issuer.discovery.requests;
    const startedAt = performance.now();
    for (let i = 0; i < 20; i += 1) expect((await ask()).status).toBe(503);
    expect(issuer.discovery.requests).toBe(before);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });
});

describe('an outage while keys are known', () => {
  beforeEach(async () => {
    expect(outcomeOf(await ask())).toBe(200);
    await issuer.down();
  });

  it('is not noticed for the ten minutes in which the keys are fresh', async () => {
    service.clock.advance(10 * MINUTE - SECOND);
    expect(outcomeOf(await ask())).toBe(200);
    expect(service.reports()).toEqual([]);
  });

  it('lets the known keys serve for 24 hours, and no longer', async () => {
    for (let hour = 1; hour < 24; hour += 1) {
      service.clock.advance(HOUR);
      expect(outcomeOf(await ask())).toBe(200);
    }
    service.clock.advance(HOUR - MINUTE);
    expect(outcomeOf(await ask())).toBe(200);
    service.clock.advance(2 * MINUTE);
    expect(await ask()).toMatchObject({ status: 503, body: { code: 'issuer_unavailable' } });
  });

  it('is reported once per pause, not once per request', async () => {
    service.clock.advance(10 * MINUTE);
    for (const pause of [5, 10, 20, 30, 30]) {
      const before = service.reports().length;
      for (let i = 0; i < 25; i += 1) expect(outcomeOf(await ask())).toBe(200);
      expect(service.reports()).toHaveLength(before + 1);
      service.clock.advance(pause * SECOND);
    }
    expect(decisions(200)).toHaveLength(1 + 5 * 25);
  });

  it('is 503 for a kid that nobody knows, since nobody can tell', async () => {
    service.clock.advance(MINUTE);
    expect(outcomeOf(await ask('new'))).toBe('issuer_unavailable');
    expect(outcomeOf(await ask())).toBe(200);
  });

  it('is over as soon as the issuer is back', async () => {
    service.clock.advance(30 * HOUR);
    expect(outcomeOf(await ask())).toBe('issuer_unavailable');
    await issuer.up();
    service.clock.advance(5 * SECOND);
    expect(outcomeOf(await ask())).toBe(200);
    service.clock.advance(9 * MINUTE);
    expect(outcomeOf(await ask())).toBe(200);
    expect(service.reports()).toHaveLength(1);
  });
});
