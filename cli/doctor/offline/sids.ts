/** SIDs and secrets that stand where another one belongs. */

import { type Problem, problem } from '../../../src/settings/problem';
import type { Environment } from '../../env-file';
import { type Check, orOk, warning, wrong } from '../check';

/** What a SID is of, by its first two letters. */
const KINDS: Record<string, string> = {
  AC: 'an account',
  CH: 'a conversation',
  CR: 'a push credential',
  IS: 'a Conversations Service',
  MB: 'a participant',
  MG: 'a Messaging Service',
  PN: 'a phone number',
  RL: 'a role',
  SK: 'an API key',
  US: 'a user',
  VA: 'a Verify Service',
  ZE: 'an environment of Functions',
  ZS: 'a Functions Service',
};

/** What the SID of each variable must be of. */
const WANTED: Record<string, string> = {
  TWILIO_ACCOUNT_SID: 'AC',
  ACCOUNT_SID: 'AC',
  TWILIO_API_KEY_SID: 'SK',
  CONVERSATIONS_SERVICE_SID: 'IS',
  PUSH_CREDENTIAL_SID: 'CR',
};

/** The settings have a sentence of their own for these. */
const SAID_BY_SETTINGS = new Set(['CONVERSATIONS_SERVICE_SID MG']);

/** Finds the mix-ups that the settings know nothing of, or have only a general sentence for. */
export function findMixUps(values: Environment): Problem[] {
  const mixUps = Object.entries(WANTED).flatMap(([variable, wanted]) => {
    const [, prefix = ''] = /^([A-Z]{2})[0-9a-f]{32}$/.exec(values[variable] ?? '') ?? [];
    const kind = KINDS[prefix];
    if (!kind || prefix === wanted || SAID_BY_SETTINGS.has(`${variable} ${prefix}`)) return [];
    return [problem(variable, 'malformed', `is the SID of ${kind}.`, remedyFor(variable, wanted))];
  });
  const secret = values.TWILIO_API_KEY_SECRET ?? '';
  if (/^[0-9a-f]{32}$/.test(secret) && secret !== values.AUTH_TOKEN) {
    mixUps.push(
      problem(
        'TWILIO_API_KEY_SECRET',
        'malformed',
        "has the form of an account's auth token: 32 hexadecimal digits.",
        'Set the secret of the API key. The console shows it once, when the key is created.',
      ),
    );
  }
  return mixUps;
}

function remedyFor(variable: string, wanted: string): string {
  const begins = `Set the SID of ${KINDS[wanted]}. It begins with ${wanted}.`;
  if (variable !== 'TWILIO_API_KEY_SID') return begins;
  return `${begins} Create a Standard API key: neither the account nor its auth token can sign tokens.`;
}

/** SIDs, and the secret of the API key. */
export const sids: Check = {
  id: 'sids',
  title: 'SIDs and key secret',
  run({ environment: { values } }) {
    const findings = findMixUps(values).map(({ variable, finding, remedy }) =>
      wrong(`${variable} ${finding}`, remedy),
    );
    const { ACCOUNT_SID, TWILIO_ACCOUNT_SID } = values;
    if (ACCOUNT_SID && TWILIO_ACCOUNT_SID && ACCOUNT_SID !== TWILIO_ACCOUNT_SID) {
      findings.push(
        warning(
          'ACCOUNT_SID, where it is deployed, and TWILIO_ACCOUNT_SID, whose tokens it issues, differ.',
          'Make them the same, unless another account has the Conversations Service.',
        ),
      );
    }
    return orOk(findings, 'No SID stands where another belongs.');
  },
};
