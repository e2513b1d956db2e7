/** How each question of setup comes to be asked. */
import type { QuestionName } from '../../../../cli/setup/questions';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID } from '../../../support/tokens';
import { AUTH_TOKEN } from '../../../support/twilio';
import type { FlagValues } from './stage';

/** How a question comes to be asked, if not by leaving out its flag. */
export interface Asked {
  flags?: FlagValues;
  /** What the environment file has before. */
  file?: string;
  environment?: Record<string, string>;
}

/** A file with a comment and an API key in it. */
export const KEY_OF_FILE = `# mine\nTWILIO_API_KEY_SID=${API_KEY_SID}\nTWILIO_API_KEY_SECRET=${API_KEY_SECRET}\n`;

/** Asked only where Twilio does not answer. */
export const UNREACHED = ['unreachable', 'api-key-sid', 'api-key-secret'] as const;

/** Every question: what must be left out, or done, for it to be asked. */
export const ASKED: Record<Exclude<QuestionName, (typeof UNREACHED)[number]>, Asked> = {
  credentials: {
    flags: { 'account-sid': undefined },
    environment: { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN },
  },
  'account-sid': { flags: { 'account-sid': undefined } },
  'auth-token': { flags: { 'auth-token-file': undefined } },
  region: { flags: { region: undefined } },
  'api-key': { flags: { 'api-key': undefined }, file: KEY_OF_FILE },
  service: { flags: { service: undefined } },
  'service-name': { flags: { 'service-name': undefined } },
  provider: { flags: { provider: undefined } },
  token: { flags: { provider: 'token', issuer: undefined, audience: undefined } },
  'login-address': {
    flags: { token: 'sid=opaque', provider: undefined, issuer: undefined, audience: undefined },
  },
  'issuer-check': { flags: { issuer: 'https://nowhere.example.com' } },
  'auth-secret': { flags: { provider: 'nestjs', issuer: undefined, audience: undefined } },
  'auth-public-key': { flags: { provider: 'symfony', issuer: undefined, audience: undefined } },
  'allowed-origins': { flags: { 'allowed-origins': undefined } },
  guests: { flags: { guests: undefined } },
  challenge: { flags: { challenge: undefined } },
  'challenge-url': { flags: { challenge: 'other' } },
  'challenge-secret': { flags: { 'challenge-secret-file': undefined } },
  existing: { flags: { existing: undefined }, file: KEY_OF_FILE },
  write: {},
};
