/** The look-ups of several issuers, and answers that no whole service would make of them. */

import {
  type AskedIssuer,
  authenticateOpaque,
  type LookupRules,
  rememberLookups,
} from '../../src/authenticate/ask-login';
import { FetchFailure } from '../../src/http/get';
import { entryOf } from '../support/caller';
import { SECOND, stoppedClock } from '../support/clock';
import { asyncRefusalOf } from '../support/refusal';
import { AUDIENCE, ISSUER, validClaims } from '../support/tokens';

const NOW = 1_800_000_000;
const OTHER_ISSUER = 'https://other.example/';
const other = { kind: 'exact', spellings: [OTHER_ISSUER] } as const;

const lookup: LookupRules = {
  endpoint: {
    kind: 'introspection',
    url: 'https://login.example.com/introspect',
    clientId: 'id',
    clientSecret: 'secret',
    authMethod: 'client_secret_post',
  },
  tokens: 'opaque',
  remember: 60,
};
const asked: AskedIssuer = {
  ...entryOf(ISSUER),
  audience: [AUDIENCE],
  lookup,
};
const shown: AskedIssuer = {
  ...asked,
  lookup: { ...lookup, endpoint: { kind: 'userinfo', url: 'https://login.example.com/userinfo' } },
};

/** Issuers that say the same of every token. */
function setUp(overrides: Record<string, unknown> = {}) {
  const clock = stoppedClock(NOW * 1000);
  const answer = { active: true, ...validClaims(overrides, NOW) };
  const get = jest.fn(async (_url: string) => Buffer.from(JSON.stringify(answer)));
  const report = jest.fn();
  const lookups = rememberLookups({ get, now: clock.now }, report);
  const ask = (issuer: AskedIssuer = asked) =>
    authenticateOpaque('opaque', issuer, lookups, () => clock.now() / 1000);
  return { clock, get, report, lookups, ask };
}

describe('a caller', () => {
  it('has the claims of the answer, and expires with the token', async () => {
    await expect(setUp().ask()).resolves.toEqual({
      kind: 'person',
      entry: asked,
      issuer: ISSUER,
      subject: 'alice',
      claims: { active: true, ...validClaims({}, NOW) },
      expiresAtSeconds: NOW + 3600,
    });
  });

  it('expires at once where nothing tells the end of the token', async () => {
    await expect(setUp().ask(shown)).resolves.toMatchObject({
      subject: 'alice',
      expiresAtSeconds: NOW,
    });
  });

  it('may be of an issuer without a name', async () => {
    const nameless = { ...asked, issuer: { kind: 'any' } } as const;
    await expect(setUp().ask(nameless)).resolves.toMatchObject({ issuer: undefined });
  });

  it('may have the audience in another claim, or in a list', async () => {
    const cognito = { ...asked, audienceClaim: 'client_id' };
    await expect(
      setUp({ aud: undefined, client_id: AUDIENCE }).ask(cognito),
    ).resolves.toBeDefined();
    await expect(setUp({ aud: ['other', AUDIENCE] }).ask()).resolves.toBeDefined();
  });
});

describe('the look-ups', () => {
  it('are one for each issuer and way to ask it, and kept', () => {
    const { lookups } = setUp();
    const unremembered = { ...asked, lookup: { ...lookup, remember: 0 } };
    const all = [asked, shown, { ...asked, issuer: other }, unremembered];
    expect(new Set([...all, ...all].map((each) => lookups({ ...each }))).size).toBe(4);
  });

  it('share no answer between issuers', async () => {
    const { get, ask } = setUp({ iss: undefined });
    await expect(ask()).resolves.toMatchObject({ issuer: ISSUER });
    const caller = await ask({ ...asked, issuer: other });
    expect(caller.issuer).toBe(OTHER_ISSUER);
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('let a failure of one issuer be none of another', async () => {
    const { clock, get, report, ask } = setUp({ iss: undefined });
    get.mockRejectedValueOnce(new FetchFailure('the answer has status 500'));
    expect((await asyncRefusalOf(ask(shown))).code).toBe('issuer_unavailable');
    expect(report.mock.calls).toEqual([[ISSUER, 'userinfo: the answer has status 500', 5]]);
    await expect(ask({ ...shown, issuer: other })).resolves.toBeDefined();
    expect((await asyncRefusalOf(ask(shown))).details).toEqual({ retryAfterSeconds: 5 });
    clock.advance(5 * SECOND);
    await expect(ask(shown)).resolves.toBeDefined();
  });
});
