/**
 * Whatever the token, the rules and the wishes: the explanation agrees with a service that was asked
 * the same, on the answer, on its cause, and on what is issued and made so at Twilio.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Fields } from '../../../../cli/diagnose/credential';
import type { IssuedUser } from '../../../../cli/explain/model';
import { parseUnchecked } from '../../../../policy-check';
import type { Policy } from '../../../../src/settings';
import { createRestClient, type RestCredentials } from '../../../../src/twilio/client';
import { createTestService, decodeJwt } from '../../../support/service';
import {
  AUDIENCE,
  type Environment,
  ISSUER,
  makeKey,
  SECRET,
  SERVICE_SID,
  signToken,
  validEnvironment,
} from '../../../support/tokens';
import { addRole, startTwilio, type TwilioStandIn } from '../../../support/twilio';
import { answerOf, expectAgreement, explained } from '../support';

const NOW = 1_800_000_000;
const GUEST_SECRET = 'guest-tickets-are-signed-under-this-secret';
const BACKEND = `backend_${'t0ken'.repeat(8)}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const PARTNER = 'https://partner.example.com';
const key = makeKey('ES256', 'known');
const stranger = makeKey('ES256', 'known');

let standIn: TwilioStandIn;
let roles: Record<string, string>;
beforeAll(async () => {
  standIn = await startTwilio();
  const role = (friendlyName: string) =>
    addRole(standIn.service, { friendlyName, type: 'service', permissions: ['joinConversation'] });
  roles = { agent: role('agent').sid, member: role('member').sid };
});
afterAll(() => standIn.close());

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Mostly the first, so that not every case fails at the first check. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

const claims = fc.record({
  iss: mostly<unknown>(ISSUER, PARTNER, `${ISSUER}x`, undefined, 7),
  sub: mostly<unknown>('alice', 'auth0|5f', '', ' ', 'a\nb', undefined, null, 'x'.repeat(300)),
  aud: mostly<unknown>(AUDIENCE, [AUDIENCE, 'b'], 'b', [], undefined, [7], { a: 1 }),
  exp: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: NOW + 1, max: NOW + 90_000 }) },
    fc.integer({ min: NOW - 40, max: NOW + 400 }),
    fc.constantFrom(undefined, null, 0, 'soon', NOW * 1000, NOW + 600.5),
  ),
  nbf: mostly<unknown>(undefined, NOW, NOW + 29, NOW + 31, '0', null),
  iat: mostly<unknown>(undefined, NOW - 5, NOW + 30, NOW + 31, {}),
  cnf: mostly<unknown>(undefined, { jkt: 'a' }, null),
  scope: mostly<unknown>('chat read', 'read', '', undefined, ['chat']),
  org_id: fc.constantFrom('acme', 'globex', 'ac me', '', 7, undefined, ['acme']),
  groups: fc.constantFrom(['support'], ['sales'], [], 'support', undefined),
  email: fc.constantFrom('alice@acme.example', 'ALICE@acme.example', undefined),
  email_verified: fc.constantFrom(true, false, undefined),
  name: fc.constantFrom('Alice', '', 'A\u001bB', 7, undefined),
});

const header = fc.record({
  typ: mostly<unknown>('JWT', undefined, 'at+jwt', 'guest-ticket+jwt', 'logout+jwt', 7),
  kid: mostly<unknown>('known', undefined, 'other', 7),
  crit: mostly<unknown>(undefined, ['x']),
});

const token = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .record({
        claims,
        header,
        signer: mostly<string>('key', 'stranger', SECRET, GUEST_SECRET),
        spoil: mostly('', '.', '=', '!'),
      })
      .map(({ claims: all, header: named, signer, spoil }) => {
        const keys: Record<string, typeof key> = { key, stranger };
        const signed = signToken(all, { key: keys[signer] ?? signer, header: named, kid: null });
        return signed + spoil;
      }),
  },
  {
    weight: 2,
    arbitrary: claims.map(({ exp, sub }) =>
      signToken(
        { sub, exp, aud: SERVICE_SID },
        { key: GUEST_SECRET, header: { typ: 'guest-ticket+jwt' } },
      ),
    ),
  },
  { weight: 3, arbitrary: fc.constant(BACKEND) },
  fc.constantFrom(`${BACKEND}x`, 'opaque', 'a.b.c', 'eyJ.eyJ.', 'a,b', 'eyJhbGciOiJub25lIn0.e30.'),
);

const condition = fc.oneof(
  fc.record({ caller: fc.constantFrom('person', 'guest', 'backend', ['person', 'backend']) }),
  fc.record({ issuer: fc.constantFrom(ISSUER, [ISSUER, PARTNER]) }),
  fc.record({
    claims: fc.constantFrom(
      { org_id: 'acme' },
      { org_id: { oneOf: ['acme', 'globex', 7] } },
      { groups: { has: 'support' } },
      { scope: { has: 'chat' } },
      { email: 'Alice@Acme.example' },
      { sub: { prefix: 'auth0|' }, org_id: 'globex' },
    ),
  }),
  fc.constant(undefined),
);
const allow = fc.record(
  {
    lifetime: fc.constantFrom(300, 600, 7200),
    role: fc.constantFrom('agent', 'member'),
    friendlyName: fc.constant('name'),
    conversations: fc.constantFrom(
      [{ name: 'org-{org_id}', create: true }],
      [{ name: 'everybody', create: true }],
    ),
  },
  { requiredKeys: [] },
);
const rules = fc
  .array(
    fc.record({
      when: condition,
      effect: fc.oneof(
        { weight: 3, arbitrary: allow.map((grant) => ({ allow: grant })) },
        fc.constant({ deny: 'not for them' }),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ when, effect }, index) => ({
      name: `r${index}`,
      ...(when && { when }),
      ...effect,
    })),
  );

/** As on a command line: what is not given is not there. */
function withoutGaps(fields: Record<keyof Fields, string | undefined>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== undefined));
}

