import { sentenceAbout, settingsWith } from '../support/settings';
import {
  ACCOUNT_SID,
  API_KEY_SECRET,
  API_KEY_SID,
  PUSH_CREDENTIAL_SID,
  SERVICE_SID,
} from '../support/tokens';

const hex = 'a1'.repeat(16);

describe("Twilio's side of the settings", () => {
  it('is taken from its variables, with us1 as the region', () => {
    expect(settingsWith().twilio).toEqual({
      accountSid: ACCOUNT_SID,
      apiKeySid: API_KEY_SID,
      apiKeySecret: API_KEY_SECRET,
      serviceSid: SERVICE_SID,
      region: 'us1',
    });
  });

  it.each(['us1', 'ie1'])('may be in the region %s', (TWILIO_REGION) => {
    expect(settingsWith({ TWILIO_REGION }).twilio.region).toBe(TWILIO_REGION);
  });

  it("takes the account from the platform's own variable if there is no other", () => {
    const ACCOUNT = `AC${'0f'.repeat(16)}`;
    const { twilio } = settingsWith({ TWILIO_ACCOUNT_SID: undefined, ACCOUNT_SID: ACCOUNT });
    expect(twilio.accountSid).toBe(ACCOUNT);
  });

  it("prefers its own variable for the account to the platform's", () => {
    const { twilio } = settingsWith({ ACCOUNT_SID: `AC${'0f'.repeat(16)}` });
    expect(twilio.accountSid).toBe(ACCOUNT_SID);
  });

  it('has a push credential only if there is one', () => {
    expect(settingsWith().authorization).not.toHaveProperty('pushCredentialSid');
    const { authorization } = settingsWith({ PUSH_CREDENTIAL_SID });
    expect(authorization.pushCredentialSid).toBe(PUSH_CREDENTIAL_SID);
  });
});

describe('a variable that is required', () => {
  it.each([
    'TWILIO_ACCOUNT_SID',
    'TWILIO_API_KEY_SID',
    'TWILIO_API_KEY_SECRET',
    'CONVERSATIONS_SERVICE_SID',
  ])('is missed by its name, also when it is empty: %s', (variable) => {
    for (const value of [undefined, '']) {
      expect(sentenceAbout(variable, { [variable]: value })).toMatch(/^is missing\. .+\.$/);
    }
  });
});

describe('a SID', () => {
  it.each([
    ['TWILIO_ACCOUNT_SID', 'AC'],
    ['TWILIO_API_KEY_SID', 'SK'],
    ['CONVERSATIONS_SERVICE_SID', 'IS'],
    ['PUSH_CREDENTIAL_SID', 'CR'],
  ])('has its prefix and 32 lower-case hexadecimal digits: %s', (variable, prefix) => {
    for (const value of [
      `XX${hex}`,
      `${prefix}${hex.slice(1)}`,
      `${prefix}${hex}0`,
      `${prefix}${hex.toUpperCase()}`,
      `${prefix}${'g'.repeat(32)}`,
      `${prefix.toLowerCase()}${hex}`,
      hex,
    ]) {
      expect(sentenceAbout(variable, { [variable]: value })).toContain(
        `${prefix} and 32 hexadecimal digits`,
      );
    }
  });

  it("is checked in the platform's own variable too", () => {
    const overrides = { TWILIO_ACCOUNT_SID: undefined, ACCOUNT_SID: `SK${hex}` };
    expect(sentenceAbout('ACCOUNT_SID', overrides)).toContain('is not an account SID');
  });

  it('of a Messaging Service gets a sentence of its own', () => {
    const sentence = sentenceAbout('CONVERSATIONS_SERVICE_SID', {
      CONVERSATIONS_SERVICE_SID: `MG${hex}`,
    });
    expect(sentence).toContain('Messaging Service');
    expect(sentence).toContain('begins with IS');
  });
});

describe('the secret of the API key', () => {
  const sentence = (secret: string, more = {}) =>
    sentenceAbout('TWILIO_API_KEY_SECRET', { TWILIO_API_KEY_SECRET: secret, ...more });

  it.each([API_KEY_SID, ACCOUNT_SID])('is no SID, such as %s', (sid) => {
    expect(sentence(sid)).toContain('is a SID');
  });

  it("is not the account's auth token", () => {
    const AUTH_TOKEN = '0123456789abcdef0123456789abcdef';
    expect(sentence(AUTH_TOKEN, { AUTH_TOKEN })).toContain('auth token');
  });

  it.each([
    ['cut short', 'ThisSecretIsCut'],
    ['in two words', 'This secret has white space in it'],
  ])('is not %s', (_, secret) => {
    expect(sentence(secret)).toContain('is not the secret of an API key');
  });
});

describe('the region', () => {
  it.each(['au1', 'US1', 'ireland'])('is not %s', (TWILIO_REGION) => {
    expect(sentenceAbout('TWILIO_REGION', { TWILIO_REGION })).toContain('us1, ie1');
  });
});
