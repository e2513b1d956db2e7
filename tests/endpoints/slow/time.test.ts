/** Whatever is slow at once, a request is answered long before the platform's limit of ten seconds. */
import type { Policy } from '../../../src/settings';
import { createRestClient } from '../../../src/twilio/client';
import { type AskedEndpoint, startAskedEndpoint } from '../../support/asked-issuer';
import { outcomeOf } from '../../support/key-set-service';
import {
  type Behaviour,
  hang,
  type MisbehavingIssuer,
  ok,
  slow,
  startIssuer,
} from '../../support/misbehaving-issuer';
import { createTestService } from '../../support/service';
import { AUDIENCE, makeKey, signToken, validClaims, validEnvironment } from '../../support/tokens';
import { addRole, startTwilio, type TwilioStandIn } from '../../support/twilio';

/** Milliseconds. */
const LIMIT = 7000;

const key = makeKey('EdDSA');

let issuer: MisbehavingIssuer;
let login: AskedEndpoint;
let twilio: TwilioStandIn;
beforeEach(async () => {
  [issuer, login, twilio] = await Promise.all([
    startIssuer([key]),
    startAskedEndpoint(),
    startTwilio(),
  ]);
});
afterEach(() => Promise.all([issuer.close(), login.close(), twilio.close()]));

/** Behaves well, but takes its time. */
const after =
  (milliseconds: number): Behaviour =>
  (response, document) =>
    void setTimeout(() => ok(response, document), milliseconds);

function setUp() {
  const role = { friendlyName: 'member', type: 'service', permissions: [] } as const;
  const policy: Policy = {
    issuers: [
      {
        issuer: issuer.issuer,
        audience: AUDIENCE,
        introspection: {
          url: login.url,
          clientId: 'chat',
          secretVariable: 'CLIENT',
          tokens: 'jwt',
        },
      },
    ],
    roles: { member: addRole(twilio.service, role).sid },
    rules: [{ name: 'all', allow: { role: 'member' } }],
  };
  const token = signToken(validClaims({ iss: issuer.issuer }), { key });
  login.answers[token] = { active: true };
  const service = createTestService({
    environment: validEnvironment({
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      CLIENT: 'the-secret-of-the-client-at-the-login',
    }),
    policy,
    connect: (credentials) => createRestClient(credentials, twilio.httpClient()),
  });
  return async () => {
    const startedAt = performance.now();
    const outcome = outcomeOf(await service.ask(token));
    // A limit that is promised, and far from what it takes.
    expect(performance.now() - startedAt).toBeLessThan(LIMIT);
    return outcome;
  };
}

it('is granted when all are slow, but not too slow', async () => {
  issuer.discovery.behaviour = after(800);
  issuer.keySet.behaviour = after(800);
  login.behaviour = after(1500);
  twilio.latencyMs = 1000;
  expect(await setUp()()).toBe(200);
});

it.each<[string, Behaviour, Behaviour, Behaviour, boolean, string]>([
  ['everything', hang, hang, hang, true, 'issuer_unavailable'],
  [
    'the login and Twilio, and the keys are slow',
    after(1300),
    after(1300),
    hang,
    true,
    'issuer_unavailable',
  ],
  [
    'Twilio, and all else is slow',
    after(1300),
    after(1300),
    after(1200),
    true,
    'twilio_unavailable',
  ],
  ['the key set, a byte at a time', after(1300), slow, ok, false, 'issuer_unavailable'],
  ['the login, a byte at a time', ok, ok, slow, false, 'issuer_unavailable'],
])('is refused in time when what hangs is %s', async (_, discovery, keys, asked, hangs, code) => {
  issuer.discovery.behaviour = discovery;
  issuer.keySet.behaviour = keys;
  login.behaviour = asked;
  if (hangs) twilio.trouble.push({ hang: true, times: Number.POSITIVE_INFINITY });
  expect(await setUp()()).toBe(code);
});
