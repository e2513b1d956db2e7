import fc from 'fast-check';
import { escapeIdentity, unescapeIdentity } from '../../src/identify/escape';

/** Text as claims may have it, normalised as the format wants it; rich in what is escaped. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('_', '4', '0', 'A', 'a', '@', '~', '-', '.', 'é', '🎷') }),
  )
  .filter((each) => each.isWellFormed())
  .map((each) => each.normalize('NFC'));

describe('what a text becomes', () => {
  it.each([
    ['alice', 'alice'],
    ['alice@example.com', 'alice_40example.com'],
    ['auth0|5f', 'auth0_7C5f'],
    ['a_b', 'a_5Fb'],
    ['a~b', 'a_7Eb'],
    ['AZaz09-.', 'AZaz09-.'],
    ["!*'();:@&=+$,/?%#[]", '_21_2A_27_28_29_3B_3A_40_26_3D_2B_24_2C_2F_3F_25_23_5B_5D'],
    ['é', '_C3_A9'],
    ['🎷', '_F0_9F_8E_B7'],
    ['_40', '_5F40'],
    ['%40', '_2540'],
    [' ', '_20'],
    ['', ''],
  ])('%j is %s', (given, escaped) => {
    expect(escapeIdentity(given)).toBe(escaped);
    expect(unescapeIdentity(escaped)).toBe(given);
  });
});

describe('the law of the format', () => {
  it('stays in its alphabet', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(escapeIdentity(given)).toMatch(/^(?:[A-Za-z0-9.-]|_[0-9A-F]{2})*$/);
      }),
    );
  });

  it('is reversible', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(unescapeIdentity(escapeIdentity(given))).toBe(given);
      }),
      { numRuns: 500 },
    );
  });

  it('is injective', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(escapeIdentity(one) === escapeIdentity(other)).toBe(one === other);
      }),
      { numRuns: 500 },
    );
  });

  it('escapes an escaped text into another one, unless nothing in it needs escaping', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = escapeIdentity(given);
        expect(escapeIdentity(once) === once).toBe(once === given);
      }),
    );
  });
});

describe('what no text becomes', () => {
  it.each([
    ['lower-case digits', '_c3_a9'],
    ['one digit', 'a_4'],
    ['no digits', 'a_'],
    ['a character outside of the alphabet', 'a@b'],
    ['a percent sign', 'a%40'],
    ['an escaped letter', '_41'],
    ['bytes that are no UTF-8', '_FF'],
    ['half of a character', '_C3'],
    ['an overlong byte sequence', '_C0_80'],
    ['a surrogate', '_ED_A0_80'],
    ['a line feed at the end', 'a\n'],
  ])('has %s', (_, given) => {
    expect(unescapeIdentity(given)).toBeUndefined();
  });

  it('is anything else than what unescapes to a text that escapes to it', () => {
    const near = fc.string({ unit: fc.constantFrom('_', '4', '0', 'C', '3', 'A', '9', 'F', 'a') });
    fc.assert(
      fc.property(near, (given) => {
        const unescaped = unescapeIdentity(given);
        if (unescaped !== undefined) expect(escapeIdentity(unescaped)).toBe(given);
      }),
      { numRuns: 500 },
    );
  });
});