const scene = fc.record({
  token,
  fields: fc
    .record({
      identity: mostly<string | undefined>('bob', '', 'b\u0007b', undefined),
      lifetime: fc.constantFrom(undefined, undefined, undefined, '900', '900', '299', 'long'),
      role: fc.constantFrom(undefined, undefined, undefined, 'agent', 'agent', 'member', 'admin'),
    })
    .map(withoutGaps),
  rules: optional(rules),
  mode: fc.constantFrom('enforce', 'audit'),
  several: fc.boolean(),
  requiredScope: optional(fc.constant('chat')),
  environment: fc.record({
    GUESTS: fc.constantFrom('on', undefined),
    BACKEND_TOKENS: mostly<string | undefined>(sha256(BACKEND), sha256('of another'), undefined),
    TOKEN_LIFETIME: fc.constantFrom(undefined, '600', '86400'),
    TOKEN_LIFETIME_FOLLOWS_CALLER: fc.constantFrom(undefined, 'off'),
    IDENTITY_CLAIM: fc.constantFrom(undefined, 'email'),
  }),
  guests: optional(fc.record({ lifetime: fc.constant(1200), role: fc.constant('member') })),
  mayChoose: fc.boolean(),
});

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function placeOf(drawn: Scene): { environment: Environment; policy: Policy } {
  const { several, requiredScope, mode, guests, mayChoose } = drawn;
  const entry = (issuer: string, namespace?: string) => ({
    issuer,
    audience: AUDIENCE,
    keySet: { keys: [key.jwk] },
    fetchKeys: false,
    ...(requiredScope !== undefined && { requiredScope }),
    ...(namespace !== undefined && { namespace }),
  });
  const policy = {
    issuers: several ? [entry(ISSUER, 'staff'), entry(PARTNER, 'partner')] : [entry(ISSUER)],
    roles,
    ...(drawn.rules && { rules: drawn.rules, mode }),
    ...(guests && { guests }),
    backends: { mayChooseLifetime: mayChoose, mayChooseRoles: mayChoose ? ['agent'] : [] },
  };
  const environment = validEnvironment({
    AUTH_ISSUER: undefined,
    AUTH_AUDIENCE: undefined,
    ...drawn.environment,
    ...(drawn.environment.GUESTS === 'on' && { GUEST_SECRET }),
  });
  return { environment, policy: policy as Policy };
}

