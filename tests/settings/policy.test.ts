import type { Policy } from '../../src/settings';
import type { IssuerPolicy } from '../../src/settings/policy';
import { problemsWith, sentenceAbout, settingsWith } from '../support/settings';
import { makeKey, SECRET } from '../support/tokens';

const FILE = 'src/policy.ts';
const NO_AUTH = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
const STAFF: IssuerPolicy = { issuer: 'https://staff.example', audience: 'chat' };
const key = makeKey('ES256');

const policyOf = (...issuers: IssuerPolicy[]): Policy => ({ issuers });
const entryOf = (issuer: IssuerPolicy, overrides = {}) =>
  settingsWith({ ...NO_AUTH, ...overrides }, policyOf(issuer)).issuers[0];
/** The sentence about a policy that is the only thing wrong. */
const sentence = (...issuers: IssuerPolicy[]) =>
  sentenceAbout(FILE, { ...NO_AUTH, PARTNER_SECRET: SECRET }, policyOf(...issuers));

describe('an issuer of the policy', () => {
  it('has these defaults', () => {
    expect(entryOf(STAFF)).toEqual({
      issuer: { kind: 'exact', spellings: ['https://staff.example'] },
      audience: ['chat'],
      audienceClaim: 'aud',
      requiredClaims: [],
      maxAgeSeconds: undefined,
      tokenTypes: ['jwt', 'at+jwt'],
      clockToleranceSeconds: 30,
      requiredScope: [],
      keys: { kind: 'published', algorithms: ['RS256', 'ES256', 'EdDSA'], fetch: true },
      identity: { claim: 'sub', claimType: 'string', format: { kind: 'escaped' } },
    });
  });

  it('keeps all that it says', () => {
    const entry = entryOf({
      ...STAFF,
      audience: ['web', 'mobile'],
      audienceClaim: 'azp',
      algorithms: ['ES256'],
      jwksUri: 'https://staff.example/keys',
      keySet: { keys: [key.jwk] },
      fetchKeys: true,
      requiredScope: ['chat', 'profile'],
      identity: { claim: 'user.id', claimType: 'number', format: 'verbatim' },
      namespace: 'staff',
    });
    expect(entry).toMatchObject({
      audience: ['web', 'mobile'],
      audienceClaim: 'azp',
      requiredScope: ['chat', 'profile'],
      keys: {
        algorithms: ['ES256'],
        jwksUri: 'https://staff.example/keys',
        fetch: true,
        seed: [{ jwk: { kid: key.kid, crv: 'P-256' } }],
      },
      identity: {
        claim: 'user.id',
        claimType: 'number',
        format: { kind: 'verbatim' },
        namespace: 'staff',
      },
    });
  });

  it.each(['chat profile', ['chat profile'], ['chat', 'profile']])(
    'requires each of its scopes: %j',
    (requiredScope) => {
      expect(entryOf({ ...STAFF, requiredScope })?.requiredScope).toEqual(['chat', 'profile']);
    },
  );

  it('takes what it leaves out about identities and clocks from the variables', () => {
    const entry = entryOf(STAFF, {
      IDENTITY_CLAIM: 'email',
      IDENTITY_FORMAT: 'hashed',
      IDENTITY_SECRET: SECRET,
      AUTH_CLOCK_TOLERANCE: '5',
    });
    expect(entry).toMatchObject({
      clockToleranceSeconds: 5,
      identity: { claim: 'email', format: { kind: 'hashed', secret: SECRET } },
    });
  });

  it('takes the secret of its hashes from IDENTITY_SECRET', () => {
    const hashed: IssuerPolicy = { ...STAFF, identity: { format: 'hashed' } };
    expect(entryOf(hashed, { IDENTITY_SECRET: SECRET })?.identity.format).toEqual({
      kind: 'hashed',
      secret: SECRET,
    });
    expect(sentenceAbout('IDENTITY_SECRET', NO_AUTH, policyOf(hashed))).toMatch(/^is missing/);
  });

  it.each<[string, Partial<IssuerPolicy>]>([
    ['requiredScope', { requiredScope: '' }],
    ['requiredScope', { requiredScope: 'chat  profile' }],
    ['requiredScope', { requiredScope: ['chat', 'a"b'] }],
    ['identity.claim', { identity: { claim: 'user..id' } }],
    ['identity.claim', { identity: { claim: '' } }],
    ['algorithms', { algorithms: [] }],
    ['algorithms', { algorithms: ['HS256'] }],
    ['jwksUri', { jwksUri: 'https://a.example/', keySet: { keys: [key.jwk] }, fetchKeys: false }],
  ])('has no %s that could never work: %j', (field, wrong) => {
    expect(sentence({ ...STAFF, ...wrong })).toContain(`issuers[0].${field} `);
  });

  it.each(['http://staff.example', 'staff.example', 'https://staff.example/?a'])(
    'is no address such as %j',
    (issuer) => {
      expect(sentence({ ...STAFF, issuer })).toContain('issuers[0].issuer must be an https URL');
    },
  );

  it.each(['', []])('has an audience: %j', (audience) => {
    expect(sentence({ ...STAFF, audience })).toContain('issuers[0].audience');
  });

  it('has no empty audience among others', () => {
    expect(sentence({ ...STAFF, audience: ['web', ''] })).toContain('must not be empty');
  });
});

