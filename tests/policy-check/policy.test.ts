/** The whole policy: wrong ones with the sentence that names the field, and right ones. */
import { checkPolicy } from '../../policy-check';
import { makeKey, pemOf, SECRET } from '../support/tokens';

const key = makeKey('ES256');
const STAFF = { issuer: 'https://staff.example', audience: 'chat' };
const LOGIN = { url: 'https://staff.example/introspect', clientId: 'chat', secretVariable: 'S' };
const AGENT = `RL${'e5'.repeat(16)}`;
const ALL = { name: 'all', allow: {} };

const issuer = (fields: object) => ({ issuers: [{ ...STAFF, ...fields }] });
const introspection = (fields: object) => issuer({ introspection: { ...LOGIN, ...fields } });
const userinfo = (fields: object) =>
  issuer({ userinfo: { url: 'https://staff.example/me', ...fields } });
const rule = (fields: object) => ({ rules: [{ ...ALL, ...fields }] });
const microsoft = (place: string) => ({
  issuer: `https://login.microsoftonline.com/{${place}}/v2.0`,
  jwksUri: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
});

/** The place that the sentence begins with, a word of it, and the policy. */
const WRONG: [field: string, word: string, policy: unknown][] = [
  ['policy', 'object', undefined],
  ['policy', 'object', []],
  ['policy', 'object', new Map()],
  ['issuer', 'Did you mean issuers?', { issuer: [STAFF] }],
  ['rule', 'Did you mean rules?', { rule: [ALL] }],
  ['role', 'Did you mean roles?', { role: {} }],
  ['issuers', 'array', { issuers: STAFF }],
  ['issuers', 'lists no issuer', { issuers: [] }],
  ['issuers[0]', 'object', { issuers: ['https://staff.example'] }],
  ['issuers[0]', 'object', { issuers: [null] }],
  ['issuers[0].requiredScop', 'Did you mean requiredScope?', issuer({ requiredScop: 'chat' })],
  ['issuers[0].introspecton', 'Did you mean introspection?', issuer({ introspecton: LOGIN })],
  ['issuers[0].audienc', 'Did you mean audience?', issuer({ audienc: 'chat' })],
  ['issuers[0].jwksURI', 'Did you mean jwksUri?', issuer({ jwksURI: 'https://a.example' })],
  ['issuers[0].name_space', 'Did you mean namespace?', issuer({ name_space: 'staff' })],
  ['issuers[0].clientSecret', 'belongs in a variable', issuer({ clientSecret: SECRET })],
  ['issuers[0].secret', 'belongs in a variable', issuer({ secret: SECRET })],
  ['issuers[0].issuer', 'is missing', { issuers: [{ audience: 'chat' }] }],
  ['issuers[0].issuer', 'string', issuer({ issuer: 7 })],
  ['issuers[0].issuer', 'https URL', issuer({ issuer: 'staff' })],
  ['issuers[0].issuer', 'placeholder', issuer({ issuer: 'https://<tenant>.eu.auth0.com/' })],
  ['issuers[0].issuer', '{tid}', issuer(microsoft('tenantid'))],
  ['issuers[0].issuer', '{tid}', issuer(microsoft('org'))],
  ['issuers[0].issuer', 'keys must be given', issuer({ issuer: 'https://{org}.example' })],
  ['issuers[0].tenants', 'no effect', issuer({ tenants: ['a'] })],
  ['issuers[0].tenants', 'letters', issuer({ ...microsoft('tid'), tenants: ['a/b'] })],
  ['issuers[0].audience', 'is missing', { issuers: [{ issuer: STAFF.issuer }] }],
  ['issuers[0].audience', 'string', issuer({ audience: { web: true } })],
  ['issuers[0].audience', 'empty', issuer({ audience: [] })],
  ['issuers[0].audience', 'keys are given', issuer({ audience: 'ANY_TOKEN_OF_THIS_KEY' })],
  ['issuers[0].audienceClaim', 'claim', issuer({ audienceClaim: '' })],
  ['issuers[0].requiredClaims', 'object', issuer({ requiredClaims: 'type=access' })],
  ['issuers[0].requiredClaims.type', 'string', issuer({ requiredClaims: { type: ['access'] } })],
  ['issuers[0].algorithms', 'array', issuer({ algorithms: 'ES256' })],
  ['issuers[0].algorithms', 'not supported', issuer({ algorithms: ['none'] })],
  ['issuers[0].algorithms', 'secretVariables', issuer({ algorithms: ['HS256'] })],
  ['issuers[0].jwksUri', 'https', issuer({ jwksUri: 'http://a.example' })],
  ['issuers[0].publicKey', 'public key', issuer({ publicKey: 'nonsense' })],
  ['issuers[0].publicKey', 'no key for', issuer({ publicKey: pemOf(makeKey('ES384').publicKey) })],
  ['issuers[0].keySet.keys', 'is missing', issuer({ keySet: {} })],
  ['issuers[0].keySet.keys[0]', 'private', issuer({ keySet: { keys: [key.privateJwk] } })],
  ['issuers[0].fetchKeys', 'true or false', issuer({ fetchKeys: 'false' })],
  ['issuers[0].keySet', 'is missing', issuer({ fetchKeys: false })],
  ['issuers[0].secretVariables', 'array', issuer({ secretVariables: 'PARTNER_SECRET' })],
  ['issuers[0].secretVariables[0]', 'name of a variable', issuer({ secretVariables: [SECRET] })],
  ['issuers[0].secretVariables[0]', 'another use', issuer({ secretVariables: ['GUEST_SECRET'] })],
  ['issuers[0].secretEncoding', 'no effect', issuer({ secretEncoding: 'base64' })],
  ['issuers[0].tokenTypes', 'array', issuer({ tokenTypes: 'JWT' })],
  ['issuers[0].maxAge', 'number', issuer({ maxAge: '3600' })],
  ['issuers[0].maxAge', 'from 1', issuer({ maxAge: -1 })],
  ['issuers[0].clockTolerance', 'from 0 to 300', issuer({ clockTolerance: 301 })],
  ['issuers[0].requiredScope', 'scopes', issuer({ requiredScope: 'chat  profile' })],
  [
    'issuers[0].introspection.secretVariable',
    'missing',
    introspection({ secretVariable: undefined }),
  ],
  [
    'issuers[0].introspection.secretVariable',
    'name of a',
    introspection({ secretVariable: SECRET }),
  ],
  ['issuers[0].introspection.clientSecret', 'variable', introspection({ clientSecret: SECRET })],
  ['issuers[0].introspection.url', 'https', introspection({ url: 'http://a.example' })],
  ['issuers[0].introspection.authMethod', 'one of', introspection({ authMethod: 'basic' })],
  ['issuers[0].introspection.tokens', 'one of', introspection({ tokens: 'some' })],
  ['issuers[0].introspection.cacheSeconds', 'from 0 to 60', introspection({ cacheSeconds: 61 })],
  ['issuers[0].introspection.cacheSeconds', 'number', introspection({ cacheSeconds: '60' })],
  ['issuers[0].userinfo.send', 'bearer, cookie', userinfo({ send: 'query' })],
  ['issuers[0].userinfo.send', 'another use', userinfo({ send: 'header Authorization' })],
  ['issuers[0].userinfo.header', 'header such as', userinfo({ header: 'no colon' })],
  ['issuers[0].userinfo.url', 'is missing', issuer({ userinfo: {} })],
  [
    'issuers[0].userinfo.url',
    'cannot be combined',
    issuer({ introspection: LOGIN, userinfo: { url: 'https://staff.example/me' } }),
  ],
  ['issuers[0].identity.clam', 'Did you mean claim?', issuer({ identity: { clam: 'email' } })],
  ['issuers[0].identity.claim', 'claim', issuer({ identity: { claim: 'a..b' } })],
  ['issuers[0].identity.claimType', 'one of', issuer({ identity: { claimType: 'integer' } })],
  ['issuers[0].identity.format', 'one of', issuer({ identity: { format: 'plain' } })],
  ['issuers[0].namespace', 'not guest', issuer({ namespace: 'guest' })],
  ['issuers', 'namespace', { issuers: [STAFF, { ...STAFF, issuer: 'https://b.example' }] }],
  ['backends.mayChooseLifetime', 'true or false', { backends: { mayChooseLifetime: 'false' } }],
  ['backends.namespace', 'not guest', { backends: { namespace: 'guest' } }],
  ['backends.format', 'hashed', { backends: { format: 'plain' } }],
  ['backends.mayChooseRoles[0]', 'a name in roles', { backends: { mayChooseRoles: ['agent'] } }],
  ['backends.mayChooseRole', 'mayChooseRoles?', { backends: { mayChooseRole: ['agent'] } }],
  ['guests.lifetime', 'from 300', { guests: { lifetime: 60 } }],
  ['guests.lifetme', 'Did you mean lifetime?', { guests: { lifetme: 600 } }],
  ['guests.role', 'a name in roles', { guests: { role: 'agent' } }],
  ['roles.agent', 'RL', { roles: { agent: 'agent' } }],
  ['roles', 'object', { roles: new Map([['agent', AGENT]]) }],
  ['mode', 'audit', { rules: [ALL], mode: 'observe' }],
  ['mode', 'no effect', { mode: 'audit' }],
  ['rules', 'array', { rules: ALL }],
  ['rules', 'empty', { rules: [] }],
  ['rules[0].nme', 'Did you mean name?', rule({ nme: 'x' })],
  ['rules[0].when.clams', 'Did you mean claims?', rule({ when: { clams: { a: 1 } } })],
  ['rules[0].when.caller', 'person', rule({ when: { caller: 'user' } })],
  ['rules[0].allow.lifetime', 'from 300', rule({ allow: { lifetime: '600' } })],
  ['rules[0].allow.rol', 'Did you mean role?', rule({ allow: { rol: 'agent' } })],
  ['rules[0]', 'allow or deny', { rules: [{ name: 'a' }] }],
];

