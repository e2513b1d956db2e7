import type { IdentityRules } from '../../src/identify';
import { sentenceAbout, settingsWith } from '../support/settings';
import { SECRET } from '../support/tokens';

const rulesWith = (overrides: Record<string, string | undefined> = {}) =>
  settingsWith(overrides).issuers[0]?.identity as IdentityRules;

describe('the rules for identities', () => {
  it('have these defaults', () => {
    expect(rulesWith()).toEqual({
      claim: 'sub',
      claimType: 'string',
      format: { kind: 'escaped' },
    });
  });

  it.each(['email', 'user.id', 'https://example.com/user..id'])(
    'may name the claim %s',
    (IDENTITY_CLAIM) => {
      expect(rulesWith({ IDENTITY_CLAIM }).claim).toBe(IDENTITY_CLAIM);
    },
  );

  it.each(['.', '.id', 'user.', 'user..id'])(
    'may not name the path %s with nothing between its dots',
    (IDENTITY_CLAIM) => {
      const sentence = sentenceAbout('IDENTITY_CLAIM', { IDENTITY_CLAIM });
      expect(sentence).toContain('the name of a claim, a path');
    },
  );
});

describe('the format of identities', () => {
  it.each(['escaped', 'verbatim'])('may be %s', (IDENTITY_FORMAT) => {
    expect(rulesWith({ IDENTITY_FORMAT }).format).toEqual({ kind: IDENTITY_FORMAT });
  });

  it('may be hashed, with a secret', () => {
    const { format } = rulesWith({ IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET: SECRET });
    expect(format).toEqual({ kind: 'hashed', secret: SECRET });
  });

  it.each(['Escaped', 'hash', 'plain'])('may not be %s', (IDENTITY_FORMAT) => {
    const sentence = sentenceAbout('IDENTITY_FORMAT', { IDENTITY_FORMAT });
    expect(sentence).toBe('must be one of: escaped, hashed, verbatim.');
  });
});

describe('the secret of identities', () => {
  it('is required with hashed', () => {
    const sentence = sentenceAbout('IDENTITY_SECRET', { IDENTITY_FORMAT: 'hashed' });
    expect(sentence).toMatch(/^is missing.*never change/);
  });

  it('has at least 32 bytes', () => {
    const overrides = { IDENTITY_FORMAT: 'hashed', IDENTITY_SECRET: 'too-short-a-secret' };
    expect(sentenceAbout('IDENTITY_SECRET', overrides)).toContain('at least 32 bytes');
  });

  it.each([undefined, 'escaped', 'verbatim'])(
    'is refused where nothing is hashed: %s',
    (IDENTITY_FORMAT) => {
      const overrides = { IDENTITY_FORMAT, IDENTITY_SECRET: SECRET };
      expect(sentenceAbout('IDENTITY_SECRET', overrides)).toContain('has no effect');
    },
  );
});
