import { claimPath, findClaim, flawOf, foldCase, isVerified } from '../../src/authenticate/claim';

describe('the path to a claim', () => {
  it.each([
    ['sub', ['sub']],
    ['org.id', ['org', 'id']],
    ['https://example.com/org.id', ['https://example.com/org.id']],
    ['urn:example:org', ['urn:example:org']],
    ['/sub', ['sub']],
    ['/user/id', ['user', 'id']],
    ['/user.id', ['user.id']],
    [
      '/https:~1~1hasura.io~1jwt~1claims/x-hasura-user-id',
      ['https://hasura.io/jwt/claims', 'x-hasura-user-id'],
    ],
    ['/a~0b/~01', ['a~b', '~1']],
    ['/', ['']],
    ['a..b', ['a', '', 'b']],
    ['', ['']],
  ])('of %j is %j', (claim, path) => {
    expect(claimPath(claim)).toEqual(path);
  });
});

describe('a claim', () => {
  const org = { id: 'acme', tags: ['a', 'b'] };

  it.each<[string, Record<string, unknown>, object]>([
    ['sub', { sub: 'alice' }, { name: 'sub', value: 'alice' }],
    ['org.id', { org }, { name: 'id', value: 'acme', holder: org }],
    ['a.b.c', { a: { b: { c: 0 } } }, { name: 'c', value: 0, holder: { c: 0 } }],
    ['https://x.example/org.id', { 'https://x.example/org.id': 7 }, { value: 7 }],
    ['/org/tags/1', { org }, { name: '1', value: 'b', holder: org.tags }],
    ['/user.id', { 'user.id': 7 }, { value: 7 }],
    ['/a~1b/c', { 'a/b': { c: 7 } }, { name: 'c', value: 7 }],
    ['__proto__', JSON.parse('{"__proto__":"own"}'), { value: 'own' }],
    ['nothing', { nothing: null }, { value: null }],
  ])('is found: %s', (claim, claims, found) => {
    expect(findClaim(claims, claim)).toMatchObject(found);
  });

  it.each<[string, Record<string, unknown>]>([
    ['sub', {}],
    ['org.id', {}],
    ['org.id', { org: null }],
    ['org.id', { org: 'acme' }],
    ['org.id', { org: [{ id: 'acme' }] }],
    ['org.id', { 'org.id': 'acme' }],
    ['org.tags.0', { org }],
    ['org.tags.length', { org }],
    ['/org/tags/length', { org }],
    ['/org/tags/01', { org }],
    ['/org/tags/-', { org }],
    ['/org/tags/2', { org }],
    ['/org.id', { org }],
    ['/sub/length', { sub: 'alice' }],
    ['/constructor', {}],
    ['sub.length', { sub: 'alice' }],
    ['toString', {}],
    ['constructor.name', {}],
    ['__proto__', {}],
    ['id', Object.create({ id: 'inherited' })],
    ['org.id', { org: Object.create({ id: 'inherited' }) }],
    ['https://x.example/org.id', { 'https://x': { 'example/org': { id: 7 } } }],
  ])('is not found: %s', (claim, claims) => {
    expect(findClaim(claims, claim).value).toBeUndefined();
  });
});

describe('an e-mail address', () => {
  const verified = (claims: Record<string, unknown>, claim = 'email') =>
    isVerified(findClaim({ email: 'a@example.com', ...claims }, claim));

  it('may be believed only if true stands beside it', () => {
    // Amazon Cognito and others write it as a string.
    for (const email_verified of [true, 'true']) expect(verified({ email_verified })).toBe(true);
    const odd = [undefined, false, 'false', 'TRUE', ' true', '1', 1, null, [true], { value: true }];
    for (const email_verified of odd) {
      expect(verified({ email_verified })).toBe(false);
    }
  });

  it('is verified where it is, and nowhere else', () => {
    const user = { email: 'b@example.com' };
    expect(verified({ user, email_verified: true }, 'user.email')).toBe(false);
    expect(verified({ user: { ...user, email_verified: true } }, 'user.email')).toBe(true);
    expect(verified({ user: 'b@example.com', email_verified: true }, 'user.email')).toBe(false);
    expect(isVerified(findClaim(Object.create({ email_verified: true }), 'email'))).toBe(false);
  });

  it('has no capitals that count', () => {
    expect(foldCase({ name: 'email', value: '', holder: {} }, 'Alice@Example.COM')).toBe(
      'alice@example.com',
    );
  });

  it('is the only claim of this kind', () => {
    const found = findClaim({ sub: 'Alice@Example.com' }, 'sub');
    expect(isVerified(found)).toBe(true);
    expect(foldCase(found, 'Alice')).toBe('Alice');
  });
});

describe('a text', () => {
  it.each([
    ['is blank', ['', ' ', '\u00a0\u3000', '\n']],
    ['has lone surrogates', ['a\ud800', '\udfffa']],
    ['has control characters', ['a\nb', 'a\0', '\u007fa', 'a\u0085']],
  ])('names nothing if it %s', (flaw, texts) => {
    expect(texts.map(flawOf)).toEqual(texts.map(() => flaw));
  });

  it.each(['a', ' a ', '~', '_', '🎷', 'a\u200bb', '\u202ea', '..'])('may be %j', (text) => {
    expect(flawOf(text)).toBeUndefined();
  });
});
