/** A login that is down, seen through the whole of `/token`: who notices, and how it is found again. */
import { type AskedEndpoint, startAskedEndpoint } from '../support/asked-issuer';
import { stoppedClock } from '../support/clock';
import { outcomeOf } from '../support/key-set-service';
import { type Behaviour, ok, status } from '../support/misbehaving-issuer';
import { createTestService } from '../support/service';
import { SECRET, signToken, validClaims, validEnvironment } from '../support/tokens';

const OUTAGES: [string, Behaviour][] = [
  ['429', status(429)],
  ['500', status(500)],
  ['503', status(503)],
  ['a closed connection', (response) => response.destroy()],
];
const SHOP = 'https://shop.example';

let login: AskedEndpoint;
beforeEach(async () => {
  login = await startAskedEndpoint();
});
afterEach(() => login.close());

describe.each(['userinfo', 'introspection'])('a login that is asked by %s', (kind) => {
  function setUp() {
    const introspection = { url: login.url, clientId: 'chat', secretVariable: 'CLIENT' };
    const service = createTestService({
      environment: validEnvironment({
        AUTH_ISSUER: undefined,
        AUTH_AUDIENCE: undefined,
        ASKED_SECRET: `another-${SECRET}`,
        SHOP_SECRET: SECRET,
        ...(kind === 'introspection' && { CLIENT: 'the-password-of-a-client' }),
      }),
      policy: {
        issuers: [
          {
            issuer: 'https://asked.example',
            audience: 'chat',
            namespace: 'asked',
            secretVariables: ['ASKED_SECRET'],
            ...(kind === 'userinfo' ? { userinfo: { url: login.url } } : { introspection }),
          },
          { issuer: SHOP, audience: 'chat', namespace: 'shop', secretVariables: ['SHOP_SECRET'] },
        ],
      },
      now: stoppedClock().now,
    });
    return async (token: string) => outcomeOf(await service.ask(token));
  }
  const known = (token: string) => {
    login.answers[token] = { active: true, sub: token, aud: 'chat' };
    return token;
  };

  it.each(OUTAGES)('is asked on while two credentials meet %s', async (_, outage) => {
    const ask = setUp();
    login.behaviour = outage;
    for (const token of ['a', 'a', 'a', 'b', 'b']) {
      expect(await ask(token)).toBe('issuer_unavailable');
    }
    // Slower than anyone waits for their turn in a pause.
    login.behaviour = (response, document) => void setTimeout(() => ok(response, document), 500);
    const questions = login.questions.length;
    const crowd = await Promise.all(Array.from({ length: 50 }, (__, i) => ask(known(`user-${i}`))));
    expect(crowd).toEqual(crowd.map(() => 200));
    expect(login.questions).toHaveLength(questions + 50);
  });

  it.each(OUTAGES)('gets few questions once three credentials met %s', async (_, outage) => {
    const ask = setUp();
    expect(await ask(known('regular'))).toBe(200);
    login.behaviour = (response, document) => {
      setTimeout(() => outage(response, document), 100);
    };
    for (const token of ['a', 'b', 'c']) await ask(token);
    const questions = login.questions.length;
    const crowd = Array.from({ length: 50 }, (__, i) => ask(`user-${i}`));
    // Neither those whose answer is cached notice, nor those of another issuer.
    const shop = signToken(validClaims({ iss: SHOP, aud: 'chat' }), { key: SECRET });
    expect(await ask('regular')).toBe(200);
    expect(await ask(shop)).toBe(200);
    expect(new Set(await Promise.all(crowd))).toEqual(new Set(['issuer_unavailable']));
    // One at a time goes through, which is how the service notices that the login is back.
    const probes = login.questions.length - questions;
    expect(probes).toBeGreaterThan(0);
    expect(probes).toBeLessThan(10);
    login.behaviour = ok;
    expect(await ask(known('new'))).toBe(200);
  });
});