describe('the keys of an issuer', () => {
  it.each(['http://staff.example/keys', 'keys.json'])('are at no address such as %s', (jwksUri) => {
    expect(sentence({ ...STAFF, jwksUri })).toContain('issuers[0].jwksUri');
  });

  it.each([
    ['empty', { keys: [] }],
    ['of keys for encryption alone', { keys: [{ ...key.jwk, use: 'enc' }] }],
  ])('are no set that is %s', (_, keySet) => {
    expect(sentence({ ...STAFF, keySet })).toContain('keySet has no usable public key');
  });

  it('are missing when they are neither fetched nor compiled in', () => {
    expect(sentence({ ...STAFF, fetchKeys: false })).toContain('keySet is missing');
  });
});

describe('the shared secrets of an issuer', () => {
  const PARTNER: IssuerPolicy = { ...STAFF, secretVariables: ['PARTNER_SECRET'] };

  it('are those in the variables that it names', () => {
    const two = { ...PARTNER, secretVariables: ['PARTNER_SECRET', 'PARTNER_SECRET_PREVIOUS'] };
    expect(entryOf(two, { PARTNER_SECRET: SECRET })?.keys).toEqual({
      kind: 'shared',
      algorithms: ['HS256'],
      secrets: [SECRET],
    });
    const PARTNER_SECRET_PREVIOUS = `${SECRET}-before`;
    expect(entryOf(two, { PARTNER_SECRET: SECRET, PARTNER_SECRET_PREVIOUS })?.keys).toEqual({
      kind: 'shared',
      algorithms: ['HS256'],
      secrets: [SECRET, PARTNER_SECRET_PREVIOUS],
    });
  });

  it('may be in a variable whose name would be unknown otherwise', () => {
    const named = { ...PARTNER, secretVariables: ['AUTH_PARTNER_SECRET'] };
    expect(entryOf(named, { AUTH_PARTNER_SECRET: SECRET })?.keys?.kind).toBe('shared');
    const overrides = { ...NO_AUTH, AUTH_PARTNER_SECRET: SECRET };
    expect(sentenceAbout('AUTH_PARTNER_SECRET', overrides, policyOf(STAFF))).toContain(
      'is not a setting',
    );
  });

  it('are required by the name of their variable', () => {
    const problem = sentenceAbout('PARTNER_SECRET', NO_AUTH, policyOf(PARTNER));
    expect(problem).toMatch(/^is missing/);
  });

  it('have at least 32 bytes', () => {
    const overrides = { ...NO_AUTH, PARTNER_SECRET: 'short' };
    expect(sentenceAbout('PARTNER_SECRET', overrides, policyOf(PARTNER))).toContain('32 bytes');
  });

  it('are in at least one variable', () => {
    expect(sentence({ ...PARTNER, secretVariables: [] })).toContain('must name a variable');
  });

  it.each<[string, Partial<IssuerPolicy>]>([
    ['the address of a key set', { jwksUri: 'https://staff.example/keys' }],
    ['a key set', { keySet: { keys: [key.jwk] } }],
    ['a word on fetching', { fetchKeys: false }],
  ])('cannot stand beside published keys: %s', (_, published) => {
    expect(sentence({ ...PARTNER, ...published })).toContain(
      'cannot be combined with secretVariables',
    );
  });
});

describe('the introspection of an issuer', () => {
  const introspection = {
    url: 'https://staff.example/introspect',
    clientId: 'chat',
    secretVariable: 'AUTH_STAFF_CLIENT_SECRET',
  };
  const secret = { AUTH_STAFF_CLIENT_SECRET: 'secret-of-the-client' };

  it('has these defaults, and its secret in a variable of any name', () => {
    expect(entryOf({ ...STAFF, introspection }, secret)?.login).toEqual({
      endpoint: {
        kind: 'introspection',
        url: introspection.url,
        clientId: 'chat',
        clientSecret: 'secret-of-the-client',
        authMethod: 'client_secret_basic',
      },
      tokens: 'opaque',
      cacheSeconds: 60,
    });
  });

  it('keeps all that it says', () => {
    const own = { authMethod: 'client_secret_post', tokens: 'all', cacheSeconds: 0 } as const;
    const entry = entryOf({ ...STAFF, introspection: { ...introspection, ...own } }, secret);
    expect(entry?.login).toMatchObject({
      endpoint: { authMethod: 'client_secret_post' },
      tokens: 'all',
      cacheSeconds: 0,
    });
  });

  it('needs its secret', () => {
    const policy = policyOf({ ...STAFF, introspection });
    expect(sentenceAbout('AUTH_STAFF_CLIENT_SECRET', NO_AUTH, policy)).toMatch(/^is missing/);
  });

  it.each([
    ['url', { url: 'http://staff.example' }],
    ['clientId', { clientId: '' }],
    ['cacheSeconds', { cacheSeconds: 61 }],
    ['cacheSeconds', { cacheSeconds: -1 }],
    ['cacheSeconds', { cacheSeconds: Number.NaN }],
  ])('is refused with a wrong %s: %j', (field, wrong) => {
    const policy = policyOf({ ...STAFF, introspection: { ...introspection, ...wrong } });
    expect(sentenceAbout(FILE, { ...NO_AUTH, ...secret }, policy)).toContain(
      `issuers[0].introspection.${field}`,
    );
  });

  it('is of one issuer only, as far as tokens go that do not name theirs', () => {
    const two = (tokens: 'opaque' | 'jwt') =>
      policyOf(
        { ...STAFF, namespace: 'a', introspection },
        {
          issuer: 'https://b.example',
          audience: 'chat',
          namespace: 'b',
          introspection: { ...introspection, tokens },
        },
      );
    const overrides = { ...NO_AUTH, ...secret };
    expect(sentenceAbout(FILE, overrides, two('opaque'))).toContain('several that are asked');
    expect(problemsWith(overrides, two('jwt'))).toEqual([]);
  });
});

