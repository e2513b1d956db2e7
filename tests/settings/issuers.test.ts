/** One validator: whatever describes an issuer, variables or the policy, the result is the same. */
import fc from 'fast-check';
import type { Policy } from '../../src/settings';
import {
  ISSUER_FIELD_NAMES,
  ISSUER_FIELDS,
  type IssuerField,
} from '../../src/settings/issuer-fields';
import type { IssuerPolicy } from '../../src/settings/policy';
import { problemsWith, settingsWith } from '../support/settings';
import { AUDIENCE, ISSUER, makeKey, SECRET } from '../support/tokens';

const OTHER_SECRET = 'another-secret-of-32-bytes-or-more-for-tests';
const NO_AUTH = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
const JWK = JSON.stringify(makeKey('ES256').jwk);

type Overrides = Record<string, string | undefined>;
type Values = Partial<Record<IssuerField, unknown>>;

const BASE: Values = { issuer: ISSUER, audience: AUDIENCE };
const KEYS = { jwksUri: 'https://a.example/keys' };
const INTROSPECTION = {
  'introspection.url': 'https://a.example/introspect',
  'introspection.clientId': 'chat',
  'introspection.secretVariable': 'CLIENT_SECRET',
};
const USERINFO = { 'userinfo.url': 'https://a.example/me' };

/**
 * For each field a value, the text of its variable, a wrong value, its text, and what else is set. A
 * field that is added without a row does not compile; null is for those that only the policy has.
 */
const CASES: Record<IssuerField, [unknown, string, unknown, string, Values?] | null> = {
  issuer: [[ISSUER, 'other'], `${ISSUER},other`, 'nonsense', 'nonsense'],
  tenants: null,
  audience: [['web', 'app'], 'web,app', 'ANY_TOKEN_OF_THIS_KEY', 'ANY_TOKEN_OF_THIS_KEY'],
  audienceClaim: ['azp', 'azp', 'a..b', 'a..b'],
  requiredClaims: [{ type: 'access', ok: true }, 'type=access,ok=true', { 'a..b': 'x' }, 'a..b=x'],
  algorithms: [['PS256', 'Ed25519'], 'PS256,Ed25519', ['none'], 'none'],
  jwksUri: [KEYS.jwksUri, KEYS.jwksUri, 'http://a.example', 'http://a.example'],
  publicKey: [JWK, JWK, 'nonsense', 'nonsense'],
  keySet: null,
  fetchKeys: null,
  secretVariables: [['SHARED'], SECRET, ['SHARED'], 'short'],
  secretEncoding: ['hex', 'hex', 'rot13', 'rot13', { secretVariables: ['SHARED'] }],
  tokenTypes: [['access'], 'access', ['a b'], 'a b'],
  maxAge: [3600, '3600', 0, '0'],
  clockTolerance: [5, '5', 301, '301'],
  requiredScope: ['chat profile', 'chat profile', 'a"b', 'a"b'],
  'introspection.url': [
    'https://b.example',
    'https://b.example',
    'http://b',
    'http://b',
    INTROSPECTION,
  ],
  'introspection.clientId': ['other', 'other', '', '', INTROSPECTION],
  'introspection.secretVariable': [
    'CLIENT_SECRET',
    'a-secret',
    'CLIENT_SECRET',
    JWK,
    INTROSPECTION,
  ],
  'introspection.authMethod': ['client_secret_post', 'client_secret_post', 'x', 'x', INTROSPECTION],
  'introspection.tokens': ['all', 'all', 'x', 'x', INTROSPECTION],
  'introspection.cacheSeconds': [5, '5', 61, '61', INTROSPECTION],
  'userinfo.url': ['https://b.example', 'https://b.example', 'http://b', 'http://b', USERINFO],
  'userinfo.send': ['scheme Token', 'scheme Token', 'query', 'query', USERINFO],
  'userinfo.tokens': ['opaque', 'opaque', 'x', 'x', USERINFO],
  'userinfo.header': ['X-App: a', 'X-App: a', 'X-App', 'X-App', USERINFO],
  'userinfo.cacheSeconds': [5, '5', 61, '61', USERINFO],
  'identity.claim': ['email', 'email', 'a..b', 'a..b'],
  'identity.claimType': ['number', 'number', 'x', 'x'],
  'identity.format': ['verbatim', 'verbatim', 'x', 'x'],
  namespace: null,
};

const BOTH = ISSUER_FIELD_NAMES.filter((field) => CASES[field] !== null);
const caseOf = (field: IssuerField) => CASES[field] as NonNullable<(typeof CASES)[IssuerField]>;

/** The text of a field's variable, where the secrets are given in place of their names. */
function textOf(field: IssuerField, value: unknown): string {
  if (field === 'secretVariables') return Buffer.from(SECRET).toString('hex');
  if (field === 'introspection.secretVariable') return 'a-secret';
  return String(value);
}

function asVariables(values: Values, field: IssuerField, text: string): Overrides {
  const entries = Object.entries(values).map(([name, value]) => [
    ISSUER_FIELDS[name as IssuerField],
    textOf(name as IssuerField, value),
  ]);
  return { ...Object.fromEntries(entries), [String(ISSUER_FIELDS[field])]: text };
}

