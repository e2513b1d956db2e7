import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import twilio from 'twilio';
import type { Grant } from '../../src/authorize';
import type { Identity } from '../../src/identify';
import { issue, type Region, type TwilioSettings } from '../../src/twilio/issue';
import { decodeJwt } from '../support/service';
import {
  ACCOUNT_SID,
  API_KEY_SECRET,
  API_KEY_SID,
  PUSH_CREDENTIAL_SID,
  SERVICE_SID,
} from '../support/tokens';

const NOW = 1_800_000_000;
const { AccessToken } = twilio.jwt;

const settings = (region: Region): TwilioSettings => ({
  accountSid: ACCOUNT_SID,
  apiKeySid: API_KEY_SID,
  apiKeySecret: API_KEY_SECRET,
  serviceSid: SERVICE_SID,
  region,
});

interface Wanted {
  identity: string;
  lifetime: number;
  region: Region;
  pushCredentialSid: string | undefined;
}

const wanted: fc.Arbitrary<Wanted> = fc.record({
  identity: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }),
  lifetime: fc.integer({ min: 300, max: 86_400 }),
  region: fc.constantFrom<Region>('us1', 'ie1'),
  pushCredentialSid: fc.constantFrom(undefined, PUSH_CREDENTIAL_SID),
});

function issued(
  { identity, lifetime, region, pushCredentialSid }: Wanted,
  now = NOW,
  id = 'id',
  random = 0,
) {
  const grant: Grant = {
    lifetimeSeconds: lifetime,
    ...(pushCredentialSid && { pushCredentialSid }),
  };
  return issue(identity as Identity, grant, settings(region), now, { id, random });
}

/** What Twilio's own library makes of the same. */
function oracle({ identity, lifetime, region, pushCredentialSid }: Wanted): string {
  const token = new AccessToken(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET, {
    identity,
    ttl: lifetime,
    ...(region !== 'us1' && { region }),
  });
  token.addGrant(
    new AccessToken.ChatGrant({
      serviceSid: SERVICE_SID,
      ...(pushCredentialSid && { pushCredentialSid }),
    }),
  );
  return token.toJwt();
}

function hasValidSignature(token: string): boolean {
  const [header, payload, signature] = token.split('.');
  const hmac = createHmac('sha256', API_KEY_SECRET).update(`${header}.${payload}`);
  return hmac.digest('base64url') === signature;
}

describe('an access token', () => {
  beforeEach(() => {
    jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it("is that of Twilio's own library, claim for claim, jti apart", () => {
    fc.assert(
      fc.property(wanted, (each) => {
        const ours = issued(each).token;
        const theirs = oracle(each);
        const { header, payload } = decodeJwt(ours);
        const expected = decodeJwt(theirs);
        expect(header).toEqual(expected.header);
        expect({ ...payload, jti: '' }).toEqual({ ...expected.payload, jti: '' });
        expect(hasValidSignature(ours)).toBe(true);
        expect(hasValidSignature(theirs)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what an access token says', () => {
  const usual: Wanted = {
    identity: 'alice',
    lifetime: 3600,
    region: 'us1',
    pushCredentialSid: undefined,
  };

  it('is this, to the letter', () => {
    const { header, payload } = decodeJwt(issued(usual).token);
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' });
    expect(payload).toEqual({
      jti: `${API_KEY_SID}-id`,
      grants: { identity: 'alice', chat: { service_sid: SERVICE_SID } },
      iat: NOW,
      exp: NOW + 3600,
      iss: API_KEY_SID,
      sub: ACCOUNT_SID,
    });
  });

  it('names the region in its header in Ireland', () => {
    const { header } = decodeJwt(issued({ ...usual, region: 'ie1' }).token);
    expect(header.twr).toBe('ie1');
  });

  it('names the push credential in its chat grant', () => {
    const { payload } = decodeJwt(
      issued({ ...usual, pushCredentialSid: PUSH_CREDENTIAL_SID }).token,
    );
    expect(payload.grants.chat.push_credential_sid).toBe(PUSH_CREDENTIAL_SID);
  });

  it('has whole seconds, also when the clock has fractions', () => {
    const { payload } = decodeJwt(issued(usual, NOW + 0.999).token);
    expect([payload.iat, payload.exp]).toEqual([NOW, NOW + 3600]);
  });

  it('has a jti of its own for each id', () => {
    const jti = (id: string) => decodeJwt(issued(usual, NOW, id).token).payload.jti;
    expect(jti('one')).not.toBe(jti('other'));
  });
});

describe('what stands beside an access token', () => {
  const at = (time: string) => Date.parse(time) / 1000;

  it('agrees with what the token says', () => {
    fc.assert(
      fc.property(wanted, (each) => {
        const answer = issued(each);
        const { payload } = decodeJwt(answer.token);
        expect(answer.identity).toBe(payload.grants.identity);
        expect(at(answer.expiresAt)).toBe(payload.exp);
        expect(at(answer.serverTime)).toBe(payload.iat);
        expect(answer.expiresIn).toBe(payload.exp - payload.iat);
        expect(answer.serviceSid).toBe(payload.grants.chat.service_sid);
        expect(answer.region).toBe(each.region);
      }),
    );
  });

  it('asks to refresh at least three minutes before the end, and a minute after the beginning', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(wanted, random, (each, chance) => {
        const { refreshAfter, expiresAt, serverTime } = issued(each, NOW, 'id', chance);
        expect(at(expiresAt) - at(refreshAfter)).toBeGreaterThanOrEqual(180);
        expect(at(expiresAt) - at(refreshAfter)).toBeLessThanOrEqual(1200);
        expect(at(refreshAfter)).toBeGreaterThanOrEqual(at(serverTime) + 60);
      }),
    );
  });

  it.each([
    [300, 180, 240],
    [900, 180, 360],
    [3600, 360, 720],
    [6000, 600, 1200],
    [86_400, 600, 1200],
  ])(
    'spreads the refresh of a token of %d s from %d to %d s before its end',
    (lifetime, least, most) => {
      const each = {
        identity: 'a',
        lifetime,
        region: 'us1',
        pushCredentialSid: undefined,
      } as const;
      const margin = (random: number) => {
        const { refreshAfter, expiresAt } = issued(each, NOW, 'id', random);
        return at(expiresAt) - at(refreshAfter);
      };
      expect(margin(0)).toBe(least);
      expect(margin(0.5)).toBe((least + most) / 2);
      expect(most - margin(1 - Number.EPSILON)).toBeLessThanOrEqual(1);
    },
  );

  it('gives times as ISO 8601 in UTC', () => {
    const each = { identity: 'a', lifetime: 3600, region: 'us1', pushCredentialSid: undefined };
    expect(issued(each as Wanted)).toMatchObject({
      serverTime: '2027-01-15T08:00:00.000Z',
      refreshAfter: '2027-01-15T08:54:00.000Z',
      expiresAt: '2027-01-15T09:00:00.000Z',
    });
  });
});
