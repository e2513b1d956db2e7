/** When keys are fetched, over real HTTP with a clock that is moved. */
import type { IssuerPolicy } from '../../../src/settings/policy';
import { HOUR, MINUTE, SECOND, stoppedClock } from '../../support/clock';
import { inTime, longToken, outcomeOf, serviceBefore } from '../../support/key-set-service';
import {
  hang,
  type MisbehavingIssuer,
  ok,
  startIssuer,
  status,
} from '../../support/misbehaving-issuer';
import { AUDIENCE, makeKey, type TestKey } from '../../support/tokens';

const key = makeKey('EdDSA', 'current');
const seedKey = makeKey('EdDSA', 'seed');

let issuer: MisbehavingIssuer;
beforeEach(async () => {
  issuer = await startIssuer([key]);
});
afterEach(() => issuer.close());

describe('a day of one request a minute', () => {
  it('costs at most one fetch of the key set in ten minutes, and one discovery', async () => {
    const clock = stoppedClock();
    const service = serviceBefore(issuer, { clock });
    const token = longToken(issuer, key);
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      expect(outcomeOf(await service.ask(token))).toBe(200);
      clock.advance(MINUTE);
    }
    expect(issuer.keySet.requests).toBe(24 * 6);
    expect(issuer.discovery.requests).toBe(1);
  });

  it('costs no more for made-up kids than one fetch in 30 s', async () => {
    const clock = stoppedClock();
    const service = serviceBefore(issuer, { clock });
    for (let second = 0; second < 600; second += 1) {
      const token = longToken(issuer, key, `made-up-${second}`);
      expect(outcomeOf(await service.ask(token))).toBe('key_unknown');
      clock.advance(SECOND);
    }
    expect(issuer.keySet.requests).toBe(20);
  });
});

describe('a process that sleeps', () => {
  it('does not wait for a fetch that froze with it', async () => {
    const service = serviceBefore(issuer);
    issuer.keySet.behaviour = hang;
    const frozen = service.ask(longToken(issuer, key));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(issuer.keySet.requests).toBe(1);

    issuer.keySet.behaviour = ok;
    service.clock.advance(HOUR);
    const startedAt = performance.now();
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2000);

    // The frozen one gets its answer too, and does no harm.
    expect([200, 'issuer_unavailable']).toContain(outcomeOf(await inTime(frozen)));
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    expect(issuer.keySet.requests).toBe(2);
  });

  it('refreshes what is old in the first request after it, and in nothing else', async () => {
    const service = serviceBefore(issuer);
    await service.ask(longToken(issuer, key));
    service.clock.advance(20 * HOUR);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(issuer.keySet.requests).toBe(1);
    issuer.keys = [seedKey];
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe('key_unknown');
    expect(issuer.keySet.requests).toBe(2);
  });
});

describe('a fixed address of the key set', () => {
  const ask = async (key: TestKey) => {
    const policy = {
      issuers: [{ issuer: issuer.issuer, audience: AUDIENCE, jwksUri: issuer.jwksUri }],
    };
    return outcomeOf(await serviceBefore(undefined, { policy }).ask(longToken(issuer, key)));
  };

  it('is used without discovery', async () => {
    issuer.discovery.behaviour = status(500);
    expect(await ask(key)).toBe(200);
    expect([issuer.discovery.requests, issuer.keySet.requests]).toEqual([0, 1]);
  });
});

describe('keys that are compiled in', () => {
  const serviceWith = (overrides: Partial<IssuerPolicy> = {}) =>
    serviceBefore(undefined, {
      policy: {
        issuers: [
          {
            issuer: issuer.issuer,
            audience: AUDIENCE,
            keySet: { keys: [seedKey.jwk] },
            ...overrides,
          },
        ],
      },
    });

  it('serve from the first request on while the issuer is down, and do not grow old', async () => {
    const service = serviceWith();
    await issuer.down();
    expect(outcomeOf(await inTime(service.ask(longToken(issuer, seedKey))))).toBe(200);
    service.clock.advance(100 * HOUR);
    expect(outcomeOf(await inTime(service.ask(longToken(issuer, seedKey))))).toBe(200);
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe('issuer_unavailable');
  });

  it('serve while the issuer hangs, and nobody waits for long', async () => {
    const service = serviceWith();
    issuer.discovery.behaviour = hang;
    expect(outcomeOf(await inTime(service.ask(longToken(issuer, seedKey))))).toBe(200);
  });

  it('are replaced by the keys that the issuer publishes', async () => {
    const service = serviceWith();
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    expect(outcomeOf(await service.ask(longToken(issuer, seedKey)))).toBe('key_unknown');
    await issuer.down();
    service.clock.advance(HOUR);
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    expect(outcomeOf(await service.ask(longToken(issuer, seedKey)))).toBe('issuer_unavailable');
  });

  it('are all there are when nothing is to be fetched', async () => {
    const service = serviceWith({ fetchKeys: false });
    expect(outcomeOf(await service.ask(longToken(issuer, seedKey)))).toBe(200);
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe('key_unknown');
    service.clock.advance(100 * HOUR);
    expect(outcomeOf(await service.ask(longToken(issuer, seedKey)))).toBe(200);
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe('key_unknown');
    expect([issuer.discovery.requests, issuer.keySet.requests]).toEqual([0, 0]);
  });
});
