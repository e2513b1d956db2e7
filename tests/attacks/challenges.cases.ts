/** A challenge is passed when its provider says so in the one way there is, and never else. */
import { bearerEvent } from './events';
import { GUESTS, NOBODY, ticket } from './guests.cases';
import type { Family, Row } from './runner';
import type { OddAnswer, Stage } from './stage';

const MISSING = '400 invalid_request challenge_missing';
const FAILED = '403 access_denied challenge_failed';
const UNAVAILABLE = '503 issuer_unavailable challenge_unavailable';

/** Takes one answer and one secret, wherever they stand among others. */
const honestProvider = (form: URLSearchParams): OddAnswer => ({
  success:
    form.getAll('response').includes('human') &&
    form.getAll('secret').includes('secret-of-the-site'),
});

/** A visitor's answer to a challenge, and how its provider judges it. */
const challenged = (
  challenge: unknown,
  provider: (form: URLSearchParams, stage: Stage) => OddAnswer = honestProvider,
): Pick<Row, 'event' | 'settings'> => ({
  event: () => ({ ...NOBODY, ...(challenge !== undefined && { challenge }) }),
  settings: (stage) => ({
    ...GUESTS,
    GUEST_CHALLENGE_URL: stage.serve((form) => provider(form, stage)),
    GUEST_CHALLENGE_SECRET: 'secret-of-the-site',
  }),
});

const failing = (answer: OddAnswer) => challenged('human', () => answer);

const rows: Row[] = [
  { name: 'an answer that is right', ...challenged('human'), outcome: '200 guest~…' },
  { name: 'no answer', ...challenged(undefined), outcome: MISSING },
  { name: 'an empty answer', ...challenged(''), outcome: MISSING },
  { name: 'true for an answer', ...challenged(true), outcome: MISSING },
  { name: 'a list of answers', ...challenged(['human']), outcome: MISSING },
  { name: 'an answer that is wrong', ...challenged('robot'), outcome: FAILED },
  {
    name: 'an answer with a parameter more',
    ...challenged('robot&response=human'),
    outcome: FAILED,
  },
  {
    name: 'an answer with a secret of its own',
    ...challenged('human&secret=mine'),
    outcome: FAILED,
  },
  { name: 'an answer of 9,000 characters', ...challenged('x'.repeat(9000)), outcome: FAILED },
  { name: 'a provider that says "true"', ...failing({ success: 'true' }), outcome: FAILED },
  { name: 'a provider that says 1', ...failing({ success: 1 }), outcome: FAILED },
  { name: 'a provider that says nothing', ...failing({}), outcome: FAILED },
  {
    name: 'a provider that says it in a list',
    ...failing({ status: 200, text: '[{"success":true}]' }),
    outcome: UNAVAILABLE,
  },
  {
    name: 'a provider that answers no JSON',
    ...failing({ status: 200, text: 'success=true' }),
    outcome: UNAVAILABLE,
  },
  {
    name: 'a provider that fails',
    ...failing({ status: 500, text: '{"success":true}' }),
    outcome: UNAVAILABLE,
  },
  {
    name: 'a provider that redirects',
    ...challenged('human', (_form, { decoy }) => ({
      status: 302,
      location: decoy.url,
      text: '{"success":true}',
    })),
    outcome: UNAVAILABLE,
  },
  {
    name: 'a provider that answers over 64 kB',
    ...failing({ success: true, filler: 'x'.repeat(65_536) }),
    outcome: UNAVAILABLE,
  },
  {
    name: 'a provider that does not know the secret',
    ...failing({ success: false, 'error-codes': ['invalid-input-secret'] }),
    outcome: '500 server_misconfigured server_misconfigured',
  },
];

export const challenges: Family = {
  name: 'challenges',
  rows: rows.map((row) => ({ endpoint: 'guest', honest: () => bearerEvent(ticket()), ...row })),
};
