/** The configuration on each page of `docs/providers`, against a stand-in of the provider. */
import { PROVIDERS } from '../../cli/providers';
import { REFUSALS } from '../../src/errors';
import { problemsIn } from '../support/settings';
import { SECRET, validEnvironment } from '../support/tokens';
import { CASES } from './support/cases';
import { readPage, sampleOn, variablesOn } from './support/page';
import { NO_LOGIN, type StandIn, startStandIn } from './support/stand-in';
import { VENDORS } from './support/vendors';

it('covers every provider', () => {
  const ids = PROVIDERS.map(({ id }) => id).sort();
  expect(Object.keys(VENDORS).sort()).toEqual(ids);
  expect(Object.keys(CASES).sort()).toEqual(ids);
});

describe.each(PROVIDERS.map(({ id, page }) => [id, page] as const))('%s', (id, path) => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn(id);
  });
  afterAll(() => standIn.close());

  const page = readPage(path);
  const vendor = VENDORS[id];

  it("accepts the page's token with the page's configuration", async () => {
    expect(await standIn.ask()).toBe(vendor?.identity);
  });

  it("keeps the shape of the page's token", () => {
    const [header = '', payload = ''] = standIn.token().split('.');
    const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const shown = sampleOn(page);
    expect(parse(header)).toEqual(shown.header);
    const sent = parse(payload);
    expect(Object.keys(sent)).toEqual(Object.keys(shown.payload));
    expect(sent.exp - sent.iat).toBeCloseTo(shown.payload.exp - shown.payload.iat);
  });

  it('finds the keys where the vendor has them', async () => {
    standIn.requests.length = 0;
    await standIn.ask();
    const { pathname } = new URL(standIn.variables.AUTH_ISSUER ?? 'https://none.example');
    const discovery = `${pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const keySet = vendor?.keySetPath ?? `${pathname}${vendor?.keySetBelow}`;
    const found = vendor?.discovery ? [discovery, keySet] : vendor?.alg ? [keySet] : [];
    expect(standIn.requests).toEqual(found);
  });

  it("has no problem with the page's configuration as it stands there", () => {
    const shown = variablesOn(page);
    const problems = problemsIn(validEnvironment({ ...NO_LOGIN, ...shown }));
    // A secret is the one thing that no page can show.
    const missing = shown.AUTH_SECRET === undefined ? [] : ['AUTH_SECRET'];
    expect(problems.map(({ variable }) => variable)).toEqual(missing);
    const filled = shown.AUTH_SECRET === undefined ? shown : { ...shown, AUTH_SECRET: SECRET };
    expect(problemsIn(validEnvironment({ ...NO_LOGIN, ...filled }))).toEqual([]);
  });

  it('refuses a token with the signature of another', async () => {
    const [header, payload] = standIn.token().split('.');
    const [, , signature] = standIn.token({ claims: { sub: 'mallory' } }).split('.');
    expect(await standIn.ask({}, `${header}.${payload}.${signature}`)).toBe('signature_invalid');
  });

  it.each((CASES[id] ?? []).map((each) => [each.name, each.expected, each] as const))(
    '%s: %s',
    async (_name, expected, { changes = {}, bearer }) => {
      const made = typeof changes === 'function' ? changes(standIn) : changes;
      expect(await standIn.ask(made, bearer)).toBe(expected);
    },
  );

  it('names no refusal on its page that is not shown here', () => {
    const named = [...page.text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name]) => name);
    const codes = named.filter((name) => Object.hasOwn(REFUSALS, name ?? ''));
    const shown = CASES[id]?.map(({ expected }) => expected);
    expect(shown).toEqual(expect.arrayContaining(codes));
  });
});
