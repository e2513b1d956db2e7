/** The variables for guests. */
import { problemsWith, sentenceAbout, settingsWith } from '../support/settings';

const GUEST_SECRET = 'a-secret-for-guest-tickets-of-32-bytes-or-more';
const on = { GUESTS: 'on', GUEST_SECRET };

it('has no guests unless they are let in', () => {
  expect(settingsWith().guests).toBeUndefined();
  expect(settingsWith({ ...on, GUESTS: 'off' }).guests).toBeUndefined();
});

it('has defaults for everything but the secret', () => {
  expect(settingsWith(on).guests).toEqual({
    tickets: {
      secrets: [GUEST_SECRET],
      lifetimeSeconds: 30 * 86_400,
      audience: settingsWith().twilio.serviceSid,
    },
    challenge: undefined,
  });
});

it.each<[string, string, Record<string, string | undefined>]>([
  ['GUESTS', 'must be one of', { GUESTS: 'yes' }],
  ['GUEST_SECRET', 'is missing', { GUESTS: 'on' }],
  ['GUEST_SECRET', '32 bytes', { GUESTS: 'on', GUEST_SECRET: 'short' }],
  ['GUEST_LIFETIME_DAYS', 'from 1 to 365', { ...on, GUEST_LIFETIME_DAYS: '0' }],
  ['GUEST_LIFETIME_DAYS', 'from 1 to 365', { ...on, GUEST_LIFETIME_DAYS: '366' }],
  ['GUEST_CHALLENGE_SECRET', 'is missing', { ...on, GUEST_CHALLENGE_URL: 'https://a.example/v' }],
  ['GUEST_CHALLENGE_URL', 'is missing', { ...on, GUEST_CHALLENGE_SECRET: 'secret-of-site' }],
  [
    'GUEST_CHALLENGE_URL',
    'must be an https URL',
    { ...on, GUEST_CHALLENGE_URL: 'http://a.example/v', GUEST_CHALLENGE_SECRET: 'secret-of-site' },
  ],
  ['GUEST_SECRETS', 'is not a setting', { ...on, GUEST_SECRETS: 'a' }],
])('%s %s', (variable, sentence, overrides) => {
  expect(sentenceAbout(variable, overrides)).toContain(sentence);
});

it.each([299, 86_401, Number.NaN])('refuses a lifetime of %d in the policy', (lifetime) => {
  expect(sentenceAbout('src/policy.ts', on, { guests: { lifetime } })).toContain('guests.lifetime');
});

it('refuses one secret for two purposes', () => {
  const problems = problemsWith({
    ...on,
    GUEST_SECRET_PREVIOUS: GUEST_SECRET,
    IDENTITY_FORMAT: 'hashed',
    IDENTITY_SECRET: GUEST_SECRET,
  });
  expect(problems.map(({ sentence }) => sentence)).toEqual([
    expect.stringContaining('is the same as GUEST_SECRET'),
    expect.stringContaining('is the same as IDENTITY_SECRET'),
    expect.stringContaining('is the same as IDENTITY_SECRET'),
  ]);
});
