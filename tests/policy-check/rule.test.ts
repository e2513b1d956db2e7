/** What is wrong with one rule: a row for each sentence, and rules of which nothing is said. */
import { checkRules } from '../support/rules';
import { SECRET } from '../support/tokens';

const ROLES = ['agent', 'guest'];

/** What is said of the only rule, without its place. */
const said = (rule: unknown) =>
  checkRules([rule], ROLES).map((problem) => problem.replace(/^rules\[0\]/, ''));

const about = (when: unknown) => ({ name: 'a', when, allow: {} });
const granting = (allow: unknown) => ({ name: 'a', allow });
const inConversation = (...conversations: unknown[]) => granting({ conversations });
const onClaim = (condition: unknown, claim = 'plan') => about({ claims: { [claim]: condition } });

describe('a rule of which nothing is said', () => {
  it.each<[string, unknown]>([
    ['that grants', granting({})],
    ['that refuses', { name: 'a', deny: 'is banned' }],
    ['with the longest name', { name: 'Az09-'.padEnd(64, '-'), allow: {} }],
    ['with what is left out spelt out', { name: 'a', when: undefined, allow: {}, deny: undefined }],
    ['about everybody', about({})],
    ['about a kind', about({ caller: 'guest' })],
    ['about kinds', about({ caller: ['person', 'guest', 'backend'] })],
    ['about an issuer', about({ issuer: 'https://a' })],
    ['about issuers', about({ issuer: ['https://a', 'https://b'] })],
    ['on a text', onClaim('pro')],
    ['on a number', onClaim(0)],
    ['on a truth', onClaim(false)],
    ['on a list', onClaim({ oneOf: ['pro', 7, true] })],
    ['on a prefix', onClaim({ prefix: 'p' })],
    ['on an entry of a list', onClaim({ has: 'a' })],
    ['on an entry that is a number', onClaim({ has: 0 })],
    ['on a path', onClaim('pro', 'app_metadata.plan')],
    ['on a claim of an URL', onClaim('pro', 'https://example.com/name')],
    ['on an address', onClaim('a@example.com', 'email')],
    ['on a claim that begins like one that users write', onClaim('x', 'names')],
    ['with the shortest lifetime', granting({ lifetime: 300 })],
    ['with the longest lifetime', granting({ lifetime: 86_400 })],
    ['with a role', granting({ role: 'agent' })],
    ['with a name that users write', granting({ friendlyName: 'name' })],
    ['with a name in a path', granting({ friendlyName: 'profile.name' })],
    ['with no conversations', inConversation()],
    ['with conversations', inConversation('news', { name: 'org-{org_id}', create: true })],
    ['with a conversation by its SID', inConversation(`CH${'a1'.repeat(16)}`)],
    ['with a conversation of the longest name', inConversation('a'.repeat(256))],
    ['with a conversation that leaves room for a claim', inConversation(`${'a'.repeat(255)}{b}`)],
    ['with a claim of a long name', inConversation(`org-{${'a'.repeat(300)}}`)],
    ['with two claims that are kept apart', inConversation('org-{org_id}~{team}')],
    ['that begins with C', inConversation('C-{org_id}')],
    ['with CH further on', inConversation('TECH{org_id}')],
    ['with C before the claim', inConversation('ABC{org_id}')],
    ['of the longest texts', inConversation(`${'a'.repeat(127)}{a}${'~'.repeat(127)}{b}`)],
    ['that need not succeed, with a role', granting({ optional: true, role: 'guest' })],
    ['that need not succeed, with a name', granting({ optional: true, friendlyName: 'sub' })],
    ['that need not succeed, joined', granting({ optional: true, conversations: ['news'] })],
    ['that must succeed', granting({ optional: false })],
  ])('is one %s', (_, rule) => {
    expect(said(rule)).toEqual([]);
  });
});

describe('the shape of a rule', () => {
  it.each([null, undefined, 'a', 7, true, [], [granting({})]])('must be an object: %j', (rule) => {
    expect(said(rule)).toEqual([' must be an object.']);
  });

  it.each(['whem', 'effect', 'toString', '__proto__', 'roles'])('has no %s', (field) => {
    const rule = { ...granting({}), [field]: 1 };
    Object.defineProperty(rule, field, { value: 1, enumerable: true });
    expect(said(rule)).toEqual([
      expect.stringMatching(
        /^\.\w+ is not a field of a rule\. .*There are: name, when, allow, deny\.$/,
      ),
    ]);
  });

  it.each(['', 'a b', 'a_b', 'ä', 'a\n', 'a'.repeat(65), 7, null, ['a']])(
    'must have a name: %j is none',
    (name) => {
      expect(said({ name, allow: {} })).toEqual(['.name must be 1 to 64 letters, digits or -.']);
    },
  );

  it('must have a name', () => {
    expect(said({ allow: {} })).toEqual(['.name is missing.']);
  });

  it.each([{}, { allow: {}, deny: 'x' }, { allow: null, deny: 'x' }, { allow: {}, deny: '' }])(
    'must grant or refuse: %j',
    (effect) => {
      expect(said({ name: 'a', ...effect })).toContain(' must have either allow or deny.');
    },
  );

  it.each(['', 7, true, null, {}, ['x']])('must have a reason in words: %j is none', (deny) => {
    expect(said({ name: 'a', deny })).toEqual(['.deny must be a reason, in words.']);
  });
});

