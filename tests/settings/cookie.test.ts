import { sentenceAbout, settingsWith } from '../support/settings';

const ALLOWED_ORIGINS = 'https://app.example.com';

describe('the cookie for a credential', () => {
  it('is none by default', () => {
    expect(settingsWith({ ALLOWED_ORIGINS }).cookies).toEqual([]);
  });

  it.each(['session', '__Host-session', 'connect.sid', '__proto__'])(
    'is the one of the name %s',
    (AUTH_COOKIE) => {
      expect(settingsWith({ AUTH_COOKIE, ALLOWED_ORIGINS }).cookies).toEqual([AUTH_COOKIE]);
    },
  );

  it.each(['a b', 'a;b', 'a=b', 'a"b', 'sitzung\u00e4'])(
    'cannot have the name %s',
    (AUTH_COOKIE) => {
      const sentence = sentenceAbout('AUTH_COOKIE', { AUTH_COOKIE, ALLOWED_ORIGINS });
      expect(sentence).toContain('must list names of cookies');
    },
  );

  it('needs a list of origins', () => {
    const AUTH_COOKIE = 'session';
    expect(sentenceAbout('ALLOWED_ORIGINS', { AUTH_COOKIE })).toMatch(/^is missing. AUTH_COOKIE/);
    const any = { AUTH_COOKIE, ALLOWED_ORIGINS: '*' };
    expect(sentenceAbout('ALLOWED_ORIGINS', any)).toContain('may not have *');
  });
});
