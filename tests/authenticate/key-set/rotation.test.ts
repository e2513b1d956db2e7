/** Keys that come and go, over real HTTP. */
import { HOUR, MINUTE, SECOND, stoppedClock } from '../../support/clock';
import {
  type KeySetService,
  longToken,
  outcomeOf,
  serviceBefore,
} from '../../support/key-set-service';
import { type MisbehavingIssuer, startIssuer, status } from '../../support/misbehaving-issuer';
import { makeKey, signToken, validClaims } from '../../support/tokens';

const before = makeKey('EdDSA', 'before');
const after = makeKey('EdDSA', 'after');

let issuer: MisbehavingIssuer;
let service: KeySetService;
beforeEach(async () => {
  issuer = await startIssuer([before]);
  // It stands still, because exact moments matter.
  service = serviceBefore(issuer, { clock: stoppedClock() });
  expect(await ask(before)).toBe(200);
});
afterEach(() => issuer.close());

const ask = async (key: typeof before, kid?: string) =>
  outcomeOf(await service.ask(longToken(issuer, key, kid)));

describe('a new key', () => {
  it('works at its first use, once 30 s have passed since the last fetch', async () => {
    issuer.keys = [before, after];
    service.clock.advance(30 * SECOND - 1);
    expect(await ask(after)).toBe('key_unknown');
    expect(issuer.keySet.requests).toBe(1);
    service.clock.advance(1);
    expect(await ask(after)).toBe(200);
    expect(await ask(before)).toBe(200);
    expect(issuer.keySet.requests).toBe(2);
  });

  it('works in the same way when its token names no kid', async () => {
    const ec = makeKey('ES256', 'ec');
    issuer.keys = [before, ec];
    const claims = validClaims({ iss: issuer.issuer });
    const token = signToken(claims, { key: ec, kid: null });
    expect(outcomeOf(await service.ask(token))).toBe('key_unknown');
    service.clock.advance(30 * SECOND);
    expect(outcomeOf(await service.ask(token))).toBe(200);
  });

  it('under the kid of another works once the set is refreshed', async () => {
    issuer.keys = [{ ...after.jwk, kid: before.kid }];
    service.clock.advance(MINUTE);
    expect(await ask(after, before.kid)).toBe('signature_invalid');
    service.clock.advance(9 * MINUTE);
    expect(await ask(after, before.kid)).toBe(200);
    expect(await ask(before)).toBe('signature_invalid');
  });
});

describe('a withdrawn key', () => {
  it('stops working once the set is refreshed, after ten minutes', async () => {
    issuer.keys = [after];
    service.clock.advance(10 * MINUTE - 1);
    expect(await ask(before)).toBe(200);
    service.clock.advance(1);
    expect(await ask(before)).toBe('key_unknown');
    expect(await ask(after)).toBe(200);
    expect(issuer.keySet.requests).toBe(2);
  });

  it('stops working earlier when a new key was asked for meanwhile', async () => {
    issuer.keys = [after];
    service.clock.advance(MINUTE);
    expect(await ask(after)).toBe(200);
    expect(await ask(before)).toBe('key_unknown');
  });

  it('does not come back when the issuer goes down', async () => {
    issuer.keys = [after];
    service.clock.advance(10 * MINUTE);
    expect(await ask(before)).toBe('key_unknown');
    await issuer.down();
    service.clock.advance(HOUR);
    expect(await ask(before)).toBe('issuer_unavailable');
    expect(await ask(after)).toBe(200);
  });
});

describe('a key set that moves', () => {
  it('is found again by discovery', async () => {
    issuer.keySet.behaviour = status(404);
    const moved = await startIssuer([after]);
    issuer.metadata = { jwks_uri: moved.jwksUri };
    service.clock.advance(10 * MINUTE);
    // The old address fails once, and known keys bridge that.
    expect(await ask(before)).toBe(200);
    service.clock.advance(5 * SECOND);
    expect(await ask(after)).toBe(200);
    expect(await ask(before)).toBe('key_unknown');
    await moved.close();
  });
});
