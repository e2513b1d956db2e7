import type { ParsedSettings } from '../../src/settings';
import { createSettingsCache } from '../../src/settings/cache';
import { SECRET, validEnvironment } from '../support/tokens';

function remember(policy = {}) {
  const parsed: ParsedSettings[] = [];
  return { parse: createSettingsCache(policy, (each) => parsed.push(each)), parsed };
}

describe('settings', () => {
  it('are parsed once per instance', () => {
    const { parse, parsed } = remember();
    const first = parse(validEnvironment());
    for (let i = 0; i < 100; i += 1) expect(parse(validEnvironment())).toBe(first);
    expect(parsed).toEqual([first]);
  });

  it('are parsed once per instance also when they are wrong', () => {
    const { parse, parsed } = remember();
    const wrong = validEnvironment({ AUTH_AUDIENCE: undefined });
    for (let i = 0; i < 100; i += 1) expect(parse(wrong).ok).toBe(false);
    expect(parsed).toHaveLength(1);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['a value changes', { AUTH_AUDIENCE: 'other' }],
    ['a variable goes', { AUTH_AUDIENCE: undefined }],
    ['a variable comes', { TOKEN_LIFETIME: '600' }],
    ['a name comes that is unknown', { AUTH_AUDIENCES: '' }],
  ])('are parsed again when %s', (_, overrides) => {
    const { parse, parsed } = remember();
    const before = parse(validEnvironment());
    const after = parse(validEnvironment(overrides));
    expect(after).not.toBe(before);
    expect(after).not.toEqual(before);
    expect(parsed).toEqual([before, after]);
  });

  it('are parsed again when an environment changes in place', () => {
    const { parse } = remember();
    const environment = validEnvironment();
    expect(parse(environment).ok).toBe(true);
    environment.TOKEN_LIFETIME = '1';
    expect(parse(environment).ok).toBe(false);
    environment.TOKEN_LIFETIME = '600';
    expect(parse(environment).ok).toBe(true);
  });

  it('are parsed again when one name takes the place of another', () => {
    const { parse } = remember();
    expect(parse(validEnvironment({ COLOUR: 'red' })).ok).toBe(true);
    expect(parse(validEnvironment({ AUTH_AUDIENCES: 'red' })).ok).toBe(false);
    expect(parse(validEnvironment({ COLOUR: 'red' })).ok).toBe(true);
  });

  it('are not parsed again when a value of others changes', () => {
    const { parse, parsed } = remember();
    parse(validEnvironment({ PATH: '/token' }));
    parse(validEnvironment({ PATH: '/health' }));
    expect(parsed).toHaveLength(1);
  });

  it('are parsed again when a variable changes that only the policy names', () => {
    const issuers = [
      { issuer: 'https://a.example', audience: 'web', secretVariables: ['PARTNER_SECRET'] },
    ];
    const { parse, parsed } = remember({ issuers });
    const rest = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
    for (const PARTNER_SECRET of [SECRET, SECRET, `${SECRET}.`]) {
      expect(parse(validEnvironment({ ...rest, PARTNER_SECRET })).ok).toBe(true);
    }
    expect(parsed).toHaveLength(2);
  });

  it('are read by known names only', () => {
    const { parse } = remember();
    const environment = validEnvironment();
    const read = jest.fn();
    Object.defineProperty(environment, 'SERVICE_SID', { enumerable: true, get: read });
    parse(environment);
    parse(environment);
    expect(read).not.toHaveBeenCalled();
  });
});
