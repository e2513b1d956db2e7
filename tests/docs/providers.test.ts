/** The configuration on each page of `docs/logins`, against a stand-in of the system. */
import { PROVIDERS, type Provider } from '../../cli/providers';
import { REFUSALS } from '../../src/errors';
import { problemsIn } from '../support/settings';
import { validEnvironment } from '../support/tokens';
import { CASES } from './support/cases';
import { readPage, waysOn } from './support/page';
import { fillPlaceholders, NO_LOGIN, type StandIn, startStandIn } from './support/stand-in';

/** Each way to use each system. */
const WAYS = PROVIDERS.flatMap((provider) => [
  { label: provider.id, way: undefined, provider, ...provider },
  ...(provider.about.alternatives ?? []).map((other) => ({
    label: `${provider.id}: ${other.title}`,
    way: other.title,
    provider,
    sample: other.sample,
    identity: other.identity,
  })),
]);

const codesOn = ({ page }: Provider) =>
  [...readPage(page).text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => Object.hasOwn(REFUSALS, name));

it('has rows for systems and ways that exist', () => {
  expect(Object.keys(CASES).sort()).toEqual(PROVIDERS.map(({ id }) => id).sort());
  const known = WAYS.map(({ label }) => label);
  const named = Object.entries(CASES).flatMap(([id, rows]) =>
    rows.flatMap(({ way }) => (way === undefined ? [] : [`${id}: ${way}`])),
  );
  expect(known).toEqual(expect.arrayContaining(named));
});

describe.each(WAYS.map((each) => [each.label, each] as const))('%s', (_label, each) => {
  const { provider, way, sample, identity } = each;
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn(provider.id, way);
  });
  afterAll(() => standIn.close());

  it("accepts the page's credential with the page's configuration", async () => {
    expect(await standIn.ask()).toBe(identity);
  });

  it("has no problem with the page's configuration as it is", () => {
    const shown = waysOn(readPage(provider.page)).get(way) ?? {};
    const problems = problemsIn(validEnvironment({ ...NO_LOGIN, ...shown }));
    const placeholders = Object.keys(shown).filter((name) => shown[name]?.startsWith('<'));
    // A secret is the one thing that no page can show.
    expect([...new Set(problems.map(({ variable }) => variable))].sort()).toEqual(
      placeholders.sort(),
    );
    const filled = fillPlaceholders(shown);
    expect(problemsIn(validEnvironment({ ...NO_LOGIN, ...filled }))).toEqual([]);
  });

  if (sample.kind === 'token') {
    it("keeps the shape of the page's token", () => {
      const [header = '', payload = ''] = standIn.credential().split('.');
      const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
      expect(parse(header)).toEqual(sample.header);
      expect(Object.keys(parse(payload))).toEqual(Object.keys(sample.payload));
    });

    it('asks for keys at the addresses of the vendor, and for nothing else', async () => {
      standIn.requests.length = 0;
      await standIn.ask();
      const { AUTH_JWKS_URI: address, AUTH_ISSUER: issuer } = standIn.variables;
      const path = (url: string) => new URL(url).pathname;
      const discovered = sample.jwksUri;
      const expected =
        discovered !== undefined
          ? [
              `${path(`${issuer}`).replace(/\/$/, '')}/.well-known/openid-configuration`,
              path(discovered),
            ]
          : address !== undefined
            ? [path(address)]
            : [];
      expect(standIn.requests).toEqual(expected);
    });

    it('refuses a token with the signature of another', async () => {
      const [header, payload] = standIn.credential().split('.');
      const [, , signature] = standIn.credential({ claims: { jti: 'another' } }).split('.');
      const forged = `${header}.${payload}.${signature}`;
      expect(await standIn.ask({ credential: forged })).toBe('signature_invalid');
    });
  } else {
    it('refuses a credential that the system does not know, and goes on with those that it knows', async () => {
      const known = standIn.credential();
      const unknown = ['a', 'b', 'c', 'd'].map((each) => `${each}${known.slice(1)}`);
      const outcomes = await standIn.askInTurn(known, ...unknown, known);
      expect(outcomes).toEqual([identity, ...unknown.map(() => 'token_inactive'), identity]);
    });

    it('answers 503 while the system is away', async () => {
      const away = await startStandIn(provider.id, way);
      await away.close();
      expect(await away.ask()).toBe('issuer_unavailable');
    });

    it('asks at the address of the vendor, once', async () => {
      standIn.requests.length = 0;
      await standIn.ask();
      const { AUTH_USERINFO_URL, AUTH_INTROSPECTION_URL } = standIn.variables;
      const { pathname } = new URL(AUTH_USERINFO_URL ?? AUTH_INTROSPECTION_URL ?? '');
      expect(standIn.requests).toEqual([pathname]);
    });
  }

  const rows = (CASES[provider.id] ?? []).filter((row) => row.way === way);
  for (const { name, expected, changes = {} } of rows) {
    it(`${name}: ${expected}`, async () => {
      const made = typeof changes === 'function' ? changes(standIn) : changes;
      expect(await standIn.ask(made)).toBe(expected);
    });
  }
});

it.each(PROVIDERS.map((each) => [each.id, each] as const))(
  'names no refusal on its page that is not shown by a row: %s',
  (id, provider) => {
    const shown = CASES[id]?.map(({ expected }) => expected);
    expect(shown).toEqual(expect.arrayContaining(codesOn(provider)));
  },
);
