/** Flags that answer all that setup asks. */
import { ACCOUNT_SID, SERVICE_SID } from '../../../support/tokens';
import type { FlagValues } from './stage';

/** An issuer that the stage must know. */
export const LOGIN = 'https://login.example.com/';

/** Every question is answered, in the way in which the most questions are asked. */
export const ALL_ANSWERS: FlagValues = {
  'account-sid': ACCOUNT_SID,
  'auth-token-file': 'token',
  region: 'us1',
  'api-key': 'new',
  service: 'new',
  'service-name': 'Chat of the shop',
  provider: 'other',
  issuer: LOGIN,
  audience: 'chat',
  'allowed-origins': 'https://app.example.com',
  guests: 'on',
  challenge: 'turnstile',
  'challenge-secret-file': 'challenge',
  existing: 'replace',
  yes: true,
};

/** The fewest. */
export const FEW_ANSWERS: FlagValues = {
  ...ALL_ANSWERS,
  service: SERVICE_SID,
  'service-name': undefined,
  guests: 'off',
  challenge: undefined,
  'challenge-secret-file': undefined,
  existing: undefined,
};