describe('whom a rule is about', () => {
  it.each([null, 'person', 7, []])('is an object: not %j', (when) => {
    expect(said(about(when))).toEqual(['.when must be an object.']);
  });

  it.each(['kind', 'claim', 'subject'])('has no %s', (field) => {
    expect(said(about({ [field]: 'guest' }))).toEqual([
      expect.stringMatching(
        /^\.when\.\w+ is not a field of a condition\. .*There are: caller, issuer, claims\.$/,
      ),
    ]);
  });

  it.each(['people', 'Guest', '', [], ['guest', 'people'], [['guest']], null, 7, {}])(
    'is a kind of caller, or a list: not %j',
    (caller) => {
      expect(said(about({ caller }))).toEqual([
        '.when.caller must be person, guest, backend, or an array of them.',
      ]);
    },
  );

  it.each(['', [], ['https://a', ''], [['https://a']], null, 7, {}])(
    'is an issuer, or a list: not %j',
    (issuer) => {
      expect(said(about({ issuer }))).toEqual([
        '.when.issuer must be an issuer, or an array of them.',
      ]);
    },
  );

  it.each<unknown>([null, 'plan', [], ['plan'], {}])(
    'has claims with conditions: not %j',
    (claims) => {
      expect(said(about({ claims }))).toEqual([
        '.when.claims must be an object with a claim in it.',
      ]);
    },
  );

  it.each(['', '.', 'a.', '.a', 'a..b'])('has claims with names: not %j', (claim) => {
    expect(said(onClaim('x', claim))).toEqual([
      `.when.claims["${claim}"] must name a claim, or be a path such as org.id.`,
    ]);
  });

  it.each<unknown>([
    ...[undefined, null, '', Number.NaN, Number.POSITIVE_INFINITY, ['pro'], {}],
    ...[{ is: 'pro' }, { oneOf: ['a'], has: 'a' }, { prefix: 'a', extra: 1 }],
    ...[{ oneOf: [] }, { oneOf: 'pro' }, { oneOf: ['a', ''] }, { oneOf: [null] }],
    ...[{ oneOf: undefined }, { oneOf: [['a']] }, { oneOf: { 0: 'a', length: 1 } }],
    ...[{ prefix: '' }, { prefix: 7 }, { prefix: ['a'] }, { prefix: null }, { prefix: undefined }],
    ...[{ has: '' }, { has: null }, { has: ['a'] }, { has: undefined }, { has: {} }],
    ...[{ regex: '.*' }, { oneof: ['a'] }, { toString: 'a' }],
  ])('has conditions that can hold: not %j', (condition) => {
    expect(said(onClaim(condition))).toEqual([
      '.when.claims["plan"] must be a value, or one of { oneOf }, { prefix } and { has }, none of them empty.',
    ]);
  });

  it.each([
    ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
    ...['profile', 'picture', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'address'],
    ...['phone_number', 'user_metadata', 'raw_user_meta_data', 'unsafe_metadata'],
  ])('is no matter of what users can write: %s', (claim) => {
    const metadata = claim.includes('meta') ? [`user.${claim}`, `user.${claim}.role`] : [];
    for (const path of [claim, `${claim}.role`, ...metadata]) {
      expect(said(onClaim('admin', path))).toEqual([
        `.when.claims["${path}"] depends on ${claim}, which users can write themselves at most logins. Use a claim that only you can set.`,
      ]);
      expect(said(inConversation(`org-{${path}}`))).toEqual([
        `.allow.conversations[0] {${path}} depends on ${claim}, which users can write themselves at most logins. Use a claim that only you can set.`,
      ]);
    }
  });

  it.each(['org.name', 'tenant.profile.plan'])('may be what only sounds like it: %s', (path) => {
    expect(said(onClaim('acme', path))).toEqual([]);
    expect(said(inConversation(`org-{${path}}`))).toEqual([]);
  });
});

