/** The variables of the account, the API key and the Conversations service. */
import type { TwilioSettings } from '../twilio/issue';
import type { VariableReader } from './reader';

/** Reads the settings of Twilio's side; undefined with problems noted if one is missing or wrong. */
export function readTwilio(read: VariableReader): TwilioSettings | undefined {
  const account =
    read.isSet('TWILIO_ACCOUNT_SID') || !read.isSet('ACCOUNT_SID')
      ? 'TWILIO_ACCOUNT_SID'
      : 'ACCOUNT_SID';
  read.require(account, 'The first page of the console shows it.');
  read.require('TWILIO_API_KEY_SID', 'Create a Standard API key in the console.');
  const accountSid = read.value('TWILIO_ACCOUNT_SID', account);
  const apiKeySid = read.value('TWILIO_API_KEY_SID');
  const apiKeySecret = readApiKeySecret(read);
  const serviceSid = readServiceSid(read);
  const region = read.valueOr('TWILIO_REGION');
  if (!accountSid || !apiKeySid || !apiKeySecret || !serviceSid) return undefined;
  return { accountSid, apiKeySid, apiKeySecret, serviceSid, region };
}

function readApiKeySecret(read: VariableReader): string | undefined {
  const variable = 'TWILIO_API_KEY_SECRET';
  read.require(variable, 'The console shows it once, when the API key is created.');
  if (read.isSet('AUTH_TOKEN') && read.text(variable) === read.text('AUTH_TOKEN')) {
    return read.refuse(
      variable,
      'insecure',
      "is the account's auth token.",
      'Set the secret of the API key.',
    );
  }
  const secret = read.credential(variable);
  if (secret === undefined || (secret.length >= 16 && !/\s/.test(secret))) return secret;
  return read.refuse(
    variable,
    'malformed',
    'is not the secret of an API key.',
    'It has 32 letters and digits.',
  );
}

function readServiceSid(read: VariableReader): string | undefined {
  const variable = 'CONVERSATIONS_SERVICE_SID';
  read.require(variable, 'The console shows it under Conversations, Services.');
  if (!read.text(variable)?.startsWith('MG')) return read.value(variable);
  return read.refuse(
    variable,
    'malformed',
    'is the SID of a Messaging Service.',
    'That of a Conversations Service begins with IS.',
  );
}
