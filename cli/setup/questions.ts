/**
 * All that setup may ask, but for what it asks about a login: that is in `cli/providers.ts`. Each
 * question has a flag of its name, so that setup can run where nobody can be asked.
 */

/** What setup asks besides the login's own questions. */
export interface SetupQuestion {
  /** As it stands on the screen. */
  readonly sentence: string;
  /** What stands behind the flag in the list of flags; none for a switch. */
  readonly takes?: string;
  /** The flag, where it is not named like the question. */
  readonly flag?: string;
}

const FILE = 'FILE';

/** By name, in the order in which they are asked. */
export const QUESTIONS = {
  credentials: {
    sentence: 'Which credentials of Twilio may setup use?',
    takes: 'environment|env-file|auth-token',
  },
  'account-sid': { sentence: 'Account SID (first page of the console)', takes: 'AC…' },
  'auth-token': {
    sentence: 'Auth token of the account (it is used now and written nowhere)',
    takes: FILE,
    flag: 'auth-token-file',
  },
  region: { sentence: 'Region of the account', takes: 'us1|ie1' },
  'api-key': { sentence: 'API key that signs the access tokens', takes: 'new|keep|given' },
  unreachable: {
    sentence: 'Twilio cannot be reached. How to go on?',
    takes: 'stop|without',
  },
  'api-key-sid': { sentence: 'SID of an API key of type Standard', takes: 'SK…' },
  'api-key-secret': {
    sentence: 'Secret of that API key',
    takes: FILE,
    flag: 'api-key-secret-file',
  },
  service: { sentence: 'Conversations Service', takes: 'IS…|new' },
  'service-name': { sentence: 'Name of the new Conversations Service', takes: 'NAME' },
  provider: {
    sentence: 'Where do your users log in?',
    takes: 'ID|keep',
  },
  token: {
    sentence: 'A real token or cookie of your app (it stays on this machine)',
    takes: FILE,
  },
  'login-address': {
    sentence: 'Address of your app or login that answers with the user, as JSON',
    takes: 'URL',
  },
  'issuer-check': { sentence: 'Go on with this issuer?', takes: 'on|off' },
  'auth-secret': {
    sentence: 'Secret that signs the tokens of your app',
    takes: FILE,
    flag: 'auth-secret-file',
  },
  'auth-public-key': {
    sentence: 'Public key of the tokens of your app',
    takes: FILE,
    flag: 'auth-public-key-file',
  },
  'allowed-origins': {
    sentence: 'Origins of the pages that may ask, with commas between; or any',
    takes: 'ORIGINS|any',
  },
  guests: { sentence: 'May visitors without a login chat too?', takes: 'on|off' },
  challenge: {
    sentence: 'Challenge that a visitor must pass',
    takes: 'turnstile|hcaptcha|recaptcha|other|keep|none',
  },
  'challenge-url': { sentence: 'Siteverify address of the challenge', takes: 'URL' },
  'challenge-secret': {
    sentence: 'Secret of your site at that challenge',
    takes: FILE,
    flag: 'challenge-secret-file',
  },
  existing: { sentence: 'Replace these values?', takes: 'replace|keep' },
  write: { sentence: 'Do this now?', flag: 'yes' },
} as const satisfies Record<string, SetupQuestion>;

/** The name of a question in the table above. */
export type QuestionName = keyof typeof QUESTIONS;

/** The flag of a question of setup's, or of one about a login. */
export function flagOf(question: string): string {
  const known: Record<string, SetupQuestion> = QUESTIONS;
  return known[question]?.flag ?? question;
}
