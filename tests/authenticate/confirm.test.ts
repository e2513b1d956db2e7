/** JWTs that their issuer has to confirm, so that a revocation bites, over real HTTP. */
import type { IntrospectionPolicy } from '../../src/settings/policy';
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { MINUTE, runningClock } from '../support/clock';
import { outcomeOf } from '../support/key-set-service';
import { status } from '../support/misbehaving-issuer';
import { createTestService } from '../support/service';
import {
  AUDIENCE,
  ISSUER,
  makeKey,
  seconds,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';

const key = makeKey('EdDSA');
const jwt = signToken(validClaims(), { key });
const OPAQUE = 'opaque-token-1234567890';

let endpoint: AskedEndpoint;
beforeEach(async () => {
  endpoint = await startAskedEndpoint();
});
afterEach(() => endpoint.close());

function setUp(tokens: IntrospectionPolicy['tokens']) {
  const clock = runningClock();
  const introspection: IntrospectionPolicy = {
    url: endpoint.url,
    clientId: 'chat',
    secretVariable: 'LOGIN_SECRET',
    ...(tokens && { tokens }),
  };
  const service = createTestService({
    environment: validEnvironment({
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      LOGIN_SECRET: 'secret-of-the-client',
    }),
    now: clock.now,
    policy: {
      issuers: [
        {
          issuer: ISSUER,
          audience: AUDIENCE,
          keySet: { keys: [key.jwk] },
          fetchKeys: false,
          introspection,
        },
      ],
    },
  });
  const outcome = async (token: string) => outcomeOf(await service.ask(token));
  return { clock, outcome, ask: service.ask };
}

describe('a JWT that is to be confirmed', () => {
  it.each(['jwt', 'all'] as const)('counts when its issuer says so: %s', async (tokens) => {
    const { clock, outcome } = setUp(tokens);
    endpoint.answers[jwt] = { active: true, sub: 'alice' };
    expect(await outcome(jwt)).toBe(200);
    endpoint.answers = {};
    clock.advance(MINUTE);
    expect(await outcome(jwt)).toBe('token_inactive');
  });

  it('is not confirmed by an answer about somebody else', async () => {
    endpoint.answers[jwt] = { active: true, sub: 'mallory' };
    expect(await setUp('jwt').outcome(jwt)).toBe('token_inactive');
  });

  it('is not confirmed by an answer that tells of a binding', async () => {
    endpoint.answers[jwt] = { active: true, sub: 'alice', cnf: { jkt: 'x' } };
    expect(await setUp('jwt').outcome(jwt)).toBe('token_bound');
  });

  it('is confirmed by an answer that names nobody', async () => {
    endpoint.answers[jwt] = { active: true };
    expect(await setUp('jwt').outcome(jwt)).toBe(200);
  });

  it.each<[string, object]>([
    ['issuer_mismatch', { iss: 'https://evil.example/' }],
    ['audience_mismatch', { aud: 'other' }],
    ['token_expired', { exp: 1 }],
    ['token_expired', { exp: '1' }],
    ['token_not_yet_valid', { nbf: seconds() + 600 }],
    ['token_bound', { token_type: 'DPoP' }],
    ['token_inactive', { active: false, iss: ISSUER }],
  ])('is not confirmed by an answer that contradicts it: %s for %j', async (code, answer) => {
    endpoint.answers[jwt] = { active: true, sub: 'alice', ...answer };
    expect(await setUp('jwt').outcome(jwt)).toBe(code);
  });

  it('ends no later than the answer says', async () => {
    endpoint.answers[jwt] = { active: true, exp: seconds() + 1000, aud: [AUDIENCE], iss: ISSUER };
    const { body } = await setUp('jwt').ask(jwt);
    expect(body.expiresIn).toBeGreaterThan(980);
    expect(body.expiresIn).toBeLessThanOrEqual(1000);
  });

  it('is shown to nobody unless its signature and its claims are right', async () => {
    const { outcome } = setUp('all');
    const forged = signToken(validClaims(), { key: makeKey('EdDSA') });
    const expired = signToken(validClaims({ exp: 1 }), { key });
    expect(await outcome(forged)).toBe('signature_invalid');
    expect(await outcome(expired)).toBe('token_expired');
    expect(endpoint.questions).toHaveLength(0);
  });

  it('does not count while its issuer cannot be asked', async () => {
    endpoint.behaviour = status(500);
    expect(await setUp('jwt').outcome(jwt)).toBe('issuer_unavailable');
  });
});

describe('which tokens an issuer is asked about', () => {
  it.each([
    [undefined, [OPAQUE]],
    ['opaque', [OPAQUE]],
    ['jwt', [jwt]],
    ['all', [jwt, OPAQUE]],
  ] as const)('is as configured: %s', async (tokens, expected) => {
    const { outcome } = setUp(tokens);
    await outcome(jwt);
    await outcome(OPAQUE);
    expect(endpoint.questions.map(({ form }) => form.token)).toEqual(expected);
  });

  it('leaves an opaque token malformed where only JWTs count', async () => {
    expect(await setUp('jwt').outcome(OPAQUE)).toBe('token_malformed');
  });
});
