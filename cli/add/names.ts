/** Which names are settings of the service, and which it needs. */
import { type Policy, parseSettings } from '../../src/settings';

/** What every deployment needs. */
export const REQUIRED_NAMES = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_API_KEY_SID',
  'TWILIO_API_KEY_SECRET',
  'CONVERSATIONS_SERVICE_SID',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'ALLOWED_ORIGINS',
] as const;

/** Whether the service would not complain about a variable of this name. */
export function isSetting(name: string, policy?: Policy): boolean {
  const complaints = (environment: Record<string, string>) => {
    const parsed = parseSettings(environment, policy);
    return parsed.ok ? [] : parsed.problems.map(({ variable }) => variable);
  };
  // An unknown name is a problem even when it has no value; a known one is not.
  return !complaints({ [name]: '' }).includes(name) || complaints({}).includes(name);
}
