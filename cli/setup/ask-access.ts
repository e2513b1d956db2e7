/** The questions about who may ask: from which pages, and whether visitors without a login may. */
import type { Environment } from '../env-file';
import { list, origin, plain, type ReadAnswer, url } from '../providers/answers';
import type { Asker } from './ask';
import type { Group } from './plan';
import { QUESTIONS } from './questions';
import type { Report } from './report';
import { keptSecret, newSecret } from './secret';

/** What these questions need to know. */
export interface AccessContext {
  ask: Asker;
  report: Report;
  /** What the environment file says now. */
  current: Environment;
}

const ANY = 'any';

/** A page of an app's web view, such as capacitor://localhost. */
const readAppOrigin: ReadAnswer = plain((answer) =>
  /^(?!https?:)[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d+)?$/.test(answer)
    ? { ok: true, value: answer }
    : origin(answer),
);

const readOrigins: ReadAnswer = (answer) =>
  answer.trim() === ANY ? { ok: true, value: ANY } : list(readAppOrigin)(answer);

/** Asks which pages may ask. There is no default: any origin must be said. */
export async function askOrigins({ ask, current }: AccessContext): Promise<Group> {
  const answer = await ask.text('allowed-origins', {
    sentence: QUESTIONS['allowed-origins'].sentence,
    read: readOrigins,
    example: 'For example https://app.example.com',
    ...(current.ALLOWED_ORIGINS && { fallback: current.ALLOWED_ORIGINS }),
  });
  return { title: 'Origins', wanted: { ALLOWED_ORIGINS: answer === ANY ? '' : answer } };
}

/**
 * Where challenges are verified: https://developers.cloudflare.com/turnstile/get-started/server-side-validation/,
 * https://docs.hcaptcha.com/, https://developers.google.com/recaptcha/docs/verify
 */
const CHALLENGES = [
  {
    value: 'turnstile',
    label: 'Cloudflare Turnstile',
    address: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  },
  { value: 'hcaptcha', label: 'hCaptcha', address: 'https://api.hcaptcha.com/siteverify' },
  {
    value: 'recaptcha',
    label: 'reCAPTCHA v2',
    address: 'https://www.google.com/recaptcha/api/siteverify',
  },
];

/** Asks whether there are guests, and what they must pass. */
export async function askGuests(context: AccessContext): Promise<Group> {
  const { ask, report, current } = context;
  const answer = await ask.choose('guests', {
    sentence: QUESTIONS.guests.sentence,
    options: [
      { value: 'off', label: 'No' },
      { value: 'on', label: 'Yes, as guests' },
    ],
    fallback: current.GUESTS === 'on' ? 'on' : 'off',
  });
  // What else the file says of guests has no effect, and stays for the day they come back.
  const off = current.GUESTS === 'off' ? 'off' : '';
  if (answer === 'off') return { title: 'Guests', wanted: { GUESTS: off } };
  const challenge = await askChallenge(context);
  if (challenge.GUEST_CHALLENGE_URL === '') {
    report.warn(
      'Without a challenge any script can make guests, and Twilio bills each that connects.',
    );
  }
  return {
    title: 'Guests',
    wanted: {
      GUESTS: 'on',
      // Another secret would make strangers of all guests.
      GUEST_SECRET: keptSecret('GUEST_SECRET', current) ?? newSecret(),
      ...challenge,
    },
  };
}

async function askChallenge({ ask, current }: AccessContext): Promise<Environment> {
  const { GUEST_CHALLENGE_URL: nowUrl, GUEST_CHALLENGE_SECRET: nowSecret } = current;
  const has = Boolean(nowUrl && nowSecret);
  const answer = await ask.choose('challenge', {
    sentence: QUESTIONS.challenge.sentence,
    options: [
      ...(has ? [{ value: 'keep', label: 'Keep what the environment file says' }] : []),
      ...CHALLENGES.map(({ value, label }) => ({ value, label })),
      { value: 'other', label: 'Another one', hint: 'by its siteverify address' },
      { value: 'none', label: 'None' },
    ],
    ...(has && { fallback: 'keep' }),
  });
  if (answer === 'keep') return {};
  if (answer === 'none') return { GUEST_CHALLENGE_URL: '', GUEST_CHALLENGE_SECRET: '' };
  const address =
    CHALLENGES.find(({ value }) => value === answer)?.address ??
    (await ask.text('challenge-url', {
      sentence: QUESTIONS['challenge-url'].sentence,
      read: url,
      example: 'For example https://challenge.example.com/siteverify',
    }));
  const secret = await ask.secret(
    'challenge-secret',
    QUESTIONS['challenge-secret'].sentence,
    plain((answer) => ({ ok: true, value: answer })),
  );
  return { GUEST_CHALLENGE_URL: address, GUEST_CHALLENGE_SECRET: secret };
}
