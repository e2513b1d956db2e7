import fc from 'fast-check';
import { type IdentityFormat, type IdentityRules, identify } from '../../src/identify';
import { identityOfClaim, readIdentity } from '../../src/identify/lookup';
import { callerWith } from '../support/caller';
import { codeOf } from '../support/refusal';
import { SECRET } from '../support/tokens';

const ISSUER = 'https://a.example';
const ESCAPED: IdentityRules = { claim: 'sub', claimType: 'string', format: { kind: 'escaped' } };
const FORMATS: IdentityFormat[] = [
  { kind: 'escaped' },
  { kind: 'hashed', secret: SECRET },
  { kind: 'verbatim' },
];

describe('the identity of a claim value', () => {
  it.each(FORMATS)('is the one that its owner gets: $kind', (format) => {
    const rules = { ...ESCAPED, format, namespace: 'staff' };
    const sub = 'auth0|alice';
    const theirs = identify(callerWith({ sub }, { issuer: ISSUER, identity: rules }));
    expect(identityOfClaim(sub, ISSUER, rules)).toBe(theirs);
  });

  it('is found for claims in a path, of numbers, and for addresses', () => {
    const of = (value: string, rules: Partial<IdentityRules>) =>
      identityOfClaim(value, ISSUER, { ...ESCAPED, ...rules });
    expect(of('alice', { claim: 'a.b.id' })).toBe('alice');
    expect(of('alice', { claim: 'https://example.com/user.id' })).toBe('alice');
    expect(of('alice', { claim: '__proto__.id' })).toBe('alice');
    expect(of('42', { claimType: 'number' })).toBe('42');
    expect(of('Alice@example.com', { claim: 'email' })).toBe('alice_40example.com');
    expect(of('Alice@example.com', { claim: 'user.email' })).toBe('alice_40example.com');
  });

  it('is refused where its owner is', () => {
    expect(codeOf(() => identityOfClaim('', ISSUER, ESCAPED))).toBe('identity_claim_invalid');
    expect(codeOf(() => identityOfClaim('a'.repeat(257), ISSUER, ESCAPED))).toBe(
      'identity_too_long',
    );
    expect(codeOf(() => identityOfClaim('x', ISSUER, { ...ESCAPED, claimType: 'number' }))).toBe(
      'identity_claim_invalid',
    );
  });
});

describe('the claim value behind an identity', () => {
  it.each<IdentityFormat>([{ kind: 'escaped' }, { kind: 'verbatim' }])(
    'is the one that made it, with and without a namespace: $kind',
    (format) => {
      const claim = fc.string({ unit: 'grapheme', minLength: 1 });
      fc.assert(
        fc.property(claim, fc.constantFrom(undefined, 'staff'), (value, namespace) => {
          const rules = { ...ESCAPED, format, ...(namespace && { namespace }) };
          if (codeOf(() => identityOfClaim(value, ISSUER, rules)) !== 'granted') return;
          const identity = identityOfClaim(value, ISSUER, rules);
          const wanted = format.kind === 'escaped' ? value.normalize('NFC') : value;
          expect(readIdentity(identity, rules)).toBe(wanted);
        }),
      );
    },
  );

  it('cannot be read from a hash', () => {
    const rules: IdentityRules = { ...ESCAPED, format: { kind: 'hashed', secret: SECRET } };
    expect(readIdentity(identityOfClaim('alice', ISSUER, rules), rules)).toBeUndefined();
  });

  it.each<[string, Partial<IdentityRules>, string]>([
    ['without the namespace', { namespace: 'staff' }, 'alice'],
    ['in another namespace', { namespace: 'staff' }, 'guest~alice'],
    ['in a namespace where there is none', {}, 'staff~alice'],
    ['in a namespace where there is none, verbatim', { format: { kind: 'verbatim' } }, 'staff~a'],
    ['that no text escapes to', {}, 'a_4'],
  ])('does not exist for one %s', (_, rules, identity) => {
    expect(readIdentity(identity, { ...ESCAPED, ...rules })).toBeUndefined();
  });
});