describe('what a rule grants', () => {
  it.each([null, true, 'all', 7, []])('is an object: not %j', (allow) => {
    expect(said(granting(allow))).toEqual(['.allow must be an object.']);
  });

  it.each(['roles', 'lifeTime', 'conversation', 'create'])('has no %s', (field) => {
    expect(said(granting({ [field]: 600 }))).toEqual([
      expect.stringMatching(
        /^\.allow\.\w+ is not a field of a grant\. .*There are: lifetime, role, friendlyName, conversations, optional\.$/,
      ),
    ]);
  });

  it.each([299, 86_401, 600.5, 0, -600, Number.NaN, '600', null, [600]])(
    'has a lifetime within limits: not %j',
    (lifetime) => {
      expect(said(granting({ lifetime }))).toEqual([
        '.allow.lifetime must be an integer of seconds from 300 to 86400.',
      ]);
    },
  );

  it.each(['admin', 'Agent', '', 'toString', 7, null, ['agent'], `RL${'e5'.repeat(16)}`])(
    'has a role that is known: not %j',
    (role) => {
      expect(said(granting({ role }))).toEqual([
        '.allow.role must be a name in roles. npm run roles prints them.',
      ]);
    },
  );

  it.each(['', 'a..b', 7, null, ['name'], {}])('has a claim for a name: not %j', (friendlyName) => {
    expect(said(granting({ friendlyName }))).toEqual([
      '.allow.friendlyName must be the name of a claim.',
    ]);
  });

  it.each(['true', 1, null, {}])('is optional or not: not %j', (optional) => {
    expect(said(granting({ role: 'agent', optional }))).toEqual([
      '.allow.optional must be true or false.',
    ]);
  });

  it.each([{}, { lifetime: 600 }, { conversations: [] }])(
    'is optional only if there is something to fail: not %j',
    (allow) => {
      expect(said(granting({ ...allow, optional: true }))).toEqual([
        '.allow.optional has no effect: the rule asks nothing of Twilio. Remove it.',
      ]);
    },
  );

  it.each(['news', 7, null, { name: 'news' }])('has a list of conversations: not %j', (value) => {
    expect(said(granting({ conversations: value }))).toEqual([
      '.allow.conversations must be an array.',
    ]);
  });
});

describe('a conversation of a rule', () => {
  it.each([
    ...['', 'org-{}', 'org-{org_id', 'org-org_id}', 'org-{{org_id}}', 'o-{{}}', 7, null, undefined],
    ...[['news'], {}, { create: true }, { name: '' }, { name: 7 }, { name: ['news'] }],
  ])('has a name: not %j', (conversation) => {
    expect(said(inConversation('news', conversation))).toEqual([
      '.allow.conversations[1] must be a name, with claims in braces such as org-{org_id}.',
    ]);
  });

  it('is not left out of a list', () => {
    const conversations = ['news', 'team'];
    delete conversations[0];
    expect(said(granting({ conversations }))).toEqual([
      '.allow.conversations[0] must be a name, with claims in braces such as org-{org_id}.',
    ]);
  });

  it.each(['sid', 'crate', 'role'])('has no %s', (field) => {
    expect(said(inConversation({ name: 'news', [field]: true }))).toEqual([
      expect.stringMatching(
        /^\.allow\.conversations\[0\]\.\w+ is not a field of a conversation\. .*There are: name, create\.$/,
      ),
    ]);
  });

  it.each(['true', 1, null, {}])('is created or not: not %j', (create) => {
    expect(said(inConversation({ name: 'news', create }))).toEqual([
      '.allow.conversations[0].create must be true or false.',
    ]);
  });

  it.each(['a'.repeat(257), `${'a'.repeat(256)}{b}`, `${'a'.repeat(254)}{b}~{c}`])(
    'has a name that Twilio takes',
    (name) => {
      expect(said(inConversation(name))).toEqual([
        '.allow.conversations[0] must have room in 256 characters, the most that Twilio accepts.',
      ]);
    },
  );

  it('is judged however long its name is', () => {
    expect(said(inConversation('a'.repeat(1_000_000), `b${'{a}~'.repeat(100_000)}`))).toHaveLength(
      2,
    );
  });

  it.each(['', '.', 'a..b'])('has claims with names: not %j', (claim) => {
    // Braces with nothing between are no claim at all.
    const sentence =
      claim === ''
        ? '.allow.conversations[0] must be a name, with claims in braces such as org-{org_id}.'
        : `.allow.conversations[0] {${claim}} must name a claim, or be a path such as org.id.`;
    expect(said(inConversation(`org-{${claim}}`))).toEqual([sentence]);
  });

  it.each(['{sub}', '{sub}-desk', 'CH{sub}', 'C{sub}', 'CHAT-{sub}'])(
    'begins with a text that no SID begins with: not %s',
    (name) => {
      expect(said(inConversation(name))).toEqual([
        '.allow.conversations[0] must start with literal text other than CH; otherwise a claim could select any conversation.',
      ]);
    },
  );

  it.each(['org-{a}{b}', 'org-{a}-{b}', 'org-{a}_{b}', 'org-{a}~{b}.{c}'])(
    'has claims that are kept apart: not %s',
    (name) => {
      expect(said(inConversation(name))).toEqual([
        '.allow.conversations[0] must have literal text such as ~ between two claims, which no value can contain; otherwise two pairs of values make the same name.',
      ]);
    },
  );
});

it('tells all that is wrong with a rule at once, and nothing of what stands in it', () => {
  const problems = said({
    name: SECRET,
    when: { caller: SECRET, issuer: '', claims: { plan: [SECRET] } },
    allow: { lifetime: SECRET, role: SECRET, conversations: [`{${'sub'}}`, SECRET] },
  });
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    '.when.caller',
    '.when.issuer',
    '.when.claims["plan"]',
    '.allow.lifetime',
    '.allow.role',
    '.allow.conversations[0]',
  ]);
  expect(problems.join()).not.toContain(SECRET);
});