function asPolicy(values: Values): Policy {
  const entry: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const [part = '', name] = field.split('.');
    entry[part] = name === undefined ? value : { ...(entry[part] as object), [name]: value };
  }
  return { issuers: [entry as IssuerPolicy] };
}

const secretsFor = (field: IssuerField, text: string, others: Values): Overrides => ({
  ...NO_AUTH,
  ...((field === 'secretVariables' || 'secretVariables' in others) && {
    SHARED: field === 'secretVariables' ? text : Buffer.from(SECRET).toString('hex'),
  }),
  ...('introspection.url' in others && {
    CLIENT_SECRET: field === 'introspection.secretVariable' ? text : 'a-secret',
  }),
});

describe('an issuer of the variables and of the policy', () => {
  it.each(BOTH)('is the same by %s', (field) => {
    const [value, text, , , others = {}] = caseOf(field);
    const values = { ...BASE, ...others };
    const byVariables = settingsWith(asVariables(values, field, text)).issuers;
    const policy = asPolicy({ ...values, [field]: value });
    const byPolicy = settingsWith(secretsFor(field, text, others), policy).issuers;
    expect(byPolicy).toEqual(byVariables);
    // The value has an effect, so the two are not the same for want of a reader.
    const without = settingsWith(asVariables(values, 'issuer', ISSUER)).issuers;
    const isDefault = ['userinfo.tokens', 'introspection.secretVariable'].includes(field);
    if (!isDefault) expect(byVariables).not.toEqual(without);
  });

  it.each(BOTH)('is refused by the same sentence for a wrong %s', (field) => {
    const [, , wrong, text, others = {}] = caseOf(field);
    const values = { ...BASE, ...others };
    const byVariables = problemsWith(asVariables(values, field, text));
    const policy = asPolicy({ ...values, [field]: wrong });
    const byPolicy = problemsWith(secretsFor(field, text, others), policy);
    expect(byVariables.length).toBeGreaterThan(0);
    // An empty variable is not set, so that a client has no name is another problem there.
    if (text === '') return;
    const finding = (sentence: string) => sentence.replace(/^issuers\[0\]\.\S+ /, '');
    expect(byPolicy.map((problem) => finding(problem.finding))).toEqual(
      byVariables.map((problem) => problem.finding),
    );
    expect(byPolicy.map(({ kind }) => kind)).toEqual(byVariables.map(({ kind }) => kind));
  });
});

describe('the order', () => {
  const shuffled = <T>(items: readonly T[]) =>
    fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
  const ENVIRONMENT = {
    AUTH_REQUIRED_CLAIMS: 'type=access,ok=true',
    AUTH_COOKIE: 'session',
    ALLOWED_ORIGINS: 'https://a.example',
    GUESTS: 'on',
    GUEST_SECRET: OTHER_SECRET,
    IDENTITY_FORMAT: 'hashed',
    IDENTITY_SECRET: SECRET,
    BACKEND_TOKENS: '9'.repeat(64),
  };

  it('of the variables changes no setting, and no problem', () => {
    const wrong = { ...ENVIRONMENT, GUEST_SECRET: SECRET, AUTH_AUDIENCES: 'x', GUESTLIST: 'x' };
    fc.assert(
      fc.property(
        shuffled(Object.entries(ENVIRONMENT)),
        shuffled(Object.entries(wrong)),
        (a, b) => {
          expect(settingsWith(Object.fromEntries(a))).toEqual(settingsWith(ENVIRONMENT));
          expect(problemsWith(Object.fromEntries(b))).toEqual(problemsWith(wrong));
        },
      ),
    );
  });

  it('of required claims changes no setting', () => {
    const AUTH_REQUIRED_CLAIMS = 'ok=true,type=access';
    expect(settingsWith({ AUTH_REQUIRED_CLAIMS })).toEqual(
      settingsWith({ AUTH_REQUIRED_CLAIMS: ENVIRONMENT.AUTH_REQUIRED_CLAIMS }),
    );
  });

  it('of issuers, and of the fields of each, changes no entry and nothing else', () => {
    const issuers: IssuerPolicy[] = [
      {
        issuer: 'https://a.example',
        audience: 'a',
        namespace: 'a',
        identity: { format: 'verbatim' },
      },
      { issuer: 'https://b.example', audience: ['b', 'c'], namespace: 'b', maxAge: 60 },
      { userinfo: { url: 'https://c.example', tokens: 'all' }, namespace: 'c' },
    ];
    const overrides = { ...NO_AUTH, BACKEND_TOKENS: '9'.repeat(64) };
    const sorted = (policy: Policy) => {
      const { issuers: entries, ...others } = settingsWith(overrides, policy);
      const name = (entry: (typeof entries)[number]) => String(entry.identity.namespace);
      return { ...others, entries: entries.toSorted((x, y) => (name(x) < name(y) ? -1 : 1)) };
    };
    const fields = (entry: IssuerPolicy) => shuffled(Object.entries(entry)).map(Object.fromEntries);
    fc.assert(
      fc.property(
        shuffled(issuers).chain((each) => fc.tuple(...each.map(fields))),
        (entries) => {
          expect(sorted({ issuers: entries })).toEqual(sorted({ issuers }));
        },
      ),
    );
  });
});
