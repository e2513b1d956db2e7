/** The variables of the account, the API key and the Conversations service. */
import type { TwilioSettings } from '../twilio/issue';
import type { VariableReader } from './reader';

/** Reads the settings of Twilio's side; undefined with problems noted if one is missing or wrong. */
export function readTwilio(read: VariableReader): TwilioSettings | undefined {
  const accountVariable = read.isSet('TWILIO_ACCOUNT_SID') ? 'TWILIO_ACCOUNT_SID' : 'ACCOUNT_SID';
  const accountSid = read.sid(accountVariable, 'AC', 'an account SID');
  if (!read.isSet(accountVariable)) {
    read.require('TWILIO_ACCOUNT_SID', 'The first page of the console shows it.');
  }
  const apiKeySid = read.sid('TWILIO_API_KEY_SID', 'SK', 'the SID of an API key');
  read.require('TWILIO_API_KEY_SID', 'Create a Standard API key in the console.');
  const apiKeySecret = readApiKeySecret(read);
  const serviceSid = readServiceSid(read);
  const region = read.oneOf('TWILIO_REGION', ['us1', 'ie1'], 'us1');
  if (!accountSid || !apiKeySid || !apiKeySecret || !serviceSid) return undefined;
  return { accountSid, apiKeySid, apiKeySecret, serviceSid, region };
}

function readApiKeySecret(read: VariableReader): string | undefined {
  const variable = 'TWILIO_API_KEY_SECRET';
  read.require(variable, 'The console shows it once, when the API key is created.');
  const secret = read.text(variable);
  if (secret === undefined) return undefined;
  if (/^(AC|SK)[0-9a-f]{32}$/.test(secret)) {
    return read.refuse(variable, 'is a SID. Set the secret that belongs to the API key.');
  }
  if (secret === read.text('AUTH_TOKEN')) {
    return read.refuse(variable, "is the account's auth token. Set the secret of the API key.");
  }
  if (secret.length < 16 || /\s/.test(secret)) {
    return read.refuse(variable, 'is not the secret of an API key. It has 32 letters and digits.');
  }
  return secret;
}

function readServiceSid(read: VariableReader): string | undefined {
  const variable = 'CONVERSATIONS_SERVICE_SID';
  read.require(variable, 'The console shows it under Conversations, Services.');
  if (read.text(variable)?.startsWith('MG')) {
    return read.refuse(
      variable,
      'is the SID of a Messaging Service. That of a Conversations Service begins with IS.',
    );
  }
  return read.sid(variable, 'IS', 'the SID of a Conversations Service');
}