const RIGHT: [what: string, policy: unknown][] = [
  ['nothing', {}],
  ['an issuer', issuer({})],
  ['spellings', issuer({ issuer: ['https://staff.example', 'staff.example'] })],
  ['a pattern', issuer({ ...microsoft('tid'), tenants: ['72f988bf-86f1'] })],
  ['an issuer that is no URL', issuer({ issuer: 'privy.io', jwksUri: 'https://a.example/keys' })],
  ['no issuer, with a key', { issuers: [{ audience: 'a', publicKey: pemOf(key.publicKey) }] }],
  ['audiences', issuer({ audience: ['web', 'mobile'], audienceClaim: 'azp' })],
  [
    'any token of a key',
    issuer({
      audience: 'ANY_TOKEN_OF_THIS_KEY',
      jwksUri: 'https://a.example/keys',
      requiredClaims: { type: 'access', email_verified: true, level: 2 },
    }),
  ],
  ['algorithms', issuer({ algorithms: ['PS256', 'Ed25519', 'ES512'] })],
  ['a key set of JWKs and PEMs', issuer({ keySet: { keys: [key.jwk, pemOf(key.publicKey)] } })],
  ['keys that are not fetched', issuer({ keySet: { keys: [key.jwk] }, fetchKeys: false })],
  [
    'encoded secrets',
    issuer({ secretVariables: ['P', 'P_OLD'], secretEncoding: 'hex', algorithms: ['HS512'] }),
  ],
  ['times', issuer({ maxAge: 3600, clockTolerance: 0 })],
  ['token types', issuer({ tokenTypes: ['access', 'application/at+jwt'] })],
  ['scopes', issuer({ requiredScope: ['chat', 'profile'] })],
  [
    'introspection',
    introspection({ tokens: 'all', cacheSeconds: 0, authMethod: 'client_secret_post' }),
  ],
  ['introspection by bearer', introspection({ clientId: undefined, authMethod: 'bearer' })],
  ['UserInfo', userinfo({ send: 'header X-Session', header: 'X-App: a', tokens: 'opaque' })],
  [
    'a login and nothing else',
    { issuers: [{ userinfo: { url: 'https://a.example/me', send: 'cookie', tokens: 'all' } }] },
  ],
  [
    'identities',
    issuer({ identity: { claim: '/a~1b/c', claimType: 'number', format: 'verbatim' } }),
  ],
  [
    'namespaces',
    {
      issuers: [
        { ...STAFF, namespace: 'a' },
        { ...STAFF, issuer: 'https://b.example', namespace: 'b' },
      ],
    },
  ],
  [
    'backends',
    {
      roles: { agent: AGENT },
      backends: {
        namespace: 'srv',
        format: 'hashed',
        mayChooseLifetime: true,
        mayChooseRoles: ['agent'],
      },
    },
  ],
  [
    'guests',
    {
      roles: { guest: { [`IS${'c3'.repeat(16)}`]: AGENT } },
      guests: { lifetime: 300, role: 'guest' },
    },
  ],
  [
    'rules',
    {
      rules: [{ name: 'banned', when: { claims: { banned: true } }, deny: 'is banned' }, ALL],
      mode: 'audit',
    },
  ],
];

describe('a wrong policy', () => {
  it('is tried in at least 60 forms', () => expect(WRONG.length).toBeGreaterThanOrEqual(60));

  it.each(WRONG)('is refused at %s: %s', (field, word, policy) => {
    const problems = checkPolicy(policy);
    const named = problems.filter(({ finding }) => finding.split(/ /)[0] === field);
    expect(problems.map(({ sentence }) => sentence).join('\n')).toContain(word);
    expect(named.map(({ sentence }) => sentence).join('\n')).toContain(word);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });
});

describe('a right policy', () => {
  it('is tried in at least 20 forms', () => expect(RIGHT.length).toBeGreaterThanOrEqual(20));

  it.each(RIGHT)('is accepted with %s', (_, policy) => {
    expect(checkPolicy(policy)).toEqual([]);
  });
});
