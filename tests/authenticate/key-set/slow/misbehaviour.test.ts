/** Each way in which an issuer can misbehave, over real HTTP: the right refusal, in time. */
import { MINUTE, SECOND } from '../../../support/clock';
import { inTime, longToken, outcomeOf, serviceBefore } from '../../../support/key-set-service';
import {
  type Behaviour,
  breakOff,
  hang,
  html,
  huge,
  json,
  type MisbehavingIssuer,
  ok,
  redirect,
  slow,
  startIssuer,
  status,
  text,
} from '../../../support/misbehaving-issuer';
import { makeKey } from '../../../support/tokens';

const key = makeKey('ES256', 'current');
const other = makeKey('ES256', 'other');

/** Runs with an issuer of its own, so that tests can wait beside each other. */
async function withIssuer(
  keys: readonly unknown[],
  action: (issuer: MisbehavingIssuer) => Promise<void>,
): Promise<void> {
  const issuer = await startIssuer(keys);
  try {
    await action(issuer);
  } finally {
    await issuer.close();
  }
}

const FAILURES: [name: string, behaviour: Behaviour, cause: string][] = [
  ['never answers', hang, 'no whole answer within'],
  ['answers a byte at a time', slow, 'no whole answer within'],
  ['answers 500', status(500), 'the answer has status 500'],
  ['answers 404', status(404), 'the answer has status 404'],
  ['answers 204', status(204), 'the answer has status 204'],
  ['redirects', redirect('/keys'), 'the answer has status 302'],
  ['answers with HTML', html, 'the answer is not JSON'],
  ['answers with JSON that is cut off', text('{"keys":['), 'the answer is not JSON'],
  ['answers with nothing', text(''), 'the answer is not JSON'],
  ['answers with 10 MB', huge, 'the answer is over 262144 bytes'],
  ['breaks its answer off', breakOff, 'the answer broke off'],
];

const ENDPOINTS = [
  ['key set', 'keySet', [...FAILURES, ...badKeySets()]],
  ['discovery', 'discovery', [...FAILURES, ...badDiscoveries()]],
] as const;

function badKeySets(): typeof FAILURES {
  return [
    ['is empty', json({ keys: [] }), 'no usable key'],
    ['is null', json(null), 'no member keys'],
    ['is a list', json([key.jwk]), 'no member keys'],
    ['has private keys alone', json({ keys: [key.privateJwk] }), 'no usable key'],
    ['has unknown kinds alone', json({ keys: [{ kty: 'LMS' }, 7, null] }), 'no usable key'],
  ];
}

function badDiscoveries(): typeof FAILURES {
  const metadata =
    (overrides: object): Behaviour =>
    (response, document) =>
      ok(response, { ...document, ...overrides });
  return [
    ['names another issuer', metadata({ issuer: 'https://evil.example' }), 'another issuer'],
    ['names keys on plain http', metadata({ jwks_uri: 'http://192.0.2.1/keys' }), 'no https'],
    ['names keys in a file', metadata({ jwks_uri: 'file:///etc/passwd' }), 'no https'],
    ['names no keys', metadata({ jwks_uri: undefined }), 'no https'],
    ['is null', json(null), 'another issuer'],
  ];
}

describe.each(ENDPOINTS)('a %s', (_, endpoint, rows) => {
  it.concurrent.each(rows)(
    'that %s is an outage of the issuer, not a fault of the caller',
    async (_, behaviour, cause) =>
      withIssuer([key], async (issuer) => {
        const service = serviceBefore(issuer);
        issuer[endpoint].behaviour = behaviour;
        const refused = await inTime(service.ask(longToken(issuer, key)));
        expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
        expect(refused.body.code).toBe('issuer_unavailable');
        expect(service.reports()).toEqual([expect.stringContaining(cause)]);

        issuer[endpoint].behaviour = ok;
        service.clock.advance(5 * SECOND);
        expect(outcomeOf(await inTime(service.ask(longToken(issuer, key))))).toBe(200);
      }),
  );
});

describe('a key set that was good once', () => {
  it.concurrent.each([...FAILURES, ...badKeySets()])(
    'keeps serving when it %s',
    async (_, behaviour, cause) =>
      withIssuer([key], async (issuer) => {
        const service = serviceBefore(issuer);
        const token = longToken(issuer, key);
        expect(outcomeOf(await service.ask(token))).toBe(200);
        issuer.keySet.behaviour = behaviour;
        service.clock.advance(11 * MINUTE);
        expect(outcomeOf(await inTime(service.ask(token)))).toBe(200);
        expect(service.reports()).toEqual([expect.stringContaining(cause)]);
      }),
  );
});

describe('a key set with odd keys', () => {
  it('serves with the good ones among them', () =>
    withIssuer([{ kty: 'LMS' }, 7, null, { kty: 'RSA' }, key], async (issuer) => {
      const service = serviceBefore(issuer);
      expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    }));

  it('never serves with a key whose private half is in it', () =>
    withIssuer([key.privateJwk, other], async (issuer) => {
      const service = serviceBefore(issuer);
      expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe('key_unknown');
      expect(outcomeOf(await service.ask(longToken(issuer, other)))).toBe(200);
    }));

  it('serves with a key that it lists twice', () =>
    withIssuer([key, key], async (issuer) => {
      const service = serviceBefore(issuer);
      expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    }));

  it('does not guess between two different keys of the same kid', () =>
    withIssuer([key, { ...other.jwk, kid: key.kid }], async (issuer) => {
      const service = serviceBefore(issuer);
      expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe('key_ambiguous');
    }));

  it('refuses a token whose key is too weak or no key at all', () => {
    const weak = makeKey('RS256', 'weak', 1024);
    const broken = { ...key.jwk, kid: 'broken', x: key.jwk.y, y: key.jwk.x };
    return withIssuer([weak, broken], async (issuer) => {
      const service = serviceBefore(issuer);
      expect(outcomeOf(await service.ask(longToken(issuer, weak)))).toBe('key_unusable');
      expect(outcomeOf(await service.ask(longToken(issuer, key, 'broken')))).toBe('key_unusable');
    });
  });
});

describe('the memory', () => {
  it('does not grow with answers of 10 MB', () =>
    withIssuer([key], async (issuer) => {
      const service = serviceBefore(issuer);
      const token = longToken(issuer, key);
      issuer.keySet.behaviour = huge;
      const askAgain = async (times: number) => {
        for (let i = 0; i < times; i += 1) {
          service.clock.advance(30 * SECOND);
          expect((await inTime(service.ask(token))).status).toBe(503);
        }
      };
      await askAgain(5);
      const before = process.memoryUsage();
      await askAgain(50);
      const after = process.memoryUsage();
      expect(issuer.keySet.requests).toBe(55);
      expect(after.rss - before.rss).toBeLessThan(100e6);
      expect(after.heapUsed - before.heapUsed).toBeLessThan(100e6);
    }));
});