/** What the service itself answers, in front of a stand-in of Twilio. */
async function asked({ token: bearer, fields }: Scene, place: ReturnType<typeof placeOf>) {
  const { log, token: send } = createTestService({
    ...place,
    now: () => NOW * 1000,
    connect: (credentials: RestCredentials) => createRestClient(credentials, standIn.httpClient()),
  });
  const headers = { authorization: `Bearer ${bearer}` };
  const { status, body } = await send({ headers, fields });
  const line = log.find(({ event }) => event === 'token');
  if (line?.event !== 'token') throw new Error('there is no line of the log');
  return { status, body, line };
}

it('agrees with the service', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scene, async (drawn) => {
      const place = placeOf(drawn);
      fc.pre(parseUnchecked(place.environment, place.policy).ok);
      standIn.users.clear();
      const { status, body, line } = await asked(drawn, place);
      const { token: bearer, fields } = drawn;
      const explanation = await explained(bearer, { ...place, fields, now: NOW * 1000 });
      const { verdict, issued, rules: traces, checks } = explanation;

      expect(answerOf(explanation)).toBe(`${status} ${body.code ?? body.identity}`);
      expect({ cause: verdict.cause, audit: verdict.audit }).toEqual({
        cause: line.cause,
        audit: line.audit,
      });
      expectAgreement(explanation);
      if (line.caller) expect(explanation.kind).toBe(line.caller);
      if (line.rule) expect(traces?.find(({ state }) => state === 'decides')?.name).toBe(line.rule);
      expect(checks.issue).toHaveLength(status === 200 ? 0 : 1);
      seen.add(`${explanation.kind} ${body.code ?? status}`);

      expect(issued?.granted ?? false).toBe(status === 200);
      if (status !== 200 || !issued) return;
      const { jti: _, ...payload } = decodeJwt(body.token).payload;
      expect(issued).toMatchObject({
        lifetime: body.expiresIn,
        expiresAt: body.expiresAt,
        refreshAfter: body.refreshAfter,
        payload,
        header: decodeJwt(body.token).header,
      });
      const decisive = issued.lifetimeSources.filter(({ decides }) => decides);
      expect(decisive.map(({ seconds }) => seconds)).toEqual([body.expiresIn]);
      expectMadeSo(body.identity ?? '', issued.user);
    }),
    { numRuns: 1000 },
  );
  // The scenes reach all kinds of caller, and many ways to refuse one.
  expect([...seen]).toEqual(expect.arrayContaining(['person 200', 'guest 200', 'backend 200']));
  expect(seen.size).toBeGreaterThan(25);
}, 120_000);

/** Twilio's side is what was said that it would be. */
function expectMadeSo(identity: string, user: IssuedUser | undefined): void {
  const made = standIn.users.get(identity);
  if (user?.role) expect(made?.roleSid).toBe(user.role.sid);
  if (user?.friendlyName !== undefined) expect(made?.friendlyName).toBe(user.friendlyName);
  if (!user) expect(made).toBeUndefined();
  const joined = [...standIn.conversations.values()]
    .filter(({ participants }) =>
      [...participants.values()].some((each) => each.identity === identity),
    )
    .map(({ uniqueName }) => uniqueName);
  for (const { name } of user?.conversations ?? []) expect(joined).toContain(name);
}
