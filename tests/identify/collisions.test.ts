/** The promise that an identity makes: one person, one name. */
import fc from 'fast-check';
import type { GuestCaller } from '../../src/authenticate/caller';
import { type IdentityFormat, type IdentityRules, identify } from '../../src/identify';
import { callerWith } from '../support/caller';
import { SECRET } from '../support/tokens';

const FORMATS: IdentityFormat[] = [
  { kind: 'escaped' },
  { kind: 'hashed', secret: SECRET },
  { kind: 'verbatim' },
];

const format = fc.constantFrom(...FORMATS);
const namespace = fc.option(
  fc.oneof(fc.stringMatching(/^[A-Za-z0-9-]{1,4}$/), fc.constant('guest')),
  { nil: undefined },
);
/** Few characters, those that separate parts among them, so that parts often meet. */
const claim = fc.string({
  unit: fc.constantFrom('a', '-', '.', '_', '7', 'E', '~', '@', 'é', '\0'),
  minLength: 1,
  maxLength: 6,
});

interface Person {
  namespace: string | undefined;
  claim: string;
  format: IdentityFormat;
}
const person: fc.Arbitrary<Person> = fc.record({ namespace, claim, format });

/** A guest whose ticket has this subject. */
const guestWith = (sub: string): GuestCaller => ({
  kind: 'guest',
  claims: { sub },
  expiresAtSeconds: 0,
});

/** The identity of a person, or undefined if it is refused. */
function identityOf({ namespace, claim, format }: Person): string | undefined {
  const rules: IdentityRules = {
    claim: 'sub',
    claimType: 'string',
    format,
    ...(namespace !== undefined && { namespace }),
  };
  try {
    return identify(callerWith({ sub: claim }, { identity: rules }));
  } catch {
    return undefined;
  }
}

describe('two people', () => {
  it('never share an identity under different namespaces, in whatever formats', () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        fc.pre(one.namespace !== other.namespace);
        const identity = identityOf(one);
        if (identity !== undefined) expect(identityOf(other)).not.toBe(identity);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(FORMATS)('never share an identity in one namespace and format: $kind', (format) => {
    fc.assert(
      fc.property(namespace, claim, claim, (namespace, one, other) => {
        fc.pre(one !== other);
        const identity = identityOf({ namespace, claim: one, format });
        if (identity !== undefined) {
          expect(identityOf({ namespace, claim: other, format })).not.toBe(identity);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a guest', () => {
  const subject = fc.stringMatching(/^[0-9a-f]{32}$/);

  it('never meets a person, however that one is named', () => {
    // Claims that look like a guest's identity, or like what is behind it.
    const alike = fc.oneof(
      claim,
      subject,
      subject.map((hex) => `guest~${hex}`),
    );
    fc.assert(
      fc.property(subject, person, alike, (sub, one, claim) => {
        // No policy may take the namespace of guests.
        fc.pre(one.namespace !== 'guest');
        const identity = identify(guestWith(sub));
        expect(identityOf({ ...one, claim })).not.toBe(identity);
        expect(identityOf({ ...one, claim: identity })).not.toBe(identity);
        expect(identityOf({ ...one, claim: sub })).not.toBe(identity);
      }),
      { numRuns: 2000 },
    );
  });

  it('never meets another guest', () => {
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        fc.pre(one !== other);
        expect(identify(guestWith(one))).not.toBe(identify(guestWith(other)));
      }),
    );
  });
});

describe('one claim of two issuers', () => {
  it('is two identities when hashed, even in one namespace', () => {
    const rules = { claim: 'sub', claimType: 'string', format: FORMATS[1] } as IdentityRules;
    fc.assert(
      fc.property(
        fc.webUrl(),
        fc.webUrl(),
        fc.stringMatching(/^[a-z]{1,9}$/),
        (one, other, sub) => {
          fc.pre(one !== other);
          const at = (issuer: string) => identify(callerWith({ sub }, { issuer, identity: rules }));
          expect(at(one)).not.toBe(at(other));
        },
      ),
    );
  });
});

describe('one person', () => {
  it('has the same identity each time', () => {
    fc.assert(
      fc.property(person, (each) => {
        expect(identityOf(each)).toBe(identityOf({ ...each }));
      }),
    );
  });
});

describe('an identity', () => {
  it('has at most one tilde, and only behind a namespace', () => {
    fc.assert(
      fc.property(person, (each) => {
        const identity = identityOf(each);
        if (identity === undefined) return;
        const parts = identity.split('~');
        expect(parts.slice(0, -1)).toEqual(each.namespace === undefined ? [] : [each.namespace]);
      }),
      { numRuns: 1000 },
    );
  });

  it('has no more than 256 characters, whatever the claim', () => {
    const long = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(long, format, (sub, each) => {
        const identity = identityOf({ namespace: 'staff', claim: sub, format: each });
        if (identity !== undefined) expect(identity.length).toBeLessThanOrEqual(256);
      }),
    );
  });
});
