/** Several issuers, over real HTTP: none ever vouches for another. */
import type { IssuerPolicy } from '../../../src/settings/policy';
import { longToken, outcomeOf, serviceBefore } from '../../support/key-set-service';
import { type MisbehavingIssuer, startIssuer } from '../../support/misbehaving-issuer';
import { AUDIENCE, makeKey, type TestKey } from '../../support/tokens';

const SHARED_KID = 'key-1';
const staffKey = makeKey('ES256', SHARED_KID);
const guestKey = makeKey('ES256', SHARED_KID);

let staff: MisbehavingIssuer;
let visitors: MisbehavingIssuer;
beforeEach(async () => {
  staff = await startIssuer([staffKey]);
  visitors = await startIssuer([guestKey]);
});
afterEach(() => Promise.all([staff.close(), visitors.close()]));

const entry = ({ issuer }: MisbehavingIssuer, namespace: string): IssuerPolicy => ({
  issuer,
  audience: AUDIENCE,
  namespace,
});
const serviceOfBoth = () => {
  const issuers = [entry(staff, 'staff'), entry(visitors, 'visitor')];
  return serviceBefore(undefined, { policy: { issuers } });
};
const askAs = async (issuer: MisbehavingIssuer, key: TestKey, service = serviceOfBoth()) => {
  const answer = await service.ask(longToken(issuer, key));
  return answer.body.identity ?? outcomeOf(answer);
};

describe('two issuers whose keys have the same kid', () => {
  it('are each believed for their own people', async () => {
    const service = serviceOfBoth();
    expect(await askAs(staff, staffKey, service)).toBe('staff~alice');
    expect(await askAs(visitors, guestKey, service)).toBe('visitor~alice');
  });

  it.each(['cold', 'warm'])('are not believed for those of the other: %s', async (state) => {
    const service = serviceOfBoth();
    if (state === 'warm') {
      await askAs(staff, staffKey, service);
      await askAs(visitors, guestKey, service);
    }
    expect(await askAs(staff, guestKey, service)).toBe('signature_invalid');
    expect(await askAs(visitors, staffKey, service)).toBe('signature_invalid');
  });
});

describe('an issuer that publishes the keys of another', () => {
  beforeEach(() => {
    visitors.keys = [guestKey, { ...staffKey.jwk, kid: 'stolen' }];
  });

  it('is still not believed for its people', async () => {
    const service = serviceOfBoth();
    expect(await askAs(visitors, guestKey, service)).toBe('visitor~alice');
    expect(await askAs(staff, guestKey, service)).toBe('signature_invalid');
  });

  it('makes of a token signed with such a key no more than one of its own people', async () => {
    const answer = await serviceOfBoth().ask(longToken(visitors, staffKey, 'stolen'));
    expect(answer.body.identity).toBe('visitor~alice');
  });

  it('is not asked for the keys of the other', async () => {
    const service = serviceOfBoth();
    expect(outcomeOf(await service.ask(longToken(staff, staffKey, 'stolen')))).toBe('key_unknown');
    expect(visitors.keySet.requests).toBe(0);
    expect(visitors.discovery.requests).toBe(0);
  });
});

describe('an issuer that points to the key set of another', () => {
  it('has no people of its own left, and none of the other', async () => {
    visitors.metadata = { jwks_uri: staff.jwksUri };
    const service = serviceOfBoth();
    expect(await askAs(visitors, guestKey, service)).toBe('signature_invalid');
    expect(await askAs(visitors, staffKey, service)).toBe('visitor~alice');
    expect(await askAs(staff, guestKey, service)).toBe('signature_invalid');
  });

  it('is not believed when its discovery document is that of the other', async () => {
    visitors.metadata = { issuer: staff.issuer, jwks_uri: staff.jwksUri };
    expect(await askAs(visitors, staffKey)).toBe('issuer_unavailable');
  });
});

describe('an issuer that is down', () => {
  it('does not keep the people of the other out', async () => {
    const service = serviceOfBoth();
    await visitors.down();
    expect(await askAs(visitors, guestKey, service)).toBe('issuer_unavailable');
    expect(await askAs(staff, staffKey, service)).toBe('staff~alice');
  });
});

describe('a stranger', () => {
  it('is asked for nothing', async () => {
    const stranger = await startIssuer([guestKey]);
    expect(await askAs(stranger, guestKey)).toBe('issuer_mismatch');
    expect([stranger.discovery.requests, stranger.keySet.requests]).toEqual([0, 0]);
    await stranger.close();
  });
});
