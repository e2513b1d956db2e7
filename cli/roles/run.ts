/** The command itself: from words and an environment to a text. */
import { VariableReader } from '../../src/settings/reader';
import { readTwilio } from '../../src/settings/twilio';
import type { RestHttpClient } from '../../src/twilio/client';
import type { TwilioSettings } from '../../src/twilio/issue';
import { ENV, JSON_OPTION, type Outcome, readCall, render } from '../command';
import { readEnvironment } from '../env-file';
import { type Comparison, compareRoles, type ExistingRole } from './compare';
import { formatComparison, policyRoles } from './format';
import { sentenceFor } from './sentences';
import { type RoleStore, roleStore, type ServiceRoles } from './service';

const ROLES = {
  name: 'roles',
  about:
    'Shows the roles of the Conversations Service next to a recommended, locked-down set. Changes nothing without --apply.',
  options: {
    apply: {
      about:
        'Creates the recommended roles that do not exist, and prints their SIDs as src/policy.ts takes them. No existing role is changed, and no default.',
    },
    env: ENV,
    json: JSON_OPTION,
  },
  endings:
    '0; 1 not everything could be created; 2 a mistake in usage or settings, or Twilio refuses.',
} as const;

/**
 * Shows the roles of a service, and with `--apply` creates the recommended ones that are missing.
 *
 * @param words as they were typed
 * @param httpClient what carries requests to Twilio; the library's own if none is given
 * @throws Error with a sentence that says what to do
 */
export async function runRoles(
  words: readonly string[],
  httpClient?: RestHttpClient,
): Promise<Outcome> {
  const call = readCall(ROLES, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const { apply, json, env } = call.options;
  const { values } = readEnvironment(env);
  const settings = requireTwilio(values);
  const store = roleStore(settings, httpClient);
  const found = await orSentence(store.read());
  requireSameAccount(found, settings);

  const guests = values.GUESTS === 'on';
  const before = compareRoles(found.roles, found.defaults, guests);
  const created = apply ? await createMissing(store, before) : [];
  const after = compareRoles([...found.roles, ...created], found.defaults, guests);
  const text = () =>
    [
      ...created.map(({ friendlyName, type, sid }) => `Created ${friendlyName} (${type}): ${sid}`),
      ...(created.length > 0 ? [''] : []),
      formatComparison(after, settings),
    ].join('\n');
  const done = !apply || after.recommended.every(({ state }) => state === 'there');
  return { text: render(json, toJson(after, created, settings), text), exitCode: done ? 0 : 1 };
}

/** The variables of Twilio's side; the login is of no matter here. */
function requireTwilio(values: Readonly<Record<string, string>>): TwilioSettings {
  const read = new VariableReader(values);
  const settings = readTwilio(read);
  if (settings && read.problems.length === 0) return settings;
  const problems = read.problems.map(({ variable, sentence }) => `  ${variable} ${sentence}`);
  throw new Error(['The roles cannot be read with these settings:', ...problems].join('\n'));
}

function requireSameAccount(found: ServiceRoles, { accountSid }: TwilioSettings): void {
  if (found.accountSid === accountSid) return;
  throw new Error(
    'The API key is of another account than TWILIO_ACCOUNT_SID. Set the SID of the account that the key was created in.',
  );
}

/** Creates what is missing, one by one. What a failure leaves undone, the next run does. */
async function createMissing(store: RoleStore, { recommended }: Comparison) {
  const created: ExistingRole[] = [];
  for (const role of recommended) {
    if (role.state !== 'missing') continue;
    try {
      created.push(await orSentence(store.create(role)));
    } catch (error) {
      const names = created.map(({ friendlyName, type }) => `${friendlyName} (${type})`);
      const sofar = names.length > 0 ? names.join(', ') : 'none';
      const { message } = error as Error;
      throw new Error(`${message}\nCreated so far: ${sofar}. Run it again for the rest.`);
    }
  }
  return created;
}

async function orSentence<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const sentence = sentenceFor(error);
    throw sentence === undefined ? error : new Error(sentence);
  }
}

function toJson(
  { roles, recommended }: Comparison,
  created: readonly ExistingRole[],
  { serviceSid, region }: TwilioSettings,
) {
  return {
    serviceSid,
    region,
    roles,
    recommended: recommended.map(({ sid = null, ...role }) => ({ ...role, sid })),
    created: created.map(({ sid }) => sid),
    policy: { roles: policyRoles(recommended) },
  };
}
