import fc from 'fast-check';
import { type AuthorizationRules, authorize } from '../../src/authorize';
import { callerWith } from '../support/caller';
import { codeOf, refusalOf } from '../support/refusal';
import { PUSH_CREDENTIAL_SID } from '../support/tokens';

const NOW = 1_800_000_000;
const RULES: AuthorizationRules = {
  lifetimeSeconds: 3600,
  lifetimeFollowsCaller: true,
  guests: { lifetimeSeconds: 900 },
  backends: { mayChooseLifetime: false, roles: new Map() },
};

describe('a required scope', () => {
  const grant = (claims: Record<string, unknown>, ...required: string[]) =>
    codeOf(() => authorize(callerWith(claims, { requiredScope: required }), {}, RULES, NOW));

  it.each<[string, Record<string, unknown>]>([
    ['the only one in scope', { scope: 'chat' }],
    ['among others in scope', { scope: 'openid chat profile' }],
    ['in scp as text', { scp: 'openid chat' }],
    ['in scp as a list', { scp: ['openid', 'chat'] }],
    ['in scp when scope lacks it', { scope: 'openid', scp: ['chat'] }],
  ])('is granted: %s', (_, claims) => {
    expect(grant(claims, 'chat')).toBe('granted');
  });

  it.each<[string, Record<string, unknown>]>([
    ['no scope at all', {}],
    ['an empty scope', { scope: '' }],
    ['another scope', { scope: 'chats' }],
    ['another case', { scope: 'Chat' }],
    ['a part of a word', { scope: 'chat:read' }],
    ['with a comma', { scope: 'chat,openid' }],
    ['a number', { scope: 7 }],
    ['an object', { scp: { chat: true } }],
    ['a nested list', { scp: [['chat']] }],
    ['null', { scope: null, scp: null }],
    ['inherited', Object.create({ scope: 'chat' })],
    ['in a claim of another name', { scopes: 'chat', permissions: ['chat'] }],
  ])('is lacking: %s', (_, claims) => {
    expect(grant(claims, 'chat')).toBe('insufficient_scope');
  });

  it('is one of several that are all needed', () => {
    expect(grant({ scope: 'chat profile' }, 'profile', 'chat')).toBe('granted');
    expect(grant({ scope: 'chat' }, 'profile', 'chat')).toBe('insufficient_scope');
  });

  it('may come from both claims together', () => {
    expect(grant({ scope: 'chat', scp: ['profile'] }, 'profile', 'chat')).toBe('granted');
  });

  it('is not asked for unless it is configured', () => {
    expect(grant({})).toBe('granted');
  });

  it('is named to a caller who lacks it', () => {
    const refusal = refusalOf(() =>
      authorize(callerWith({}, { requiredScope: ['chat', 'profile'] }), {}, RULES, NOW),
    );
    expect(refusal.details).toEqual({
      scope: 'chat profile',
      check: { check: 'scope', found: [], wanted: ['chat', 'profile'] },
    });
  });
});

describe('the lifetime', () => {
  const lifetime = (expiresIn: number, rules: Partial<AuthorizationRules> = {}, now = NOW) => {
    const caller = callerWith({}, { expiresAtSeconds: NOW + expiresIn });
    return authorize(caller, {}, { ...RULES, ...rules }, now).lifetimeSeconds;
  };

  it.each([
    ['the configured one when the caller has longer', 7200, 3600],
    ['the configured one when the caller has exactly as long', 3600, 3600],
    ["the caller's rest when that is shorter", 1800, 1800],
    ['whole seconds of it', 1800.9, 1800],
    ['no less than five minutes', 299, 300],
    ['five minutes also for a caller who expires now', 0, 300],
    ['five minutes also for one who expired within the tolerance', -20, 300],
  ])('is %s', (_, expiresIn, expected) => {
    expect(lifetime(expiresIn)).toBe(expected);
  });

  it('is counted from a clock with fractions', () => {
    expect(lifetime(1800, {}, NOW + 0.5)).toBe(1799);
  });

  it.each([60, 1800, 100_000])(
    'is the configured one whatever the caller has when it does not follow: %d s',
    (expiresIn) => {
      expect(lifetime(expiresIn, { lifetimeFollowsCaller: false })).toBe(3600);
    },
  );

  it('is always whole, and within five minutes and what is configured', () => {
    const double = fc.double({ min: -1e6, max: 1e9, noNaN: true });
    const configured = fc.integer({ min: 300, max: 86_400 });
    fc.assert(
      fc.property(double, configured, fc.boolean(), (expiresIn, most, follows) => {
        const given = lifetime(expiresIn, {
          lifetimeSeconds: most,
          lifetimeFollowsCaller: follows,
        });
        expect(Number.isInteger(given)).toBe(true);
        expect(given).toBeGreaterThanOrEqual(300);
        expect(given).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('the push credential', () => {
  it('is passed on when it is configured, and only then', () => {
    const grant = (rules: AuthorizationRules) => authorize(callerWith({}), {}, rules, NOW);
    const pushCredentialSid = PUSH_CREDENTIAL_SID;
    expect(grant({ ...RULES, pushCredentialSid })).toMatchObject({ pushCredentialSid });
    expect(grant(RULES)).not.toHaveProperty('pushCredentialSid');
  });
});