describe('several issuers', () => {
  const CUSTOMERS: IssuerPolicy = { issuer: 'https://customers.example', audience: 'chat' };
  const staff = { ...STAFF, namespace: 'staff' };
  const customers = { ...CUSTOMERS, namespace: 'customer' };

  it('are kept in their order', () => {
    const { issuers } = settingsWith(NO_AUTH, policyOf(staff, customers));
    expect(issuers.map(({ identity }) => identity.namespace)).toEqual(['staff', 'customer']);
  });

  it.each([
    ['none', [STAFF, CUSTOMERS]],
    ['only the first', [staff, CUSTOMERS]],
    ['only the second', [STAFF, customers]],
  ])('each need a namespace, when %s has one', (_, issuers) => {
    expect(sentence(...issuers)).toContain('not each has a namespace');
  });

  it('need different namespaces', () => {
    expect(sentence(staff, { ...customers, namespace: 'staff' })).toContain(
      'is the same for two issuers',
    );
  });

  it('need different secrets', () => {
    const secretVariables = ['PARTNER_SECRET'];
    const both = [
      { ...staff, secretVariables },
      { ...customers, secretVariables },
    ];
    expect(sentence(...both)).toContain('share a secret');
  });

  it('are different issuers', () => {
    expect(sentence(staff, { ...customers, issuer: staff.issuer as string })).toContain(
      'an issuer twice',
    );
  });

  it('have each mistake named with its place', () => {
    const policy = policyOf({ ...staff, audience: '' }, { ...customers, jwksUri: 'keys' });
    const sentences = problemsWith(NO_AUTH, policy).map((problem) => problem.sentence);
    expect(sentences.join()).toMatch(/issuers\[0\]\.audience.*issuers\[1\]\.jwksUri/);
  });

  it('do not repeat a mistake in a variable that concerns them all', () => {
    const overrides = { ...NO_AUTH, AUTH_CLOCK_TOLERANCE: '-1', IDENTITY_FORMAT: 'md5' };
    expect(problemsWith(overrides, policyOf(staff, customers))).toHaveLength(2);
  });
});

describe('a namespace', () => {
  it.each(['staff', 'A', 'team-7', '9', '-', 'n'.repeat(32), 'guests'])(
    'may be %s',
    (namespace) => {
      expect(entryOf({ ...STAFF, namespace })?.identity.namespace).toBe(namespace);
    },
  );

  it.each(['guest', '', 'n'.repeat(33), 'a~b', 'a_b', 'a b', 'a.b', 'ä', 'staff\n'])(
    'may not be %j',
    (namespace) => {
      expect(sentence({ ...STAFF, namespace })).toContain('issuers[0].namespace');
    },
  );
});

describe('a policy that lists issuers', () => {
  it('lists at least one', () => {
    expect(sentence()).toContain('lists no issuer');
  });

  it.each([
    ['AUTH_ISSUER', 'https://login.example.com'],
    ['AUTH_AUDIENCE', 'chat'],
    ['AUTH_AUDIENCE_CLAIM', 'azp'],
    ['AUTH_JWKS_URI', 'https://login.example.com/keys'],
    ['AUTH_ALGORITHMS', 'RS256'],
    ['AUTH_SECRET', SECRET],
    ['AUTH_SECRET_PREVIOUS', SECRET],
    ['AUTH_REQUIRED_SCOPE', 'chat'],
    ['AUTH_INTROSPECTION_URL', 'https://login.example.com/introspect'],
    ['AUTH_INTROSPECTION_CACHE', '10'],
    ['AUTH_USERINFO_URL', 'https://login.example.com/userinfo'],
  ])('does not go with %s', (variable, value) => {
    const overrides = { ...NO_AUTH, [variable]: value };
    expect(sentenceAbout(variable, overrides, policyOf(STAFF))).toContain('Remove one of the two');
  });

  it('does not need AUTH_ISSUER or AUTH_AUDIENCE', () => {
    expect(problemsWith(NO_AUTH, policyOf(STAFF))).toEqual([]);
  });
});
